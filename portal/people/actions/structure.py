"""Organisations, their units, and the ranks and grades that people have."""

from typing import Any

from sqlalchemy import func, select

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.keys import new_key, new_reference
from portal.people import queries, rules
from portal.people.models import Grade, Organisation, Person, Unit
from portal.people.rules import OrganisationKind, StaffGroup
from portal.people.rules.grades import FIRST_GRADES, HIGHEST_LEVEL
from portal.people.rules.names import checked_name, code_of, same_words


def _by(by: Person | None) -> int | None:
    return by.id if by is not None else None


def add_organisation(
    *,
    name: str,
    short_name: str = "",
    kind: str = OrganisationKind.FORCE,
    region: str = "",
    sector: str = "policing",
    reads_policing: bool = True,
    first_unit: str = "",
    by: Person | None,
) -> Organisation:
    """Add a force or a partner body, with its first unit where one is named. Its routes follow from the journal."""
    name = checked_name(name)
    made = Organisation(
        id=new_key(), code=_free_code(name), name=name, kind=kind, region=region[:60], sector=sector,
        short_name=checked_name(short_name, field="short_name", at_most=60) if short_name else name[:60].strip(),
        reads_policing=reads_policing, settings={},
    )  # fmt: skip
    _check_name_is_free(made)
    session.add(made)
    session.flush()
    journal.write("organisation.added", made, by_id=_by(by), name=name)
    if first_unit:
        add_unit(made, first_unit, parent=None, by=by)
    return made


def change_organisation(
    organisation: Organisation,
    *,
    name: str,
    short_name: str,
    kind: str,
    region: str,
    sector: str,
    reads_policing: bool,
    by: Person,
) -> Organisation:
    """Change what is known of an organisation, and how much a partner's people read.

    Its code stays: other systems know it by that.
    """
    organisation.name = checked_name(name)
    organisation.short_name = checked_name(short_name, field="short_name", at_most=60)
    organisation.kind, organisation.region, organisation.sector = kind, region[:60], sector
    organisation.reads_policing = reads_policing
    with session.no_autoflush:
        _check_name_is_free(organisation)
    journal.write(
        "organisation.changed",
        organisation,
        by_id=by.id,
        name=organisation.name,
        kind=organisation.kind,
        reads_policing=organisation.reads_policing,
    )
    return organisation


def _check_name_is_free(organisation: Organisation) -> None:
    with session.no_autoflush:
        names = session.execute(select(Organisation.id, Organisation.name)).all()
    if any(
        key != organisation.id and same_words(name) == same_words(organisation.name) for key, name in names
    ):
        raise Refused("There is an organisation of this name already.", field="name")


def _free_code(name: str) -> str:
    code = code_of(name) or "organisation"
    taken = set(session.scalars(select(Organisation.code)))
    return next(
        free for free in [code, *(f"{code[:36]}-{number}" for number in range(2, 1000))] if free not in taken
    )


def add_unit(organisation: Organisation, name: str, *, parent: Unit | None, by: Person | None) -> Unit:
    """Add a unit below ``parent``, or at the top. One that was closed is opened again."""
    name = checked_name(name)
    check_place(organisation.id, parent, None)
    siblings = select(Unit).where(Unit.organisation_id == organisation.id)
    for other in session.scalars(siblings.where(Unit.parent_id == (parent.id if parent else None))):
        if same_words(other.name) == same_words(name):
            if other.closed_on is None:
                raise Refused("There is a unit of this name in that place already.", field="name")
            other.closed_on, other.name = None, name
            journal.write("unit.added", other, by_id=_by(by), name=name)
            return other
    key = new_key()
    unit = Unit(
        id=key, reference=new_reference(), organisation=organisation, organisation_id=organisation.id, name=name,
        parent_id=parent.id if parent else None, path=f"{parent.path if parent else '/'}{key}/",
    )  # fmt: skip
    session.add(unit)
    session.flush()
    journal.write("unit.added", unit, by_id=_by(by), name=name)
    return unit


