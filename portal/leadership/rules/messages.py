"""A few words from a leader: to whom, for how long, and what of the answers anybody learns. Pure.

Whoever reads a message is noted nowhere. To answer is free, and nobody is told who did: an answer is a number of a day,
and the sender sees it once neither those who answered nor those who did not are few (docs/decisions/0055).
"""

import re
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol

from portal.foundation.errors import Refused
from portal.leadership.rules.leading import is_leader, looks_at_all
from portal.people.rules import NATIONAL_ROLES, ROLE_NAMES, Role, SomePerson
from portal.submissions.rules import Reader

WORDS_LENGTH = 300  # short summaries of key messages (requirement 107)
LINK_LENGTH = 500
QUESTION_LENGTH = 500
ANSWER_LENGTH = 1000
DAYS_AT_MOST = 60
SENT_AT_MOST = 5  # of one leader at a time: what matters is few
QUESTIONS_AT_MOST = 100
STEP = 5  # numbers of people are told in fives, as all figures are

_LINK = re.compile(r"https://[^\s<>\"'\\]{3,}")


class Audience(StrEnum):
    """To whom a message is said, in the organisation of whoever says it."""

    ORGANISATION = "organisation"
    UNIT = "unit"
    HEADS = "heads"
    ROLE = "role"


class Said(StrEnum):
    """What somebody answers with one press."""

    UNDERSTOOD = "understood"
    USED = "used"


SAID_NAMES: dict[Said, str] = {Said.UNDERSTOOD: "I understood it", Said.USED: "I used it"}
COUNT_NAMES: dict[Said, str] = {Said.UNDERSTOOD: "Understood it", Said.USED: "Used it"}
# A message is no way to reach guardians, nor those who look after all organisations.
ROLES_ADDRESSED: tuple[Role, ...] = tuple(
    role for role in Role if role not in NATIONAL_ROLES and role is not Role.GUARDIAN
)


class SomeMessage(Protocol):
    """A message, as far as the rules look at it."""

    organisation_id: int
    by_id: int
    audience: str
    unit_id: int | None
    role: str

    @property
    def is_over(self) -> bool: ...


def may_see_messages(_person: SomePerson) -> bool:
    """Everybody who is signed in sees the messages that are for them."""
    return True


def may_send(person: SomePerson) -> bool:
    """Whoever leads says something in a few words."""
    return is_leader(person)


def only_hears(person: SomePerson) -> bool:
    """Whether messages are in the menu of this person: whoever leads finds them behind the page of a leader."""
    return not may_send(person)


def is_for(person: Reader, message: SomeMessage) -> bool:
    """Whether a message is said to this person, by where they work and what they do today."""
    if person.organisation_id != message.organisation_id:
        return False
    match Audience(message.audience):
        case Audience.ORGANISATION:
            return True
        case Audience.UNIT:
            return message.unit_id in person.unit.lineage
        case Audience.HEADS:
            return bool(person.headed_unit_ids)
        case Audience.ROLE:
            return message.role in person.roles


def may_read(person: Reader, message: SomeMessage) -> bool:
    """Whether the person reads a message: those whom it is for until it is over, and always who said it."""
    return message.by_id == person.id or (is_for(person, message) and not message.is_over)


def may_answer(person: Reader, message: SomeMessage) -> bool:
    """Whether the person may say that they understood or used it, or ask: those whom it is for, but for who said it."""
    return message.by_id != person.id and may_read(person, message)


def may_keep(person: SomePerson, message: SomeMessage) -> bool:
    """Whether the person sees the counts, answers questions and ends it: who said it, and nobody else."""
    return person.id == message.by_id


def may_answer_question(person: SomePerson, question: Any) -> bool:
    """Whether the person answers what was asked about a message: who said it."""
    return may_keep(person, question.message)


def check_audience(person: SomePerson, audience: Audience, unit: Any) -> None:
    """Raise ``Refused`` where it is not theirs to address: heads speak to their units, leads and seniors to all."""
    if audience is Audience.UNIT and unit is None:
        raise Refused("Choose the unit that it is for.", field="audience")
    if unit is not None and unit.organisation_id != person.organisation_id:
        raise Refused("Choose a unit of your organisation.", field="audience")
    if looks_at_all(person):
        return
    if unit is None or person.headed_unit_ids.isdisjoint(unit.lineage):
        raise Refused("You can say something to the units that you head.", field="audience")


def check_message(words: str, link: str, expires_on: date | None, today: date, *, sent: int) -> date:
    """The day on which it is over. Raise ``Refused`` for what is too long, leads nowhere safe, or lasts too long.

    ``sent`` is how many of whoever says it are not over yet.
    """
    if not words.strip():
        raise Refused("Say something.", field="words", code="missing")
    if len(words) > WORDS_LENGTH:
        raise Refused(f"Use at most {WORDS_LENGTH} characters. The rest belongs in a post.", field="words")
    if link and (len(link) > LINK_LENGTH or not _LINK.fullmatch(link)):
        raise Refused("Name a post of the library, or an address that begins with https://.", field="more")
    if expires_on is None or not today <= expires_on <= today + timedelta(days=DAYS_AT_MOST):
        raise Refused(f"Choose a day from today on, within {DAYS_AT_MOST} days.", field="expires_on")
    if sent >= SENT_AT_MOST:
        raise Refused(
            f"{SENT_AT_MOST} messages of yours are not over yet. End one first: what matters is few."
        )
    return expires_on


def count_shown(answered: int, audience: int, crowd: int) -> int | None:
    """How many answered, as the sender is told: at least so many, in fives; nothing where that would point at few.

    ``audience`` is how many the message is for. Neither those who answered nor those who did not are fewer than
    ``crowd`` in what is said (anonymity.md, channel 37).
    """
    told = min(answered, audience - crowd) // STEP * STEP
    return told if told >= crowd else None


def count_in_words(said: Said, shown: int | None) -> str:
    """A count as its sender reads it."""
    number = f"at least {shown}" if shown is not None else "too few, or nearly all, so it is not shown"
    return f"{COUNT_NAMES[said]}: {number}"


def audience_in_words(audience: str, unit: str, role: str, organisation: str) -> str:
    """For whom a message is."""
    match Audience(audience):
        case Audience.ORGANISATION:
            return f"Everybody at {organisation}"
        case Audience.UNIT:
            return f"Everybody in {unit}"
        case Audience.HEADS:
            return f"Heads of units at {organisation}"
        case Audience.ROLE:
            return f"{ROLE_NAMES[Role(role)]} at {organisation}"


def check_question(text: str, there: int) -> None:
    """Raise ``Refused`` for no question, and where so many wait that no answer would be found."""
    if not text.strip():
        raise Refused("Type your question.", field="text", code="missing")
    if there >= QUESTIONS_AT_MOST:
        raise Refused("Very many have asked already. Read the answers, or ask whoever said it.", field="text")
