"""Who sees a post through today, what is theirs, and what waits for an answer."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, lazyload

from portal.authorisation.queries import LiveRoster
from portal.authorisation.queries.steps import case_of
from portal.authorisation.rules import Case, Roster, reads_in_library
from portal.authorisation.rules.holders import holders_of
from portal.authorisation.rules.plan import Ask
from portal.feedback import queries as feedback
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.keys import read_reference
from portal.implementation.models import Implementation, Milestone
from portal.implementation.rules.owners import OWNING_ROLES, Duty, asked_in_turn, chosen, may_see_through
from portal.people import queries as people
from portal.people.models import NAMED_ONLY, Person, Unit
from portal.people.rules import Role
from portal.submissions.models import Submission
from portal.submissions.rules import Status

PER_PAGE = 50
_PUBLISHED = Submission.status == Status.PUBLISHED
# What nobody else has by name: it is the innovation lead's by its post, and asked of them all at once.
BY_THE_LEAD: ColumnElement[bool] = and_(
    Implementation.owner_unit_id.is_(None), Implementation.owner_role == Role.INNOVATION_LEAD
)


def implementation(post: Submission) -> Implementation | None:
    """How a post is seen through; nothing before it was ever published."""
    return session.get(Implementation, post.id)


def duty_typed(typed: str) -> Duty | None:
    """The post of duty that was chosen on a page, ``role:…`` or ``unit:…``; nothing for what is unknown."""
    sort, _, which = typed.partition(":")
    if sort == "role" and which in set(OWNING_ROLES):
        return Duty(which)
    unit = people.unit(which) if sort == "unit" else None
    return Duty(unit_id=unit.id) if unit is not None else None


def is_post_of(duty: Duty, organisation_id: int) -> bool:
    """Whether a post of duty is one of an organisation: a role always is, the head of a unit while it is open there."""
    if duty.unit_id is None:
        return True
    unit = session.get(Unit, duty.unit_id)
    return unit is not None and unit.closed_on is None and unit.organisation_id == organisation_id


def milestone(post: Submission, reference: str) -> Milestone | None:
    """One milestone of a post."""
    of_post = select(Milestone).where(Milestone.submission_id == post.id)
    return session.scalar(of_post.where(Milestone.reference == read_reference(reference)))


def holder_of(duty: Duty, post: Submission, roster: Roster, now: int | None = None) -> int | None:
    """Who holds a post of duty for a post today, as decisions find their holders; nobody who wrote it.

    ``now`` is who held it until now, and does so while they may. Nobody where none of them reads the post.
    """
    return first_who_reads(asked_in_turn(duty, post.unit_id), case_of(post), readers_of(post), roster, now)


def readers_of(post: Submission) -> Callable[[Person], bool]:
    """Who reads a post in the library, to be asked of one person after another."""
    return lambda person: reads_in_library(person, post)


def first_who_reads(
    asks: Iterable[Ask],
    case: Case,
    reads: Callable[[Person], bool],
    roster: Roster,
    now: int | None = None,
) -> int | None:
    """Of those whom these ask in turn the first who reads what it is about, or whoever is ``now``, while they may."""

    def found() -> Iterator[Sequence[int]]:
        for ask in asks:
            try:
                yield holders_of(ask, case, roster).ids
            except Refused:  # nobody at all who may: the next is asked
                continue

    return chosen(found(), now, lambda key: reads(session.get_one(Person, key)))


def holder_today(found: Implementation, roster: Roster | None = None) -> int | None:
    """Who sees a post through today."""
    return holder_of(found.owner, found.submission, roster or LiveRoster(), found.holder_id)


def state_of(post: Submission) -> tuple[str, str, frozenset[str]]:
    """Where a post stands by what was said last of its text as it is now, with what came of it; and every result.

    A result that was said of an older text stays one: somebody has looked whether it worked.
    """
    said, now = feedback.about(post).outcomes, feedback.holds_today(post)
    results = frozenset(one.result for one in said if one.result)
    return (now.state, now.result, results) if now is not None else ("", "", results)


@dataclass(frozen=True, slots=True)
class SeenThrough:
    """What somebody sees through, a page of it."""

    rows: Sequence[Implementation]
    number: int
    pages: int


def seen_through_by(person: Any, number: int = 1) -> SeenThrough:
    """What somebody sees through today, what waits for an answer first; a lead's also what is passed on to them."""
    there = select(Implementation).join(Implementation.submission).where(_seen_through(person), _PUBLISHED)
    total = session.scalar(there.with_only_columns(func.count())) or 0
    pages = max(1, -(-total // PER_PAGE))
    number = max(1, min(number, pages))
    found = session.scalars(
        there.options(
            joinedload(Implementation.submission).options(
                joinedload(Submission.former_authors).options(*NAMED_ONLY), lazyload(Submission.topics)
            ),
            joinedload(Implementation.owner_unit),
        )
        .order_by(
            Implementation.asked_on.is_(None),
            Implementation.asked_on,
            Implementation.chase_on,
            Submission.reference,
        )
        .offset((number - 1) * PER_PAGE)
        .limit(PER_PAGE)
    )
    rows = [one for one in found.unique() if may_see_through(person, one.submission, one)]
    return SeenThrough(rows, number, pages)


def count_asked(person: Any) -> int:
    """Of how many posts somebody is asked today where they stand."""
    asked = (_seen_through(person), _PUBLISHED, Implementation.asked_on.is_not(None))
    counted = select(func.count()).select_from(Implementation).join(Implementation.submission)
    return session.scalar(counted.where(*asked)) or 0


def _seen_through(person: Any) -> ColumnElement[bool]:
    theirs = Implementation.holder_id.in_({person.id, *person.deputises_for})
    if Role.INNOVATION_LEAD not in person.roles:
        return theirs
    here = Submission.organisation_id == person.organisation_id
    return or_(theirs, and_(here, or_(BY_THE_LEAD, Implementation.passed_on)))


def sponsor_today(found: Implementation) -> Person | None:
    """Who stands behind a post today; nobody where no post of duty was named for it."""
    if not found.sponsor_role:
        return None
    duty = Duty(found.sponsor_role, found.sponsor_unit_id)
    key = holder_of(duty, found.submission, LiveRoster())
    return session.get(Person, key) if key is not None else None


def awaits_answer(post: Submission) -> bool:
    """Whether whoever sees a post through owes a word on where it stands."""
    asked = select(Implementation.asked_on).where(Implementation.submission_id == post.id)
    return post.status == Status.PUBLISHED and session.scalar(asked) is not None


def waiting_for_lead(organisation_id: int) -> int:
    """How many posts of an organisation wait for a word of its innovation lead."""
    counted = select(func.count()).select_from(Implementation).join(Implementation.submission)
    theirs = or_(BY_THE_LEAD, Implementation.passed_on)
    waits = (Submission.organisation_id == organisation_id, _PUBLISHED, Implementation.asked_on.is_not(None))
    return session.scalar(counted.where(*waits, theirs)) or 0


def asked_of(post: Submission) -> Sequence[Person]:
    """Whoever sees a post through today, and while they are away whoever stands in for them."""
    found = implementation(post)
    if found is None or found.holder_id is None:
        return []
    keys = [found.holder_id, LiveRoster().deputy_of(found.holder_id)]
    people = [session.get_one(Person, key) for key in keys if key is not None]
    return [one for one in people if may_see_through(one, post, found)]
