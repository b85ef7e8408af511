"""What can be done with accounts, units, organisations and grades, and what the journal says of it."""

from typing import Any

import pytest
from sqlalchemy import DateTime, inspect, select

from portal.foundation import clock, journal
from portal.foundation.database import Moment, session, transaction
from portal.foundation.errors import Refused
from portal.foundation.outbox import OutgoingMail
from portal.people import actions, queries
from portal.people.actions.attempts import MOST_REMEMBERED
from portal.people.models import Headship, Organisation, Person, RoleHeld, SignIn, Unit
from portal.people.rules import Role, StaffGroup
from portal.people.rules.grades import FIRST_GRADES
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("app")

KEY = "a key that only this test knows"


def events(subject: Any) -> list[str]:
    return [entry.event for entry in journal.entries_about(subject)]


@pytest.mark.parametrize("model", [Person, Headship, RoleHeld, SignIn, Unit])
def test_no_row_about_people_says_when_somebody_was_here(model: Any) -> None:
    finer_than_a_day = [
        column.name for column in inspect(model).columns if isinstance(column.type, DateTime | Moment)
    ]
    assert finer_than_a_day == []


def test_somebody_is_added_without_a_password(force: Force) -> None:
    with transaction():
        person = actions.add(
            name="Nia New", email="Nia.New@force.example", unit=force.team, grade=None, by=force.administrator
        )
    assert queries.person_by_email("nia.NEW@Force.example") is person
    assert not actions.password_is_right(person, "")
    assert events(person) == ["person.added"]


def test_an_address_belongs_to_one_person(force: Force) -> None:
    with pytest.raises(Refused, match="already"), transaction():
        actions.add(
            name="Again",
            email=force.constable.email.upper(),
            unit=force.team,
            grade=None,
            by=force.administrator,
        )


def test_an_administrator_adds_nobody_to_another_organisation(force: Force) -> None:
    other = Force()
    with pytest.raises(Refused, match="own organisation"), transaction():
        actions.add(name="Nia", email="nia@x.example", unit=other.team, grade=None, by=force.administrator)


def test_a_new_address_is_told_to_the_old_one_and_ends_the_sessions(force: Force) -> None:
    old = force.constable.email
    with transaction():
        token = actions.sign_in(force.constable)
    with transaction():
        actions.change(
            force.constable,
            name="Amina C",
            email="amina@new.example",
            unit=force.team,
            grade=None,
            by=force.administrator,
        )
    assert actions.signed_in(token) is None
    assert session.scalars(select(OutgoingMail.to)).all() == [old]
    assert queries.person_by_email(old) is None


def test_who_moves_to_another_organisation_leaves_roles_and_units_behind(force: Force, chief: Person) -> None:
    other = Force()
    with transaction():
        actions.grant(force.sergeant, Role.INNOVATION_LEAD, by=force.administrator)
        actions.change(
            force.sergeant, name="Sam", email=force.sergeant.email, unit=other.team, grade=None, by=chief
        )
    assert force.sergeant.organisation_id == other.organisation.id
    assert (force.sergeant.roles, force.sergeant.headed_unit_ids) == (frozenset(), frozenset())
    assert "person.moved" in events(force.sergeant)
    assert "role.taken" in events(force.sergeant)


def test_a_leaver_is_signed_out_and_holds_nothing(force: Force) -> None:
    with transaction():
        token = actions.sign_in(force.sergeant)
        actions.end(force.sergeant, by=force.administrator)
    assert actions.signed_in(token) is None
    assert not actions.password_is_right(force.sergeant, factories.PASSWORD)
    assert force.sergeant.headed_unit_ids == frozenset()
    (ended,) = [entry for entry in journal.entries_about(force.sergeant) if entry.event == "person.ended"]
    assert ended.facts["headed_unit_ids"] == [force.team.id]
    with transaction():
        actions.take_back(force.sergeant, by=force.administrator)
    assert force.sergeant.password_hash is None


