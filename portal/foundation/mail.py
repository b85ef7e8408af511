"""Mail: how a message is built, and the ways it leaves the house (a mail server, or a folder).

Who is told what, the queue and its retries live elsewhere: a transport is handed one finished
message and either delivers it or says whether trying again can help.
"""

import hashlib
import os
import re
import secrets
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from portal.foundation.text import plain_line, plain_text, shortened

TIMEOUT = 15.0  # seconds a server may stay silent
SUBJECT_LENGTH = 200
NAME_LENGTH = 80

# Every letter in seven bits: no relay in between has to change anything.
_POLICY = SMTP.clone(cte_type="7bit")
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}"
)
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+-]{1,100}@[A-Za-z0-9.-]{1,100}>")
_KEPT_BY_NOBODY = re.compile("[\x00\ud800-\udfff]")
_TWO_LINE_ENDS = re.compile(r"\r\n|\r")


class TemporaryFailure(Exception):
    """The message was not taken, and may be when it is sent again later."""


class PermanentFailure(Exception):
    """The message was refused for good: sending the same again is pointless."""


class Transport(Protocol):
    """A way out of the house."""

    def send(self, message: EmailMessage) -> None:
        """Deliver one message. Raises TemporaryFailure or PermanentFailure, nothing else."""


def build_message(
    *,
    sender: str,
    recipient: str,
    subject: str,
    text: str,
    message_id: str,
    written_at: datetime,
    html: str | None = None,
    sender_name: str = "",
    stop: str = "",
) -> EmailMessage:
    """A finished message: plain text, with the same in HTML where given.

    The caller keeps one ``message_id`` for one message, so that a message sent twice after a crash is
    seen once. Line ends in a subject or a name become spaces, and can add no header (ASVS 1.3.11). ``stop`` is the
    address at which one press stops more of the same (RFC 8058).

    Raises ValueError for an address or message id that is not one.
    """
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("A message id looks like <letters@host>.")
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(shortened(_line(sender_name), NAME_LENGTH), addr_spec=mail_address(sender))
    message["To"] = mail_address(recipient)
    message["Subject"] = shortened(_line(subject), SUBJECT_LENGTH)
    message["Date"] = written_at.astimezone(UTC)
    message["Message-ID"] = message_id
    # RFC 3834: so that no "I am away" answers, and none of our own ever starts a loop.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if stop:
        message["List-Unsubscribe"] = f"<{_line(stop)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(_paragraphs(text))
    if html is not None:
        message.add_alternative(_paragraphs(html), subtype="html")
    return message


def mail_address(address: str) -> str:
    """The address as it is, where it is one plain address. Raises ValueError with a sentence where not."""
    if not _ADDRESS.fullmatch(address) or ".." in address or address.startswith("."):
        raise ValueError("An email address looks like name@example.org.")
    return address


def _line(text: str) -> str:
    # "=?…?=" is how a header spells other letters: the library would decode a line end hidden in it.
    return plain_line(_KEPT_BY_NOBODY.sub("", text)).replace("=?", "= ?")


