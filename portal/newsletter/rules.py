"""Who writes a newsletter, who reads it, and what its draft holds. Pure.

A draft is made of whole months that are over, and of what everybody where it is written may read: no post without a
name moves anything in it on the day on which it comes (channel 37 of the anonymity design).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from portal.foundation.errors import Refused
from portal.library.rules import DID_NOT_WORK
from portal.people.rules import ROLE_NAMES, Role, SomePerson, holds
from portal.people.rules.calendar import months_after
from portal.submissions.rules import Reader

TITLE_LENGTH = 120
INTRODUCTION_LENGTH = 4_000
NOTE_LENGTH = 600
ENTRIES_AT_MOST = 60
DRAFTED_OF_EACH = 6
MONTHS_OFFERED = 3
LEAST_TO_COUNT = 5

EDITORS = frozenset({Role.INNOVATION_LEAD, Role.COMMUNICATIONS})


class Section(StrEnum):
    """A part of a newsletter, in the order in which a draft has them."""

    NEW = "new"
    USED = "used"
    LEARNT = "learnt"
    DID_NOT = "did_not"
    ELSEWHERE = "elsewhere"
    WANTED = "wanted"


SECTION_NAMES: Mapping[Section, str] = {
    Section.NEW: "New from here",
    Section.USED: "Taken up by others",
    Section.LEARNT: "What we learnt",
    Section.DID_NOT: "What did not work",
    Section.ELSEWHERE: "From elsewhere",
    Section.WANTED: "Wanted",
}
LEARNT_FROM = frozenset({"learning", "impact-case"})


class State(StrEnum):
    """How far a newsletter has got. While it is on its way nobody changes it any more."""

    DRAFT = "draft"
    GOING_OUT = "going_out"
    SENT = "sent"


class SomeNewsletter(Protocol):
    """A newsletter, as far as the rules look at it."""

    organisation_id: int
    state: str

    @property
    def audience(self) -> Collection[str]: ...


def may_write(person: SomePerson) -> bool:
    """Whether the person writes the newsletter where they work."""
    return holds(person, *EDITORS)


def may_change(person: SomePerson, newsletter: SomeNewsletter) -> bool:
    """Whether the person keeps this newsletter."""
    return may_write(person) and person.organisation_id == newsletter.organisation_id


def may_edit(person: SomePerson, newsletter: SomeNewsletter) -> bool:
    """Whether the person may still change it: what has gone out stays as it was."""
    return may_change(person, newsletter) and newsletter.state == State.DRAFT


def may_see(_person: SomePerson) -> bool:
    """Everybody who is signed in may look for newsletters; which they find, ``may_read`` says."""
    return True


# For whom a newsletter is, as it is stored.
EVERYBODY, FOLLOWERS, OF_UNIT, OF_ROLE = "everybody", "followers", "unit:", "role:"


def may_read(person: Reader, newsletter: SomeNewsletter) -> bool:
    """Whether the person may open a newsletter. Of the posts in it each reads what they may read anyway.

    One that goes to followers is open to all who are signed in: everybody may follow.
    """
    if may_change(person, newsletter):
        return True
    return newsletter.state != State.DRAFT and is_for(person, newsletter)


def is_for(person: Reader, newsletter: SomeNewsletter) -> bool:
    """Whether somebody is among those for whom a newsletter is."""
    audience = newsletter.audience
    if FOLLOWERS in audience:
        return True
    if person.organisation_id != newsletter.organisation_id:
        return False
    units, roles = chosen_units(audience), chosen_roles(audience)
    here = not units.isdisjoint(person.unit.lineage) or not roles.isdisjoint(person.roles)
    return EVERYBODY in audience or here


def chosen_units(audience: Iterable[str]) -> frozenset[int]:
    """The keys of the units for which a newsletter is."""
    return frozenset(int(one.removeprefix(OF_UNIT)) for one in audience if one.startswith(OF_UNIT))


def chosen_roles(audience: Iterable[str]) -> frozenset[str]:
    """The roles for which a newsletter is."""
    return frozenset(one.removeprefix(OF_ROLE) for one in audience if one.startswith(OF_ROLE))


def audience_in_words(audience: Sequence[str], home: str, units: Mapping[int, str]) -> str:
    """For whom a newsletter is, as a sentence says it; nothing where nobody was chosen."""
    said = [f"everybody at {home}"] if EVERYBODY in audience else []
    said += [units[key] for key in sorted(chosen_units(audience)) if key in units]
    said += [f"each {ROLE_NAMES[Role(role)].lower()}" for role in sorted(chosen_roles(audience))]
    said += [f"those who follow what comes from {home}"] if FOLLOWERS in audience else []
    return ", ".join(said)


def month_of(day: date) -> date:
    """The first day of the month of a day."""
    return day.replace(day=1)


def months_offered(today: date, written: Collection[date]) -> list[date]:
    """The last whole months of which no newsletter is written yet, the newest first."""
    months = [months_after(month_of(today), -back) for back in range(1, MONTHS_OFFERED + 1)]
    return [one for one in months if one not in written]


def month_in_words(month: date) -> str:
    """A month as people say it."""
    return f"{month:%B} {month.year}"


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one item of the library, for a draft. ``here``: it was shared where the newsletter is written.

    ``taken_up`` says who took it up in the month, as the ledger has it, confirmed.
    """

    key: int
    kind: str
    title: str
    here: bool
    published_on: date
    outcome: str
    taken_up: str = ""


