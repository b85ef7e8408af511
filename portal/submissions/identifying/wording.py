"""What the author is offered in the place of a detail, so that the sentence still reads well.

A name becomes a role, a day its month, an age its decade; a number becomes a word in brackets that says what stood
there. Pure: standard library only.
"""

import re

from portal.submissions.identifying.details import ADVICE, Kind
from portal.submissions.identifying.reading import Page

ABOUT_THE_AUTHOR = "[about the author]"
_RANKS = (
    (r"pcsos? |pcso\d", "a PCSO"),
    (r"(?:.* )?(?:chief constable|assistant chief|deputy chief|commander|commissioner|acc|dcc|cc"
     r"|chief supt|ch supt|superintendent"
     r"|supt|chief inspector|ch insp|ch inspector|chief insp|ci|chief superintendent)\b", "a senior officer"),
    (r"(?:.* |.*/)?(?:dci|dcs|dsu|sio|detective (?:chief|superintendent).*)\b", "a senior detective"),
    (r"(?:.* |.*/)?(?:di|det insp|detective inspector|det inspector)\b", "a detective inspector"),
    (r"(?:.* |.*/)?(?:ds|det sgt|detective sergeant|detective sgt|det sergeant)\b", "a detective sergeant"),
    (r"(?:.* |.*/)?(?:dc|tdc|det con|detective constable|oic)", "a detective"),
    (r"(?:.* |.*/)?(?:insp|inspector)\b", "an inspector"),
    (r"(?:.* |.*/)?(?:sgt|sergeant|ps|skipper)\b|ps\d", "a sergeant"),
    (r"(?:.* |.*/)?(?:wpc|pc|sc|constable|officer|con)", "an officer"),
)  # fmt: skip
_ROLES = tuple((re.compile(pattern), role) for pattern, role in _RANKS)
_SEVERAL = re.compile(r"(?:pc|dc|ds|di|ps|pcso|sgt|insp|sergeant|inspector|constable|officer|sc)s ")
_TITLES = {
    "dr": "a doctor", "prof": "an academic", "professor": "an academic", "rev": "a faith leader", "reverend":
        "a faith leader",
    "father": "a faith leader", "sister": "a faith leader", "imam": "a faith leader", "judge": "a judge",
    "cllr": "a councillor", "councillor": "a councillor",
}  # fmt: skip
_DETERMINERS = frozenset(
    "the a an my our your his her their its this that each every another no one any some young old new "
    "former".split()
)
_PERSON = frozenset(
    "man woman boy girl lad lady gentleman colleague victim witness suspect complainant neighbour "
    "interpreter apprentice analyst "
    "trainer tutor mentor mentee nurse son daughter husband wife brother sister mother father resident "
    "student volunteer driver "
    "owner offender person friend officer sergeant inspector constable detective supervisor manager case "
    "boss boyfriend girlfriend".split()
)
_WORD_BEFORE = re.compile(r"([A-Za-z]+)(,?) \Z")
_CALLED = re.compile(r" (?:called|named|known as) \Z")
_STARTS_SENTENCE = re.compile(r"(?:\A|\n|[.!?][\"')]*)\s*(?:(?:[-+*>#|]+|\d{1,3}[.)]) +)*[\"'(]*\Z")
_ABBREVIATION = re.compile(r"\b(?:e\.?g|i\.?e|etc|vs|no|approx|inc|cf)\.\s*\Z", re.IGNORECASE)
_MONTH_NAMES = "January February March April May June July August September October November December".split()
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*", re.IGNORECASE)
_FEASTS = (
    ("new year's day", 1), ("new years day", 1), ("valentine", 2), ("st patrick", 3), ("st david", 3), (
        "st george", 4), ("may day", 5),
    ("halloween", 10), ("hallowe'en", 10), ("mischief", 10), ("bonfire", 11), ("guy fawkes", 11), (
        "remembrance", 11),
    ("armistice", 11), ("st andrew", 11), ("christmas", 12), ("boxing", 12), ("new year", 12), ("results", 8),
)  # fmt: skip
_YEAR = re.compile(r"\b(?:19|20)\d\d\b|(?<=')\d\d\b")
_NUMBERS = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{2,4})")
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_PART = re.compile(r"\b(night|evening|morning|afternoon)\b")
_KEPT = {
    Kind.NHS_NUMBER: "NHS number",
    Kind.NATIONAL_INSURANCE: "National Insurance number",
    Kind.PLACE: "place",
}


def offered(kind: Kind, page: Page, start: int, end: int) -> tuple[str, int, int]:
    """The words offered for a detail, and which part of the folded text they replace."""
    if kind in _IN_BRACKETS:
        return _IN_BRACKETS[kind], start, end
    words = page.text[start:end]
    if kind is Kind.NAME:
        without = _left_out(page, start, end)
        if without:
            return ("", *without)
    said = _said(kind, words, page, start)
    if not said.startswith("[") and _begins(page, start):
        said = said[:1].upper() + said[1:]
    if (
        words.isupper()
        and len(words) > 8
        and not said.startswith("[")
        and page.text[end : end + 6].strip(" ").isupper()
    ):
        said = said.upper()
    return said, start, end


