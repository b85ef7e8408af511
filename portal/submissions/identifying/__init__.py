"""Details in a text by which a person might be recognised, for the author to take out or to keep.

A help, not a judge: it marks what looks like a name, a number or a date, says why, and offers other words
(anonymity, channel 32). A text is read once, word by word; what a word may begin is looked up in a table.

Pure: standard library only.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from portal.submissions.identifying.author import AUTHOR
from portal.submissions.identifying.contacts import ANYWHERE as CONTACTS_ANYWHERE
from portal.submissions.identifying.contacts import CONTACTS, CONTACTS_FROM_DIGITS, CONTACTS_FROM_LETTERS
from portal.submissions.identifying.days import DAYS, DAYS_FROM_DIGITS
from portal.submissions.identifying.details import ADVICE, Advice, Finding, Kind
from portal.submissions.identifying.folding import Folded, fold
from portal.submissions.identifying.marks import whole_link, with_marks
from portal.submissions.identifying.not_names import NAMES, NOT_NAMES, looks_like_a_surname
from portal.submissions.identifying.people import PEOPLE
from portal.submissions.identifying.places import (
    ADDRESSES,
    PLACES,
    PLACES_BY_LETTERS,
    PLACES_FROM_DIGITS,
    PLACES_FROM_LETTERS,
    places_beside,
)
from portal.submissions.identifying.places import ANYWHERE as PLACES_ANYWHERE
from portal.submissions.identifying.reading import Detail, Page, Together, together
from portal.submissions.identifying.records import (
    RECORDS,
    RECORDS_BY_LETTERS,
    RECORDS_FROM_DIGITS,
    RECORDS_FROM_LETTERS,
)
from portal.submissions.identifying.strangers import STRANGERS
from portal.submissions.identifying.wording import in_brackets, offered

__all__ = ["ADVICE", "Advice", "Finding", "Kind", "findings"]

_SMALL = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
_TOKEN = re.compile(r"[a-z0-9]+")
_LETTERS = re.compile(r"[a-z]+")
_BY_WORD = together(PEOPLE, STRANGERS, AUTHOR, DAYS, CONTACTS, RECORDS, PLACES)
_FROM_LETTERS = Together(*RECORDS_FROM_LETTERS, *PLACES_FROM_LETTERS, *CONTACTS_FROM_LETTERS)
_FROM_DIGITS = Together(*RECORDS_FROM_DIGITS, *PLACES_FROM_DIGITS, *DAYS_FROM_DIGITS, *CONTACTS_FROM_DIGITS)
_BY_LETTERS = Together(*RECORDS_BY_LETTERS, *PLACES_BY_LETTERS)
_LOUD_WORD = together(PEOPLE, PLACES)
_LOUD_NUMBER = Together(*ADDRESSES)
_SHOUTING = re.compile(r"(?<![A-Za-z])(?:[A-Z][A-Z'-]{1,30}[ ,.;:!?\d()]{1,9}){4,}[A-Z]{0,30}")
_WORD = re.compile(r"[A-Z]+")
_STREETS = frozenset(
    "street road avenue lane close crescent gardens grove terrace flat apartment house court".split()
)
_NAMES_AGAIN = 40  # surnames looked for in the rest of a text


def findings(text: str) -> list[Finding]:
    """What might identify somebody, in the order of the text, without overlaps: of two the longer stays."""
    folded = fold(text)
    small = folded.text.lower() if folded.text.isascii() else folded.text.translate(_SMALL)
    page = Page(folded.text, small, folded.joints)
    found = [*_at_words(page), *_anywhere(page), *_shouted(page)]
    found += places_beside(page, [(start, end) for kind, start, end in found if kind is Kind.DATE])
    found += _names_again(page, [detail for detail in found if detail[0] is Kind.NAME])
    return _as_typed(text, folded, page, _without_overlaps(found, len(page.text)))


def _as_typed(text: str, folded: Folded, page: Page, kept: Iterable[Detail]) -> list[Finding]:
    """The details in the text as it was typed, each with the marks that go with it and what is offered instead."""
    put: list[Finding] = []
    for kind, start, end in kept:
        instead, cut_from, cut_to = offered(kind, page, start, end)
        begun, ended = folded.typed(start, end)
        link = whole_link(text, begun, ended)
        if link:
            begun, ended, shown = link
            shows_another = put and put[-1].end > begun
            if shows_another:
                put.pop()
            instead = in_brackets(kind) if shows_another or not shown.strip() else shown
            cut = begun, ended
        else:
            begun, ended, before, after = with_marks(text, begun, ended)
            instead = before + instead + after
            cut = begun, ended
            if (cut_from, cut_to) != (start, end):
                outer = folded.typed(cut_from, cut_to)
                cut = min(outer[0], begun), max(outer[1], ended)
        if put and begun < put[-1].end:
            continue
        cut_from = max(cut[0], put[-1].cut_to if put else 0)
        put.append(Finding(kind, begun, ended, text[begun:ended], instead, cut_from, cut[1]))
    return put


def _at_words(page: Page) -> Iterator[Detail]:
    """What begins at a word or a number, but for what begins inside a detail that was found."""
    done = 0
    for token in _TOKEN.finditer(page.small):
        word, place = token.group(), token.start()
        if place < done:
            continue
        found: list[Detail] = []
        if word.isalpha():
            readers = _BY_WORD.get(word, ())
            if len(word) < 6 and page.small[token.end() + 1 : token.end() + 2].isdigit():
                found = _BY_LETTERS.details(page, place)
        elif letters := _LETTERS.match(word):
            readers = _BY_WORD.get(word) or _BY_WORD.get(letters.group(), ())
            found = _FROM_LETTERS.details(page, place)
        else:
            readers = ()
            found = _FROM_DIGITS.details(page, place)
        for one in readers:
            detail = one.read(page, place)
            if detail:
                found.append(detail)
        for detail in found:
            done = done if detail[0] is Kind.AUTHOR else max(done, detail[2])
            yield detail


def _anywhere(page: Page) -> Iterator[Detail]:
    for needed, kind, pattern, holds in (*CONTACTS_ANYWHERE, *PLACES_ANYWHERE):
        if needed in page.text:
            for match in pattern.finditer(page.text):
                if holds is None or holds(match):
                    yield kind, *match.span()


def _shouted(page: Page) -> Iterator[Detail]:
    """Names and addresses in words all in capitals, read with the capitals of names only."""
    loud = [match.span() for match in _SHOUTING.finditer(page.text)]
    if not loud:
        return
    calm = _SHOUTING.sub(lambda match: _WORD.sub(_calmed, match.group()), page.text)
    calmer = Page(calm, page.small, page.joints)
    for start, end in loud:
        for token in _TOKEN.finditer(page.small, start, end):
            word, place = token.group(), token.start()
            if word.isdigit():
                yield from _LOUD_NUMBER.details(calmer, place)
            for one in _LOUD_WORD.get(word, ()):
                detail = one.read(calmer, place)
                if detail and detail[0] in {Kind.NAME, Kind.ADDRESS}:
                    yield detail


def _calmed(word: re.Match[str]) -> str:
    small = word.group().lower()
    return small.capitalize() if small in NAMES or small in _STREETS else small


def _names_again(page: Page, named: Iterable[Detail]) -> Iterator[Detail]:
    """The surnames of those who were named, where they stand alone: "Smith said" after "PC Smith"."""
    surnames: dict[str, None] = {}
    for _kind, start, end in named:
        words = re.findall(r"[A-Z][a-z][A-Za-z'-]+", page.text[start:end])
        if len(words) > 1 and looks_like_a_surname(words[-1].lower()) and words[-1].lower() not in NOT_NAMES:
            surnames[words[-1]] = None
    if surnames:
        again = "|".join(re.escape(word) for word in list(surnames)[:_NAMES_AGAIN])
        for match in re.finditer(rf"\b(?:{again})\b(?!-)", page.text):
            yield Kind.NAME, *match.span()


def _without_overlaps(found: Iterable[Detail], length: int) -> list[Detail]:
    ordered = sorted(found, key=lambda each: (each[1] - each[2], each[0] is Kind.AUTHOR, each[1]))
    starts: list[int] = []
    kept: list[Detail] = []
    for each in ordered:
        place = bisect_left(starts, each[1])
        before = kept[place - 1][2] if place else 0
        after = kept[place][1] if place < len(kept) else length
        if before <= each[1] and each[2] <= after:
            starts.insert(place, each[1])
            kept.insert(place, each)
    return kept
