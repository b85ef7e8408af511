"""What can be asked about routes, steps and who holds what."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.authorisation.models import Route, Step
from portal.authorisation.rules import Case, StepState, may_decide, route_in_words
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.people.models import Headship, Person, RoleHeld, Unit
from portal.people.rules import NATIONAL_ROLES
from portal.submissions.kinds import KINDS
from portal.submissions.models import Submission
from portal.submissions.rules import barred_from_deciding


def step(reference: str) -> Step | None:
    """The step with this reference."""
    return session.scalar(select(Step).where(Step.reference == read_reference(reference)))


def route(reference: str) -> Route | None:
    """The route with this reference."""
    return session.scalar(select(Route).where(Route.reference == read_reference(reference)))


def route_of(organisation_id: int, kind: str) -> Route | None:
    """The route that posts of a kind take in an organisation."""
    return session.scalar(select(Route).where(Route.organisation_id == organisation_id, Route.kind == kind))


def routes_of(organisation_id: int) -> Sequence[Route]:
    """The routes of one organisation, in the order of the kinds."""
    routes = session.scalars(select(Route).where(Route.organisation_id == organisation_id)).all()
    return sorted(routes, key=lambda route: list(KINDS).index(route.kind))


def words_of(route: Route) -> str:
    """A route as a sentence says it."""
    return route_in_words([(stage.plan, stage.person.name if stage.person else "") for stage in route.stages])


def takes_anonymous(organisation_id: int, kind: str) -> bool:
    """Whether posts of a kind may be made at the anonymous desk for an organisation."""
    route = route_of(organisation_id, kind)
    return route is not None and route.anonymous_allowed


def present_steps(post: Submission) -> list[Step]:
    """The steps of a post's newest round, in order."""
    of_post = select(Step).where(Step.submission_id == post.id).order_by(Step.round, Step.position)
    steps = list(session.scalars(of_post))
    return [step for step in steps if step.round == steps[-1].round]


def open_step(post: Submission) -> Step | None:
    """The step that a post waits at."""
    return session.scalar(select(Step).where(Step.submission_id == post.id, Step.state == StepState.OPEN))


def waiting_for(person: Person) -> list[Step]:
    """The open steps that this person may decide: what they hold first, each group by its due day."""
    asked = (
        select(Step).where(Step.state == StepState.OPEN).join(Submission, Step.submission_id == Submission.id)
    )
    mine = Step.holder_id == person.id
    if person.headed_unit_ids:
        mine = mine | Step.unit_id.in_(person.headed_unit_ids)
    if person.roles:
        here = (Submission.organisation_id == person.organisation_id) | Step.asked_role.in_(NATIONAL_ROLES)
        mine = mine | (Step.asked_role.in_(person.roles) & here)
    steps = session.scalars(asked.where(mine).options(selectinload(Step.holder))).all()
    may = [step for step in steps if may_decide(person, step)]
    return sorted(may, key=lambda step: (step.holder_id != person.id, str(step.due_on), step.reference))


def decided_before(step: Step) -> list[int]:
    """Keys of those who have decided the other steps of the same round."""
    others = [each for each in present_steps(step.submission) if each.id != step.id]
    return [verdict.by_id for each in others for verdict in each.verdicts]


def case_of(post: Submission, decided_by: Sequence[int] = ()) -> Case:
    """What the choice of a holder needs to know of a post."""
    lineage = post.unit.lineage if post.unit is not None else ()
    return Case(post.organisation_id, lineage, barred_from_deciding(post), post.anonymous, tuple(decided_by))


class LiveRoster:
    """Who is there today, read from the database. Kept for one action, never longer."""

    def heads_of(self, unit_id: int) -> Sequence[int]:
        """Heads of a unit who still work here, first one first."""
        here = (
            select(Headship.person_id)
            .join(Person)
            .where(Headship.unit_id == unit_id, Person.ended_on.is_(None))
        )
        return session.scalars(here.order_by(Headship.place, Headship.person_id)).all()

    def in_role(self, role: str, organisation_id: int) -> Sequence[int]:
        """Holders of a role who still work here, the one with fewest open steps first."""
        held = select(RoleHeld.person_id).join(Person).where(RoleHeld.role == role, Person.ended_on.is_(None))
        if role not in NATIONAL_ROLES:
            held = held.join(Unit, Person.unit_id == Unit.id).where(Unit.organisation_id == organisation_id)
        return sorted(set(session.scalars(held)), key=lambda person: (self._load[person], person))

    def is_here(self, person_id: int) -> bool:
        """Whether somebody still works here."""
        person = session.get(Person, person_id)
        return person is not None and person.ended_on is None

    def unit_of(self, person_id: int) -> int:
        """The unit somebody works in."""
        return session.get_one(Person, person_id).unit_id

    @cached_property
    def _load(self) -> dict[int, int]:
        held = (
            select(Step.holder_id, func.count()).where(Step.state == StepState.OPEN).group_by(Step.holder_id)
        )
        return defaultdict(int, {holder: count for holder, count in session.execute(held) if holder})
