"""Mail that came back is known by its Message-ID, and every trouble is said in words that anybody understands."""

from email.message import EmailMessage

import pytest

from portal.foundation import clock, outbox
from portal.foundation.bounces import NOBODY_THERE, read_bounce, trouble_in_words
from portal.foundation.database import session, transaction
from portal.foundation.outbox import BACK, SENT, OutgoingMail

OURS = "<176415.77.1234@portal.invalid>"


def report(action: str = "failed", ours: str = OURS, *, headers_only: bool = False) -> bytes:
    """What a mail server sends back, as RFC 3464 has it."""
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    return f"""From: MAILER-DAEMON@force.example
To: portal@force.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b

This is the mail system. I could not deliver your message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.force.example

Final-Recipient: rfc822; gone@force.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: {kind}

Message-ID: {ours}
Subject: 2 things wait for you

Words
--b--
""".encode()


@pytest.mark.parametrize("headers_only", [False, True])
def test_a_report_names_the_mail_and_the_reason(headers_only: bool) -> None:
    bounce = read_bounce(report(headers_only=headers_only))
    assert bounce is not None
    assert bounce.message_id == OURS
    assert trouble_in_words(bounce.said) == NOBODY_THERE


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed"])
def test_what_is_only_late_has_not_come_back(action: str) -> None:
    assert read_bounce(report(action)) is None


def test_a_report_of_a_mail_that_is_not_ours_is_passed_over() -> None:
    assert read_bounce(report(ours="<1@elsewhere.example>")) is None


def test_an_answer_by_a_person_brings_nothing_back() -> None:
    away = EmailMessage()
    away["Subject"], away["In-Reply-To"] = "I am away", OURS
    away.set_content(f"Until Monday. You wrote {OURS}. Action: failed")
    assert read_bounce(away.as_bytes()) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "\x00", "é" * 1000, "a." * 50_000, "Subject: =?utf-8?q?=0D=0A?=\n\nwords",
        "Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n" * 20,
        "Content-Type: multipart/report\n\n",
    ],
)  # fmt: skip
def test_whatever_comes_in_breaks_nothing(text: str) -> None:
    octets = text.encode()
    assert read_bounce(octets) is None
    assert read_bounce(report().replace(b"I could not deliver", octets)) is not None


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("", ""),
        ("550 5.1.1 User unknown", NOBODY_THERE),
        ("552 5.2.2 Over quota", "Their mailbox is full."),
        ("554 5.7.1 Relay denied", "Their server does not take mail from ours. Whoever runs it can let it in."),
        ("550 No such mailbox", "Their server refused it: most likely nobody has this address there."),
        ("451 Try later", "Our mail server asked us to come again later."),
        ("ConnectionRefusedError: [Errno 111] Connection refused", "Our mail server does not answer."),
        ("TimeoutError: timed out", "Our mail server was silent for too long."),
        (
            "SMTPServerDisconnected: Connection unexpectedly closed",
            "Our mail server broke off before it said whether it had the mail.",
        ),
        ("An email address looks like name@example.org.", "This is no e-mail address."),
        ("Etwas anderes", "The mail server gave a reason that the portal does not know."),
    ],
)  # fmt: skip
def test_trouble_is_said_in_plain_words(trouble: str, words: str) -> None:
    assert trouble_in_words(trouble) == words


@pytest.mark.usefixtures("db")
def test_only_what_was_sent_can_come_back_and_once() -> None:
    with transaction():
        row = outbox.put("gone@force.example", "Subject", "Words")
    assert not outbox.come_back(row.message_id, "550 5.1.1 User unknown")
    with transaction():
        session.get_one(OutgoingMail, row.id).state = SENT
    assert outbox.come_back(row.message_id, "550 5.1.1 User unknown")
    assert not outbox.come_back(row.message_id, "550 5.1.1 User unknown")
    (listed,) = outbox.listed(BACK)
    assert (listed.to, listed.trouble) == ("gone@force.example", "550 5.1.1 User unknown")
    with pytest.raises(outbox.Refused):
        outbox.try_again(row.id, by_id=1)
    with clock.later(days=31), transaction():
        outbox.forget_old()
    assert outbox.counts()[BACK] == 0