def test_nobody_ends_their_own_account_nor_the_last_system_administrator(force: Force, chief: Person) -> None:
    with pytest.raises(Refused, match="Somebody else"), transaction():
        actions.end(chief, by=chief)
    with pytest.raises(Refused, match="no system administrator left"), transaction():
        actions.end(chief, by=None)
    with pytest.raises(Refused, match="no system administrator left"), transaction():
        actions.take_away(chief, Role.SYSTEM_ADMINISTRATOR, by=None)
    factories.person(force.office, Role.SYSTEM_ADMINISTRATOR)
    with transaction():
        actions.end(chief, by=None)
    assert chief.ended_on == clock.today()


def test_roles_are_given_and_taken_within_bounds(force: Force, chief: Person) -> None:
    with transaction():
        actions.grant(force.constable, Role.TOPIC_LEAD, topic="drones", by=force.administrator)
    with pytest.raises(Refused, match="already"), transaction():
        actions.grant(force.constable, Role.TOPIC_LEAD, topic="drones", by=force.administrator)
    with pytest.raises(Refused, match="topic that they lead"), transaction():
        actions.grant(force.constable, Role.TOPIC_LEAD, by=force.administrator)
    with pytest.raises(Refused, match="own roles"), transaction():
        actions.grant(force.administrator, Role.INNOVATION_LEAD, by=force.administrator)
    with pytest.raises(Refused, match="system administrator"), transaction():
        actions.grant(force.constable, Role.NATIONAL_CURATOR, by=force.administrator)
    with pytest.raises(Refused, match="own organisation"), transaction():
        actions.grant(Force().constable, Role.COMMUNICATIONS, by=force.administrator)
    with transaction():
        actions.grant(force.constable, Role.NATIONAL_CURATOR, by=chief)
        actions.take_away(force.constable, Role.TOPIC_LEAD, topic="drones", by=chief)
    assert force.constable.roles == {Role.NATIONAL_CURATOR}
    assert events(force.constable) == ["role.granted", "role.granted", "role.taken"]


def test_a_unit_moves_with_all_below_it(force: Force) -> None:
    squad = factories.unit("Squad", force.organisation, force.team)
    with transaction():
        actions.change_unit(force.team, name="Team One", parent=force.office, by=force.administrator)
    assert squad.lineage == (force.office.id, force.team.id, squad.id)
    with pytest.raises(Refused, match="below itself"), transaction():
        actions.change_unit(force.office, name="Office", parent=squad, by=force.administrator)
    with pytest.raises(Refused, match="same organisation"), transaction():
        actions.change_unit(force.team, name="Team", parent=Force().team, by=force.administrator)


def test_a_unit_is_closed_once_it_is_empty_and_can_be_opened_again(force: Force) -> None:
    with pytest.raises(Refused, match="first"), transaction():
        actions.close_unit(force.team, by=force.administrator)
    with transaction():
        empty = actions.add_unit(force.organisation, "Empty", parent=force.division, by=force.administrator)
        actions.name_head(empty, force.inspector, by=force.administrator)
    with pytest.raises(Refused, match="already"), transaction():
        actions.add_unit(force.organisation, "EMPTY", parent=force.division, by=force.administrator)
    with transaction():
        actions.close_unit(empty, by=force.administrator)
    assert empty not in queries.units_of(force.organisation.id)
    assert force.inspector.headed_unit_ids == {force.division.id}
    with transaction():
        again = actions.add_unit(force.organisation, "Empty", parent=force.division, by=force.administrator)
    assert (again.id, again.closed_on) == (empty.id, None)


def test_the_head_of_a_unit_works_in_its_organisation(force: Force) -> None:
    with pytest.raises(Refused, match="same organisation"), transaction():
        actions.name_head(force.team, Force().sergeant, by=force.administrator)
    with transaction():
        actions.name_head(force.team, force.colleague, by=force.administrator)
    assert list(queries.heads_of(force.team.id)) == [force.sergeant, force.colleague]


def test_a_new_organisation_has_a_first_unit_and_a_code_of_its_own(chief: Person) -> None:
    with transaction():
        made = actions.add_organisation(name="Vale Police", first_unit="Headquarters", by=chief)
        again = actions.add_organisation(name="Vale-Police", by=chief)
    assert (made.code, again.code) == ("vale-police", "vale-police-2")
    assert [unit.name for unit in queries.units_of(made.id)] == ["Headquarters"]
    assert events(made) == ["organisation.added"]
    with pytest.raises(Refused, match="already"), transaction():
        actions.add_organisation(name="VALE  police", by=chief)


