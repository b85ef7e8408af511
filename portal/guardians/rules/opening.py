"""Who may ask to open who wrote a confidential post, who answers, and when the name is destroyed. Pure."""

import re
from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol

from portal.foundation.errors import Refused
from portal.people.rules import Role, SomePerson, holds
from portal.people.rules.passwords import weakness_of
from portal.submissions.rules import Status

PASSPHRASE_AT_LEAST = 20
REASON_AT_LEAST, REASON_AT_MOST = 20, 1000
KEPT_FOR = timedelta(days=365)
CLOSED = frozenset({Status.PUBLISHED, Status.MERGED, Status.DECLINED, Status.WITHDRAWN, Status.TAKEN_OUT})


class Ground(StrEnum):
    """Why somebody asks to open who wrote a post."""

    SAFEGUARDING = "safeguarding"
    AUTHOR = "author"
    LAW = "law"
    WRONGDOING = "wrongdoing"


GROUND_NAMES: dict[Ground, str] = {
    Ground.SAFEGUARDING: "Somebody may come to harm",
    Ground.AUTHOR: "The author may be in danger",
    Ground.LAW: "The law requires it, for example an order of a court",
    Ground.WRONGDOING: "It speaks of a serious offence, and nothing else finds out enough",
}


class Destroy(StrEnum):
    """When the name of an author is destroyed."""

    AT_CLOSURE = "at closure"
    AFTER_A_YEAR = "after a year"


class OpeningState(StrEnum):
    """Where a request to open an envelope stands."""

    WAITING = "waiting"
    APPROVED = "approved"  # whoever asked can read it, once
    REFUSED = "refused"
    READ = "read"
    ENDED = "ended"  # the name was destroyed before it was read


class SomeConfidence(Protocol):
    """What the rules need to know of a confidential post."""

    @property
    def organisation_id(self) -> int: ...
    @property
    def barred(self) -> Collection[int]: ...  # keys of guardians who decide on it, or stand in its text


class SomeOpening(Protocol):
    """What the rules need to know of a request."""

    @property
    def asked_by_id(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def of_author(self) -> bool: ...  # it is the author who was asked
    @property
    def confidence(self) -> Any: ...


def may_serve(person: SomePerson) -> bool:
    """Whether the guardians' pages are for this person."""
    return holds(person, Role.GUARDIAN)


def may_see(person: SomePerson, it: SomeConfidence) -> bool:
    """A guardian where the post belongs, who neither decides on it nor stands in its text."""
    return may_serve(person) and person.organisation_id == it.organisation_id and person.id not in it.barred


def may_ask(person: SomePerson, it: SomeConfidence) -> bool:
    """Whoever may see it may ask; whether it can be opened still is said to them when they do."""
    return may_see(person, it)


def may_see_opening(person: SomePerson, opening: SomeOpening) -> bool:
    """Every guardian who may see the post sees what was asked about it."""
    return may_see(person, opening.confidence)


def may_answer(person: SomePerson, opening: SomeOpening) -> bool:
    """A second guardian answers, never the one who asked."""
    return not opening.of_author and person.id != opening.asked_by_id and may_see_opening(person, opening)


def may_read(person: SomePerson, opening: SomeOpening) -> bool:
    """Whoever asked reads it, once it was approved, and once."""
    return person.id == opening.asked_by_id and may_see_opening(person, opening)


def check_reason(reason: str, field: str = "reason") -> str:
    """The reason as it is kept. Raises ``Refused`` where it says too little, or too much."""
    reason = reason.strip()
    if len(reason) < REASON_AT_LEAST:
        raise Refused("Say why, in a sentence or two. The author reads it.", field=field, code="missing")
    if len(reason) > REASON_AT_MOST:
        raise Refused(f"Use at most {REASON_AT_MOST} characters.", field=field)
    return reason


def check_passphrase(passphrase: str, *, words: Collection[str]) -> None:
    """Raises ``Refused`` for a passphrase that somebody with a copy of the server could guess."""
    if len(passphrase) < PASSPHRASE_AT_LEAST:
        raise Refused(
            f"Use at least {PASSPHRASE_AT_LEAST} characters: four or five unrelated words.",
            field="password",
        )
    weakness = weakness_of(passphrase, words=words)
    if weakness:
        raise Refused(weakness, field="password", code="weak-password")


# Before a surname these make it a person and no common word.
_BEFORE_A_NAME = (
    r"(?:mrs?|ms|miss|dr|pc|dc|pcso|wpc|sgt|ds|insp|di|ci|dci|ch insp|supt|dsu|ch supt|acc|dcc|cc|constable|sergeant"
    r"|inspector|superintendent|commander|commissioner)\.?"
)


def names(text: str, name: str, email: str = "") -> bool:
    """Whether a text names somebody: in full, by title and surname, or by address."""
    if email and email.casefold() in text.casefold():
        return True
    words = [re.escape(word) for word in name.split()]
    if not words:
        return False
    said = r"\s+".join(words) + "|" + _BEFORE_A_NAME + r"\s+" + words[-1]
    return re.search(rf"\b(?:{said})\b", text, re.IGNORECASE) is not None


def closed_since(status: str, before: date | None, today: date) -> date | None:
    """Since which day a post is closed; nothing while it is on its way."""
    return (before or today) if status in CLOSED else None


def is_over(destroy: str, closed_on: date | None, today: date) -> bool:
    """Whether the name of an author has had its time."""
    if closed_on is None:
        return False
    return destroy == Destroy.AT_CLOSURE or today >= closed_on + KEPT_FOR
