"""Names of people, and numbers of officers: after a rank, after a title, or by a first name.

Pure: standard library only.
"""

import re

from portal.submissions.identifying.details import Kind
from portal.submissions.identifying.names import ALSO_WORDS, FIRST_NAMES, SURNAMES
from portal.submissions.identifying.not_names import (
    BEFORE_PEOPLE,
    ENDINGS,
    MONTHS,
    NOT_BEFORE_A_NAME,
    NOT_FIRST_NAMES,
    NOT_NAMES,
    PERSONS,
    PLACES_AND_BODIES,
    STILL_SURNAMES,
    SURNAMES_OF_PLACES,
    WHAT_PEOPLE_DO,
    looks_like_a_surname,
    may_be_a_name,
)
from portal.submissions.identifying.reading import Detail, Page, Reader, at_words, together

_PARTICLE = (
    r"(?:(?:van der|van den|van de|van|von der|von|de la|de|del|della|di|da|dos|du|le|la|el|al|ap|ab|ferch"
    r"|bin|ibn|st"
    r"|st\.|ni|nic|o|ui) )?"
)
_WORD = re.compile(
    rf"(?i:{_PARTICLE})(?:[OoDdLl]'|Mc|Mac|Al-|El-|Ap-|al-|el-|ap-|ap )?(?P<word>[A-Z][A-Za-z]{{1,25}})"
    r"(?:[-'](?P<last>[A-Z][A-Za-z]{1,25})){0,2}"
)
_SMALL_WORD = re.compile(rf"{_PARTICLE}(?P<word>[a-z][a-z]*(?:['-](?!s\b)[a-z]{{2,25}}){{0,2}})\b")
_INITIALS = re.compile(r"(?:[A-Z](?:\. ?| )){0,3}")
_BEFORE_RANK = re.compile(
    r"(?:\b[atd]/|\b(?:(?:acting|temporary|temp|detective|det|chief|ch|special|custody|patrol|duty"
    r"|assistant|deputy"
    r"|police|superintending|t|a)\.? ){1,4})\Z"
)
_NUMBER = r"#?[A-Za-z]{0,2}\d{2,5}[A-Za-z]{0,2}"
_WITH_NUMBER = re.compile(rf"\.? (?:{_NUMBER} )?")
_NUMBER_AFTER = re.compile(rf" \(?{_NUMBER}\)?(?![\w/%-]|[.:]\d)")
_SHOULDER = re.compile(
    r"[ -]?#?(?:[A-Z]{1,2} ?)?(?P<digits>\d{2,5})[A-Za-z]{0,2}\b(?![%.:/,]\d|%| ?(?:hours?|days|weeks"
    r"|months|years"
    r"|minutes|officers|people|percent|per|times|gb|mb|inch|GB|MB|x|pounds|o'clock)\b)"
)
_LEADS = frozenset(
    "acting temporary temp detective det chief ch special custody patrol duty assistant deputy police "
    "superintending t a".split()
)
_DETERMINERS = frozenset(
    "the a an my our your his her their this that each every any one another some no which what two three "
    "of and or new duty "
    "custody shift response patrol team trainee tutor older young".split()
)
_LAST_WORD = re.compile(r"[a-z]+(?=\.? \Z)")
_NEXT_WORD = re.compile(r"\.? (?P<word>[a-z]+)\b(?!['-])")
_NEVER = NOT_NAMES - STILL_SURNAMES - {"a", "b", "c", "d", "e", "i", "j", "k", "m", "n", "o", "s", "t", "van"}
_SHORT = "pc wpc pcso dc tdc ds di dci sgt insp supt ps"  # abbreviations that nobody writes for anything else
_RANKS = (
    f"{_SHORT} sc dsu dcs dcc acc cc ci con sergeant inspector superintendent constable commander "
    f"commissioner officer "
    "sio oic skipper"
)
_TITLES = (
    "mr mrs ms miss mx dr prof professor rev reverend sir dame lord lady judge cllr councillor "
    "father sister imam"
)
_WORDS_TOO = frozenset("sir lord lady judge father sister miss officer commander commissioner imam".split())


def _name_from(page: Page, place: int, at_most: int = 3) -> int:
    """Where a name with capitals that begins here ends; the place itself where none does."""
    initials = _INITIALS.match(page.text, place)
    at = initials.end() if initials else place
    end = place
    for number in range(at_most):
        match = _WORD.match(page.text, at)
        if not match:
            break
        word = match["word"]
        shouted = word.isupper() and len(word) > 3
        if not may_be_a_name(word.lower()) or (number and shouted and word.lower() not in SURNAMES):
            break
        if match["last"] and match["last"].lower() in NOT_NAMES:
            break
        end = match.end()
        if page.text[end : end + 1] != " ":
            break
        at = end + 1
    return end


