"""Signing in and out, and one's own account, as a browser sees them."""

import json
import re
from html import escape
from pathlib import Path
from time import monotonic

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import func, select, update

from portal.authorisation.models import ConfigurationRow
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.outbox import OutgoingMail
from portal.people import actions, views
from portal.people.actions import sessions, tokens
from portal.people.actions.passwords import ANSWERED_AFTER_SECONDS
from portal.people.models import SignIn, Unit
from portal.people.rules.scopes import Scope
from tests.client import Client
from tests.factories import PASSWORD, Force
from tests.people.browsing import another, cookie, mailed_link

REDIRECTS = Path(__file__).parents[3] / "shared" / "inputs" / "crlf" / "open_redirect.txt"
ELSEWHERE = [
    "//google.com", "///google.com/%2f..", "/\\google.com", "https://google.com", "javascript:alert(1)", "\\\\x",
    "/\t/google.com", "/\n/google.com", "http:google.com", "//google.com\\@x", "", "google.com", "/ /x", "//[x",
]  # fmt: skip


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
    with clock.later(days=14):
        assert client.get("/account").status_code == 302
    with clock.later(days=14), transaction():
        sessions.forget_old_sessions()
    assert session.scalars(select(SignIn)).all() == []


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
    ("typed", "labels"),
    [
        (
            {"title": "A quiet room", "body": "The corridor is loud.", "better": "A room with a door."},
            ["Give it a title", "What is the problem, or the idea?", "What would be better?"],
        ),
        (
            {
                "title": "A quiet room",
                "body": "It was graded low.",
                "step_reached": "",
                "causes": "Nobody read it.",
            },
            ["Give it a title", "What went wrong?", "What led to it?"],
        ),
        (
            {
                "body": "I walked with them.",
                "quotations-0-text": "We wait for nobody.",
                "quotations-0-consent": "",
            },
            ["What? What did you do and see there?", "Their words"],
        ),
        (
            {"verdict": "decline", "code": "cost", "reason": "It costs too much."},
            ["In your words, to the author"],
        ),
        ({"of_no_form": "What no form asks."}, ["Of no form"]),
    ],
)
def test_what_was_typed_stands_under_what_the_form_asked(
    client: Client, force: Force, typed: dict[str, str], labels: list[str]
) -> None:
    words = json.dumps(list(typed.items()))
    address = {"email": force.constable.email, "password": PASSWORD}
    again = client.submit("/sign-in", **address, typed=words, to="/submissions/new/idea")
    shown = html.document_fromstring(again.text).xpath("//main//label/text()")
    assert [label.strip() for label in shown] == labels


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


def test_an_address_nobody_has_gets_the_same_answer_after_the_same_while(
    client: Client, force: Force
) -> None:
    def ask(email: str) -> tuple[str, float]:
        shown = client.get("/sign-in/forgotten")
        began = monotonic()
        answer = client.send(shown, "/sign-in/forgotten", email=email)
        return answer.text.replace(email, "ADDRESS"), monotonic() - began

    known, unknown = ask(force.constable.email), ask("nobody@force.example")
    assert known[0] == unknown[0]
    assert min(known[1], unknown[1]) >= ANSWERED_AFTER_SECONDS
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


def test_signing_out_everywhere_takes_back_the_tokens_of_programs(client: Client, force: Force) -> None:
    with transaction():
        mine, theirs = (
            tokens.create_token(person, [Scope.READ], days=9, label="The rota board")
            for person in (force.constable, force.colleague)
        )
    client.sign_in(force.constable)
    assert "The rota board, until" in client.get("/account").text
    client.submit("/account/sign-out-everywhere", page="/account")
    for secret, status in ((mine, 401), (theirs, 200)):
        answer = another(client).get("/api/v1/library", headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == status
    noted = select(journal.Entry.by_id).where(journal.Entry.event == "token.taken_back")
    assert session.scalars(noted).all() == [force.constable.id]
    assert "with a token" not in another(client).sign_in(force.constable).get("/account").text


def test_the_account_says_what_ones_roles_let_one_do(client: Client, force: Force) -> None:
    text = client.sign_in(force.lead).get("/account").text
    assert "Look after every post of the organisation" in text
    assert force.team.name in another(client).sign_in(force.sergeant).get("/account").text


def test_where_the_desk_is_open_it_stands_beside_signing_in(client: Client, force: Force) -> None:
    page = client.get("/sign-in").text
    assert '<a href="/anonymous">Post without your name</a>' in page
    assert '<a href="/anonymous/receipt">I have a code</a>' in page
    with transaction():
        session.execute(update(ConfigurationRow).values(anonymous=False))
    assert "Post without your name" not in client.get("/sign-in").text


def test_a_page_that_is_not_there_offers_the_search_to_whoever_can_use_it(
    client: Client, force: Force
) -> None:
    search = 'role="search" method="get" action="/library"'
    assert search not in client.get("/nowhere").text.partition("<main")[2]
    client.sign_in(force.constable)
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert page.text.count(search) == 1
    assert search in page.text.partition("<main")[2]
