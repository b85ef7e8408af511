"""What can be asked about people, units and organisations."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.people.models import Grade, Organisation, Person, Unit


def email_key(email: str) -> str:
    """An address as it is compared: case and outer spaces do not tell two people apart."""
    return email.strip().casefold()


def person_by_email(email: str) -> Person | None:
    """Whoever has this address, leavers too."""
    return session.scalar(select(Person).where(Person.email_key == email_key(email)))


def person(reference: str) -> Person | None:
    """The person with this reference."""
    return session.scalar(select(Person).where(Person.reference == read_reference(reference)))


def people_of(organisation_id: int) -> Sequence[Person]:
    """Those who work in an organisation today, by name."""
    here = select(Person).join(Unit, Person.unit_id == Unit.id).where(Unit.organisation_id == organisation_id)
    return session.scalars(here.where(Person.ended_on.is_(None)).order_by(Person.name)).all()


def organisation(code: str) -> Organisation | None:
    """The organisation with this code."""
    return session.scalar(select(Organisation).where(Organisation.code == code))


def organisations() -> Sequence[Organisation]:
    """All organisations, by name."""
    return session.scalars(select(Organisation).order_by(Organisation.name)).all()


def units_of(organisation_id: int) -> Sequence[Unit]:
    """The units of an organisation, each after the one it belongs to."""
    units = session.scalars(select(Unit).where(Unit.organisation_id == organisation_id).order_by(Unit.name)).all()
    names = {unit.id: unit.name for unit in units}
    return sorted(units, key=lambda unit: [names.get(key, "") for key in unit.lineage])


def unit(reference: str) -> Unit | None:
    """The unit with this reference."""
    return session.scalar(select(Unit).where(Unit.reference == read_reference(reference)))


def grades() -> Sequence[Grade]:
    """All ranks and grades, lowest first."""
    return session.scalars(select(Grade).order_by(Grade.level, Grade.name)).all()
