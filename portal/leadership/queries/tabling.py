"""What could be put on an agenda: what the lists of the portal hold for whoever makes it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from portal.following import queries as following
from portal.following.rules.wants import may_see_wants
from portal.foundation.database import session
from portal.foundation.text import shortened
from portal.leadership.models import Meeting
from portal.leadership.queries.leading import Part, leading
from portal.leadership.queries.meetings import agenda
from portal.leadership.rules.meetings import may_table
from portal.leadership.rules.tabling import OFFERED_AT_MOST, Source
from portal.library import queries as library
from portal.library.queries import Asked
from portal.people.models import Organisation
from portal.promises import queries as promises
from portal.promises.rules import PART_NAMES, may_see_stuck
from portal.promises.rules import Part as Promised
from portal.submissions.rules import Reader

WORDS_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Offered:
    """Something that could be on an agenda: its reference, what it is called, and why it is offered."""

    reference: str
    words: str
    why: str


def offered(person: Reader, of: Meeting, source: Source, q: str = "") -> list[Offered]:
    """What a list holds for this person that they do not see on the agenda yet, the first of it first."""
    there = {_reference(item.href) for item in agenda(person, of)}
    found = [one for one in _FROM[source](person, q) if one.reference not in there]
    return found[:OFFERED_AT_MOST]


def _reference(href: str) -> str:
    return href.rpartition("/")[2]


def _stuck(person: Reader, _q: str) -> list[Offered]:
    return _of_part(leading(person, OFFERED_AT_MOST).stuck)


def _unanswered(person: Reader, _q: str) -> list[Offered]:
    return _of_part(leading(person, OFFERED_AT_MOST).unanswered)


def _thanks(person: Reader, _q: str) -> list[Offered]:
    return _of_part(leading(person, OFFERED_AT_MOST).thanks)


def _of_part(part: Part) -> list[Offered]:
    return [Offered(line.reference, line.words, line.why) for line in part.lines]


def _promised(person: Reader, _q: str) -> list[Offered]:
    """Posts whose authors need a word by the next working day, or needed it before."""
    if not may_see_stuck(person):
        return []
    rows = promises.stuck(session.get_one(Organisation, person.organisation_id)).rows
    return [
        Offered(row.submission.reference, row.submission.title, PART_NAMES[Promised(row.next_part)])
        for row in rows
        if may_table(person, row.submission)
    ]


def _wanted(person: Reader, _q: str) -> list[Offered]:
    asked = following.wanted().asked if may_see_wants(person) else ()
    return [Offered(one.reference, shortened(one.words, WORDS_SHOWN), "Waits for an answer") for one in asked]


def _cases(person: Reader, _q: str) -> list[Offered]:
    return _of_library(person, Asked(filters={"kind": ("impact-case",)}, per_page=OFFERED_AT_MOST))


def _library(person: Reader, q: str) -> list[Offered]:
    return _of_library(person, Asked(q, per_page=OFFERED_AT_MOST))


def _of_library(person: Reader, wish: Asked) -> list[Offered]:
    cards = library.search(person, wish).cards
    return [Offered(card.reference, library.words_of(card.title), card.organisation_name) for card in cards]


_FROM: Mapping[Source, Callable[[Reader, str], Sequence[Offered]]] = {
    Source.STUCK: _stuck,
    Source.PROMISED: _promised,
    Source.UNANSWERED: _unanswered,
    Source.WANTED: _wanted,
    Source.CASES: _cases,
    Source.THANKS: _thanks,
    Source.LIBRARY: _library,
}
