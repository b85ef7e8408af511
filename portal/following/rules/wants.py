"""What is asked for because it is not in the library: who sees it, who answers, and what of searches is counted. Pure.

Whoever asks says so themselves, and how they are named. What somebody only searched for is counted when several did,
and is never kept with anybody (anonymity.md, channels 17 and 35).
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any

from portal.foundation.errors import Refused
from portal.library.rules import may_read
from portal.people.rules import Role, SomePerson, holds
from portal.submissions.rules import is_in_library, opens, tokens_at, visibility_of

WORDS_LENGTH = 500
REASON_LENGTH = 500
OPEN_AT_MOST = 20  # of one person
# So many different people must have looked for the same words within a week before anybody learns of it.
ASKERS = 5
COUNTED_WORDS = 6
COUNTED_LENGTH = 80
LONGEST_NUMBER = 3  # more digits are a reference, a telephone number or a collar number
FOR_MANY = frozenset({"public", "policing"})


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


def asker_shown(want: Any, small: Collection[int]) -> str:
    """Whoever asks, as they wish to be named to those who can answer.

    ``small`` are the keys of organisations in which too few have an account: to name one would be to point at them.
    """
    home = want.organisation.short_name
    if want.shown == Shown.NAME:
        return f"{want.asked_by.title}, {home}"
    return "Somebody" if want.organisation_id in small else f"Somebody at {home}"


def may_be_told_of(want: Any, small: Collection[int]) -> bool:
    """Whether the innovation leads where it was asked hear of it: not where that would say where it was."""
    return want.shown == Shown.NAME or want.organisation_id not in small


def answers(want: Any, item: Any, small: Collection[int]) -> bool:
    """Whether an item can answer what somebody asked for: they can read it.

    Of somebody who is not named it is asked whether everybody can who works where they do, and where too few do,
    whether all of policing can. Whoever answers could else try posts of one unit after another, and see from which
    is taken where whoever asks works.
    """
    if want.shown == Shown.NAME:
        return may_read(want.asked_by, item)
    home, post = want.organisation, item.submission
    tokens = tokens_at(home)
    if want.organisation_id in small:
        tokens &= FOR_MANY
    visible = visibility_of(post, post.organisation.region)
    return is_in_library(post) and all(
        opens(one, post.organisation_id, tokens) for one in (visible, item.visibility)
    )


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
