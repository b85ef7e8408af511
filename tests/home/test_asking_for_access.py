"""Whoever has no account asks for one: the administrators are mailed, and nothing else is kept of it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.outbox import OutgoingMail
from portal.people.actions import asking
from portal.people.rules import Role
from tests import factories
from tests.client import Client

PAGE = "/ask-for-access"
TYPED = {"name": "Noor", "works_for": "A charity", "email": "noor@charity.example", "why": "To learn."}


@pytest.fixture(autouse=True)
def nobody_asked() -> Iterator[None]:
    """Nobody asked before: a process counts how many do."""
    asking.forget_who_asked()
    yield
    asking.forget_who_asked()


@pytest.fixture
def system(db: None) -> str:
    """The address of a system administrator, beside somebody who is none."""
    force = factories.Force()
    return factories.person(force.office, Role.SYSTEM_ADMINISTRATOR).email


def mails() -> list[OutgoingMail]:
    """What waits to be sent."""
    return list(session.scalars(select(OutgoingMail)))


def test_the_system_administrators_are_mailed_what_was_typed(client: Client, system: str) -> None:
    answer = client.submit(PAGE, **TYPED)
    assert answer.status_code == 200
    assert "noor@charity.example" in answer.text
    (mail,) = mails()
    assert mail.to == system
    for words in (*TYPED.values(), "http://localhost/admin/people/new"):
        assert words in mail.text
    assert "Noor" not in mail.subject


def test_whoever_asks_twice_reads_the_same_and_is_mailed_of_once(client: Client, system: str) -> None:
    first, second = (client.submit(PAGE, **TYPED).text for _again in range(2))
    assert first == second
    assert len(mails()) == 1
    with clock.later(minutes=20):
        client.submit(PAGE, **TYPED)
    assert len(mails()) == 2


def test_many_who_ask_at_once_are_asked_to_wait_and_lose_nothing(client: Client, system: str) -> None:
    for number in range(asking.ASKED_AT_ONCE):
        client.submit(PAGE, **TYPED | {"email": f"n{number}@charity.example"})
    answer = client.submit(PAGE, **TYPED)
    assert answer.status_code == 409
    assert "try again in half an hour" in answer.text
    assert "To learn." in answer.text
    assert len(mails()) == asking.ASKED_AT_ONCE


@pytest.mark.parametrize(
    ("field", "typed"),
    [("email", "noor"), ("email", "a@b.example\r\nBcc: c@d.example"), ("name", ""), ("why", "x" * 1001)],
)
def test_what_cannot_be_is_said_beside_its_field(client: Client, system: str, field: str, typed: str) -> None:
    answer = client.submit(PAGE, **TYPED | {field: typed})
    assert answer.status_code in {409, 422}
    assert f'id="{field}-error"' in answer.text
    assert not mails()
