"""Mail that is written in a transaction goes out once, in order, whatever the server and the power do."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from portal.foundation import clock, health, outbox
from portal.foundation.database import session, transaction
from portal.foundation.mail import MailServer
from portal.foundation.outbox import FAILED, SENT, WAITING, OutgoingMail

pytestmark = pytest.mark.usefixtures("db")
SENDER = "portal@force.example"


class Postbox:
    """What a mail server was given, and what it says to it."""

    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.says = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.says.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content))
        return self.says

    @property
    def subjects(self) -> list[str]:
        return [str(message["Subject"]) for message in self.taken]


@contextmanager
def listening(box: Postbox, port: int) -> Iterator[None]:
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def server(port: int) -> MailServer:
    return MailServer("127.0.0.1", port, timeout=5)


def put(*subjects: str, to: str = "constable@force.example") -> None:
    for subject in subjects:
        with transaction(), clock.later(seconds=len(subject)):
            outbox.put(to, subject, f"Words of {subject}")


def states() -> dict[str, str]:
    session.expire_all()
    return {row.subject: row.state for row in session.scalars(select(OutgoingMail))}


def test_each_mail_goes_out_once_and_its_words_are_forgotten(server: MailServer, port: int) -> None:
    put("a", "bb", to="one@force.example")
    put("c", to="two@force.example")
    box = Postbox()
    with listening(box, port), clock.later(minutes=1):
        while outbox.deliver(server, SENDER):
            pass
        assert outbox.deliver(server, SENDER) == 0
    assert sorted(box.subjects) == ["a", "bb", "c"]
    assert set(states().values()) == {SENT}
    assert {row.text for row in session.scalars(select(OutgoingMail))} == {""}


def test_nothing_goes_out_of_a_change_that_was_not_kept(server: MailServer, port: int) -> None:
    with pytest.raises(ZeroDivisionError), transaction():  # noqa: PT012 - written, then broken
        outbox.put("constable@force.example", "a", "words")
        raise ZeroDivisionError
    assert states() == {}


def test_a_server_that_is_down_is_tried_again_after_pauses_that_grow(server: MailServer, port: int) -> None:
    put("a")
    began, pauses = clock.now() + timedelta(minutes=1), []
    moment = began
    for _ in range(8):
        with clock.at(moment):
            assert outbox.deliver(server, SENDER) == 0
        session.expire_all()
        row = session.scalars(select(OutgoingMail)).one()
        assert row.trouble
        pauses.append(row.due_at - moment)
        moment = row.due_at
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[3] < pauses[-1] <= outbox.LONGEST_PAUSE
    with clock.at(moment - timedelta(seconds=1)):
        assert outbox.deliver(server, SENDER) == 0, "not before its time"
    box = Postbox()
    with listening(box, port), clock.at(moment):
        assert outbox.deliver(server, SENDER) == 1
    assert box.subjects == ["a"]


def test_what_one_person_is_told_keeps_its_order_when_the_server_comes_back(
    server: MailServer, port: int
) -> None:
    put("a")
    with clock.later(minutes=1):
        outbox.deliver(server, SENDER)
    put("bb")
    box = Postbox()
    with listening(box, port):
        with clock.later(minutes=1):
            assert outbox.deliver(server, SENDER) == 0, "the second waits for the first"
        with clock.later(hours=1):
            while outbox.deliver(server, SENDER):
                pass
    assert box.subjects == ["a", "bb"]


def test_after_three_days_it_is_given_up_and_somebody_sees_it(server: MailServer) -> None:
    put("a")
    with clock.later(hours=71):
        outbox.deliver(server, SENDER)
        assert states() == {"a": WAITING}
    with clock.later(hours=73):
        outbox.deliver(server, SENDER)
        assert states() == {"a": FAILED}
        assert "1 mails could not be delivered" in " ".join(health.trouble())
        assert health.not_ready() == [], "one mail is no reason to take the portal out of service"


@pytest.mark.parametrize("address", ["constable@force.example", "no address", "two@@force.example"])
def test_what_is_refused_for_good_is_given_up_at_once_and_holds_up_nobody(
    server: MailServer, port: int, address: str
) -> None:
    put("a", to=address)
    put("bb", to="other@force.example")
    box = Postbox()
    with listening(box, port), clock.later(minutes=1):
        if "@force" in address and "@@" not in address:
            box.says = "550 no such person"
            outbox.deliver(server, SENDER)
            assert states() == {"a": FAILED, "bb": FAILED}
            return
        outbox.deliver(server, SENDER)
    assert states() == {"a": FAILED, "bb": SENT}


def test_killed_between_the_servers_yes_and_our_mark_the_same_message_comes_twice_with_one_id(
    server: MailServer, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("a")
    box = Postbox()

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with listening(box, port), clock.later(minutes=1):
        with monkeypatch.context() as power_cut:
            power_cut.setattr(outbox, "_settle", die)
            with pytest.raises(Killed):
                outbox.deliver(server, SENDER)
        assert states() == {"a": WAITING}
        assert outbox.deliver(server, SENDER) == 1
    assert box.subjects == ["a", "a"]
    assert len({str(message["Message-ID"]) for message in box.taken}) == 1


def test_it_stops_between_two_mails_when_told(server: MailServer, port: int) -> None:
    put("a", to="one@force.example")
    put("bb", to="two@force.example")
    box = Postbox()
    with listening(box, port), clock.later(minutes=1):
        assert outbox.deliver(server, SENDER, stop=lambda: bool(box.taken)) == 1
    assert box.subjects == ["a"]


def test_what_was_delivered_long_ago_is_forgotten_and_what_waits_is_not(
    server: MailServer, port: int
) -> None:
    put("a")
    with listening(Postbox(), port), clock.later(minutes=1):
        outbox.deliver(server, SENDER)
    put("b")
    with clock.later(days=29), transaction():
        outbox.forget_old()
    assert states() == {"a": SENT, "b": WAITING}
    with clock.later(days=31), transaction():
        outbox.forget_old()
    assert states() == {"b": WAITING}
