"""Mail that waits, and mail that was given up: seen, tried again and dropped by a system administrator alone."""

import pytest
from sqlalchemy import select

from portal.foundation import clock, outbox
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.foundation.outbox import FAILED, WAITING, OutgoingMail
from portal.people.models import Person
from tests.client import Client
from tests.factories import Force


def given_up() -> int:
    """The key of a mail that no server took."""
    with transaction():
        row = outbox.put("gone@force.example", "Your post “Secret title”", "Secret words")
        row.state, row.trouble, row.attempts = FAILED, "550 No such mailbox", 3
    return row.id


def events() -> list[tuple[str, int | None]]:
    rows = session.execute(select(Entry.event, Entry.by_id).where(Entry.event.startswith("mail.")))
    return [(event, by_id) for event, by_id in rows]


def test_it_says_what_waits_and_what_was_given_up_and_never_the_words(client: Client, chief: Person) -> None:
    given_up()
    with transaction():
        outbox.put("later@force.example", "Another subject", "More words")
    page = client.sign_in(chief).get("/admin/outbox").text
    for words in (
        "1 waiting, 1 given up, 0 came back, 0 sent",
        "gone@force.example",
        "550 No such mailbox",
        "later@force.example",
    ):
        assert words in page
    for kept in ("Secret", "Another subject", "More words"):
        assert kept not in page
    assert 'href="/admin/outbox"' in client.get("/admin").text


@pytest.mark.parametrize("who", ["administrator", "lead", "constable"])
def test_nobody_else_opens_it(client: Client, force: Force, who: str) -> None:
    key = given_up()
    client.sign_in(getattr(force, who))
    assert client.get("/admin/outbox").status_code == 403
    assert "/admin/outbox" not in client.get("/admin").text
    with pytest.raises(outbox.Refused):
        outbox.try_again(key + 1, by_id=1)
    assert session.get_one(OutgoingMail, key).state == FAILED


def test_what_was_given_up_is_tried_again_as_if_new(client: Client, chief: Person) -> None:
    by, key = chief.id, given_up()
    client.sign_in(chief)
    with clock.later(days=5):
        client.sign_in(chief)
        answer = client.submit("/admin/outbox", action="/admin/outbox", mail=str(key), then="again")
        assert answer.status_code == 302
        row = session.get_one(OutgoingMail, key)
        assert (row.state, row.attempts, row.trouble) == (WAITING, 0, "")
        assert clock.local(row.written_at).date() == clock.today()
    assert events() == [("mail.tried_again", by)]


def test_what_was_given_up_is_dropped_once(client: Client, chief: Person) -> None:
    by, key = chief.id, given_up()
    given_up()
    client.sign_in(chief)
    for status in (302, 409):
        answer = client.submit("/admin/outbox", action="/admin/outbox", mail=str(key), then="drop")
        assert answer.status_code == status
    assert "somebody was quicker" in answer.text
    assert session.get(OutgoingMail, key) is None
    assert events() == [("mail.dropped", by)]


@pytest.mark.parametrize("typed", ["", "x", "²", "-1", "9" * 30, "9" * 19, "\x00"])
def test_what_is_no_mail_is_refused(client: Client, chief: Person, typed: str) -> None:
    given_up()
    client.sign_in(chief)
    answer = client.submit("/admin/outbox", action="/admin/outbox", mail=typed, then="drop")
    assert answer.status_code == 409
    assert events() == []
