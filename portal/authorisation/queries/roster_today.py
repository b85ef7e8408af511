"""Everybody of an organisation as they are today, read at once: to choose holders for hundreds of posts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import or_, select

from portal.authorisation.queries.made_up import Home
from portal.authorisation.queries.roster import Colleague, LiveRoster
from portal.foundation import clock
from portal.foundation.database import session
from portal.people.models import Absence, Delegation, Grade, Headship, Organisation, Person, RoleHeld, Unit
from portal.people.rules import NATIONAL_ROLES, Role
from portal.people.rules.calendar import WorksOn, duty_from


@dataclass(frozen=True, slots=True)
class Known:
    """What a roster knows of somebody."""

    id: int
    unit_id: int
    organisation_id: int
    level: int
    staff_group: str
    ended_on: date | None
    can_sign_in: bool
    works_on: WorksOn


class RosterToday(LiveRoster):
    """Who is there today in one organisation, and wherever those work who are ``named``.

    It answers as ``LiveRoster`` does, and asks the database eight times, however much it is asked.
    """

    def __init__(self, organisation_id: int, named: Collection[int] = ()) -> None:
        super().__init__()
        self._organisation_id, self._named = organisation_id, named
        self._due: dict[tuple[int, int], date] = {}
        # Read now, so that no copy of it reads anything again.
        _read = (
            self._everybody,
            self._headed,
            self._in_roles,
            self._paths,
            self._absences,
            self._load,
            self._delegations,
        )

    def heads(self, person_id: int) -> bool:
        """Whether somebody heads a unit there."""
        return any(person_id == head for found in self._headed.values() for head, _can in found)

    def above(self, unit_id: int) -> Sequence[int]:
        """The units above a unit, the nearest first."""
        return self.lineage_of(unit_id)[-2::-1]

    def due_after(self, person_id: int, working_days: int) -> date:
        """The day by which somebody has had so many of their working days from today."""
        asked = (person_id, working_days)
        if asked not in self._due:
            self._due[asked] = super().due_after(person_id, working_days)
        return self._due[asked]

    def lineage_of(self, unit_id: int | None) -> tuple[int, ...]:
        """The keys of the units from the top down to a unit; none for none."""
        path = self._paths.get(unit_id or 0, "")
        return tuple(int(key) for key in path.split("/") if key)

    @property
    def led_topics(self) -> frozenset[str]:
        """The short names of the topics of which somebody who works there is the lead."""
        held = self._in_roles.get(Role.TOPIC_LEAD, ())
        return frozenset(topic for key, topic in held if self._works_here(self._everybody[key]))

    def homes(self, authors: Collection[int]) -> list[Home]:
        """From where a post can come: of each unit the most junior and its head, of each staff group one, and these."""
        here = [one for one in self._everybody.values() if self._works_here(one)]
        heads = {head for found in self._headed.values() for head, _can in found}
        here.sort(key=lambda one: (one.id in heads, one.level, one.id))
        chosen: dict[int, Known] = {}
        units: set[int] = set()
        groups: set[str] = set()
        for one in here:
            if one.unit_id not in units or one.staff_group not in groups or one.id in authors:
                chosen[one.id] = one
            units.add(one.unit_id)
            groups.add(one.staff_group)
        for found in self._headed.values():
            first = next((one for one, _can in found if self._works_here(self._everybody[one])), None)
            if first is not None:
                chosen[first] = self._everybody[first]
        return [Home(one.id, self.lineage_of(one.unit_id), one.staff_group) for one in chosen.values()]

    def _works_here(self, one: Known) -> bool:
        return one.ended_on is None and one.organisation_id == self._organisation_id

    def _heads(self, unit_id: int) -> Sequence[tuple[int, bool]]:
        return self._headed.get(unit_id, ())

    def _held(self, role: str, organisation_id: int, topics: Collection[str]) -> Sequence[tuple[int, bool]]:
        anywhere, of_topics = role in NATIONAL_ROLES, role == Role.TOPIC_LEAD
        held = [key for key, topic in self._in_roles.get(role, ()) if not of_topics or topic in topics]
        return [
            (one.id, one.can_sign_in)
            for one in (self._everybody[key] for key in held)
            if one.ended_on is None and (anywhere or one.organisation_id == organisation_id)
        ]

    def _person(self, person_id: int) -> Colleague | None:
        return self._everybody.get(person_id)

    @cached_property
    def _organisation_ids(self) -> frozenset[int]:
        if not self._named:
            return frozenset({self._organisation_id})
        theirs = select(Unit.organisation_id).join(Person, Person.unit_id == Unit.id)
        elsewhere = session.scalars(theirs.where(Person.id.in_(self._named)).distinct())
        return frozenset({self._organisation_id, *elsewhere})

    @cached_property
    def _everybody(self) -> Mapping[int, Known]:
        """All who work there, and those elsewhere who hold a national role, head one of the units or are a deputy."""
        headed = select(Headship.person_id).join(Unit).where(Unit.organisation_id.in_(self._organisation_ids))
        national = select(RoleHeld.person_id).where(RoleHeld.role.in_(NATIONAL_ROLES))
        deputies = select(Absence.deputy_id).where(Absence.last_day >= clock.today())
        delegates = select(Delegation.to_id).where(Delegation.last_day >= clock.today())
        concerned = (Unit.organisation_id.in_(self._organisation_ids), Person.id.in_(headed))
        columns = (Person.id, Person.unit_id, Person.ended_on, Person.duty, Person.password_hash.is_not(None))
        rows = session.execute(
            select(*columns, Grade.level, Grade.staff_group, Unit.organisation_id)
            .join(Unit, Person.unit_id == Unit.id)
            .outerjoin(Grade, Person.grade_id == Grade.id)
            .where(or_(*concerned, Person.id.in_(national), Person.id.in_(deputies.union(delegates))))
        ).all()
        holidays = _holidays({row.organisation_id for row in rows})
        found = {}
        for key, unit_id, ended_on, duty, can_sign_in, level, group, organisation_id in rows:
            works_on = _works_on(duty, holidays[organisation_id])
            found[key] = Known(
                key, unit_id, organisation_id, level or 0, group or "", ended_on, bool(can_sign_in), works_on
            )
        return found

    @cached_property
    def _headed(self) -> Mapping[int, list[tuple[int, bool]]]:
        """The heads of each unit of the organisation who still work here, first one first."""
        heads = (
            select(Headship.unit_id, Headship.person_id)
            .join(Unit, Headship.unit_id == Unit.id)
            .where(Unit.organisation_id.in_(self._organisation_ids))
            .order_by(Headship.place, Headship.person_id)
        )
        found: dict[int, list[tuple[int, bool]]] = defaultdict(list)
        for unit_id, person_id in session.execute(heads):
            head = self._everybody[person_id]
            if head.ended_on is None:
                found[unit_id].append((person_id, head.can_sign_in))
        return found

    @cached_property
    def _in_roles(self) -> Mapping[str, list[tuple[int, str]]]:
        """Those of everybody who hold each role, a topic lead with their topic."""
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        columns = (RoleHeld.role, RoleHeld.person_id, RoleHeld.topic)
        held = select(*columns).join(Person).join(Unit, Person.unit_id == Unit.id)
        here = or_(Unit.organisation_id.in_(self._organisation_ids), RoleHeld.role.in_(NATIONAL_ROLES))
        for role, person_id, topic in session.execute(held.where(here)):
            found[role].append((person_id, topic))
        return found

    @cached_property
    def _paths(self) -> Mapping[int, str]:
        paths = select(Unit.id, Unit.path).where(Unit.organisation_id.in_(self._organisation_ids))
        return {row.id: row.path for row in session.execute(paths)}


def _holidays(organisation_ids: Collection[int]) -> Mapping[int, frozenset[date]]:
    """The days that each of these organisations does not work."""
    homes = session.scalars(select(Organisation).where(Organisation.id.in_(organisation_ids)))
    return {one.id: one.holidays_around(clock.today()) for one in homes}


def _works_on(stored: Mapping[str, Any], holidays: frozenset[date]) -> WorksOn:
    duty = duty_from(stored)
    return lambda day: duty.works_on(day, holidays)
