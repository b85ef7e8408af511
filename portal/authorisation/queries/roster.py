"""Who is there today, read from the database."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from sqlalchemy import func, or_, select

from portal.authorisation.models import Step
from portal.authorisation.rules import StepState
from portal.foundation.database import session
from portal.people.models import Headship, Person, RoleHeld, Unit
from portal.people.rules import NATIONAL_ROLES


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


def deciders_of(organisation_id: int, unit_id: int | None = None) -> Sequence[Person]:
    """Those of an organisation who head a unit or hold a role, and everybody in the unit given: by name."""
    heads = select(Headship.person_id)
    holders = select(RoleHeld.person_id)
    here = select(Person).join(Unit, Person.unit_id == Unit.id).where(Unit.organisation_id == organisation_id)
    duty = or_(Person.id.in_(heads), Person.id.in_(holders), Person.unit_id == unit_id)
    return session.scalars(here.where(Person.ended_on.is_(None), duty).order_by(Person.name, Person.id)).all()
