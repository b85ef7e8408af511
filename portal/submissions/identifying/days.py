"""Exact days, dates of birth, and ages beside a role.

Pure: standard library only.
"""

import re

from portal.submissions.identifying.details import Kind
from portal.submissions.identifying.reading import Detail, Page, Reader, at_words, reader, together

MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|weds?|thurs?|fri|sat|sun)"
_ORDINAL = r"(?:st|nd|rd|th)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:,? ?(?:(?:19|20)\d\d|'\d\d)\b)?"
DATE = (
    rf"(?:(?:{_WEEKDAY}\.?,? "
    rf"(?:the )?)?{_DAY}{_ORDINAL}?(?: day)?(?: of)?[ -]?(?:{MONTHS})\b(?:\.(?=,? ?(?:19"
    rf"|20)\d\d))?(?:-\d\d(?:\d\d)?\b)?{_YEAR}"
    rf"|(?:{_WEEKDAY}\.?,? )?(?:{MONTHS})\.? (?:the )?{_DAY}{_ORDINAL}?\b(?!\.\d|:\d|[%/]| (?:officers"
    rf"|people|per|cars|of us))"
    r"(?:,? (?:19|20)\d\d\b)?"
    rf"|{_DAY}[/-](?:0?[1-9]|1[0-2])[/-](?:(?:19|20)\d\d|\d\d)(?![/-]?\d)"
    rf"|(?:0?[1-9]|1[0-2])[/-]{_DAY}[/-](?:19|20)\d\d(?![/-]?\d)"
    rf"|{_DAY}\.(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d(?!\.?\d)"
    rf"|{_DAY}\.(?:0?[1-9]|1[0-2])\.\d\d(?!\.?\d)"
    r"|(?:19|20)\d\d[-/](?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12]\d|3[01])(?!\d)"
    rf"|{_WEEKDAY},? (?:the )?{_DAY}{_ORDINAL}\b(?: of (?:this|last) month)?"
    rf"|(?:the )?{_DAY}{_ORDINAL} of (?:this|last|the same|that) month)"
)
_FEAST = (
    r"(?:christmas (?:day|eve)|boxing day|new year'?s (?:day|eve)|hallowe'?en|bonfire night"
    r"|guy fawkes(?: night)?|mischief night"
    r"|remembrance (?:sunday|day)|armistice day|good friday|easter (?:sunday|monday)|valentine'?s day"
    r"|st\.? (?:patrick|david|george"
    r"|andrew)'?s day|may day|a-level results day|grand national day|cup final day)"
)
_NOT_IN_A_NUMBER = r"(?<![\w/.-])"
_BEFORE = re.compile(
    r"(?:\bon )?(?:\bthe )?(?:\b(?:night|evening|morning|afternoon|day"
    r"|early hours) of )?(?:\bthe )?(?:\bon )?(?:\bthe )?\Z"
)
_ROLE = (
    r"(?:(?:police|detective|special|custody|temporary|response|retired|serving|female|male|civilian"
    r"|control room|trainee"
    r"|neighbourhood|acting|probationary|crime|front|call|dog) ){0,2}(?:constable|sergeant|inspector"
    r"|officer|pcso|pc|dc|special"
    r"|detective|dispatcher|superintendent|investigator|probationer|analyst|handler|recruit|supervisor"
    r"|call[- ]?taker|nurse"
    r"|clerk|volunteer|cadet|examiner|secondee|manager|trainer|controller)"
)
_AGED = (
    r"(?:an? |the |our )?(?:[1-7]\d)(?:[ -]years?[ -]old|[ -]?y/?o|[ -]yr[ -]old),? "
    rf"{_ROLE}"
)
_AFTER_ROLE = r"(?:,? \(?(?:aged|age) [1-7]\d\b\)?|,? \(?[1-7]\d years old\)?|,? who (?:is|was) [1-7]\d\b)"


def _before(page: Page, place: int) -> int:
    """Where a date begins with the words that lead to it: "on the night of 3 May"."""
    begun = max(0, place - 36)
    lead = _BEFORE.search(page.small[begun:place])
    return begun + lead.start() if lead and lead.group() else place


def _dated(pattern: str, *, led: bool = False) -> Reader:
    bare = reader(Kind.DATE, _NOT_IN_A_NUMBER + pattern)

    def read(page: Page, place: int) -> Detail | None:
        found = bare.read(page, place)
        if found is None:
            return None
        start = _before(page, place)
        if (
            led
            and not page.small.startswith("on", start)
            and not re.search(r"\d{4}\Z", page.small[place : found[2]])
        ):
            return None
        return found[0], start, found[2]

    return Reader(bare.begins, read)


def _is_written_as_a_month(page: Page, place: int) -> bool:
    return page.text[place].isupper()


_date = _dated(DATE)


def _date_by_word(page: Page, place: int) -> Detail | None:
    """A month with its capital: "May 3rd", and not "you may 3 times"."""
    return _date.read(page, place) if _is_written_as_a_month(page, place) else None


_month = Reader(_date.begins, _date_by_word)


def between_at(page: Page, place: int) -> Detail | None:
    """Between two days of a month: "between 3 and 5 May"."""
    match = _BETWEEN.match(page.small, place)
    return (Kind.DATE, place, match.end()) if match else None


_BETWEEN = re.compile(
    rf"(?:between|from)(?: the)? {_DAY}{_ORDINAL}?(?: (?:{MONTHS}))? (?:and|to"
    rf"|until)(?: the)? {DATE}"
)
_born = reader(
    Kind.BIRTH_DATE,
    r"(?:d\.?o\.?b\b\.?|date of birth|(?:was |were )?born(?: on| in)?(?: the)?|birthday|birth date"
    r"|b\.)(?: is| was| of)?"
    rf"[ :,(-]{{0,4}}(?:on )?(?:the )?(?:{DATE}|(?:19|20)\d\d\b(?! (?:people|officers)))",
)
_aged = reader(Kind.BIRTH_DATE, rf"{_AGED}\b")
_role_aged = reader(Kind.BIRTH_DATE, rf"(?:an? |the |our )?{_ROLE}{_AFTER_ROLE}")
_ROLE_WORDS = (
    "constable sergeant inspector officer pcso pc dc special detective dispatcher superintendent "
    "investigator probationer "
    "analyst handler recruit supervisor nurse clerk volunteer cadet secondee manager trainer controller"
)
_ARTICLE = re.compile(r"\b(?:an?|the|our) \Z")


def _with_article(bare: Reader) -> Reader:
    def read(page: Page, place: int) -> Detail | None:
        found = bare.read(page, place)
        before = _ARTICLE.search(page.small[max(0, place - 5) : place]) if found else None
        return (found[0], place - len(before.group()), found[2]) if found and before else found

    return Reader(bare.begins, read)


DAYS = together(
    at_words(MONTHS.replace("|", " "), _month),
    at_words("monday tuesday wednesday thursday friday saturday sunday mon tue tues wed weds thu thur "
             "thurs fri sat sun",
             _month),
    at_words("christmas boxing new halloween hallowe bonfire guy mischief remembrance armistice good "
             "easter valentine valentines "
             "st may", _dated(rf"{_FEAST}{_YEAR}", led=True)),
    at_words("between from", Reader(_BETWEEN, between_at)),
    at_words("dob d date born birthday birth b", _born),
    at_words(_ROLE_WORDS, _with_article(_role_aged)),
)  # fmt: skip
DAYS_FROM_DIGITS: tuple[Reader, ...] = (_date, _with_article(_aged))