@dataclass(frozen=True, slots=True)
class Drafted:
    """One line of a draft: the item, the section it stands in, and what is said of it."""

    key: int
    section: Section
    note: str = ""


def section_of(fact: Fact, month: date) -> Section | None:
    """Where an item stands in the draft of a month; nowhere where nothing happened to it in that month."""
    new = month <= fact.published_on < months_after(month, 1)
    if not new and not fact.taken_up:
        return None
    if fact.outcome in DID_NOT_WORK:
        return Section.DID_NOT
    if fact.taken_up:
        return Section.USED
    if not fact.here:
        return Section.ELSEWHERE
    return Section.LEARNT if fact.kind in LEARNT_FROM else Section.NEW


def draft_of(facts: Iterable[Fact], month: date) -> list[Drafted]:
    """The draft of a month: section by section, the newest first, as many of each as anybody reads."""
    found: dict[Section, list[Drafted]] = {section: [] for section in Section}
    for fact in sorted(facts, key=lambda one: (-one.published_on.toordinal(), one.title, one.key)):
        section = section_of(fact, month)
        if section is not None and len(found[section]) < DRAFTED_OF_EACH:
            note = fact.taken_up if section is Section.USED else ""
            found[section].append(Drafted(fact.key, section, note))
    return [one for section in Section for one in found[section]]


def introduction_of(facts: Sequence[Fact], month: date, answered: tuple[int, int]) -> str:
    """What a draft begins with, for somebody to write over. ``answered``: how many authors heard in time, of how many.

    Of fewer than five posts or authors nothing is said: it would tell of each. The ledger tells what was taken up.
    """
    new = [
        fact
        for fact in facts
        if fact.here and section_of(fact, month) and month_of(fact.published_on) == month
    ]
    used = sum(bool(fact.taken_up) for fact in facts)
    said = []
    if len(new) >= LEAST_TO_COUNT:
        said.append(f"In {month_in_words(month)} {len(new)} posts from here came into the library.")
    if used:
        said.append("1 was taken up." if used == 1 else f"{used} were taken up.")
    kept, of = answered
    if of >= LEAST_TO_COUNT:
        said.append(f"Of {of} authors, {kept} had their first answer when it was promised.")
    return " ".join(said)


def check_room(entries: int) -> None:
    """Raises ``Refused`` where a newsletter holds as much as anybody would read."""
    if entries >= ENTRIES_AT_MOST:
        raise Refused(
            f"A newsletter holds at most {ENTRIES_AT_MOST} lines. Take one out first.", field="item"
        )


def check_whole(entries: int, audience: Collection[str]) -> None:
    """Raises ``Refused`` for a newsletter that has nothing in it, or is for nobody."""
    if not entries:
        raise Refused("Nothing is in it yet. Add a post, or a line of your own.", field="item")
    if not audience:
        raise Refused("Choose for whom it is, and save that first.", field="audience")


def check_audience(audience: Iterable[str], offered: Collection[str]) -> list[str]:
    """The audience in the order in which it is offered. Raises ``Refused`` for one that is not."""
    chosen = set(audience)
    if not chosen <= set(offered):
        raise Refused("Choose for whom it is from the list.", field="audience")
    return [one for one in offered if one in chosen]
