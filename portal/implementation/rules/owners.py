"""Which post of duty sees a published post through, and what is said of it on the way. Pure.

An owner is a post of duty and not a person: the head of a unit, or whoever holds a role. So nothing has to be handed
over when somebody moves or leaves, and nothing is ever nobody's (requirements 45, 46).
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from portal.authorisation.rules import Decider
from portal.authorisation.rules.plan import Ask
from portal.foundation.errors import Refused
from portal.people.rules import ROLE_NAMES, Role, SomePerson
from portal.submissions.kinds import COST_BANDS
from portal.submissions.rules import SomePost, Status, barred_from_deciding, leads_where_posted

WORDS_LENGTH = 200
BLOCKERS_LENGTH = 1000
MILESTONES_AT_MOST = 20

# The roles that can own a post, beside every head of a unit.
OWNING_ROLES: tuple[Role, ...] = (
    Role.INNOVATION_LEAD,
    Role.DATA_SHARING_OFFICER,
    Role.PROFESSIONAL_STANDARDS,
    Role.COMMUNICATIONS,
    Role.TOPIC_LEAD,
)
# What it brings, in bands: nobody is asked for a figure that they do not have (requirement 70).
BENEFIT_BANDS: tuple[tuple[str, str], ...] = (
    ("none", "None that can be seen"),
    ("few", "A few people notice it"),
    ("unit", "A whole unit notices it"),
    ("organisation", "The whole organisation notices it"),
    ("not_known", "Not known"),
)
BANDS: dict[str, tuple[tuple[str, str], ...]] = {
    "expected_benefit": BENEFIT_BANDS,
    "expected_cost": COST_BANDS,
    "actual_benefit": BENEFIT_BANDS,
    "actual_cost": COST_BANDS,
}
BAND_LABELS: dict[str, str] = {
    "expected_benefit": "Benefit expected",
    "expected_cost": "Cost expected",
    "actual_benefit": "Benefit seen",
    "actual_cost": "Cost so far",
}
# What stands of a post of which nothing has been said yet.
DUTIES_AT_FIRST: Mapping[str, Any] = {
    "owner_role": Role.INNOVATION_LEAD, "owner_unit_id": None, "sponsor_role": "", "sponsor_unit_id": None,
}  # fmt: skip
SAID_AT_FIRST: Mapping[str, Any] = dict.fromkeys((*BANDS, "blockers"), "")


@dataclass(frozen=True, slots=True)
class Duty:
    """A post of duty: the head of a unit, or where there is none whoever holds a role."""

    role: str = Role.INNOVATION_LEAD
    unit_id: int | None = None


LEAD = Duty()


class Undertaking(Protocol):
    """What the rules need to know of how a post is seen through."""

    holder_id: int | None


def duty_in_words(role: str, unit: str = "") -> str:
    """What a post of duty is called; nothing for none."""
    if unit:
        return f"Head of {unit}"
    return ROLE_NAMES[Role(role)] if role else ""


def asked_in_turn(owner: Duty, home_unit_id: int | None) -> Iterator[Ask]:
    """Who holds a post of duty: first it is asked itself, then the innovation lead, then the head of the post's unit.

    Each climbs past vacancies as decisions do.
    """
    if owner.unit_id is not None:
        yield Ask(Decider.HEAD_OF, unit_id=owner.unit_id)
    else:
        yield Ask(Decider.ROLE, role=owner.role)
    if owner != LEAD:
        yield Ask(Decider.ROLE, role=LEAD.role)
    if home_unit_id is not None:
        yield Ask(Decider.HEAD_OF, unit_id=home_unit_id)


def chosen(asked: Iterable[Sequence[int]], now: int | None, reads: Callable[[int], bool]) -> int | None:
    """Who of those found holds it: whoever does already, else the first who reads the post. Nobody where none does."""
    for found in asked:
        able = [one for one in found if reads(one)]
        if able:
            return now if now in able else able[0]
    return None


def sees_through(person: SomePerson, undertaking: Undertaking) -> bool:
    """Whether it is the person's to see through today: they hold that post, or stand in for whoever does."""
    holder = undertaking.holder_id
    return holder is not None and (person.id == holder or holder in person.deputises_for)


def may_see_through(person: SomePerson, post: SomePost, undertaking: Undertaking | None) -> bool:
    """Whether the person says how a published post goes on: its owner of today, or an innovation lead where it belongs.

    Nobody who wrote it, and nobody who stands in for an author today (decision 16). ``undertaking`` is nothing in the
    moments after it is published.
    """
    wrote = barred_from_deciding(post)
    if post.status != Status.PUBLISHED or person.id in wrote or not wrote.isdisjoint(person.deputises_for):
        return False
    theirs = undertaking is not None and sees_through(person, undertaking)
    return theirs or leads_where_posted(person, post)


def check_milestone(words: str, due_on: date | None, today: date, there: int) -> date:
    """The day of a milestone. Raises ``Refused`` without words or a day, for one long ago, and for too many.

    ``there`` is how many there are already.
    """
    if not words.strip():
        raise Refused("Say what will be reached.", field="words", code="missing")
    if due_on is None or due_on < today:
        raise Refused("Choose a day from today on.", field="due_on")
    if there >= MILESTONES_AT_MOST:
        raise Refused(f"{MILESTONES_AT_MOST} milestones are enough. Take one away first.", field="words")
    return due_on


def version_of(said: Mapping[str, Any]) -> str:
    """What a page sends back with a form, so that what somebody else said meanwhile is not overwritten unread."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def changes_in_words(before: dict[str, str], after: dict[str, str]) -> str:
    """What is said anew of benefit, cost and blockers, in a sentence or two; nothing where nothing is."""
    said = []
    for name, bands in BANDS.items():
        if before[name] != after[name]:
            said.append(f"{BAND_LABELS[name]}: {dict(bands).get(after[name], 'nothing said').lower()}.")
    if before["blockers"] != after["blockers"]:
        said.append(
            f"In the way: {after['blockers']}" if after["blockers"] else "Nothing is in the way any more."
        )
    return " ".join(said)
