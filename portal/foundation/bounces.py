"""Mail that came back: which it was and why, read from what a mail server reports (RFC 3464); and trouble in words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from portal.foundation.text import plain_line, shortened

LONGEST_REPORT = 1024 * 1024  # octets; the mail itself may be quoted in it
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+-]{1,100}@portal\.invalid>")
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")

NOBODY_THERE = "Nobody has this address there."
# What a server means, by how its answer begins or what is in it; the first that fits. RFC 3463 numbers come first.
_BY_STATUS: Sequence[tuple[str, str]] = (
    ("1.", NOBODY_THERE),
    ("2.2", "Their mailbox is full."),
    ("2.", "Their mailbox is closed."),
    ("3.", "Their server takes no mail at present."),
    ("4.", "Their server cannot be reached."),
    ("7.", "Their server does not take mail from ours. Whoever runs it can let it in."),
)
_BY_WORDS: Sequence[tuple[str, str]] = (
    ("ConnectionRefusedError", "Our mail server does not answer."),
    ("TimeoutError", "Our mail server was silent for too long."),
    ("timed out", "Our mail server was silent for too long."),
    ("SMTPServerDisconnected", "Our mail server broke off before it said whether it had the mail."),
    ("ConnectionResetError", "Our mail server broke off before it said whether it had the mail."),
    ("SMTPAuthenticationError", "Our mail server does not take the portal’s user name and password."),
    ("gaierror", "The name of our mail server is not known."),
    ("SSL", "The line to our mail server could not be made safe: look at its certificate."),
    ("An email address looks like", "This is no e-mail address."),
    ("552", "Their mailbox is full."),
    ("550", "Their server refused it: most likely nobody has this address there."),
    ("553", "Their server refused it: most likely nobody has this address there."),
    ("554", "Their server refused it."),
    ("42", "Our mail server asked us to come again later."),
    ("45", "Our mail server asked us to come again later."),
)


def trouble_in_words(trouble: str) -> str:
    """Why a mail did not go, for somebody who knows nothing of mail servers; nothing where nothing went wrong."""
    if not trouble:
        return ""
    status = _STATUS.search(trouble)
    if status is not None:
        subject = f"{status[2]}.{status[3]}"
        for begins, words in _BY_STATUS:
            if subject.startswith(begins):
                return words
    for known, words in _BY_WORDS:
        if trouble.startswith(known) if known.isdecimal() else known in trouble:
            return words
    return "The mail server gave a reason that the portal does not know."


@dataclass(frozen=True, slots=True)
class Bounce:
    """One mail of ours that came back, by its Message-ID, and what its server said."""

    message_id: str
    said: str


def read_bounce(report: bytes) -> Bounce | None:
    """Which of our mails a report is about; nothing where it reports no failure, or of no mail of ours.

    Only what a report of RFC 3464 says counts: an answer by a person, or "I am away", brings no mail back.
    """
    message = message_from_bytes(report[:LONGEST_REPORT], policy=policy.default)
    if message.get_content_type() != "multipart/report":
        return None
    said, ours = "", ""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            said = said or _failure(part)
        elif part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            ours = ours or _message_id(part)
    return Bounce(ours, said) if said and ours else None


def _failure(part: Message) -> str:
    """What the server says of the first recipient for whom it failed; nothing where it is only late."""
    for block in _blocks(part):
        if "failed" in str(block.get("Action", "")).casefold():
            words = plain_line(f"{block.get('Status', '')} {block.get('Diagnostic-Code', '')}")
            return shortened(f"failed {words}", 300)
    return ""


def _blocks(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))


def _message_id(part: Message) -> str:
    blocks = list(_blocks(part))
    quoted = str(blocks[0].get("Message-ID", "")) if blocks else str(part.get_payload())
    found = _MESSAGE_ID.search(quoted)
    return found[0] if found else ""
