"""What can be asked about people, units and organisations."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.keys import HIGHEST_KEY, digest, read_reference
from portal.people.models import Absence, Grade, Headship, Organisation, Person, RoleAsked, RoleHeld, Unit
from portal.people.queries.establishment import about as about
from portal.people.queries.establishment import figures_of as figures_of
from portal.people.queries.establishment import small as small
from portal.people.rules import Role
from portal.people.rules.names import email_key

PEOPLE_A_PAGE = 30
PAGES_AT_MOST = 100_000
NO_PASSWORD, LEFT = "no-password", "left"

# Without these somebody, an organisation's posts get nowhere.
NEEDED_ROLES = (Role.ORGANISATION_ADMINISTRATOR, Role.INNOVATION_LEAD, Role.DATA_SHARING_OFFICER)


def person_by_email(email: str) -> Person | None:
    """Whoever has this address, leavers too."""
    return session.scalar(select(Person).where(Person.email_key == email_key(email)))


def people_by_key(keys: Sequence[str]) -> Sequence[Person]:
    """Those with these addresses, as they are compared; leavers too."""
    return session.scalars(select(Person).where(Person.email_key.in_(keys))).all()


def person(reference: str) -> Person | None:
    """The person with this reference."""
    return session.scalar(select(Person).where(Person.reference == read_reference(reference)))


def people_of(organisation_id: int) -> Sequence[Person]:
    """Those who work in an organisation today, by name."""
    here = select(Person).join(Unit, Person.unit_id == Unit.id).where(Unit.organisation_id == organisation_id)
    return session.scalars(here.where(Person.ended_on.is_(None)).order_by(Person.name)).all()


def people_in(unit_id: int) -> Sequence[Person]:
    """Those who work in this very unit today, by name."""
    here = select(Person).where(Person.unit_id == unit_id, Person.ended_on.is_(None))
    return session.scalars(here.order_by(Person.name)).all()


def heads_of(unit_id: int) -> Sequence[Person]:
    """Those who head a unit today, the first one first."""
    heads = select(Person).join(Headship, Headship.person_id == Person.id).where(Headship.unit_id == unit_id)
    return session.scalars(heads.where(Person.ended_on.is_(None)).order_by(Headship.place, Person.name)).all()


def headed_by(person: Person) -> Sequence[Unit]:
    """The units that somebody heads, by name."""
    units = select(Unit).join(Headship, Headship.unit_id == Unit.id).where(Headship.person_id == person.id)
    return session.scalars(units.order_by(Unit.name)).all()


def organisation(code: str) -> Organisation | None:
    """The organisation with this code."""
    return session.scalar(select(Organisation).where(Organisation.code == code))


def organisations() -> Sequence[Organisation]:
    """All organisations, by name."""
    return session.scalars(select(Organisation).order_by(Organisation.name)).all()


def units_of(organisation_id: int) -> Sequence[Unit]:
    """The open units of an organisation, each after the one it belongs to."""
    here = select(Unit).where(Unit.organisation_id == organisation_id, Unit.closed_on.is_(None))
    units = session.scalars(here.order_by(Unit.name)).all()
    names = {unit.id: unit.name for unit in units}
    return sorted(units, key=lambda unit: [names.get(key, "") for key in unit.lineage])


def units_below(unit: Unit) -> Sequence[Unit]:
    """The open units that belong to a unit, by name."""
    below = select(Unit).where(Unit.parent_id == unit.id, Unit.closed_on.is_(None))
    return session.scalars(below.order_by(Unit.name)).all()


def link_was_mailed(person: Person) -> bool:
    """Whether somebody has ever been mailed a link with which to choose a password."""
    mailed = select(journal.Entry.sequence).where(
        journal.Entry.subject_kind == Person.__tablename__,
        journal.Entry.subject_id == person.id,
        journal.Entry.event == "person.password_link_sent",
    )
    return session.scalar(mailed.limit(1)) is not None


def unit(reference: str) -> Unit | None:
    """The unit with this reference."""
    return session.scalar(select(Unit).where(Unit.reference == read_reference(reference)))


def grades() -> Sequence[Grade]:
    """All ranks and grades, lowest first."""
    return session.scalars(select(Grade).order_by(Grade.level, Grade.name)).all()


def grade(key: int) -> Grade | None:
    """The rank or grade with this key; nothing for a number that no key has."""
    return session.get(Grade, key) if key <= HIGHEST_KEY else None


def asked_to_administer(person: Person) -> Sequence[RoleAsked]:
    """The roles that wait for a second administrator to confirm that somebody gets them."""
    asked = select(RoleAsked).where(RoleAsked.person_id == person.id).order_by(RoleAsked.role)
    return session.scalars(asked.options(joinedload(RoleAsked.asked_by))).all()


def version_of(person: Person) -> str:
    """What an account is now, in short: differs once somebody else has changed it."""
    return digest(person.name, person.email, str(person.unit_id), str(person.grade_id), str(person.ended_on))[
        :16
    ]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list of people."""

    people: Sequence[Person]
    total: int
    page: int
    pages: int


