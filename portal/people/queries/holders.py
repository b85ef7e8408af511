"""Who holds a role somewhere today."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.foundation.database import session
from portal.people.models import Person, RoleHeld, Unit
from portal.people.rules import Role


def holders_in(organisation_id: int, *roles: Role) -> Sequence[Person]:
    """Those who work in an organisation, have not left, and hold one of these roles; always in the same order."""
    held = select(Person).join(RoleHeld).join(Unit, Person.unit_id == Unit.id)
    here = held.where(Unit.organisation_id == organisation_id, Person.ended_on.is_(None))
    return session.scalars(here.where(RoleHeld.role.in_(roles)).order_by(Person.id)).unique().all()