def change_unit(unit: Unit, *, name: str, parent: Unit | None, by: Person | None) -> None:
    """Rename a unit, or move it with all below it to another place in its organisation."""
    name = checked_name(name)
    check_place(unit.organisation_id, parent, unit)
    siblings = select(Unit).where(Unit.organisation_id == unit.organisation_id, Unit.id != unit.id)
    for other in session.scalars(siblings.where(Unit.parent_id == (parent.id if parent else None))):
        if same_words(other.name) == same_words(name):
            raise Refused("There is a unit of this name in that place already.", field="name")
    name_before, parent_before = unit.name, unit.parent_id
    if unit.parent_id != (parent.id if parent else None):
        old, new = unit.path, f"{parent.path if parent else '/'}{unit.id}/"
        unit.parent_id = parent.id if parent else None
        below = select(Unit).where(Unit.path.startswith(old, autoescape=True))
        for one in session.scalars(below).all():
            one.path = new + one.path.removeprefix(old)
    unit.name = name
    if (name_before, parent_before) != (unit.name, unit.parent_id):
        journal.write(
            "unit.changed", unit, by_id=_by(by), name_before=name_before, parent_id_before=parent_before
        )


def check_place(organisation_id: int, parent: Unit | None, unit: Unit | None) -> None:
    """Raises ``Refused`` where a unit cannot stand below ``parent``."""
    if parent is None:
        return
    if parent.organisation_id != organisation_id or parent.closed_on is not None:
        raise Refused("Choose a unit of the same organisation.", field="parent")
    rules.check_not_below_itself(parent.lineage, unit.id if unit else 0)


def close_unit(unit: Unit, *, by: Person) -> None:
    """Close a unit that nobody works in and that has no units below it. What came from it keeps its name."""
    rules.check_may_close(
        unit.name,
        working=[person.name for person in queries.people_in(unit.id)],
        below=[one.name for one in queries.units_below(unit)],
    )
    for person in queries.heads_of(unit.id):
        person.headships = [headship for headship in person.headships if headship.unit_id != unit.id]
        journal.write("head.removed", unit, by_id=by.id, person_id=person.id)
    unit.closed_on = clock.today()
    journal.write("unit.closed", unit, by_id=by.id)


def give_first_grades() -> None:
    """Give an instance that has no ranks and grades yet the usual ones, for its administrators to change."""
    if session.scalar(select(func.count()).select_from(Grade)):
        return
    grades = [Grade(id=new_key(), **grade._asdict()) for grade in FIRST_GRADES]
    session.add_all(grades)
    session.flush()
    for grade in grades:
        journal.write("grade.added", grade, name=grade.name)


def add_grade(*, name: str, abbreviation: str, staff_group: str, level: int, by: Person) -> Grade:
    """Add a rank or grade."""
    grade = Grade(id=new_key(), **_checked_grade(None, name, abbreviation, staff_group, level))
    session.add(grade)
    session.flush()
    journal.write("grade.added", grade, by_id=by.id, name=grade.name)
    return grade


def change_grade(
    grade: Grade, *, name: str, abbreviation: str, staff_group: str, level: int, by: Person
) -> Grade:
    """Rename a rank or grade, or put it on another level. What is under way keeps the route it has."""
    for field, value in _checked_grade(grade, name, abbreviation, staff_group, level).items():
        setattr(grade, field, value)
    journal.write("grade.changed", grade, by_id=by.id, name=grade.name, level=level)
    return grade


def remove_grade(grade: Grade, *, by: Person) -> None:
    """Take a rank or grade out of the list. Raises ``Refused`` while somebody has it."""
    if session.scalar(select(func.count()).select_from(Person).where(Person.grade_id == grade.id)):
        raise Refused("Somebody has this rank or grade. Give them another first.")
    journal.write("grade.removed", grade, by_id=by.id, name=grade.name)
    session.delete(grade)


def _checked_grade(
    grade: Grade | None, name: str, abbreviation: str, staff_group: str, level: int
) -> dict[str, Any]:
    name = checked_name(name, at_most=80)
    if abbreviation:
        abbreviation = checked_name(abbreviation, what="short form", field="abbreviation", at_most=20)
    if not 0 <= level <= HIGHEST_LEVEL:
        raise Refused(f"A level is a number from 0 to {HIGHEST_LEVEL}.", field="level")
    for other in queries.grades():
        if (grade is None or other.id != grade.id) and same_words(other.name) == same_words(name):
            raise Refused("There is a rank or grade of this name already.", field="name")
    group = StaffGroup(staff_group).value
    return {"name": name, "abbreviation": abbreviation, "staff_group": group, "level": level}
