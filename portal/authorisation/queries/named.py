"""What the people, units, ranks and topics are called that a configuration names; and whom typed words mean."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from portal.authorisation.models import ConfigurationRow
from portal.authorisation.queries.roster import deciders_of
from portal.authorisation.queries.routes import configuration, configuration_of
from portal.authorisation.rules import Conditions, Configuration, Names, takers_in_words
from portal.authorisation.rules.readable import Directory
from portal.foundation.database import session
from portal.people.models import Grade, Person, Unit
from portal.submissions import queries as submissions

PEOPLE_OFFERED = 400  # more would make every page long; whoever is not on the list is named by address
UNITS_OFFERED = 400
BETWEEN_UNITS = " / "
_ADDRESS = re.compile(r"<([^<>]+)>\s*$")


@dataclass(frozen=True, slots=True)
class DraftRoute:
    """One route of a draft, by its place."""

    draft: ConfigurationRow
    place: int

    @property
    def organisation_id(self) -> int:
        """Key of the organisation whose route it is."""
        return self.draft.organisation_id


def route_in_draft(reference: str, place: int) -> DraftRoute | None:
    """The route at a place of a configuration."""
    found = configuration(reference)
    there = found is not None and place < len(found.content.get("routes", ()))
    return DraftRoute(found, place) if found is not None and there else None


def why_no_further_without_name(organisation_id: int, kind: str) -> list[tuple[str, str]]:
    """Which anonymous posts of a kind cannot go further, in words, and why: a pair for each route."""
    configuration = configuration_of(organisation_id)
    settled = [
        one for one in configuration.routes if one.last_word and one.conditions.may_hold_for_anonymous(kind)
    ]
    if not settled:
        return []
    names = names_of(organisation_id, configuration)
    bare = ((replace(one.conditions, kinds=(kind,), anonymous=None), one.last_word) for one in settled)
    return [(takers_in_words(conditions, names), why) for conditions, why in bare]


def _conditions_in(one: Configuration) -> Iterator[Conditions]:
    for route in one.routes:
        yield route.conditions
        yield from (stage.only_if for stage in route.stages)


def _pairs(asked: Any) -> dict[Any, Any]:
    """What a query finds, of which each row is a key and a value."""
    return {row[0]: row[1] for row in session.execute(asked)}


def _people_in(configurations: Collection[Configuration]) -> set[int]:
    """Keys of all whom these configurations name."""
    asks = {
        ask.person_id
        for one in configurations
        for route in one.routes
        for stage in route.stages
        for ask in stage.asks
        if ask.person_id is not None
    }
    return asks | {key for one in configurations for part in _conditions_in(one) for key in part.authors}


def names_of(organisation_id: int, *configurations: Configuration) -> Names:
    """What all are called that these configurations name."""
    people = select(Person.id, Person.name).where(Person.id.in_(_people_in(configurations)))
    units = select(Unit.id, Unit.name).where(Unit.organisation_id == organisation_id)
    topics = any(part.topics for one in configurations for part in _conditions_in(one))
    return Names(
        _pairs(people),
        _pairs(units),
        dict(levels()),
        {topic.slug: topic.name for topic in submissions.all_topics()} if topics else {},
    )


def levels() -> Sequence[tuple[int, str]]:
    """Each level of rank or grade by the name of its first, lowest first; without the level of those who have none."""
    found: dict[int, str] = {}
    for level, name in session.execute(select(Grade.level, Grade.name).order_by(Grade.level, Grade.id)):
        found.setdefault(level, name)
    return [(level, name) for level, name in found.items() if level]


def _paths(organisation_id: int) -> dict[int, str]:
    """Every unit of an organisation as the names from the top down to it."""
    units = session.scalars(select(Unit).where(Unit.organisation_id == organisation_id)).all()
    names = {unit.id: unit.name for unit in units}
    return {unit.id: BETWEEN_UNITS.join(names[key] for key in unit.lineage) for unit in units}


def directory_of(organisation_id: int, of: Configuration | None = None) -> Directory:
    """How a file names people, units and ranks: those of a configuration, or all who work in the organisation."""
    here = select(Person.id, Person.email)
    wanted = (
        here.where(Person.id.in_(_people_in([of])))
        if of is not None
        else here.join(Unit, Person.unit_id == Unit.id).where(
            Unit.organisation_id == organisation_id, Person.ended_on.is_(None)
        )
    )
    return Directory(
        _pairs(wanted),
        _paths(organisation_id),
        dict(levels()),
        _pairs(select(Grade.name, Grade.level)),
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """Who and which units can be chosen, as they are typed; of those that are named already, by key."""

    people: Sequence[str]
    units: Sequence[str]
    named_people: Mapping[int, str]
    named_units: Mapping[int, str]


def choices_of(organisation_id: int, named: Configuration) -> Choices:
    """What a form of a route offers, and how it writes whom a configuration names."""
    deciders = deciders_of(organisation_id)[:PEOPLE_OFFERED]
    people = session.execute(select(Person).where(Person.id.in_(_people_in([named])))).scalars()
    paths = _paths(organisation_id)
    opened = select(Unit.id).where(Unit.organisation_id == organisation_id, Unit.closed_on.is_(None))
    return Choices(
        [_as_typed(one) for one in deciders],
        sorted(paths[key] for key in session.scalars(opened))[:UNITS_OFFERED],
        {one.id: _as_typed(one) for one in people},
        paths,
    )


def _as_typed(person: Person) -> str:
    return f"{person.name} <{person.email}>"


def people_called(organisation_id: int, words: Collection[str]) -> dict[str, int]:
    """Those who work here and are meant by words: an address, a name with one, or a name that only one has."""
    addresses = {one: _address_in(one) for one in words}
    here = (
        select(Person.id, Person.email_key, func.lower(Person.name))
        .join(Unit, Person.unit_id == Unit.id)
        .where(Unit.organisation_id == organisation_id, Person.ended_on.is_(None))
    )
    by_address = here.where(Person.email_key.in_(addresses.values()))
    found = {address: key for key, address, _name in session.execute(by_address)}
    named: dict[str, list[int]] = {}
    for key, _address, name in session.execute(here.where(func.lower(Person.name).in_(addresses.values()))):
        named.setdefault(name, []).append(key)
    found |= {name: keys[0] for name, keys in named.items() if len(keys) == 1 and name not in found}
    return {one: found[address] for one, address in addresses.items() if address in found}


def _address_in(words: str) -> str:
    match = _ADDRESS.search(words)
    return (match[1] if match else words).strip().lower()
