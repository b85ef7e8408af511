"""Routes that organisations offer to all others, and what became of those that were taken over."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.authorisation.models import SharedRoute
from portal.authorisation.rules import Configuration, RoutePlan
from portal.authorisation.rules.plan import Origin
from portal.authorisation.rules.shared import Newer, for_others, origin_in_words
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.people.models import Person, Unit


@dataclass(frozen=True, slots=True)
class Followed:
    """A route that was taken over: where it came from in words, the later text, and the text that was taken over.

    ``newer`` is empty where those who offered it have not changed it, or offer it no longer.
    """

    words: str
    newer: SharedRoute | None = None
    before: RoutePlan | None = None


def shared_route(reference: str) -> SharedRoute | None:
    """The route that is or was offered under this reference."""
    return session.scalar(select(SharedRoute).where(SharedRoute.reference == read_reference(reference)))


def shared_by(organisation_id: int) -> Sequence[SharedRoute]:
    """What an organisation offers to all others, by name."""
    theirs = select(SharedRoute).where(SharedRoute.organisation_id == organisation_id)
    return session.scalars(
        theirs.where(SharedRoute.ended_on.is_(None)).order_by(SharedRoute.route_name)
    ).all()


def shared_with(organisation_id: int) -> Sequence[SharedRoute]:
    """What all others offer to an organisation, by who offers it and its name."""
    others = [one for one in _offered() if one.organisation_id != organisation_id]
    return sorted(others, key=lambda one: (one.organisation.name, one.route_name))


def _offered() -> Sequence[SharedRoute]:
    return session.scalars(select(SharedRoute).where(SharedRoute.ended_on.is_(None))).all()


def names_of_people(organisation_id: int) -> Sequence[str]:
    """The names of all who work in an organisation, or did."""
    here = select(Person.name).join(Unit, Person.unit_id == Unit.id)
    return session.scalars(here.where(Unit.organisation_id == organisation_id).distinct()).all()


def origins_of(configuration: Configuration) -> list[Followed | None]:
    """Of each route where it came from; nothing for those that were made here."""
    origins = [route.origin for route in configuration.routes]
    if not any(origins):
        return [None] * len(origins)
    offered = {(one.organisation.code, one.route_name): one for one in _offered()}
    return [
        _followed(one, offered.get((one.code, one.route))) if one is not None else None for one in origins
    ]


def _followed(origin: Origin, offered: SharedRoute | None) -> Followed:
    if offered is None:
        return Followed(origin_in_words(origin, Newer(offered=False)))
    before = _text_of(offered, origin.version)
    if offered.version <= origin.version or before == offered.route:
        return Followed(origin_in_words(origin, Newer(offered=True)))
    return Followed(origin_in_words(origin, Newer(True, offered.version)), offered, before)


def _text_of(offered: SharedRoute, version: int) -> RoutePlan | None:
    """What an offered route said in an earlier version, where it was offered then."""
    same = (
        SharedRoute.organisation_id == offered.organisation_id,
        SharedRoute.route_name == offered.route_name,
    )
    found = session.scalars(select(SharedRoute).where(*same)).all()
    return next((one.route for one in found if one.version == version), None)


def has_changed(offered: SharedRoute, in_force: Configuration) -> bool:
    """Whether the route in force says something else than what is offered of it, or is there no longer."""
    route = in_force.route(offered.route_name)
    return route is None or for_others(route) != offered.route
