"""What a meeting agreed that somebody does: whose it is, by when, and when they are asked. Pure.

It belongs to a post of duty, as what is seen through does, and is chased the same way (decision 42).
"""

from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from portal.foundation.errors import Refused
from portal.implementation.rules.chases import GRACE
from portal.leadership.rules.meetings import may_keep, may_read, sees_thing
from portal.people.rules import SomePerson
from portal.submissions.rules import Reader

WORDS_LENGTH = 200
SAID_LENGTH = 500
AGREED_AT_MOST = 40


class AgreedState(StrEnum):
    """Where something agreed stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


STATE_NAMES: dict[AgreedState, str] = {
    AgreedState.OPEN: "To do",
    AgreedState.DONE: "Done",
    AgreedState.DROPPED: "Not done after all",
}


class SomeAgreed(Protocol):
    """Something agreed, as far as the rules look at it."""

    holder_id: int | None
    state: str
    due_on: date
    asked_on: date | None
    passed_on: bool

    @property
    def meeting(self) -> Any: ...
    @property
    def entry(self) -> Any: ...


def may_know_of(person: Reader, agreed: SomeAgreed) -> bool:
    """Whether the person may learn of it: they read the meeting, and what it is about."""
    about = agreed.entry
    return may_read(person, agreed.meeting) and (about is None or sees_thing(person, about))


def is_theirs(person: SomePerson, agreed: SomeAgreed) -> bool:
    """Whether it is the person's to do today: they hold that post of duty, or stand in for whoever does."""
    holder = agreed.holder_id
    return holder is not None and (person.id == holder or holder in person.deputises_for)


def may_report(person: Reader, agreed: SomeAgreed) -> bool:
    """Whether the person says how it stands: whose it is, and who keeps the meeting."""
    theirs = is_theirs(person, agreed) or may_keep(person, agreed.meeting)
    return theirs and may_know_of(person, agreed)


def check_plan(words: str, due_on: date | None, today: date, there: int) -> date:
    """The day by which it is done. Raise ``Refused`` without words or a day, for one that is over, and for too many."""
    if not words.strip():
        raise Refused("Say what will be done.", field="words", code="missing")
    if due_on is None or due_on < today:
        raise Refused("Choose a day from today on.", field="due_on")
    if there >= AGREED_AT_MOST:
        raise Refused(f"{AGREED_AT_MOST} are more than anybody follows up. Close one first.", field="words")
    return due_on


def check_report(state: AgreedState, said: str, due_on: date | None, today: date) -> None:
    """Raise ``Refused`` where something is dropped without a reason, or put off without a day from tomorrow on."""
    if state is AgreedState.DROPPED and not said.strip():
        raise Refused("Say why it is not done: whoever was there reads it.", field="said")
    if state is AgreedState.OPEN and (due_on is None or due_on <= today):
        raise Refused("Say by which day from tomorrow on it will be done.", field="due_on")


def is_asked(agreed: SomeAgreed, today: date) -> bool:
    """Whether whoever has it is to be asked now how it stands: its day has come, and they were not."""
    return agreed.state == AgreedState.OPEN and agreed.asked_on is None and agreed.due_on <= today


def is_passed_on(agreed: SomeAgreed, today: date) -> bool:
    """Whether whoever keeps the meeting is to be told now that nobody has answered."""
    late = agreed.asked_on is not None and agreed.asked_on + GRACE <= today
    return agreed.state == AgreedState.OPEN and late and not agreed.passed_on
