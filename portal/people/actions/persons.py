"""Somebody comes, moves, is given a role or a unit to head, leaves, and perhaps comes back."""

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal.foundation import clock, journal, outbox
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.keys import new_key, new_reference
from portal.people import queries, rules
from portal.people.actions import administrators
from portal.people.actions.sessions import sign_out_everywhere
from portal.people.models import Grade, Headship, Person, RoleHeld, Unit
from portal.people.rules import ROLE_NAMES, Role
from portal.people.rules.names import checked_email, checked_name, email_key


def _by(by: Person | None) -> int | None:
    return by.id if by is not None else None


def add(*, name: str, email: str, unit: Unit, grade: Grade | None, by: Person | None) -> Person:
    """Give somebody an account, without a password. Raises ``Refused`` where the address is taken or is none."""
    email = checked_email(email)
    name = checked_name(name)
    _check_keeps(by, unit)
    _check_free(email)
    person = make(name=name, email=email, unit=unit, grade=grade, by=by)
    _flush()
    return person


def make(*, name: str, email: str, unit: Unit, grade: Grade | None, by: Person | None) -> Person:
    """The account itself, once everything has been checked."""
    person = Person(
        id=new_key(), reference=new_reference(), email=email, email_key=email_key(email), name=name, unit=unit,
        unit_id=unit.id, grade=grade, password_hash=None, ended_on=None, roles_held=[], headships=[],
    )  # fmt: skip
    session.add(person)
    journal.write("person.added", person, by_id=_by(by), unit=unit.name, organisation_id=unit.organisation_id)
    return person


def change(
    person: Person, *, name: str, email: str, unit: Unit, grade: Grade | None, by: Person | None
) -> list[str]:
    """Change an account, and return in words what changed.

    A new address ends the sessions and is told to the old one, so that nobody loses an account unnoticed.
    Raises ``Refused`` where the address is taken, or the unit is not the administrator's to fill.
    """
    email, name = checked_email(email), checked_name(name)
    changes: list[str] = []
    if unit.id != person.unit_id:
        _check_keeps(by, unit)
        changes += _move(person, unit, by)
    if email_key(email) != person.email_key:
        _check_free(email)
        outbox.put(
            person.email,
            "Your address was changed",
            f"Hello {person.name},\n\nYour account now has the address {email}.\n\n"
            "If you did not expect this, tell your administrator today.\n",
        )
        sign_out_everywhere(person)
        changes.append("address")
    if name != person.name:
        changes.append(f"name, from {person.name}")
    if (grade.id if grade else None) != person.grade_id:
        changes.append(f"rank or grade, to {grade.name if grade else 'none'}")
    if changes or email != person.email:
        person.name, person.email, person.email_key = name, email, email_key(email)
        person.grade, person.grade_id = grade, grade.id if grade else None
        journal.write("person.changed", person, by_id=_by(by), changes=changes)
        _flush()
    return changes


def _move(person: Person, unit: Unit, by: Person | None) -> list[str]:
    """To another unit. Who goes to another organisation leaves the roles and units of the old one behind."""
    words = [f"unit, from {person.unit.name} to {unit.name}"]
    if unit.organisation_id != person.organisation_id:
        administrators.forget(person)
        local = [held for held in person.roles_held if held.role not in rules.NATIONAL_ROLES]
        for held in local:
            _drop_role(person, held, by)
        for headship in list(person.headships):
            _drop_head(person, headship, by)
    journal.write("person.moved", person, by_id=_by(by), from_unit_id=person.unit_id, to_unit_id=unit.id)
    person.unit, person.unit_id = unit, unit.id
    return words


def end(person: Person, *, by: Person | None) -> None:
    """Somebody leaves: their sessions end at once, and their roles and units are free for others."""
    if by is not None and by.id == person.id:
        raise Refused("Somebody else has to end your account.")
    if person.ended_on is not None:
        return
    _check_not_last(person, "end this account")
    roles, headed = sorted(person.roles), sorted(person.headed_unit_ids)
    for held in list(person.roles_held):
        _drop_role(person, held, by)
    for headship in list(person.headships):
        _drop_head(person, headship, by)
    administrators.forget(person)
    person.ended_on = clock.today()
    sign_out_everywhere(person)
    journal.write("person.ended", person, by_id=_by(by), roles=roles, headed_unit_ids=headed)