def _small_name_from(page: Page, place: int, *, sure: bool) -> int:
    """Where a name in small letters ends. ``sure``: only a word known as a surname, or made like one, is one."""
    match = _SMALL_WORD.match(page.small, place)
    if not match:
        return place
    word = match["word"]
    plain = word.replace("-", "").replace("'", "")
    known = looks_like_a_surname(word) and word not in NOT_NAMES
    possible = (
        len(plain) > 2 and may_be_a_name(word) and not plain.endswith(ENDINGS) and not _is_inflected(word)
    )
    return match.end() if known or (possible and not sure) else place


def _is_inflected(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss") and word not in SURNAMES


def rank_at(page: Page, place: int) -> Detail | None:
    """Somebody with a rank, by name or by number: "PC 4471 Smith", "sgt jones", "PC 4471"."""
    text, small = page.text, page.small
    rank = _RANK_HERE.match(small, place)
    if not rank:
        return None
    follows = small[rank.end() : rank.end() + 3]
    if not follows.strip(". -#"):
        return None
    next_word = _NEXT_WORD.match(small, rank.end())
    if next_word and next_word["word"] in _NEVER:
        return None
    begun = max(0, place - 48)
    word_before = _LAST_WORD.search(small[max(0, place - 16) : place])
    joined = small[place - 1 : place] == "/" or (word_before is not None and word_before.group() in _LEADS)
    before = _BEFORE_RANK.search(small[begun:place]) if joined else None
    start = begun + before.start() if before else place
    end = _named_after(page, rank, start)
    if end:
        number = _NUMBER_AFTER.match(text, end)
        return Kind.NAME, start, number.end() if number else end
    shoulder = _SHOULDER.match(text, rank.end())
    if shoulder and rank.group() not in {"con", "skipper", "cc", "acc"}:
        digits = shoulder["digits"]
        long_word = rank.group() not in _SHORT.split()
        if not (long_word and (len(digits) < 3 or re.fullmatch(r"(?:19|20)\d\d", digits))):
            return Kind.SHOULDER_NUMBER, start, shoulder.end()
    return None


def _named_after(page: Page, rank: re.Match[str], start: int) -> int:
    follow = _WITH_NUMBER.match(page.text, rank.end())
    if not follow:
        return 0
    number = follow.end() - follow.start() > 2
    capital = _name_from(page, follow.end())
    if capital > follow.end():
        lonely = rank.group() in _WORDS_TOO and page.text[rank.start()].islower()
        return (
            0
            if lonely and not looks_like_a_surname(page.small[follow.end() : capital].split()[-1])
            else capital
        )
    short = rank.group() in _SHORT.split()
    determined = page.small[max(0, start - 12) : start].rstrip().rpartition(" ")[2] in _DETERMINERS
    sure = not number and (determined or rank.group() in _WORDS_TOO)
    if rank.group() not in {"sc", "cc", "acc", "ci", "con"} and (short or start == rank.start() or not sure):
        small = _small_name_from(page, follow.end(), sure=sure)
        return small if small > follow.end() else 0
    return 0


def title_at(page: Page, place: int) -> Detail | None:
    """Somebody with a title: "Mrs Jones", "Mr and Mrs Khan", "dr hussain"."""
    title = _TITLE_HERE.match(page.small, place)
    if not title:
        return None
    word = title["title"]
    if word in _WORDS_TOO and page.text[place].islower():
        return None
    end = _name_from(page, title.end())
    if end > title.end():
        return Kind.NAME, place, end
    if word not in _WORDS_TOO:
        end = _small_name_from(page, title.end(), sure=False)
        if end > title.end():
            return Kind.NAME, place, end
    return None


def several_at(page: Page, place: int) -> Detail | None:
    """Several officers at once: "PCs Green and Black"."""
    lead = _SEVERAL.match(page.text, place)
    if not lead:
        return None
    end = _name_from(page, lead.end(), 1)
    if end == lead.end():
        return None
    while (more := _AND.match(page.text, end)) and (last := _name_from(page, more.end(), 1)) > more.end():
        end = last
    return Kind.NAME, place, end


def first_name_at(page: Page, place: int) -> Detail | None:
    """Somebody by first name, with or without the surname."""
    text = page.text
    if not text[place].isupper():
        return None
    match = _WORD.match(text, place)
    before = _BEFORE.search(text[max(0, place - 24) : place])
    word_before = before.group().lower() if before else ""
    if not match or match.start("word") != place or word_before in NOT_BEFORE_A_NAME:
        return None
    first = match["word"].lower()
    ambiguous = first in ALSO_WORDS and not match["last"]
    end = match.end()
    more = _name_from(page, end + 1, 2) if text[end : end + 1] == " " else end
    if more > end + 1:
        if page.small[end + 1 : more].split()[-1] in PLACES_AND_BODIES:
            return None
        surname = page.small[end + 1 : more].split()[-1]
        told = not ambiguous or (looks_like_a_surname(surname) and surname not in SURNAMES_OF_PLACES)
        shouted = match["word"].isupper() and len(first) > 2 and surname not in SURNAMES
        if told and not shouted:
            return Kind.NAME, place, more
        return None
    following = _NEXT.match(text, end)
    next_word = following["word"] if following else ""
    if match["word"].isupper() or (next_word[:1].isupper() and next_word.lower() in NOT_NAMES):
        return None
    if first in MONTHS and word_before:  # "in April", and not "April told us"
        return None
    told = word_before in BEFORE_PEOPLE
    if ambiguous and not told and next_word not in WHAT_PEOPLE_DO:
        return None
    return Kind.NAME, place, end


def surname_at(page: Page, place: int) -> Detail | None:
    """Two words with capitals of which the second is a surname: "Chidi Nwosu"."""
    text = page.text
    if not text[place].isupper() or page.small[place : place + 40].split(" ")[0] in SURNAMES_OF_PLACES:
        return None
    before = _FIRST_BEFORE.search(text[max(0, place - 28) : place])
    if not before:
        return None
    first = before["first"]
    if not may_be_a_name(first.split("-")[0].lower()) or first.isupper() or first.lower() in NOT_FIRST_NAMES:
        return None
    start = place - len(before.group())
    end = _name_from(page, place, 2)
    outer = _BEFORE.search(text[max(0, start - 24) : start])
    if page.small[place:end].split(" ")[-1] in PLACES_AND_BODIES:
        return None
    if end == place or (outer and outer.group().lower() in NOT_BEFORE_A_NAME):
        return None
    return Kind.NAME, start, end


def person_at(page: Page, place: int) -> Detail | None:
    """Somebody whose part is said first: "a woman called Jean", "the witness, Ola Bright"."""
    lead = _PERSON.match(page.small, place)
    if not lead or not page.text[lead.end() : lead.end() + 1].isupper():
        return None
    end = _name_from(page, lead.end(), 3)
    named = page.text[lead.end() : end]
    if not named or named.isupper() or named.split()[0].lower() in NOT_FIRST_NAMES:
        return None
    if lead["tie"] in {" is ", " was ", ": ", ", "} and not (" " in named or named.lower() in FIRST_NAMES):
        return None
    return Kind.NAME, lead.end(), end


_RANK_HERE = re.compile(rf"(?:{'|'.join(sorted(_RANKS.split(), key=len, reverse=True))})(?=\b|\d)")
_TITLE_HERE = re.compile(
    rf"(?:(?:mr|mrs|ms|miss|dr) (?:and"
    rf"|&) )?(?P<title>{'|'.join(sorted(_TITLES.split(), key=len, reverse=True))})\.? "
)
_SEVERAL = re.compile(r"(?:PC|DC|DS|DI|PS|PCSO|Sgt|Insp|Sergeant|Inspector|Constable|Officer|SC)s ")
_AND = re.compile(r",? and |, | & ")
_BEFORE = re.compile(r"[A-Za-z]+(?= \Z)")
_NEXT = re.compile(r"(?:'s)? (?P<word>[A-Za-z]+)")
_FIRST_BEFORE = re.compile(r"(?<![\w'.-])(?P<first>[A-Z][a-z]{1,20}(?:-[A-Z][a-z]{1,20})?) (?:[A-Z]\.? )?\Z")
_PERSON = re.compile(
    rf"(?:{'|'.join(sorted(PERSONS, key=len, reverse=True))})(?P<tie> called | named | is | was |, |: "
    rf"| )(?:mr |mrs |ms |miss )?"
)

PEOPLE = together(
    at_words(_RANKS, Reader(_RANK_HERE, rank_at)),
    at_words(_TITLES, Reader(_TITLE_HERE, title_at)),
    at_words(
        "pcs dcs dss dis pss pcsos sgts insps sergeants inspectors constables officers scs",
        Reader(_SEVERAL, several_at, written=True),
    ),
    dict.fromkeys(FIRST_NAMES | ALSO_WORDS, (Reader(_WORD, first_name_at, written=True),)),
    dict.fromkeys(
        (word for word in SURNAMES if word not in SURNAMES_OF_PLACES),
        (Reader(_WORD, surname_at, written=True),),
    ),
    dict.fromkeys(PERSONS, (Reader(_PERSON, person_at),)),
)
