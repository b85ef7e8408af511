import json
import os
import socket
import ssl
import stat
import threading
import time
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from hypothesis import given
from hypothesis import strategies as st

from portal.foundation.mail import (
    MailFolder,
    MailServer,
    PermanentFailure,
    TemporaryFailure,
    build_message,
    mail_address,
    read_folder,
    transport_for,
)
from tests.foundation.hostile import INPUTS

EXPECTED_HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
]
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def letter(**changes):
    return build_message(
        **{
            "sender": "portal@force.example",
            "sender_name": "The portal",
            "recipient": "reader@force.example",
            "subject": "Your idea was published – thank you",
            "text": "Dear reader,\n\nit is in the library. Café – 5 °C.\n\n.\n.. dots\n" + "long " * 300,
            "html": "<p>Dear reader,</p>",
            "message_id": "<k7m29qxt@force.example>",
            "written_at": NOON,
        }
        | changes
    )


class Inbox:
    """What a real server was handed; it answers as it was told to."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self.at_recipient = "250 OK"
        self.at_data = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.at_data.startswith("250"):
            self.messages.append(envelope.original_content)
        return self.at_data


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def inbox():
    return Inbox()


@pytest.fixture
def server(inbox):
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield MailServer("127.0.0.1", controller.port, timeout=5)
    controller.stop()


def test_a_message_arrives_whole(server, inbox):
    server.send(letter())
    [raw] = inbox.messages
    raw.decode("ascii")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    message = message_from_bytes(raw, policy=SMTP)
    assert message.keys() == EXPECTED_HEADERS
    assert message["Subject"] == "Your idea was published – thank you"
    assert message["From"] == "The portal <portal@force.example>"
    assert message["Message-ID"] == "<k7m29qxt@force.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOON
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert text.startswith("Dear reader,\n\nit is in the library. Café – 5 °C.\n\n.\n.. dots\nlong long")
    assert message.get_body(("html",)).get_content().strip() == "<p>Dear reader,</p>"


@pytest.mark.parametrize("step", ["at_recipient", "at_data"])
@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        ("451 Try later", TemporaryFailure),
        ("421 Closing", TemporaryFailure),
        ("550 No such mailbox", PermanentFailure),
        ("554 Not wanted", PermanentFailure),
    ],
)
def test_a_refusal_says_whether_trying_again_can_help(server, inbox, step, answer, failure):
    setattr(inbox, step, answer)
    with pytest.raises(failure, match=answer):
        server.send(letter())
    assert inbox.messages == []
    setattr(inbox, step, "250 OK")
    server.send(letter())
    assert len(inbox.messages) == 1


def test_no_server_at_all_is_temporary():
    with pytest.raises(TemporaryFailure, match="ConnectionRefusedError"):
        MailServer("127.0.0.1", free_port(), timeout=2).send(letter())


@pytest.mark.parametrize("greeting", [b"", b"220 hello\r\n", b"rubbish\r\n", None])
def test_a_server_that_hangs_or_breaks_off_is_given_up(greeting):
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def silent():
        connection, _ = listener.accept()
        with connection:
            if greeting is not None:
                connection.sendall(greeting)
                over.wait(240)

    thread = threading.Thread(target=silent)
    thread.start()
    began = time.monotonic()
    with pytest.raises(TemporaryFailure):
        MailServer("127.0.0.1", listener.getsockname()[1], timeout=0.4).send(letter())
    assert time.monotonic() - began < 120, "it gave up by itself, long before the server"
    over.set()
    thread.join()
    listener.close()


def test_a_server_that_takes_the_message_and_dies_at_the_goodbye_has_taken_it():
    listener = socket.create_server(("127.0.0.1", 0))
    taken: list[bytes] = []

    def hasty():
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 hello\r\n")
            for line in lines:
                word = line[:4].upper()
                if word == b"DATA":
                    connection.sendall(b"354 go on\r\n")
                    for data in lines:
                        if data == b".\r\n":
                            break
                        taken.append(data)
                elif word == b"QUIT":
                    return
                connection.sendall(b"250 fine\r\n")

    thread = threading.Thread(target=hasty)
    thread.start()
    MailServer("127.0.0.1", listener.getsockname()[1], timeout=2).send(letter())
    thread.join()
    listener.close()
    assert taken


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_user_and_password_are_used_and_a_wrong_one_keeps_the_message_for_later(inbox):
    def authenticate(server, session, envelope, mechanism, data):
        return AuthResult(success=data.login == b"portal" and data.password == b"p@ss:word")

    controller = Controller(
        inbox,
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=authenticate,
        auth_required=True,
        auth_require_tls=False,
    )
    controller.start()
    try:
        transport_for(f"smtp://portal:p%40ss%3Aword@127.0.0.1:{controller.port}").send(letter())
        assert len(inbox.messages) == 1
        with pytest.raises(TemporaryFailure):
            MailServer("127.0.0.1", controller.port, "portal", "wrong", timeout=1).send(letter())
    finally:
        controller.stop()


def test_a_server_without_starttls_gets_neither_password_nor_message(server, inbox):
    with pytest.raises(TemporaryFailure):
        MailServer(server.host, server.port, "portal", "secret", security="starttls", timeout=2).send(
            letter()
        )
    with pytest.raises(TemporaryFailure):
        MailServer(server.host, server.port, security="tls", timeout=2).send(letter())
    assert inbox.messages == []
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED


HOSTILE_LINES = [
    "x\r\nBcc: a@b.example",
    "x\nSet-Cookie: a=b",
    "x\r\n\r\n<script>alert(1)</script>",
    "x\rBcc: a@b.example",
    "x\x0bBcc: a@b.example",
    "x\x85Bcc: a@b.example",
    "x\u2028Bcc: a@b.example",
    "=?utf-8?q?x=0D=0ABcc:_a@b.example?=",
    "x" * 5000,
    "\ud800\x00",
    "é" * 300 + "\r\nBcc: a@b.example",
    '"quoted" <a@b.example>, c@d.example',
    "",
]


@given(st.text(st.characters() | st.sampled_from('\r\n:=?"<>@, \x00\ud800'), max_size=80))
def test_no_text_adds_a_header(text):
    with_text = letter(subject=text, sender_name=text, text=text, html=text)
    raw = with_text.as_bytes()
    assert message_from_bytes(raw, policy=SMTP).keys() == EXPECTED_HEADERS
    head = raw.split(b"\r\n\r\n")[0]
    assert [
        line.split(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] not in b" \t"
    ] == EXPECTED_HEADERS


def test_no_hostile_line_adds_a_header_or_a_recipient(server, inbox):
    lines = list(HOSTILE_LINES)
    if INPUTS.exists():
        lines += (INPUTS / "crlf/crlfinjection.txt").read_text().splitlines()
        lines += json.loads((INPUTS / "generated/unicode.json").read_text())["newline_header"]
    for line in lines:
        server.send(letter(subject=line, sender_name=line))
        message = message_from_bytes(inbox.messages[-1], policy=SMTP)
        assert message.keys() == EXPECTED_HEADERS
        assert message["To"] == "reader@force.example"
        assert message["From"].addresses[0].addr_spec == "portal@force.example"
        assert len(message["From"].addresses) == 1


@pytest.mark.parametrize(
    "address",
    ["", "name", "a@b@c",
     "a b@c.example", "a@b.example\r\nBcc: x@y.example", "a@b.example, c@d.example", "<a@b.example>",
     "a@b.example\n", ".a@b.example", "a..b@c.example", "é@b.example", "a@", "@b", "a" * 100_000 + "@", "a." * 50_000],
)  # fmt: skip
def test_what_is_not_one_address_is_refused(address):
    with pytest.raises(ValueError, match=r"looks like name@example\.org\.$"):
        letter(recipient=address)
    with pytest.raises(ValueError, match=r"looks like name@example\.org\.$"):
        letter(sender=address)


def test_addresses_and_message_ids():
    assert mail_address("first.o'last+tag@sub.force.example") == "first.o'last+tag@sub.force.example"
    for message_id in ("", "plain", "<a@b>\r\nBcc: c", "<a b@c>", "<a@b"):
        with pytest.raises(ValueError, match="message id"):
            letter(message_id=message_id)


def test_a_folder_keeps_each_message_once_newest_first(tmp_path):
    folder = transport_for(str(tmp_path / "mail"))
    assert folder == MailFolder(tmp_path / "mail")
    assert read_folder(tmp_path / "mail") == []
    for number in range(3):
        folder.send(letter(subject=f"Number {number}", message_id=f"<{number}@force.example>"))
        for file in (tmp_path / "mail").glob("*.eml"):
            os.utime(file, ns=(0, file.stat().st_mtime_ns - 10**9))
    folder.send(letter(subject="Number 1 again", message_id="<1@force.example>", html=None))
    sent = read_folder(tmp_path / "mail")
    assert [message.subject for message in sent] == ["Number 1 again", "Number 2", "Number 0"]
    assert sent[0].html is None
    assert sent[1].html == "<p>Dear reader,</p>\n"
    assert sent[1].text.startswith("Dear reader,\n\nit is in the library. Café")
    assert sent[0].written_at == NOON
    assert (sent[0].sender, sent[0].recipient) == (
        "The portal <portal@force.example>",
        "reader@force.example",
    )
    assert len(read_folder(tmp_path / "mail", at_most=1)) == 1
    files = list((tmp_path / "mail").iterdir())
    assert len(files) == 3
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)


def test_a_folder_that_cannot_be_written_is_temporary(tmp_path):
    (tmp_path / "mail").write_text("a file where the folder should be")
    with pytest.raises(TemporaryFailure):
        MailFolder(tmp_path / "mail").send(letter())


def test_settings():
    assert transport_for("smtp://relay.example") == MailServer("relay.example", 25)
    assert transport_for("smtp://relay.example:2525") == MailServer("relay.example", 2525)
    assert transport_for("smtp://relay.example?tls=starttls") == MailServer(
        "relay.example", 587, security="starttls"
    )
    assert transport_for("smtps://a:b%2Fc@relay.example") == MailServer(
        "relay.example", 465, "a", "b/c", "tls"
    )
    assert transport_for("instance/mail") == MailFolder(Path("instance/mail"))
    assert "secret" not in repr(transport_for("smtp://a:secret@relay.example"))


@pytest.mark.parametrize(
    "setting",
    ["", "  ", "smtp://", "http://relay.example", "smtp://relay:port", "smtp://relay:99999", "smtp://relay?tls=maybe",
     "smtps://relay?tls=starttls", "smtp://user@relay", "smtp://relay/path", "smtp://[relay", "smtp://relay?x"],
)  # fmt: skip
def test_a_bad_setting_is_one_clear_sentence(setting):
    with pytest.raises(ValueError, match=r"^The mail setting [^\n]*\.$"):
        transport_for(setting)