def take_back(person: Person, *, by: Person | None) -> None:
    """Somebody who left works here again. They choose a new password, and hold no roles."""
    if person.ended_on is None:
        return
    if person.unit.closed_on is not None:
        raise Refused("Their unit has been closed. Move them to another first.")
    person.ended_on = None
    person.password_hash = None
    journal.write("person.returned", person, by_id=_by(by))


def grant(person: Person, role: Role, *, topic: str = "", by: Person | None) -> bool:
    """Give a role; a topic lead leads one topic. Whether they hold it now.

    Whoever would administer, or be a guardian, waits for a second administrator, where there is one.
    Raises ``Refused`` for one's own account, a national role, somebody who has left, or no topic to lead.
    """
    if by is not None:
        rules.check_grant(by, role, person)
    if person.ended_on is not None:
        raise Refused(f"{person.name} has left.", field="role")
    topic = topic if role is Role.TOPIC_LEAD else ""
    if role is Role.TOPIC_LEAD and not topic:
        raise Refused("Choose the topic that they lead.", field="topic")
    if any(held.role == role and held.topic == topic for held in person.roles_held):
        raise Refused(f"{person.name} has that role already.", field="role")
    if by is not None and role in rules.GIVEN_BY_TWO and administrators.ask_another(person, role, by=by):
        return False
    person.roles_held.append(RoleHeld(id=new_key(), person_id=person.id, role=role.value, topic=topic))
    journal.write("role.granted", person, by_id=_by(by), role=role.value, topic=topic)
    return True


def take_away(person: Person, role: Role, *, topic: str = "", by: Person | None) -> None:
    """Take a role away. The last system administrator keeps theirs."""
    if by is not None:
        rules.check_grant(by, role, person)
    if role is Role.SYSTEM_ADMINISTRATOR:
        _check_not_last(person, f"take away “{ROLE_NAMES[role]}”")
    for held in list(person.roles_held):
        if held.role == role and held.topic == topic:
            _drop_role(person, held, by)


def _drop_role(person: Person, held: RoleHeld, by: Person | None) -> None:
    person.roles_held.remove(held)
    journal.write("role.taken", person, by_id=_by(by), role=held.role, topic=held.topic)


def name_head(unit: Unit, person: Person, *, by: Person | None) -> None:
    """Make somebody head of a unit. Raises ``Refused`` for somebody of another organisation."""
    if person.ended_on is not None or person.organisation_id != unit.organisation_id:
        raise Refused("The head of a unit works in the same organisation.", field="person")
    if unit.id in person.headed_unit_ids:
        return
    place = 1 + (session.scalar(select(func.max(Headship.place)).where(Headship.unit_id == unit.id)) or 0)
    person.headships.append(Headship(id=new_key(), person_id=person.id, unit_id=unit.id, place=place))
    journal.write("head.named", unit, by_id=_by(by), person_id=person.id)


def remove_head(unit: Unit, person: Person, *, by: Person | None) -> None:
    """Somebody no longer heads a unit."""
    for headship in list(person.headships):
        if headship.unit_id == unit.id:
            _drop_head(person, headship, by)


def _drop_head(person: Person, headship: Headship, by: Person | None) -> None:
    person.headships.remove(headship)
    unit = session.get_one(Unit, headship.unit_id)
    journal.write("head.removed", unit, by_id=_by(by), person_id=person.id)


def _check_keeps(by: Person | None, unit: Unit) -> None:
    if by is not None and not rules.administers(by, unit.organisation_id):
        raise Refused("You keep the people of your own organisation only.", field="unit")
    if unit.closed_on is not None:
        raise Refused("That unit has been closed.", field="unit")


def _check_free(email: str) -> None:
    if queries.person_by_email(email) is not None:
        raise Refused(
            "Somebody has an account with this address already.", field="email", code="address-taken"
        )


def _check_not_last(person: Person, what: str) -> None:
    if Role.SYSTEM_ADMINISTRATOR not in person.roles:
        return
    # All of them are locked: of two who take each other's role away at one moment the second is refused.
    held = select(RoleHeld.person_id).where(RoleHeld.role == Role.SYSTEM_ADMINISTRATOR).order_by(RoleHeld.id)
    keepers = session.scalars(held.with_for_update()).all()
    here = select(Person.id).where(Person.id.in_(keepers), Person.id != person.id, Person.ended_on.is_(None))
    if not session.scalar(here.limit(1)):
        raise Refused(f"You cannot {what}: there would be no system administrator left.", field="role")


def _flush() -> None:
    try:
        session.flush()
    except IntegrityError:
        raise Refused("Somebody has an account with this address already.", field="email") from None
