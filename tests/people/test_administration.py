"""The administrators' pages, as a browser sees them."""

import pytest
from lxml import html

from portal.foundation.database import session, transaction
from portal.people import queries
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions.models import Topic
from tests.client import Client
from tests.factories import Force
from tests.people.browsing import another, mailed_link, stored

ADMIN_PAGES = [
    "/admin",
    "/admin/people",
    "/admin/people/new",
    "/admin/people/import",
    "/admin/units",
    "/admin/units/new",
]
SYSTEM_PAGES = ["/admin/organisations", "/admin/organisations/new", "/admin/grades", "/admin/grades/new"]


@pytest.mark.parametrize(
    ("who", "admin", "system"),
    [
        ("constable", 403, 403),
        ("lead", 403, 403),
        ("administrator", 200, 403),
        ("chief", 200, 200),
        ("", 302, 302),
    ],
)
def test_whom_the_administrators_pages_are_for(
    client: Client, force: Force, chief: Person, who: str, admin: int, system: int
) -> None:
    if who:
        client.sign_in(chief if who == "chief" else getattr(force, who))
    assert {address: client.get(address).status_code for address in ADMIN_PAGES} == dict.fromkeys(
        ADMIN_PAGES, admin
    )
    assert {address: client.get(address).status_code for address in SYSTEM_PAGES} == dict.fromkeys(
        SYSTEM_PAGES, system
    )


def test_another_organisation_is_not_there_for_an_administrator(
    client: Client, force: Force, chief: Person
) -> None:
    other = Force()
    code, person, unit = other.organisation.code, other.constable.reference, other.team.reference
    addresses = [
        f"/admin/people?organisation={code}", f"/admin/units?organisation={code}",
        f"/admin/people/new?organisation={code}",
        f"/admin/people/{person}", f"/admin/people/{person}/edit", f"/admin/people/{person}/end",
        f"/admin/units/{unit}",
        f"/admin/organisations/{code}", "/admin/people/00000000", "/admin/units/00000000", "/admin/grades/1",
    ]  # fmt: skip
    client.sign_in(force.administrator)
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 404
    )
    assert client.get(f"/admin/organisations/{force.organisation.code}").status_code == 403
    assert client.get(f"/admin/people/{chief.reference}").status_code == 200
    assert client.get(f"/admin/people/{chief.reference}/edit").status_code == 403
    assert other.constable.name in another(client).sign_in(chief).get(f"/admin/people/{person}").text


def test_somebody_is_added_and_chooses_a_password_by_the_link(client: Client, force: Force) -> None:
    client.sign_in(force.administrator)
    fields = {"name": "Nia New", "email": "nia@force.example", "unit": force.team.reference, "grade": ""}
    done = client.submit("/admin/people/new", invite="y", **fields)
    assert done.status_code == 302
    assert "not chosen a password" in client.get(done.location).text
    link, new = mailed_link(), another(client)
    new.submit(link, password="nine purple umbrellas")
    nia = queries.person_by_email("nia@force.example")
    assert nia is not None
    new.sign_in(nia, "nine purple umbrellas")
    taken = client.submit("/admin/people/new", **fields)
    assert taken.status_code == 409
    assert "already" in taken.text


def test_two_administrators_do_not_overwrite_each_other(client: Client, force: Force, chief: Person) -> None:
    address = f"/admin/people/{force.constable.reference}/edit"
    fields = {"email": force.constable.email, "unit": force.team.reference, "grade": ""}
    client.sign_in(force.administrator)
    shown = client.get(address)
    assert another(client).sign_in(chief).submit(address, name="Amina First", **fields).status_code == 302
    late = client.send(shown, address, name="Amina Second", **fields)
    assert late.status_code == 409
    assert "Somebody else changed this account" in late.text
    assert client.send(late, address, name="Amina Second", **fields).status_code == 302


def test_roles_are_given_and_taken_on_the_page(client: Client, force: Force) -> None:
    client.sign_in(force.administrator)
    page = f"/admin/people/{force.constable.reference}"
    assert client.submit(f"{page}/roles", page=page, role="communications").status_code == 302
    assert stored(force.constable).roles == {Role.COMMUNICATIONS}
    refused = client.submit(f"{page}/roles", page=page, role="system-administrator")
    assert refused.status_code == 409
    assert client.submit(f"{page}/roles/communications/take", page=page).status_code == 302
    assert client.submit(f"{page}/roles/wizard/take", page=page).status_code == 404
    assert stored(force.constable).roles == frozenset()