def _said(kind: Kind, words: str, page: Page, start: int) -> str:
    small = " ".join(words.lower().split())
    if kind is Kind.NAME or (
        kind is Kind.SHOULDER_NUMBER and "number" not in small and "no" not in small.split()
    ):
        return _with_article(_role(small, kind), page, start)
    if kind is Kind.DATE:
        return _month(small)
    if kind is Kind.BIRTH_DATE:
        return _age(small, kind)
    if kind is Kind.ADDRESS:
        sort = re.match(r"(?:flat|room|unit|caravan|plot|suite|bungalow)\b", small)
        return _with_article(f"a {sort.group()}" if sort else "an address", page, start)
    if kind is Kind.AUTHOR:
        return _about_author(small)
    numbered = re.match(r"(collar|shoulder|warrant|badge|staff|payroll|employee|epaulette)\b", small)
    if kind is Kind.SHOULDER_NUMBER and numbered:
        return f"[{numbered[1]} number]"
    return in_brackets(kind)


def in_brackets(kind: Kind) -> str:
    """A word that says what stood there: "[phone number]"."""
    return f"[{_KEPT.get(kind) or ADVICE[kind].label.lower()}]"


_REWORDED = {Kind.NAME, Kind.SHOULDER_NUMBER, Kind.DATE, Kind.BIRTH_DATE, Kind.ADDRESS, Kind.AUTHOR}
_IN_BRACKETS = {kind: in_brackets(kind) for kind in Kind if kind not in _REWORDED}


def _begins(page: Page, start: int) -> bool:
    before = page.text[max(0, start - 24) : start]
    return bool(_STARTS_SENTENCE.search(before)) and not _ABBREVIATION.search(before)


def _left_out(page: Page, start: int, end: int) -> tuple[int, int] | None:
    """What goes where the sentence has said already who it is: "my colleague Tunde", "the victim, Ada Bright,"."""
    before = page.text[max(0, start - 40) : start]
    called = _CALLED.search(before)
    if called:
        return start - len(called.group()), end
    word = _WORD_BEFORE.search(before)
    if not word or word[1].lower() not in _PERSON or (word[1][0].isupper() and not word[2]):
        return None
    if not word[2]:
        return start - 1, end
    after = page.text[end : end + 1]
    return (start - 2, end + (after == ",")) if after in {",", ".", ";", ")"} else None


def _role(small: str, kind: Kind) -> str:
    if _SEVERAL.match(small):
        return "officers"
    if re.match(r"(?:mr|mrs|ms|miss|dr) (?:and|&) ", small):
        return "a couple"
    title = _TITLES.get(small.split(maxsplit=1)[0].strip("."))
    if title:
        return title
    rank = re.match(
        r"(?:(?:[atd]/)?(?:(?:acting|temporary|temp|detective|det|chief|ch|special|custody|patrol|duty"
        r"|assistant|deputy|police"
        r"|superintending|t|a)\.? ){0,4}(?:pcso|wpc|pc|tdc|dci|dcs|dcc|dc|ps|dsu|ds|sc|sergeant|sgt|di|ci"
        r"|inspector|insp"
        r"|superintendent|supt|constable|acc|cc|sio|oic|officer|commander|commissioner|con"
        r"|skipper))(?=[\W\d]|\Z)",
        small,
    )
    if rank:
        for pattern, role in _ROLES:
            if pattern.match(rank.group() + " "):
                return role
    return "an officer" if kind is Kind.SHOULDER_NUMBER else "a person"


def _with_article(said: str, page: Page, start: int) -> str:
    before = _WORD_BEFORE.search(page.text[max(0, start - 16) : start])
    if before and not before[2] and before[1].lower() in _DETERMINERS:
        return re.sub(r"\A(?:an?|the) ", "", said)
    return said


def _month(small: str) -> str:
    lead = "on" if re.match(r"(?:on|between|from|at)\b", small) else ""
    month = _number_of_month(small)
    weekday = next((day for day in _WEEKDAYS if re.search(rf"\b{day[:3].lower()}", small)), "")
    if not month:
        same = re.search(r"(?:this|last|the same|that) month", small)
        if same:
            return same.group()
        return f"{'on ' if lead else ''}a {weekday}" if weekday else "[date]"
    numbers = _NUMBERS.search(small)
    year = _YEAR.search(small)
    full = year.group() if year else ""
    if numbers:
        full = numbers[1] if len(numbers[1]) == 4 else numbers[3]
    if len(full) == 2:
        full = f"20{full}"
    said = f"{_MONTH_NAMES[month - 1]} {full}".strip()
    part = _PART.search(small)
    if part:
        return f"one {part.group()} in {said}"
    return f"in {said}" if lead else said


