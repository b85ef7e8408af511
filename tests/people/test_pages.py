"""Signing in and out, one's account, and the administrators' pages, as a browser sees them."""

import re
from html import escape
from pathlib import Path
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.outbox import OutgoingMail
from portal.people import actions, queries, views
from portal.people.models import Person, SignIn, Unit
from portal.people.rules import Role
from tests import factories
from tests.client import Client
from tests.factories import PASSWORD, Force

REDIRECTS = Path(__file__).parents[3] / "shared" / "inputs" / "crlf" / "open_redirect.txt"
ELSEWHERE = [
    "//google.com", "///google.com/%2f..", "/\\google.com", "https://google.com", "javascript:alert(1)", "\\\\x",
    "/\t/google.com", "/\n/google.com", "http:google.com", "//google.com\\@x", "", "google.com", "/ /x", "//[x",
]  # fmt: skip
ADMIN_PAGES = [
    "/admin",
    "/admin/people",
    "/admin/people/new",
    "/admin/people/import",
    "/admin/units",
    "/admin/units/new",
]
SYSTEM_PAGES = ["/admin/organisations", "/admin/organisations/new", "/admin/grades", "/admin/grades/new"]


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """No test is slowed down by the wrong passwords of another."""
    views.attempts.__init__()  # type: ignore[misc]


@pytest.fixture
def force(app: Flask) -> Force:
    return Force()


@pytest.fixture
def chief(force: Force) -> Person:
    return factories.person(force.office, Role.SYSTEM_ADMINISTRATOR, name="Sol System")


def another(client: Client) -> Client:
    made = client.application.test_client()
    assert isinstance(made, Client)
    return made


def cookie(client: Client) -> str:
    found = client.get_cookie("portal")
    return found.value if found is not None else ""


def stored(person: Person) -> Person:
    """The account as the database has it now."""
    found = session.get(Person, person.id, populate_existing=True)
    assert found is not None
    return found


def mailed_link() -> str:
    text = session.scalars(select(OutgoingMail.text).order_by(OutgoingMail.written_at.desc())).first() or ""
    found = re.search(r"http://localhost(/\S+)", text)
    assert found is not None, text
    return found.group(1)


# ------------------------------------------------------------------ signing in


def test_the_right_password_signs_in_and_leads_where_one_was_going(client: Client, force: Force) -> None:
    asked = client.get("/account?x=1")
    assert asked.location == "/sign-in?next=/account?x%3D1"
    shown = client.get(asked.location)
    answer = client.send(shown, "/sign-in", email=force.constable.email.upper(), password=PASSWORD)
    assert answer.location == "/account?x=1"
    assert "Amina Constable" in client.get("/account").text


@pytest.mark.parametrize("who", ["nobody@force.example", "the constable", "a leaver", "no password"])
def test_every_wrong_sign_in_reads_the_same(client: Client, force: Force, who: str) -> None:
    with transaction():
        actions.end(force.colleague, by=None)
        force.inspector.password_hash = None
    email = {
        "the constable": force.constable.email,
        "a leaver": force.colleague.email,
        "no password": force.inspector.email,
    }.get(who, who)
    right = PASSWORD if who in {"a leaver", "nobody@force.example"} else "not the password"
    answer = client.submit("/sign-in", email=email, password=right)
    assert answer.status_code == 422
    assert "That address and password do not go together." in answer.text


def test_an_address_that_leads_elsewhere_leads_to_the_start() -> None:
    listed = REDIRECTS.read_text("utf-8").splitlines() if REDIRECTS.exists() else []
    kept = {address: views.local_address(address) for address in (*ELSEWHERE, *listed)}
    assert {kept[address] for address in ELSEWHERE} == {"/"}
    away = {typed: to for typed, to in kept.items() if not re.fullmatch(r"/(?![/\\])[!-~\u00a1-\uffff]*", to)}
    assert away == {}
    assert views.local_address("/library?q=%2f&next=//x") == "/library?q=%2f&next=//x"


def test_signing_in_begins_a_new_session(client: Client, force: Force) -> None:
    client.get("/sign-in")
    before = cookie(client)
    client.sign_in(force.constable)
    first = cookie(client)
    assert first not in {"", before}
    client.sign_in(force.constable)
    assert session.scalar(select(func.count()).select_from(SignIn)) == 1
    thief = another(client)
    thief.set_cookie("portal", first)
    assert thief.get("/account").status_code == 302


def test_signing_out_ends_the_session_on_the_server_too(client: Client, force: Force) -> None:
    client.sign_in(force.constable)
    kept = cookie(client)
    client.submit("/sign-out", page="/account")
    assert client.get("/account").status_code == 302
    thief = another(client)
    thief.set_cookie("portal", kept)
    assert thief.get("/account").status_code == 302


def test_a_session_ends_at_last_by_itself(client: Client, force: Force) -> None:
    client.sign_in(force.constable)
    with clock.later(days=13):
        assert client.get("/account").status_code == 200
    with clock.later(days=15):
        assert client.get("/account").status_code == 302


def test_a_leavers_session_ends_at_once(client: Client, force: Force) -> None:
    client.sign_in(force.constable)
    boss = another(client).sign_in(force.administrator)
    ended = boss.submit(f"/admin/people/{force.constable.reference}/end")
    assert ended.status_code == 302
    assert client.get("/account").status_code == 302


