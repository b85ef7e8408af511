"""Meetings in which the front line meets senior leaders: who calls, keeps and reads one, and what it holds. Pure.

What stands on an agenda is read by whoever may read the meeting and the thing itself: for everybody else it is not
there, and leaves no gap (requirements 16 and 48).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from portal.authorisation.rules import may_know_of, reads_in_library
from portal.following.rules.wants import may_see_want
from portal.foundation.errors import Refused
from portal.leadership.rules.leading import is_leader
from portal.people.rules import Role, SomePerson, holds
from portal.submissions.rules import Reader, Status, is_author

TITLE_LENGTH = 120
PLACE_LENGTH = 120
WHO_LENGTH = 1000
NOTE_LENGTH = 300
DECISION_LENGTH = 1000
MINUTES_LENGTH = 20_000
ITEMS_AT_MOST = 40

NOT_ON_AN_AGENDA = frozenset({Status.DRAFT, Status.WITHDRAWN})


class SomeMeeting(Protocol):
    """A meeting, as far as the rules look at it."""

    organisation_id: int
    called_by_id: int
    shown: bool


class SomeEntry(Protocol):
    """One thing on an agenda: a post, or what somebody asks for."""

    @property
    def meeting(self) -> Any: ...
    @property
    def submission(self) -> Any: ...
    @property
    def want(self) -> Any: ...


def may_see_meetings(_person: SomePerson) -> bool:
    """Everybody who is signed in sees the meetings that they may read."""
    return True


def may_call(person: SomePerson) -> bool:
    """Whoever leads may call a meeting."""
    return is_leader(person)


def may_keep(person: SomePerson, meeting: SomeMeeting) -> bool:
    """Whether the person keeps a meeting: whoever called it, and the innovation leads there: it is never nobody's."""
    here = person.organisation_id == meeting.organisation_id
    return here and (person.id == meeting.called_by_id or holds(person, Role.INNOVATION_LEAD))


def may_read(person: SomePerson, meeting: SomeMeeting) -> bool:
    """Whether the person may read a meeting: who keeps it, and once it is shown everybody who works there."""
    here = person.organisation_id == meeting.organisation_id
    return may_keep(person, meeting) or (here and meeting.shown)


def may_table(person: Reader, post: Any) -> bool:
    """Whether a post can be on an agenda for this person: they may read it, and it left its author's hands.

    What is read first is nobody's yet, and is on no agenda.
    """
    if post.unread or post.status in NOT_ON_AN_AGENDA:
        return False
    return reads_in_library(person, post) or may_know_of(person, post)


def sees_thing(person: Reader, entry: SomeEntry) -> bool:
    """Whether the person may read the thing that an entry is about."""
    if entry.submission is not None:
        return may_table(person, entry.submission)
    return may_see_want(person, entry.want)


def may_see_entry(person: Reader, entry: SomeEntry) -> bool:
    """Whether something on an agenda is there for this person at all."""
    return may_read(person, entry.meeting) and sees_thing(person, entry)


def may_decide_on(person: Reader, entry: SomeEntry) -> bool:
    """Whether the person writes down what a meeting decided on something: who keeps it, and may read the thing."""
    return may_keep(person, entry.meeting) and sees_thing(person, entry)


def may_read_decision(person: Reader, entry: SomeEntry) -> bool:
    """Whether the person reads on the page of a thing what was decided: readers of the meeting, and who wrote it."""
    if may_read(person, entry.meeting):
        return True
    if entry.submission is not None:
        return is_author(person, entry.submission)
    return bool(entry.want.asked_by_id == person.id)


def check_both_sides(front_line: str, leaders: str) -> None:
    """Raise ``Refused`` where one side is missing: it is no such meeting without the front line, or without leaders."""
    if not front_line.strip():
        raise Refused(
            "Say who comes from the front line. Without them it is another meeting.", field="front_line"
        )
    if not leaders.strip():
        raise Refused(
            "Say which senior leaders come, so that the front line knows whom it meets.", field="leaders"
        )


def check_day(held_on: date | None) -> date:
    """The day of a meeting. Raise ``Refused`` where none is named."""
    if held_on is None:
        raise Refused("Choose a day.", field="held_on")
    return held_on


def check_room(seen: int) -> None:
    """Raise ``Refused`` for more than a meeting gets through. ``seen`` is what whoever adds sees on the agenda."""
    if seen >= ITEMS_AT_MOST:
        raise Refused(f"{ITEMS_AT_MOST} things are more than a meeting gets through. Take one off first.")


def check_may_decide(shown: bool, words: str) -> None:
    """Raise ``Refused`` where nobody could read the decision, or where it says nothing."""
    if not shown:
        raise Refused(
            "Show the meeting to its readers first: what was decided is read there.", code="wrong-state"
        )
    if not words.strip():
        raise Refused("Say what was decided, in a sentence or two.", field="words")


def check_may_end(decided: bool, agreed: bool) -> None:
    """Raise ``Refused`` for a meeting of which something came: what was decided stays readable."""
    if decided or agreed:
        raise Refused("Something was decided or agreed there, so the meeting stays.", code="wrong-state")


def neighbour(seen: Sequence[int], key: int, *, up: bool) -> int | None:
    """The entry that changes places with another: the next one up or down that the person sees; nothing at the end."""
    at = list(seen).index(key) + (-1 if up else 1)
    return seen[at] if 0 <= at < len(seen) else None
