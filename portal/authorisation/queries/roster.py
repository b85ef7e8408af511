"""Who is there today, read from the database."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from functools import cached_property
from typing import Any, Protocol, Self, cast

from sqlalchemy import BindParameter, CompoundSelect, Date, bindparam, func, null, or_, select

from portal.authorisation.models import Step
from portal.authorisation.queries.asked import IS_OPEN
from portal.foundation import clock
from portal.foundation.database import session
from portal.people.models import NAMED_ONLY, Absence, Delegation, Headship, Person, RoleHeld, Unit
from portal.people.rules import NATIONAL_ROLES, Role
from portal.people.rules.calendar import SomeAbsence, WorksOn, absence_on, back_on, working_day_after

# Whoever has never chosen a password has never been here: a post would wait and nobody would see it.
_CAN_SIGN_IN = Person.password_hash.is_not(None)


class Colleague(Protocol):
    """What a roster knows of somebody."""

    @property
    def id(self) -> int: ...
    @property
    def unit_id(self) -> int: ...
    @property
    def organisation_id(self) -> int: ...
    @property
    def level(self) -> int: ...
    @property
    def ended_on(self) -> date | None: ...
    @property
    def works_on(self) -> WorksOn: ...


def _cover_of_the_day() -> CompoundSelect[int, date, date, int | None, int | None, Any]:
    today: BindParameter[date] = bindparam("today", type_=Date)
    away = select(Absence.person_id).where(Absence.first_day <= today, Absence.last_day >= today)
    days = (Absence.person_id, Absence.first_day, Absence.last_day, Absence.deputy_id, Absence.noted_by_id)
    absent = select(*days, null().label("route")).where(
        Absence.last_day >= today, Absence.person_id.in_(away)
    )
    gave = (
        Delegation.person_id, Delegation.first_day, Delegation.last_day, Delegation.to_id, Delegation.by_id,
    )  # fmt: skip
    given = select(*gave, Delegation.route).where(Delegation.first_day <= today, Delegation.last_day >= today)
    return absent.union_all(given)


# Who is away and who has given something away: built once, since so much that is asked asks this too.
_COVER = _cover_of_the_day()


class LiveRoster:
    """Who is there today, read from the database. Kept for one action, never longer."""

    def __init__(self) -> None:
        self._people: dict[int, Colleague | None] = {}
        self._more: Counter[int] = Counter()

    def holding(self, more: Sequence[int]) -> Self:
        """The same roster once each of these people holds a step more for every time that they are named."""
        _read = self._load  # here, so that it is not read again for every copy
        then = copy(self)
        then._more = Counter(more)  # noqa: SLF001 - a copy of its own
        return then

    def heads_of(self, unit_id: int) -> Sequence[int]:
        """Heads of a unit who still work here and can sign in, first one first; else all who work here."""
        return _able(self._heads(unit_id))

    def heads(self, person_id: int) -> bool:
        """Whether somebody heads a unit, wherever."""
        headed = select(Headship.unit_id).where(Headship.person_id == person_id)
        return session.scalar(headed.limit(1)) is not None

    def in_role(self, role: str, organisation_id: int, topics: Collection[str] = ()) -> Sequence[int]:
        """Holders of a role who still work here and can sign in, the one with fewest open steps first; else all.

        Of topic leads those who lead one of these ``topics``.
        """
        holders = set(_able(self._held(role, organisation_id, topics)))
        if len(holders) < 2:  # nobody to weigh them against: what everybody holds is not counted
            return list(holders)
        return sorted(holders, key=lambda person: (self._load[person] + self._more[person], person))

    def is_here(self, person_id: int) -> bool:
        """Whether somebody still works here."""
        person = self._person(person_id)
        return person is not None and person.ended_on is None

    def unit_of(self, person_id: int) -> int:
        """The unit somebody works in."""
        return self._known(person_id).unit_id

    def level_of(self, person_id: int) -> int:
        """The level of somebody's rank or grade; 0 where they have none."""
        return self._known(person_id).level

    def above(self, unit_id: int) -> Sequence[int]:
        """The units above a unit, the nearest first."""
        return session.get_one(Unit, unit_id).lineage[-2::-1]

    def back_on(self, person_id: int) -> date | None:
        """The first working day on which somebody who is away today is back; nothing where they are there."""
        absences = self._absences.get(person_id)
        if not absences:
            return None
        return back_on(absences, clock.today(), self._known(person_id).works_on)

    def deputy_of(self, person_id: int, not_by: Collection[int] = ()) -> int | None:
        """Who decides today for somebody who is away: a colleague of their organisation who is still here."""
        absence = absence_on(self._absences.get(person_id, ()), clock.today())
        if absence is None or absence.noted_by_id in not_by:
            return None
        return self._colleague_of(person_id, absence.deputy_id)

    def delegate_of(self, person_id: int, route: str, not_by: Collection[int] = ()) -> int | None:
        """To whom is given for today what comes to somebody on a route: a colleague who is still here.

        What was given for this very route goes before what was given for all.
        """
        given = self._delegations.get(person_id, {})
        found = (given[name] for name in (route, "") if name in given)
        return next((self._colleague_of(person_id, to) for to, by in found if by not in not_by), None)

    def deputies_of(self, people: Collection[int]) -> frozenset[int]:
        """All who decide today in the place of one of these people, as deputy or delegate, on whatever route."""
        return frozenset(to for to, _by in self._standing_in(people))

    def named_by(self, people: Collection[int]) -> frozenset[int]:
        """Those of them whom one of these people has named, in their own place."""
        return frozenset(to for to, by in self._standing_in(people) if by in people)

    def _standing_in(self, people: Collection[int]) -> Iterator[tuple[int, int]]:
        """Who decides today in the place of one of these people, and who said so."""
        today = clock.today()
        for person in people:
            for absence in self._absences.get(person, ()):
                if absence.deputy_id is not None and absence.first_day <= today:
                    yield absence.deputy_id, absence.noted_by_id
            yield from self._delegations.get(person, {}).values()

    def _colleague_of(self, person_id: int, other_id: int | None) -> int | None:
        """Somebody who is to decide for somebody else, while both work in the same organisation."""
        other = self._person(other_id) if other_id is not None else None
        if other is None or other.ended_on is not None:
            return None
        return other.id if other.organisation_id == self._known(person_id).organisation_id else None

    def due_after(self, person_id: int, working_days: int) -> date:
        """The day by which somebody has had so many of their working days from today."""
        return working_day_after(clock.today(), working_days, self._known(person_id).works_on)

    def _heads(self, unit_id: int) -> Sequence[tuple[int, bool]]:
        """Heads of a unit who still work here, first one first, and whether each can sign in."""
        here = (
            select(Headship.person_id, _CAN_SIGN_IN)
            .join(Person)
            .where(Headship.unit_id == unit_id, Person.ended_on.is_(None))
        )
        found = session.execute(here.order_by(Headship.place, Headship.person_id))
        return [(person, can) for person, can in found]

    def _held(self, role: str, organisation_id: int, topics: Collection[str]) -> Sequence[tuple[int, bool]]:
        """Those who hold a role and still work here, and whether each can sign in; who leads two topics, twice."""
        held = (
            select(RoleHeld.person_id, _CAN_SIGN_IN)
            .join(Person)
            .where(RoleHeld.role == role, Person.ended_on.is_(None))
        )
        if role == Role.TOPIC_LEAD:
            held = held.where(RoleHeld.topic.in_(topics))
        if role not in NATIONAL_ROLES:
            held = held.join(Unit, Person.unit_id == Unit.id).where(Unit.organisation_id == organisation_id)
        return [(person, can) for person, can in session.execute(held)]

    def _person(self, person_id: int) -> Colleague | None:
        """Somebody, read once; what they hold and head is not asked here."""
        if person_id not in self._people:
            self._people[person_id] = session.get(Person, person_id, options=NAMED_ONLY)
        return self._people[person_id]

    def _known(self, person_id: int) -> Colleague:
        return self._person(person_id) or session.get_one(Person, person_id)

    @cached_property
    def _absences(self) -> Mapping[int, list[SomeAbsence]]:
        """Present and coming absences of those who are away today."""
        return self._cover[0]

    @cached_property
    def _delegations(self) -> Mapping[int, Mapping[str, tuple[int, int]]]:
        """Whose work is given away today, by route, to whom, and who said so."""
        return self._cover[1]

    @cached_property
    def _cover(self) -> tuple[Mapping[int, list[SomeAbsence]], Mapping[int, Mapping[str, tuple[int, int]]]]:
        """Who is away and who has given something away, asked in one go."""
        absences: dict[int, list[SomeAbsence]] = defaultdict(list)
        delegations: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
        for row in session.execute(_COVER, {"today": clock.today()}):
            if row.route is None:
                absences[row.person_id].append(cast("SomeAbsence", row))
            else:
                delegations[row.person_id][row.route] = row.deputy_id, row.noted_by_id
        return dict(absences), dict(delegations)

    @cached_property
    def _load(self) -> dict[int, int]:
        held = select(Step.holder_id, func.count()).where(IS_OPEN).group_by(Step.holder_id)
        return defaultdict(int, {holder: count for holder, count in session.execute(held) if holder})


def _able(found: Sequence[tuple[int, bool]]) -> list[int]:
    """Those of these people who can sign in. Where none can, all: a post waits for somebody rather than for nobody."""
    return [person for person, can in found if can] or [person for person, _can in found]


def deciders_of(organisation_id: int, unit_id: int | None = None) -> Sequence[Person]:
    """Those of an organisation who head a unit or hold a role, and everybody in the unit given: by name."""
    heads = select(Headship.person_id)
    holders = select(RoleHeld.person_id)
    here = select(Person).join(Unit, Person.unit_id == Unit.id).where(Unit.organisation_id == organisation_id)
    duty = or_(Person.id.in_(heads), Person.id.in_(holders), Person.unit_id == unit_id)
    return session.scalars(here.where(Person.ended_on.is_(None), duty).order_by(Person.name, Person.id)).all()
