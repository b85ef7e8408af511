"""What is asked for because it is not in the library: who sees it, who answers, and what of searches is counted. Pure.

Whoever asks says so themselves, and how they are named. What somebody only searched for is counted when several did,
and is never kept with anybody (anonymity.md, channels 17 and 35).
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from portal.foundation.errors import Refused
from portal.people.rules import Role, SomePerson, holds

WORDS_LENGTH = 500
REASON_LENGTH = 500
OPEN_AT_MOST = 20  # of one person
# So many different people must have looked for the same words within a week before anybody learns of it.
ASKERS = 5
COUNTED_WORDS = 6
COUNTED_LENGTH = 80
LONGEST_NUMBER = 3  # more digits are a reference, a telephone number or a collar number


class Shown(StrEnum):
    """How whoever asks is named to those who can answer."""

    NAME = "name"
    ORGANISATION = "organisation"


class WantState(StrEnum):
    """Where a want stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


SHOWN_NAMES: dict[Shown, str] = {
    Shown.NAME: "With my name and organisation",
    Shown.ORGANISATION: "With my organisation only",
}


def may_ask_for(_person: SomePerson) -> bool:
    """Everybody may ask for what they did not find."""
    return True


def may_see_wants(person: SomePerson) -> bool:
    """Innovation leads, topic leads and the national curator see what is wanted, in every organisation."""
    return holds(person, Role.INNOVATION_LEAD, Role.TOPIC_LEAD, Role.NATIONAL_CURATOR)


def may_settle(person: SomePerson, _wanted: Any) -> bool:
    """Whoever sees what is wanted may answer it, or say why nothing comes of it."""
    return may_see_wants(person)


def may_see_want(person: SomePerson, want: Any) -> bool:
    """Who can answer reads what is asked for, and whoever asked does."""
    return may_see_wants(person) or may_take_back(person, want)


def may_take_back(person: SomePerson, want: Any) -> bool:
    """What somebody asked for is theirs to take back."""
    return bool(want.asked_by_id == person.id)


def asker_shown(want: Any) -> str:
    """Whoever asks, as they wish to be named to those who can answer."""
    home = want.asked_by.organisation.short_name
    return f"{want.asked_by.title}, {home}" if want.shown == Shown.NAME else f"Somebody at {home}"


def check_ask(open_already: int) -> None:
    """Raise ``Refused`` for one more than anybody can ask for at a time."""
    if open_already >= OPEN_AT_MOST:
        raise Refused(
            f"You ask for {OPEN_AT_MOST} things already. Take one back that you no longer need first."
        )


def check_open(state: str) -> None:
    """Raise ``Refused`` where somebody was quicker."""
    if state != WantState.OPEN:
        raise Refused("Somebody has answered this already.", code="already-decided")


def counted(words: Sequence[str]) -> str:
    """The words of a search as they are counted with the same words of others; nothing for what is not counted.

    A few words that others could have typed too: long texts and long numbers are not.
    """
    said = " ".join(words)
    numbers = any(sum(letter.isdigit() for letter in word) > LONGEST_NUMBER for word in words)
    if not words or len(words) > COUNTED_WORDS or len(said) > COUNTED_LENGTH or numbers:
        return ""
    return said