def test_fifty_wrong_passwords_slow_down_and_the_right_one_from_elsewhere_works(
    client: Client, force: Force
) -> None:
    with clock.at(clock.now()):  # all in one moment, however slow the machine
        shown = client.get("/sign-in")
        answers = [
            client.send(shown, "/sign-in", email=force.constable.email, password=f"wrong {n}")
            for n in range(50)
        ]
    assert [answer.status_code for answer in answers[:10]] == [422] * 10
    assert {answer.status_code for answer in answers[11:]} == {429}
    assert "Wait" in answers[-1].text
    elsewhere = another(client)
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    elsewhere.sign_in(force.constable)
    with clock.later(seconds=61):
        client.sign_in(force.constable)


def test_what_was_typed_when_the_session_ended_is_there_after_signing_in(
    client: Client, force: Force
) -> None:
    client.sign_in(force.administrator)
    form = client.get("/admin/units/new")
    with transaction():
        actions.sign_out_everywhere(force.administrator)
    name = 'Team "Ä" <b>&amp;</b> {{7*7}} of the night shift'
    client.verbatim = True
    asked = client.send(
        form, "/admin/units/new", name=name, parent=force.division.reference, old_password="a secret"
    )
    assert asked.status_code == 401
    assert "a secret" not in asked.text
    wrong = client.send(asked, "/sign-in", email=force.administrator.email, password="wrong")
    assert wrong.status_code == 422
    again = client.send(wrong, "/sign-in", email=force.administrator.email, password=PASSWORD)
    assert "You are signed in again" in again.text
    assert "Your text is here." in again.text
    assert escape(name, quote=True).replace("&quot;", "&#34;") in again.text
    sent = client.send(again, "/admin/units/new", name=name)
    assert sent.status_code == 302
    made = session.scalar(select(Unit).where(Unit.name == name))
    assert made is not None
    assert made.parent_id == force.division.id


@pytest.mark.parametrize(
    "typed", ["", "x", "[]", "[[1,2]]", "{}", "[" * 5000, '[["a"]]', '[["password","x"]]', "null"]
)
@pytest.mark.parametrize("to", ["//evil.example", "/library", ""])
def test_a_forged_page_of_typed_words_leads_nowhere_else(
    client: Client, force: Force, typed: str, to: str
) -> None:
    answer = client.submit("/sign-in", email=force.constable.email, password=PASSWORD, typed=typed, to=to)
    assert answer.status_code in {200, 302}
    assert "evil" not in (answer.location or "") + answer.text


def test_the_demonstration_suggests_people_and_fills_in_their_address(client: Client, app: Flask) -> None:
    app.config["SIGN_IN_SUGGESTIONS"] = [{"email": "a@x.example", "name": "Ann", "story": "a sergeant"}]
    try:
        assert "People to try" not in client.get("/sign-in").text
        assert 'value="a@x.example"' in client.get("/sign-in?as=a@x.example").text
        assert "b@x.example" not in client.get("/sign-in?as=b@x.example").text
    finally:
        del app.config["SIGN_IN_SUGGESTIONS"]


# ------------------------------------------------------------------ a link by mail


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(client: Client, force: Force) -> None:
    signed_in = another(client).sign_in(force.constable)
    client.submit("/sign-in/forgotten", email=force.constable.email)
    link = mailed_link()
    shown = client.get(link)
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["Cache-Control"] == "no-store"
    weak = client.send(shown, link, password="password1234")
    assert weak.status_code == 409
    done = client.send(shown, link, password="nine purple umbrellas")
    assert done.location == "/sign-in"
    assert client.get(link).status_code == 410
    assert signed_in.get("/account").status_code == 302
    client.sign_in(force.constable, "nine purple umbrellas")


def test_an_address_nobody_has_gets_the_same_answer_in_similar_time(client: Client, force: Force) -> None:
    def ask(email: str) -> tuple[str, float]:
        shown = client.get("/sign-in/forgotten")
        began = perf_counter()
        answer = client.send(shown, "/sign-in/forgotten", email=email)
        return answer.text.replace(email, "ADDRESS"), perf_counter() - began

    known, unknown = ask(force.constable.email), ask("nobody@force.example")
    assert known[0] == unknown[0]
    assert abs(known[1] - unknown[1]) < 0.25
    assert session.scalars(select(OutgoingMail.to)).all() == [force.constable.email]


def test_links_do_not_flood_a_mailbox(client: Client, force: Force) -> None:
    for _ in range(6):
        client.submit("/sign-in/forgotten", email=force.constable.email)
    assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 3


# ------------------------------------------------------------------ the account


def test_changing_the_password_needs_the_old_one_and_ends_the_other_sessions(
    client: Client, force: Force
) -> None:
    client.sign_in(force.constable)
    other = another(client).sign_in(force.constable)
    wrong = client.submit("/account/password", old_password="not it", password="nine purple umbrellas")
    assert "That is not your present password." in wrong.text
    done = client.submit("/account/password", old_password=PASSWORD, password="nine purple umbrellas")
    assert done.location == "/account"
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


def test_signing_out_everywhere_ends_every_session(client: Client, force: Force) -> None:
    other = another(client).sign_in(force.constable)
    client.sign_in(force.constable)
    client.submit("/account/sign-out-everywhere", page="/account")
    assert client.get("/account").status_code == 302
    assert other.get("/account").status_code == 302


def test_the_account_says_what_ones_roles_let_one_do(client: Client, force: Force) -> None:
    text = client.sign_in(force.lead).get("/account").text
    assert "Look after every post of your organisation" in text
    assert force.team.name in another(client).sign_in(force.sergeant).get("/account").text


# ------------------------------------------------------------------ administration


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
    assert "Move the people" in full.text


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
