"""The page on which somebody chooses how often we write, and what then reaches a mail server."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from portal.anonymous.models import DeskBase, desk, engine_for
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation import clock
from portal.foundation.config import Settings
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.operation.working import Worker
from portal.people.models import Organisation, Person
from portal.people.rules.mail import MailChoice
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.notifications.mondays import URL

pytestmark = pytest.mark.usefixtures("db", "monday")
TUESDAY = datetime(2026, 12, 15, 7, 30, tzinfo=UTC)


def chosen(person: Person) -> str:
    return session.get_one(Person, person.id, populate_existing=True).mail


def test_somebody_chooses_how_often_we_write(client: Client) -> None:
    force = Force()
    client.sign_in(force.constable)
    assert "at most once a day, at 07:30 when you work" in client.get("/account").text
    assert "What is urgent" in client.get("/account/mail").text
    for choice, said in [
        (MailChoice.NEVER, "We do not write to you"),
        (MailChoice.AT_ONCE, "a mail for each thing"),
        (MailChoice.DAILY, "at most once a day"),
    ]:
        assert client.submit("/account/mail", mail=choice).location == "/account"
        assert said in client.get("/account").text
        assert f'value="{choice}" checked' in client.get("/account/mail").text
        assert chosen(force.constable) == choice
    assert chosen(force.colleague) == MailChoice.DAILY


def test_what_is_no_choice_is_refused_beside_the_field(client: Client) -> None:
    force = Force()
    client.sign_in(force.constable)
    answer = client.submit("/account/mail", mail="hourly")
    assert answer.status_code != 302
    assert "govuk-error-message" in answer.text
    assert chosen(force.constable) == MailChoice.DAILY


def test_a_choice_leaves_no_trace_of_when_somebody_was_here(client: Client) -> None:
    force = Force()
    client.sign_in(force.constable)
    before = session.scalars(select(Entry.sequence)).all()
    client.submit("/account/mail", mail=MailChoice.NEVER)
    assert session.scalars(select(Entry.sequence)).all() == before


def test_an_administrator_sets_the_hour_and_a_form_without_it_leaves_it(client: Client) -> None:
    force = Force()
    client.sign_in(force.administrator)
    typed = {"nation": "scotland", "escalate_after": "2", "extra_holidays": ""}
    assert 'value="07:30"' in client.get("/admin/working-days").text
    assert client.submit("/admin/working-days", **typed, mail_at="06:15").status_code == 302
    assert 'value="06:15"' in client.get("/admin/working-days").text
    assert "at 06:15 when you work" in client.get("/account").text
    assert client.submit("/admin/working-days", **typed, mail_at="25:00").status_code != 302
    assert client.submit("/admin/working-days", **typed).status_code == 302
    kept = session.get_one(Organisation, force.organisation.id, populate_existing=True)
    assert kept.mail_at.isoformat("minutes") == "06:15"


class Postbox:
    """What a mail server was given."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append(message_from_bytes(envelope.content, policy=policy.SMTP))  # type: ignore[arg-type]
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.taken if message["To"] == address]


@contextmanager
def listening(box: Postbox) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


@pytest.fixture
def an_empty_desk(tmp_path: Path) -> Iterator[None]:
    """A desk at which nobody was: the worker looks there too."""
    before = desk.session_factory.kw.get("bind")
    engine = engine_for(f"sqlite:///{tmp_path}/desk.sqlite")
    DeskBase.metadata.create_all(engine)
    desk.remove()
    desk.configure(bind=engine)
    yield
    desk.remove()
    desk.configure(bind=before)
    engine.dispose()


@pytest.mark.usefixtures("an_empty_desk")
def test_the_worker_sends_what_is_urgent_at_once_and_the_rest_as_one_mail(settings: Settings) -> None:
    force = Force()
    first = factories.sent(force.constable, title="Numbered hooks for van keys")
    second = factories.sent(force.colleague, title="Späte Schicht <b>& mehr</b>")
    third = factories.sent(force.constable)
    factories.decided(third, Verdict.DECLINE)
    box, author, decider = Postbox(), force.constable.email, force.sergeant.email
    addresses = [f"/steps/{ways.open_step(post).reference}" for post in (first, second)]
    with listening(box) as server:
        worker = Worker(replace(settings, mail=server))
        worker.all_that_is_due()
        assert len(box.to(author)) == 1
        assert box.to(decider) == []
        for moment in (TUESDAY, TUESDAY, TUESDAY.replace(hour=16)):
            with clock.at(moment):
                Worker(replace(settings, mail=server)).all_that_is_due()
    assert len(box.to(author)) == 1
    (message,) = box.to(decider)
    assert message["Subject"] == "2 things wait for you"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    for address in addresses:
        assert f"{URL}{address}" in plain.get_content()
        assert f'href="{URL}{address}"' in html.get_content()
    assert "“Späte Schicht <b>& mehr</b>”" in plain.get_content()
    assert "“Späte Schicht &lt;b&gt;&amp; mehr&lt;/b&gt;”" in html.get_content()
