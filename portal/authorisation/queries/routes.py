"""Routes as configured, in words, and as they would run today."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from portal.authorisation.models import Route
from portal.authorisation.queries.roster import LiveRoster
from portal.authorisation.rules import Case, Decider, StagePlan, holders_of, route_in_words
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.keys import read_reference
from portal.people.models import Grade, Person, Unit
from portal.submissions.kinds import KINDS

# Asked for every page that is shown: built once.
_ANONYMOUS = (
    select(Route.id)
    .where(Route.organisation_id == bindparam("organisation"), Route.anonymous_allowed)
    .limit(1)
)


def route(reference: str) -> Route | None:
    """The route with this reference."""
    return session.scalar(select(Route).where(Route.reference == read_reference(reference)))


def route_of(organisation_id: int, kind: str) -> Route | None:
    """The route that posts of a kind take in an organisation."""
    asked = select(Route).where(Route.organisation_id == organisation_id, Route.kind == kind)
    return session.scalars(asked.options(joinedload(Route.stages))).unique().one_or_none()


def routes_of(organisation_id: int) -> Sequence[Route]:
    """The routes of one organisation, in the order of the kinds."""
    routes = session.scalars(select(Route).where(Route.organisation_id == organisation_id)).all()
    return sorted(routes, key=lambda route: list(KINDS).index(route.kind))


def takes_anonymous(organisation_id: int, kind: str) -> bool:
    """Whether posts of a kind may be made at the anonymous desk for an organisation."""
    route = route_of(organisation_id, kind)
    return route is not None and route.anonymous_allowed


def takes_any_anonymous(organisation_id: int | None = None) -> bool:
    """Whether posts of any kind may be made at the anonymous desk for an organisation, or for any at all."""
    if organisation_id is None:
        return session.scalar(select(Route.id).where(Route.anonymous_allowed).limit(1)) is not None
    return session.scalar(_ANONYMOUS, {"organisation": organisation_id}) is not None


def words_of(route: Route) -> str:
    """A route as a sentence says it."""
    return route_in_words([(stage.plan, stage.person.name if stage.person else "") for stage in route.stages])


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Who would hold each stage today for somebody's post. ``fault`` says where it would stop."""

    author: str
    holders: tuple[tuple[str, str, str], ...]  # the stage, who would hold it, any detour
    fault: str = ""


def rehearsed(stages: Sequence[StagePlan], unit: Unit) -> Rehearsal:
    """Walk the stages for a post from somebody in this unit, with the people of today. Writes nothing."""
    author = _somebody_in(unit)
    barred = frozenset({author.id}) if author is not None else frozenset()
    roster = LiveRoster()
    decided: list[int] = []
    holders: list[tuple[str, str, str]] = []
    grade = author.grade.name.lower() if author is not None and author.grade is not None else "somebody"
    whose = f"{_article(grade)} in {unit.name}"
    for number, stage in enumerate(stages, start=1):
        if (stage.decider is Decider.ROLE and not stage.role) or (
            stage.decider is Decider.PERSON and stage.person_id is None
        ):
            return Rehearsal(whose, tuple(holders), f"Choose who decides at stage {number}.")
        case = Case(unit.organisation_id, unit.lineage, barred, False, tuple(decided))
        try:
            found = holders_of(stage, case, roster)
        except Refused:
            return Rehearsal(whose, tuple(holders), f"Stage {number} would find nobody.")
        decided.append(found.ids[0])
        holders.append((stage.name, session.get_one(Person, found.ids[0]).title, found.note))
    return Rehearsal(whose, tuple(holders))


def _somebody_in(unit: Unit) -> Person | None:
    """Whoever of a unit is most likely to post: no head, and of the lowest grade."""
    here = select(Person).outerjoin(Grade).where(Person.unit_id == unit.id, Person.ended_on.is_(None))
    people = session.scalars(here.order_by(Grade.level, Person.id)).all()
    return next((person for person in people if not person.headships), people[0] if people else None)


def _article(words: str) -> str:
    if words == "somebody":
        return words
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"