def _number_of_month(small: str) -> int:
    numbers = _NUMBERS.search(small)
    if numbers:
        first, second = int(numbers[1]), int(numbers[2])
        return second if len(numbers[1]) == 4 or second <= 12 else first
    feast = next((number for name, number in _FEASTS if name in small), 0)
    month = _MONTH.search(small)
    if feast or not month:
        return feast
    return [name[:3].lower() for name in _MONTH_NAMES].index(month[1].lower()) + 1


def _age(small: str, kind: Kind) -> str:
    age = re.search(r"\b([1-7]\d)(?!\d)", small)
    role = re.search(
        r"(?:(?:police|detective|special|civilian|control room|trainee|neighbourhood|response|crime|call"
        r"|dog) )*(?:constable|sergeant"
        r"|inspector|officer|pcso|pc|dc|special|detective|dispatcher|superintendent|investigator"
        r"|probationer|analyst|handler|recruit"
        r"|supervisor|call[- ]?taker|nurse|clerk|volunteer|cadet|examiner|secondee|manager|trainer"
        r"|controller)\b",
        small,
    )
    if age and role and not re.search(r"born|birth|dob|d\.o\.b", small):
        named = (
            role.group().replace("pcso", "PCSO").replace("pc", "PC")
            if "PCSO" not in role.group()
            else role.group()
        )
        article = "an" if named[0] in "aeio" else "a"
        decade = f"{age[1][0]}0s" if int(age[1]) > 19 else "late teens"
        return f"{article} {named} in their {decade}"
    born = re.match(r"(?:was |were )?born\b|b\.", small)
    year = re.search(r"\b(?:19|20)\d\d\b", small) or re.search(r"[-/.](\d\d)\Z", small)
    if born and year:
        full = year.group() if len(year.group()) == 4 else ("20" if int(year[1]) < 30 else "19") + year[1]
        lead = "born" if born.group() == "b." else born.group()
        return f"{lead} in the {full[:3]}0s"
    return in_brackets(kind)


_RELATIVES = re.compile(
    r"(?:wife|husband|partner|spouse|fianc\w+|girlfriend|boyfriend|daughter|son|child|baby|twin|brother"
    r"|sister|mother|mum|father|dad"
    r"|uncle|aunt|cousin|nephew|niece|grand\w+|gran|twin brother|twin sister|\w+-in-law|civil partner)\Z"
)
_SEVERAL_RELATIVES = re.compile(r"(?:children|kids|parents|twins|in-laws|family)\Z")
_AT_WORK = re.compile(
    r"(?:sergeant|sarge|sgt|skipper|inspector|insp|constable|superintendent|supt|commander|governor|guvnor"
    r"|manager|supervisor|boss"
    r"|leader|crew ?mate|tutor|mentor|mentee|buddy|probationer|student officer|tutee|oppo"
    r"|head of department|neighbour"
    r"|promotion board|promotion|pdr|appraisal|grievance|tribunal|hearing|meeting|case|transfer|rest day"
    r"|day off|career break)\Z"
)
_WHERE = re.compile(
    r"(?:shift|unit|station|beat|ward|nick|section|patch|custody suite|probation|team"
    r"|village|house|school|street)\Z"
)


def _about_author(small: str) -> str:
    years = re.search(
        r"(?:my )?(?:(?:nearly|almost|over|about|more than) )?[\w-]+(?: \w{3,5})? (?:years?|months?"
        r"|weeks)'?(?= |\Z)",
        small,
    )
    if years and small.startswith(("in my", "my")):
        return "in my time" if small.startswith("in") else "my time"
    if years and re.match(r"(?:in|with|after|have|for|since) ", small):
        after = small[years.end() :].strip()
        after = "of service" if after in {"service", "of service", "in", ""} else after
        return f"{small.split(maxsplit=1)[0]} some years {after}".replace(" after some years", "")
    joined = re.match(
        r"(?:since )?i (?:joined|started|transferred|qualified|was promoted)(?= (?:in"
        r"|on) (?:\w+ )?\d{4}\Z)",
        small,
    )
    if joined:
        return (
            joined.group().replace("i ", "I ", 1)
            if not joined.group().startswith("since")
            else joined.group().replace(" i ", " I ")
        )
    mine = re.match(r"(on )?(?:my|our) (?:own )?(?P<what>.+)\Z", small)
    if mine:
        what = re.sub(
            r"\A(?:(?:old|former|new|last|then|current|previous|first|second|poor|young|little"
            r"|older|younger|only|best) )+",
            "",
            mine["what"],
        )
        lead = mine[1] or ""
        if _WHERE.search(what):
            return f"{lead}the {what}"
        if _SEVERAL_RELATIVES.search(what):
            return f"{lead}relatives"
        if _RELATIVES.search(what):
            return f"{lead}a relative"
        if what == "rest days":
            return f"{lead}rest days"
        if _AT_WORK.search(what):
            what = what.replace("pdr", "PDR")
            return f"{lead}{'an' if what[0] in 'aeio' else 'a'} {what}"
    return ABOUT_THE_AUTHOR