def test_units_are_added_moved_headed_and_closed_on_the_page(client: Client, force: Force) -> None:
    client.sign_in(force.administrator)
    made = client.submit("/admin/units/new", name="Night Squad", parent=force.team.reference)
    page = made.location
    client.submit(f"{page}/heads", page=page, person=force.colleague.reference)
    assert "Colin Colleague" in client.get(page).text
    assert client.submit(page, name="Day Squad", parent=force.office.reference).status_code == 302
    client.submit(f"{page}/heads/remove", page=page, person=force.colleague.reference)
    closed = client.submit(f"{page}/close", page=page)
    assert closed.status_code == 302
    assert "Day Squad" not in client.get(closed.location.split("?")[0]).text.replace(
        "Day Squad is closed", ""
    )
    full = client.submit(
        f"/admin/units/{force.team.reference}/close", page=f"/admin/units/{force.team.reference}"
    )
    assert full.status_code == 409
    assert "work in it. Move them first." in full.text


def test_organisations_and_grades_are_kept_on_pages(client: Client, chief: Person) -> None:
    client.sign_in(chief)
    fields = {
        "name": "Vale Police",
        "short_name": "Vale",
        "kind": "force",
        "sector": "policing",
        "region": "Wales",
    }
    made = client.submit("/admin/organisations/new", first_unit="Headquarters", **fields)
    assert made.location == "/admin/people/new?organisation=vale-police"
    assert client.submit("/admin/organisations/new", first_unit="HQ", **fields).status_code == 409
    assert (
        client.submit("/admin/organisations/vale-police", **{**fields, "region": "South"}).status_code == 302
    )
    assert "South" in client.get("/admin/organisations").text
    assert client.submit("/admin/organisations/vale-police", **fields, reads_policing="y").status_code == 302
    assert queries.organisation("vale-police").reads_policing
    kept = {**fields, "kind": "partner", "reads_policing": []}
    assert client.submit("/admin/organisations/vale-police", **kept).status_code == 302
    assert not queries.organisation("vale-police").reads_policing
    session.expire_all()
    assert (
        'name="reads_policing" value="y" checked' not in client.get("/admin/organisations/vale-police").text
    )
    grade = {"name": "Ranger", "abbreviation": "Rgr", "staff_group": "staff", "level": "4"}
    assert client.submit("/admin/grades/new", **grade).status_code == 302
    assert client.submit("/admin/grades/new", **{**grade, "level": "400"}).status_code == 422
    key = next(grade.id for grade in queries.grades() if grade.name == "Ranger")
    assert client.submit(f"/admin/grades/{key}", **{**grade, "name": "Warden"}).status_code == 302
    assert "Warden" in client.get("/admin/grades").text
    assert client.submit(f"/admin/grades/{key}/remove", page=f"/admin/grades/{key}").status_code == 302
    assert "Warden" not in client.get("/admin/grades").text


def test_people_are_found_by_words_role_and_state(client: Client, force: Force) -> None:
    client.sign_in(force.administrator)
    assert "Sam Sergeant" in client.get("/admin/people?role=head").text
    assert "Amina Constable" not in client.get("/admin/people?role=head").text
    assert "Amina Constable" in client.get("/admin/people?q=AMINA+const").text
    assert "Nobody found" in client.get("/admin/people?q=%25&state=left").text
    for strange in (
        "page=-1",
        "page=99999999999",
        "page=x",
        "q=%00",
        "role=x&state=y",
        "page=²",
        "q=" + "a" * 9000,
    ):
        assert client.get(f"/admin/people?{strange}").status_code == 200


def test_fields_nobody_offered_change_nothing(client: Client, force: Force) -> None:
    client.sign_in(force.constable)
    client.submit(
        "/account/password",
        old_password="x",
        password="y",
        roles="system-administrator",
        unit=force.office.reference,
    )
    boss = another(client).sign_in(force.administrator)
    other = Force()
    answer = boss.submit(
        f"/admin/people/{force.constable.reference}/edit",
        name="Amina Constable", email=force.constable.email, grade="", unit=other.team.reference, ended_on="2020-01-01",
    )  # fmt: skip
    assert answer.status_code == 422
    same = stored(force.constable)
    assert (same.unit_id, same.ended_on, same.roles) == (force.team.id, None, frozenset())