def _paragraphs(text: str) -> str:
    return plain_text(_KEPT_BY_NOBODY.sub("", text)) + "\n"


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that speaks SMTP, in clear, with STARTTLS, or inside TLS from the first byte."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: str = ""  # "", "starttls" or "tls"
    timeout: float = TIMEOUT

    def __repr__(self) -> str:
        return f"MailServer({self.host}:{self.port})"  # never the password, which a log would keep

    def send(self, message: EmailMessage) -> None:
        """Hand the message to the server.

        Raises PermanentFailure when the server refuses the recipient or the message for good (5xx), and
        TemporaryFailure for everything else: 4xx, no answer, a broken line, a wrong password.
        """
        try:
            server = self._connected()
        except (OSError, smtplib.SMTPException, ValueError) as error:  # smtplib's own is an OSError too
            raise TemporaryFailure(_reason(error)) from error
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            raise _failure(code, answer) from error
        except smtplib.SMTPResponseException as error:
            raise _failure(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise TemporaryFailure(_reason(error)) from error
        finally:
            # Once the message is taken, how the line ends no longer matters: failing here would send it twice.
            with suppress(OSError, smtplib.SMTPException):
                server.quit()
            server.close()

    def _connected(self) -> smtplib.SMTP:
        server: smtplib.SMTP
        if self.security == "tls":
            context = ssl.create_default_context()
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            if self.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _failure(code: int, answer: bytes | str) -> TemporaryFailure | PermanentFailure:
    words = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    kind = PermanentFailure if 500 <= code < 600 else TemporaryFailure
    return kind(shortened(f"{code} {_line(words)}", 300))


def _reason(error: Exception) -> str:
    return shortened(f"{type(error).__name__}: {_line(str(error))}", 300)


@dataclass(frozen=True, slots=True)
class MailFolder:
    """A folder that keeps every message as one file, for trying the portal out and for tests."""

    path: Path

    def send(self, message: EmailMessage) -> None:
        """Write the message, whole or not at all; the same message id replaces its file.

        Raises TemporaryFailure when the folder cannot be written to.
        """
        name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:32]
        unfinished = self.path / f".{name}-{secrets.token_hex(4)}"
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                with os.fdopen(
                    os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
                ) as file:
                    file.write(message.as_bytes())
                    file.flush()
                    os.fsync(file.fileno())
                unfinished.replace(self.path / f"{name}.eml")
            finally:
                unfinished.unlink(missing_ok=True)
        except OSError as error:
            raise TemporaryFailure(_reason(error)) from error


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message as the page "Mail sent" shows it."""

    key: str
    sender: str
    recipient: str
    subject: str
    written_at: datetime | None
    text: str
    html: str | None


def read_folder(path: Path, at_most: int = 200) -> list[SentMessage]:
    """The messages in a mail folder, newest first. No folder, no messages."""
    files = []
    for file in path.glob("*.eml"):
        with suppress(FileNotFoundError):
            files.append((file.stat().st_mtime_ns, file))
    read: list[SentMessage] = []
    for _, file in sorted(files, reverse=True)[:at_most]:
        with suppress(FileNotFoundError):
            read.append(_read(file))
    return read


def _read(file: Path) -> SentMessage:
    message = message_from_bytes(file.read_bytes(), policy=SMTP)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what this policy makes
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    return SentMessage(
        key=file.stem,
        sender=str(message["From"]),
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        written_at=message["Date"].datetime if message["Date"] else None,
        text=_TWO_LINE_ENDS.sub("\n", plain.get_content()) if plain else "",
        html=_TWO_LINE_ENDS.sub("\n", html.get_content()) if html else None,
    )


def transport_for(setting: str) -> Transport:
    """The transport that a setting names: ``smtp://[user:password@]host[:port][?tls=starttls]``,
    ``smtps://…``, or the path of a folder.

    Raises ValueError with one sentence that says what is wrong with the setting.
    """  # noqa: D205
    if "://" not in setting:
        if not setting.strip() or "\x00" in setting:
            raise ValueError("The mail setting is empty: give a folder, or smtp://host:port.")
        return MailFolder(Path(setting))
    try:
        parts = urlsplit(setting)
        host, port, options = (
            parts.hostname,
            parts.port,
            parse_qs(parts.query, strict_parsing=bool(parts.query)),
        )
    except ValueError:
        raise ValueError("The mail setting cannot be read: write it as smtp://host:port.") from None
    if parts.scheme not in ("smtp", "smtps"):
        raise ValueError("The mail setting begins with neither smtp:// nor smtps://, and is not a folder.")
    if not host or parts.path.strip("/") or parts.fragment:
        raise ValueError("The mail setting names no server: write it as smtp://host:port.")
    if options not in ({}, {"tls": ["starttls"]}) or (options and parts.scheme == "smtps"):
        raise ValueError(
            "The mail setting has an option that is not known: only smtp://host:port?tls=starttls is."
        )
    if bool(parts.username) != bool(parts.password):
        raise ValueError("The mail setting has a user without a password, or a password without a user.")
    security = "tls" if parts.scheme == "smtps" else "starttls" if options else ""
    return MailServer(
        host=host,
        port=port or {"tls": 465, "starttls": 587, "": 25}[security],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        security=security,
    )