def find_people(
    *, organisation_id: int | None, words: str = "", role: str = "", state: str = "", page: int = 1
) -> Found:
    """People by name or address, role and state; of one organisation, or of all."""
    wanted = select(Person).join(Unit, Person.unit_id == Unit.id)
    if organisation_id is not None:
        wanted = wanted.where(Unit.organisation_id == organisation_id)
    for word in words.split()[:6]:
        like = f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        wanted = wanted.where(
            or_(
                Person.name.ilike(like, escape="!"),
                Person.email_key.ilike(like, escape="!"),
                Unit.name.ilike(like, escape="!"),
            )
        )
    if role == "head":
        wanted = wanted.where(exists().where(Headship.person_id == Person.id))
    elif role:
        wanted = wanted.where(exists().where(RoleHeld.person_id == Person.id, RoleHeld.role == role))
    wanted = wanted.where(Person.ended_on.is_not(None) if state == LEFT else Person.ended_on.is_(None))
    if state == NO_PASSWORD:
        wanted = wanted.where(Person.password_hash.is_(None))
    total = _count(wanted)
    pages = max(1, -(-total // PEOPLE_A_PAGE))
    page = min(max(page, 1), pages)
    rows = (
        wanted.order_by(Person.name, Person.email_key).limit(PEOPLE_A_PAGE).offset((page - 1) * PEOPLE_A_PAGE)
    )
    return Found(session.scalars(rows).all(), total, page, pages)


def _count(wanted: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0


def _numbers(counted: Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in session.execute(counted)}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the drawn tree: how deep it stands, who heads it, how many work in it."""

    unit: Unit
    depth: int
    heads: tuple[str, ...]
    people: int


def tree(organisation_id: int) -> list[UnitLine]:
    """The units of an organisation as a tree, each after the one it belongs to."""
    working = select(Person.unit_id, func.count()).where(Person.ended_on.is_(None)).group_by(Person.unit_id)
    counts = _numbers(working)
    heads: dict[int, list[str]] = {}
    named = select(Headship.unit_id, Person.name).join(Person, Headship.person_id == Person.id)
    for unit_id, name in session.execute(named.where(Person.ended_on.is_(None)).order_by(Headship.place)):
        heads.setdefault(unit_id, []).append(name)
    return [
        UnitLine(unit, len(unit.lineage) - 1, tuple(heads.get(unit.id, ())), counts.get(unit.id, 0))
        for unit in units_of(organisation_id)
    ]


@dataclass(frozen=True, slots=True)
class Attention:
    """What an administrator should look at in one organisation."""

    organisation: Organisation
    without_password: int
    headless: tuple[Unit, ...]
    missing_roles: tuple[Role, ...]
    unconfirmed: tuple[RoleAsked, ...]


def attention(organisations: Sequence[Organisation]) -> list[Attention]:
    """What needs attention, of those organisations where something does."""
    keys = [organisation.id for organisation in organisations]
    works = Person.ended_on.is_(None)
    waiting = _numbers(
        select(Unit.organisation_id, func.count())
        .join(Person, Person.unit_id == Unit.id)
        .where(works, Person.password_hash.is_(None), Unit.organisation_id.in_(keys))
        .group_by(Unit.organisation_id)
    )
    held: set[tuple[int, str]] = {
        (key, role)
        for key, role in session.execute(
            select(Unit.organisation_id, RoleHeld.role)
            .join(Person, Person.unit_id == Unit.id)
            .join(RoleHeld, RoleHeld.person_id == Person.id)
            .where(works, RoleHeld.role.in_(NEEDED_ROLES), Unit.organisation_id.in_(keys))
            .distinct()
        )
    }
    head = aliased(Person)
    headed = exists().where(
        Headship.unit_id == Unit.id, Headship.person_id == head.id, head.ended_on.is_(None)
    )
    peopled = exists().where(Person.unit_id == Unit.id, works)
    empty = select(Unit).where(Unit.organisation_id.in_(keys), Unit.closed_on.is_(None), peopled, ~headed)
    headless: dict[int, list[Unit]] = {}
    for one in session.scalars(empty.order_by(Unit.name)):
        headless.setdefault(one.organisation_id, []).append(one)
    unconfirmed: dict[int, list[RoleAsked]] = {}
    asked = (
        select(RoleAsked, Unit.organisation_id).join(RoleAsked.person).join(Unit, Person.unit_id == Unit.id)
    )
    asked = asked.where(works, Unit.organisation_id.in_(keys)).order_by(RoleAsked.asked_on, RoleAsked.id)
    for role_asked, key in session.execute(asked):
        unconfirmed.setdefault(key, []).append(role_asked)
    every = [
        Attention(
            one,
            waiting.get(one.id, 0),
            tuple(headless.get(one.id, ())),
            tuple(role for role in NEEDED_ROLES if (one.id, role) not in held),
            tuple(unconfirmed.get(one.id, ())),
        )
        for one in organisations
    ]
    return [it for it in every if it.without_password or it.headless or it.missing_roles or it.unconfirmed]


def above(unit: Unit) -> Unit | None:
    """The unit to which a unit belongs."""
    return session.get(Unit, unit.parent_id) if unit.parent_id is not None else None


@dataclass(frozen=True, slots=True)
class Almanac:
    """When one person is away."""

    person: Person

    @property
    def absences(self) -> Sequence[Absence]:
        """Present and coming absences, the first one first."""
        return absences_of([self.person.id], clock.today())


def almanac(reference: str) -> Almanac | None:
    """When the person with this reference is away; nothing for leavers."""
    found = person(reference)
    return Almanac(found) if found is not None and found.ended_on is None else None


def absence(reference: str) -> Absence | None:
    """The absence with this reference."""
    return session.scalar(select(Absence).where(Absence.reference == read_reference(reference)))


def absences_of(people: Collection[int], day: date) -> Sequence[Absence]:
    """The absences of several people that are not over on a day, the first one first."""
    theirs = select(Absence).where(Absence.person_id.in_(people), Absence.last_day >= day)
    return session.scalars(theirs.order_by(Absence.first_day)).all()


def likely_deputies(of: Person) -> Sequence[Person]:
    """A short list of colleagues who may decide for somebody: of their unit, and heads of units around it."""
    around = [of.unit_id, of.unit.parent_id]
    near = select(Unit.id).where(or_(Unit.id.in_(around), Unit.parent_id.in_([key for key in around if key])))
    heads = select(Headship.person_id).where(Headship.unit_id.in_(near))
    roles = select(RoleHeld.person_id).where(RoleHeld.role.in_(of.roles))
    wanted = or_(Person.unit_id == of.unit_id, Person.id.in_(heads), Person.id.in_(roles))
    here = select(Person).join(Unit, Person.unit_id == Unit.id).where(wanted, Person.ended_on.is_(None))
    here = here.where(Unit.organisation_id == of.organisation_id, Person.id != of.id)
    return session.scalars(here.order_by(Person.name).limit(PEOPLE_A_PAGE)).all()


def led_by(head: Person) -> Sequence[Person]:
    """Those for whom a head may note that they are away: their units' people, and heads of the units below."""
    units = head.headed_unit_ids
    below = (
        select(Headship.person_id).join(Unit, Unit.id == Headship.unit_id).where(Unit.parent_id.in_(units))
    )
    theirs = select(Person).where(or_(Person.unit_id.in_(units), Person.id.in_(below)))
    theirs = theirs.where(Person.ended_on.is_(None), Person.id != head.id)
    return session.scalars(theirs.order_by(Person.name).limit(100)).all() if units else ()