@pytest.mark.parametrize("address", ["/nowhere", "/admin/people/%00", "/sign-out", "/sign-in?next=%ff"])
def test_error_pages_are_pages_too(client: Client, address: str) -> None:
    assert client.get(address).status_code in {200, 302, 400, 404, 405}


def test_a_topic_lead_is_given_a_topic_from_the_list_and_shown_by_its_name(
    client: Client, force: Force
) -> None:
    with transaction():
        session.add(Topic(slug="missing-people", name="Missing people"))
    client.sign_in(force.administrator)
    page = f"/admin/people/{force.constable.reference}"
    shown = html.document_fromstring(client.get(page).text)
    for name in ("role", "topic"):
        assert shown.xpath(f"//select[@name='{name}']/option[1]/text()") == ["Choose…"]
        assert shown.xpath(f"//select[@name='{name}']/option[@selected]/@value") in ([], [""])
    nothing = client.submit(f"{page}/roles", page=page, role="", topic="")
    assert (nothing.status_code, "Choose a role." in nothing.text) == (409, True)
    without = client.submit(f"{page}/roles", page=page, role="topic-lead", topic="")
    assert (without.status_code, "Choose the topic that they lead." in without.text) == (409, True)
    assert client.submit(f"{page}/roles", page=page, role="topic-lead", topic="missing").status_code == 422
    assert (
        client.submit(f"{page}/roles", page=page, role="topic-lead", topic="missing-people").status_code
        == 302
    )
    assert "Topic lead for Missing people." in client.get(page).text
    assert [held.topic for held in stored(force.constable).roles_held] == ["missing-people"]
    listed = client.get("/admin/people").text
    assert "Topic lead for Missing people" in listed
    assert "missing-people" not in listed
    constable = another(client).sign_in(force.constable)
    assert "Topic lead for Missing people." in constable.get("/account").text


def test_a_unit_with_people_stays_open_and_says_who_and_what_is_in_the_way(
    client: Client, force: Force
) -> None:
    client.sign_in(force.administrator)
    page = f"/admin/units/{force.division.reference}"
    assert "Close this unit" not in client.get(page).text, "it is not offered where it must fail"
    refused = client.submit(f"{page}/close", page=page)
    assert refused.status_code == 409
    said = html.document_fromstring(refused.text)
    assert force.division.name in said.xpath("string(//h1)"), "on the page of the unit"
    summary = said.xpath("string(//*[@data-error-summary])")
    assert f"Iris Inspector works in it, and {force.team.name} belongs to it. Move them first." in summary
    assert said.xpath("//input[@name='name']/@value") == [force.division.name]


def test_nobody_is_made_a_head_by_a_list_that_was_not_touched(client: Client, force: Force) -> None:
    client.sign_in(force.administrator)
    page = f"/admin/units/{force.office.reference}"
    shown = html.document_fromstring(client.get(page).text)
    assert shown.xpath("//select[@name='person']/option[1]/@value") == [""]
    refused = client.submit(f"{page}/heads", page=page)
    assert refused.status_code == 409
    assert "Choose who heads it." in refused.text
    assert queries.heads_of(force.office.id) == []


def test_a_duty_for_somebody_without_a_password_comes_with_a_warning(client: Client, force: Force) -> None:
    with transaction():
        session.get_one(Person, force.colleague.id).password_hash = None
    client.sign_in(force.administrator)
    page = f"/admin/people/{force.colleague.reference}"
    assert "Mail them a link" in client.get(page).text
    client.submit(f"{page}/roles", page=page, role="innovation-lead", topic="")
    assert "has not chosen a password yet. Until then, posts go past them" in client.get(page).text
    unit = f"/admin/units/{force.team.reference}"
    client.submit(f"{unit}/heads", page=unit, person=force.colleague.reference)
    assert "posts go past them" in client.get(unit).text
    client.submit(f"{page}/password-link", page=page)
    shown = client.get(page).text
    assert "Mail another link" in shown
    assert "Mail them a link" not in shown
