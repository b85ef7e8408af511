"""The routes of an organisation: given at the start, changed by its administrators."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.authorisation import queries, rules
from portal.authorisation.models import Route, Stage
from portal.authorisation.rules import Decider, StagePlan
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.people.models import Organisation, Person
from portal.submissions.kinds import KINDS


def give_first_routes(organisation_id: int) -> list[Route]:
    """Give an organisation a route for every kind that has none yet (contract.md)."""
    there = {route.kind: route for route in queries.routes_of(organisation_id)}
    for kind in KINDS:
        if kind not in there:
            route = Route(
                organisation_id=organisation_id, kind=kind, anonymous_allowed=kind in rules.ANONYMOUS_AT_FIRST
            )
            _set_stages(route, rules.FIRST_ROUTES[kind])
            session.add(route)
            there[kind] = route
    session.flush()
    return list(there.values())


def give_routes_after(entries: Sequence[Entry]) -> None:
    """Reaction: a new organisation gets its first routes."""
    for entry in entries:
        with transaction():
            if session.get(Organisation, entry.subject_id) is not None:
                give_first_routes(entry.subject_id)


def configure(
    route: Route, stages: Sequence[StagePlan], *, anonymous_allowed: bool, seen: int, by: Person
) -> None:
    """Replace the stages of a route. Posts that are on their way keep the steps they were sent with.

    Raises ``Refused`` where the person may not, the route was changed meanwhile, or no post could travel it.
    """
    if not rules.may_configure(by, route.organisation_id):
        raise Refused("Only an administrator of the organisation can change its routes.", code="not-yours")
    session.execute(select(Route.id).where(Route.id == route.id).with_for_update())
    session.refresh(route)
    if route.version != seen:
        raise Refused(
            "Somebody else changed this route since you opened it. Look at it again.", code="old-version"
        )
    rules.check_stages(stages, anonymous_allowed=anonymous_allowed)
    for number, stage in enumerate(stages, start=1):
        _check_person(stage, route, number)
    before, was = queries.words_of(route), _as_configured(route)
    route.stages.clear()
    session.flush()
    _set_stages(route, stages)
    route.anonymous_allowed = anonymous_allowed
    session.flush()
    if _as_configured(route) == was:
        return
    route.version += 1
    after = queries.words_of(route)
    journal.write(
        "route.changed", route, by_id=by.id, before=before, after=after, anonymous=anonymous_allowed
    )


def _as_configured(route: Route) -> tuple[list[StagePlan], bool]:
    return [stage.plan for stage in route.stages], route.anonymous_allowed


def _check_person(stage: StagePlan, route: Route, number: int) -> None:
    if stage.decider is not Decider.PERSON or stage.person_id is None:
        return
    person = session.get(Person, stage.person_id)
    if person is None or person.ended_on is not None or person.organisation_id != route.organisation_id:
        raise Refused(f"Choose somebody who works in this organisation for stage {number}.")


def _set_stages(route: Route, stages: Sequence[StagePlan]) -> None:
    for position, plan in enumerate(stages):
        route.stages.append(
            Stage(
                position=position,
                name=plan.name.strip(),
                decider=plan.decider,
                role=plan.role if plan.decider is Decider.ROLE else "",
                person_id=plan.person_id if plan.decider is Decider.PERSON else None,
                question=plan.question.strip(),
                limit_days=plan.limit_days,
            )
        )
