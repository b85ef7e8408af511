"""Nobody makes an administrator alone where there are two: one asks, another confirms, and all of them hear of it."""

import pytest
from sqlalchemy import select

from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.notifications.models import Notice
from portal.people import actions
from portal.people.models import Person, RoleAsked
from portal.people.rules import Role
from portal.reactions import REACTIONS
from tests import factories
from tests.client import Client
from tests.factories import Force

LOCAL, SYSTEM = Role.ORGANISATION_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR


@pytest.fixture
def second(force: Force) -> Person:
    return factories.person(force.office, LOCAL, name="Bea Boss")


def ask(force: Force, role: Role = LOCAL, *, by: Person | None = None) -> bool:
    with transaction():
        return actions.grant(force.constable, role, by=by or force.administrator)


def told(person: Person) -> list[tuple[str, bool, bool]]:
    journal.catch_up(REACTIONS)
    mine = select(Notice).where(Notice.person_id == person.id).order_by(Notice.entry)
    return [(one.words, one.asks, one.seen) for one in session.scalars(mine)]


def waiting() -> int:
    return len(session.scalars(select(RoleAsked)).all())


def test_who_administers_alone_names_the_second(force: Force) -> None:
    assert ask(force)
    assert LOCAL in force.constable.roles
    assert waiting() == 0


def test_where_there_are_two_one_asks_and_the_other_confirms(force: Force, second: Person) -> None:
    assert not ask(force)
    assert LOCAL not in force.constable.roles
    [(words, asks, _seen)] = told(second)
    assert asks
    assert words.startswith("Ada Administrator asked that Amina Constable becomes organisation administrator")
    with transaction():
        actions.confirm(force.constable, LOCAL, by=second)
    assert LOCAL in force.constable.roles
    assert waiting() == 0
    assert told(second) == [(words, False, True)]
    assert [one[0].split(" at ")[0] for one in told(force.administrator)] == [
        "Bea Boss made Amina Constable organisation administrator"
    ]
    (granted,) = [one for one in journal.entries_about(force.constable) if one.event == "role.granted"]
    assert (granted.by_id, granted.facts["asked_by_id"]) == (second.id, str(force.administrator.id))


def test_whoever_asked_confirms_nothing_nor_who_gets_it_nor_who_may_not(force: Force, second: Person) -> None:
    stranger = factories.person(Force().office, LOCAL)
    ask(force)
    for by, why in (
        (force.administrator, "You asked for it"),
        (force.constable, "Nobody changes their own roles"),
        (force.sergeant, "Only a system administrator"),
        (stranger, "Only an administrator of their own organisation"),
    ):
        with pytest.raises(Refused, match=why), transaction():
            actions.confirm(force.constable, LOCAL, by=by)
    with pytest.raises(Refused, match="waits already"):
        ask(force, by=second)
    assert LOCAL not in force.constable.roles


def test_it_falls_where_whoever_asked_administers_no_longer_or_it_was_taken_back(
    force: Force, second: Person
) -> None:
    ask(force)
    with transaction():
        actions.take_away(force.administrator, LOCAL, by=second)
    with pytest.raises(Refused, match="could not ask for it any more"), transaction():
        actions.confirm(force.constable, LOCAL, by=second)
    with transaction():
        actions.drop(force.constable, LOCAL, by=second)
    with pytest.raises(Refused, match="waits no longer"), transaction():
        actions.confirm(force.constable, LOCAL, by=second)
    assert LOCAL not in force.constable.roles


def test_nothing_waits_for_whoever_leaves(force: Force, second: Person) -> None:
    ask(force)
    with transaction():
        actions.end(force.constable, by=second)
    assert waiting() == 0


def test_a_system_administrator_is_confirmed_by_another_of_them(
    force: Force, second: Person, chief: Person
) -> None:
    assert ask(force, SYSTEM, by=chief), "no other system administrator could confirm it"
    assert [words for words, *_ in told(second)], "those who administer the force hear of it"
    with transaction():
        assert not actions.grant(force.sergeant, SYSTEM, by=chief)
    with pytest.raises(Refused, match="Only a system administrator"), transaction():
        actions.confirm(force.sergeant, SYSTEM, by=second)
    with transaction():
        actions.confirm(force.sergeant, SYSTEM, by=session.get_one(Person, force.constable.id))
    assert SYSTEM in force.sergeant.roles


def test_whoever_cannot_sign_in_is_not_waited_for(force: Force, second: Person) -> None:
    with transaction():
        second.password_hash = None
    assert ask(force)


def test_other_roles_are_given_by_one(force: Force, second: Person) -> None:
    assert ask(force, Role.INNOVATION_LEAD)


def test_the_page_asks_and_the_other_administrator_confirms_there(
    client: Client, force: Force, second: Person
) -> None:
    place, amina, other = f"/admin/people/{force.constable.reference}", force.constable.id, second.id
    client.sign_in(force.administrator)
    asked = client.submit(f"{place}/roles", page=place, role=LOCAL.value)
    assert asked.status_code == 302
    shown = client.get(place).text
    assert "once another administrator confirms it" in shown
    assert "You asked on" in shown
    assert "Confirm it" not in shown
    confirm = f"{place}/roles/{LOCAL.value}/confirm"
    assert client.submit(confirm, page=place).status_code == 409
    client.sign_in(session.get_one(Person, other))
    assert "Ada Administrator asked on" in client.get(place).text
    assert client.submit(confirm, page=place).status_code == 302
    assert LOCAL in session.get_one(Person, amina).roles


def test_it_is_taken_back_on_the_page(client: Client, force: Force, second: Person) -> None:
    place = f"/admin/people/{force.constable.reference}"
    ask(force)
    client.sign_in(force.administrator)
    assert client.submit(f"{place}/roles/{LOCAL.value}/drop", page=place).status_code == 302
    assert waiting() == 0
    assert "You asked on" not in client.get(place).text


def test_what_waits_to_be_confirmed_stands_where_administration_begins(
    client: Client, force: Force, second: Person
) -> None:
    assert not ask(force)
    name = f"{force.constable.name}</a> is to get the role"
    mine = client.sign_in(force.administrator).get("/admin").text
    assert name in mine
    assert "You asked for it: another administrator confirms it." in mine
    theirs = client.sign_in(second).get("/admin").text
    assert name in theirs
    assert "It waits for an administrator who did not ask for it." in theirs
    assert name not in client.sign_in(Force().administrator).get("/admin").text