def test_the_first_grades_stand_in_the_trail_once() -> None:
    for _time in range(2):
        with transaction():
            actions.give_first_grades()
    added = session.scalars(
        select(journal.Entry).where(journal.Entry.event == "grade.added").order_by(journal.Entry.sequence)
    ).all()
    assert [entry.facts["name"] for entry in added] == [grade.name for grade in FIRST_GRADES]


def test_grades_are_added_changed_and_removed_once_nobody_has_them(force: Force, chief: Person) -> None:
    with transaction():
        grade = actions.add_grade(
            name="Ranger", abbreviation="Rgr", staff_group=StaffGroup.STAFF, level=4, by=chief
        )
        force.constable.grade, force.constable.grade_id = grade, grade.id
    with pytest.raises(Refused, match="Somebody has"), transaction():
        actions.remove_grade(grade, by=chief)
    with pytest.raises(Refused, match="already"), transaction():
        actions.add_grade(name="ranger", abbreviation="", staff_group=StaffGroup.STAFF, level=4, by=chief)
    with transaction():
        actions.change_grade(grade, name="Warden", abbreviation="", staff_group="special", level=5, by=chief)
        force.constable.grade = None
    with transaction():
        actions.remove_grade(grade, by=chief)
    assert queries.grade(grade.id) is None


def test_a_link_works_once_for_a_day_and_for_one_person(force: Force) -> None:
    token = actions.token_for_link(force.constable, KEY)
    assert actions.person_of_link(token, KEY) is force.constable
    assert actions.person_of_link(token, "another key") is None
    assert all(
        actions.person_of_link(token[:at] + "x~"[token[at] == "x"] + token[at + 1 :], KEY) is None
        for at in range(0, len(token) - 1, 5)
    )
    with clock.later(hours=23, minutes=59):
        assert actions.person_of_link(token, KEY) is force.constable
    with clock.later(hours=24, seconds=2):
        assert actions.person_of_link(token, KEY) is None
    actions.choose_by_link(token, KEY, "nine purple umbrellas")
    assert actions.person_of_link(token, KEY) is None
    with pytest.raises(Refused, match="has been used"):
        actions.choose_by_link(token, KEY, "another long one please")


def test_a_link_dies_with_the_account_and_with_the_address(force: Force) -> None:
    first, second = (actions.token_for_link(person, KEY) for person in (force.constable, force.colleague))
    with transaction():
        actions.end(force.constable, by=None)
        actions.change(force.colleague, name="C", email="c@new.example", unit=force.team, grade=None, by=None)
    assert actions.person_of_link(first, KEY) is None
    assert actions.person_of_link(second, KEY) is None


def test_wrong_passwords_are_counted_for_address_and_place_together_and_forgotten() -> None:
    attempts = actions.Attempts()
    for _ in range(12):
        attempts.count("amina@force.example", "place one")
    assert attempts.wait("amina@force.example", "place one")
    assert not attempts.wait("amina@force.example", "place two")
    with clock.later(minutes=16):
        assert not attempts.wait("amina@force.example", "place one")
    attempts.forget("amina@force.example", "place one")
    assert not attempts.wait("amina@force.example", "place one")


def test_counting_wrong_passwords_takes_little_memory() -> None:
    attempts = actions.Attempts()
    for number in range(MOST_REMEMBERED + 50):
        attempts.count(str(number))
    assert len(attempts._wrong) <= MOST_REMEMBERED
    assert attempts.count(str(MOST_REMEMBERED + 49)) == 1


def test_organisations_begin_without_anything_to_look_at_once_all_is_there(force: Force) -> None:
    (found,) = queries.attention([session.get_one(Organisation, force.organisation.id)])
    assert found.missing_roles == ()
    assert [unit.id for unit in found.headless] == [force.office.id]
    assert found.without_password == 0
