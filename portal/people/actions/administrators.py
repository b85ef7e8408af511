"""Who administers is decided by two, as soon as there are two: one asks for it, another confirms it."""

from sqlalchemy import delete, or_, select

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.keys import new_key
from portal.people import rules
from portal.people.models import Person, RoleAsked, RoleHeld, Unit
from portal.people.rules import ROLE_NAMES, Role


def ask_another(person: Person, role: Role, *, by: Person) -> bool:
    """Whether somebody who would administer waits for a second administrator: where there is one who could confirm it.

    Two who give one at the same moment come one after the other. Raises ``Refused`` where it waits already.
    """
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    if not _somebody_else(person, role, by):
        return False
    if waits(person, role) is not None:
        raise Refused(
            f"It waits already for another administrator to confirm that {person.name} becomes "
            f"“{ROLE_NAMES[role]}”.",
            field="role",
        )
    asked = RoleAsked(
        id=new_key(), person_id=person.id, role=role.value, asked_by_id=by.id, asked_on=clock.today()
    )
    session.add(asked)
    journal.write("role.asked", person, by_id=by.id, role=role.value)
    return True


def waits(person: Person, role: Role) -> RoleAsked | None:
    """What waits for a second administrator: that somebody gets a role."""
    asked = select(RoleAsked).where(RoleAsked.person_id == person.id, RoleAsked.role == role)
    return session.scalar(asked.with_for_update(of=RoleAsked))


def confirm(person: Person, role: Role, *, by: Person) -> None:
    """Make somebody an administrator, as another administrator has asked.

    Raises ``Refused`` for whoever asked, where either of the two may not, or where it waits no longer.
    """
    asked = _waiting(person, role)
    asker = asked.asked_by
    rules.check_confirms(by, asker, role, person, here=asker.ended_on is None)
    if person.ended_on is not None:
        raise Refused(f"{person.name} has left.", code="wrong-state")
    session.delete(asked)
    person.roles_held.append(RoleHeld(id=new_key(), person_id=person.id, role=role.value, topic=""))
    journal.write("role.granted", person, by_id=by.id, role=role.value, topic="", asked_by_id=str(asker.id))


def drop(person: Person, role: Role, *, by: Person) -> None:
    """Do not make somebody an administrator: whoever asked takes it back, or another does not confirm it."""
    asked = _waiting(person, role)
    rules.check_grant(by, role, person)
    session.delete(asked)
    journal.write(
        "role.not_granted", person, by_id=by.id, role=role.value, asked_by_id=str(asked.asked_by_id)
    )


def forget(person: Person) -> None:
    """Somebody leaves, or goes to another organisation: nothing waits for them any more."""
    session.execute(delete(RoleAsked).where(RoleAsked.person_id == person.id))


def _waiting(person: Person, role: Role) -> RoleAsked:
    asked = waits(person, role)
    if asked is None:
        raise Refused("It waits no longer: it was confirmed, or taken back.", code="wrong-state")
    return asked


def _somebody_else(person: Person, role: Role, by: Person) -> bool:
    """Whether somebody besides these two could confirm it today, and can sign in."""
    works = select(Person.id).join(RoleHeld).join(Unit, Person.unit_id == Unit.id)
    there = works.where(Person.ended_on.is_(None), Person.password_hash.is_not(None))
    of_all = RoleHeld.role == Role.SYSTEM_ADMINISTRATOR
    of_here = (RoleHeld.role == Role.ORGANISATION_ADMINISTRATOR) & (
        Unit.organisation_id == person.organisation_id
    )
    national = role in rules.NATIONAL_ROLES or not rules.NATIONAL_ROLES.isdisjoint(person.roles)
    may = of_all if national else or_(of_all, of_here)
    others = there.where(may, Person.id.not_in((by.id, person.id)))
    return session.scalar(others.limit(1)) is not None
