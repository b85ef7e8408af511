"""Whom the page of a leader is for, how far it looks, and what of it is worth a word of thanks. Pure.

Figures end with the last whole week: what comes in this week moves none of them (anonymity.md, channel 37).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from portal.people.rules import Role, SomePerson, holds

SENIOR_LEVEL = 7  # superintendent, and the staff grades of that level
WEEKS = 4
SHOWN = 2  # of each part: the whole page is about one screen of a telephone
LOOKED_AT = 200  # posts at most, so that a large library costs no more than a small one


class Worth(IntEnum):
    """Why somebody's work is worth thanks; of several reasons the first. To stop honestly counts (requirement 71)."""

    USED = 1
    STOPPED = 2
    PUBLISHED = 3


WORTH_WORDS: dict[Worth, str] = {
    Worth.USED: "Taken up by {place}",
    Worth.STOPPED: "Stopped, and it says why",
    Worth.PUBLISHED: "New in the library",
}
COUNTED_WORDS: dict[Worth, str] = {
    Worth.USED: "taken up elsewhere",
    Worth.STOPPED: "stopped honestly",
    Worth.PUBLISHED: "published",
}


def is_leader(person: SomePerson) -> bool:
    """Whether the page of a leader is for this person: innovation leads, heads of units, senior ranks and grades."""
    return bool(person.headed_unit_ids) or looks_at_all(person)


def looks_at_all(person: SomePerson) -> bool:
    """Whether the page looks at the whole organisation; otherwise it looks at the units that the person heads."""
    return holds(person, Role.INNOVATION_LEAD) or person.level >= SENIOR_LEVEL


def whole_weeks(today: date) -> tuple[date, date]:
    """From when to before when is counted: whole weeks, up to last Sunday."""
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(weeks=WEEKS), monday


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to thank whoever worked on a post; ``place`` says who took it up."""

    post_id: int
    worth: Worth
    place: str = ""

    @property
    def words(self) -> str:
        """The reason, as the list shows it."""
        return WORTH_WORDS[self.worth].format(place=self.place)


def best_reasons(found: Iterable[Reason]) -> Sequence[Reason]:
    """Of each post the best reason, the best first; where they are equal, in the order in which they came."""
    first: dict[int, Reason] = {}
    for reason in sorted(found, key=lambda one: one.worth):
        first.setdefault(reason.post_id, reason)
    return list(first.values())


def counted_in_words(reasons: Iterable[Reason]) -> str:
    """How much there is of each sort, in a few words; nothing where there is nothing."""
    number = dict.fromkeys(Worth, 0)
    for reason in reasons:
        number[reason.worth] += 1
    return ", ".join(f"{number[worth]} {words}" for worth, words in COUNTED_WORDS.items() if number[worth])
