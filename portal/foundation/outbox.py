"""Mail that must not be lost: written in the transaction that causes it, delivered by the worker.

Each row has one Message-ID for all its tries, so that a mail sent twice by a crash between the server's
answer and ours is recognised as one. A mail ``about`` something that not everybody may read is looked at again at
every try. No transaction is open while a mail server is spoken to.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, delete, func, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from portal.foundation import clock, journal, mail
from portal.foundation.database import Base, Keyed, one_of, session, transaction
from portal.foundation.errors import Refused
from portal.foundation.keys import HIGHEST_KEY

BATCH = 50
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(hours=72)
KEPT_FOR = timedelta(days=30)

# A mail that a server took and another sent back later has come ``back``.
WAITING, SENT, FAILED, BACK = "waiting", "sent", "failed", "back"
NOT_WRITTEN_ANEW = "The portal could not write it anew."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says."""

    subject: str
    text: str
    html: str = ""


# What a mail to an address about something may say now; nothing where nothing of it may be said any more.
Again = Callable[[str, Letter, Mapping[str, Any]], Letter | None]


def as_written(_to: str, letter: Letter, _about: Mapping[str, Any]) -> Letter | None:
    """What a mail says, as it was written."""
    return letter


class OutgoingMail(Keyed, Base):
    """One mail on its way to one person. ``stop`` is the address at which its like is stopped without signing in.

    ``about`` is by what it is written anew before each try; empty for what concerns its reader's account alone.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint(one_of("state", (WAITING, SENT, FAILED, BACK)), name="state_is_known"),
        Index("ix_outbox_due", "state", "due_at"),
        Index("ix_outbox_to", "to", "state"),
    )

    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    written_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(String(300), default="")
    stop: Mapped[str] = mapped_column(String(300), default="")
    about: Mapped[dict[str, Any]] = mapped_column(default=dict)


def put(
    to: str,
    subject: str,
    text: str,
    html: str = "",
    *,
    stop: str = "",
    about: Mapping[str, Any] | None = None,
    not_before: datetime | None = None,
) -> OutgoingMail:
    """Write a mail in the running transaction: it goes out if and only if the change is kept.

    ``not_before``: its reader wants no mail until then.
    """
    now = clock.now()
    row = OutgoingMail(
        message_id=make_msgid(domain="portal.invalid"),
        to=to,
        subject=_one_line(subject),
        text=text,
        html=html,
        written_at=now,
        due_at=max(now, not_before or now),
        stop=stop,
        about=dict(about or {}),
    )
    session.add(row)
    return row


def _one_line(subject: str) -> str:
    return " ".join(subject.split())[:300]


def deliver(
    transport: mail.Transport,
    sender: str,
    stop: Callable[[], bool] = lambda: False,
    again: Again = as_written,
) -> int:
    """Send what is due, oldest first, and return how many mails went out. One that fails is tried again later.

    What one person is told arrives in the order in which it was written: a mail waits for the one before it. What a
    mail is about is looked at ``again`` before each try, so that it says nothing that its reader may not see by then.
    """
    sent = 0
    session.rollback()
    for key in _due():
        if stop():
            break
        message, trouble, final = _ready(key, sender, again)
        session.rollback()  # whoever writes meanwhile waits for no mail server
        if message is not None:
            trouble, final = _send(message, transport)
        with transaction():
            row = session.get(OutgoingMail, key, populate_existing=True)
            if row is not None and row.state == WAITING:
                _settle(row, trouble, final)
                sent += row.state == SENT
    return sent


def _due() -> Sequence[int]:
    earlier, now = aliased(OutgoingMail), clock.now()
    # One that was never tried and waits for an hour of its own lets others pass.
    behind = (
        select(earlier.id)
        .where(earlier.to == OutgoingMail.to, earlier.state == WAITING)
        .where(earlier.written_at < OutgoingMail.written_at)
        .where(or_(earlier.attempts > 0, earlier.due_at <= now))
    )
    due = select(OutgoingMail.id).where(OutgoingMail.state == WAITING, OutgoingMail.due_at <= now)
    return session.scalars(due.where(~behind.exists()).order_by(OutgoingMail.written_at).limit(BATCH)).all()


def _ready(key: int, sender: str, again: Again) -> tuple[EmailMessage | None, str, bool]:
    """A mail as it may go now. Where there is none: what went wrong, and whether trying again is pointless."""
    try:
        with transaction():
            row = session.get(OutgoingMail, key, populate_existing=True)
            if row is None or row.state != WAITING:
                return None, "", True
            if row.about and not _written_anew(row, again):
                session.delete(row)
                return None, "", True
            return _message(row, sender), "", False
    except mail.PermanentFailure as error:
        return None, str(error) or "refused", True
    except Exception as error:  # noqa: BLE001 - whatever it was, it is tried again, and holds up nobody
        log.error("a mail could not be written anew: %s", type(error).__name__)
        return None, NOT_WRITTEN_ANEW, False


def _written_anew(row: OutgoingMail, again: Again) -> bool:
    """Bring what a mail says up to date. Returns no where nothing is left to say."""
    letter = again(row.to, Letter(row.subject, row.text, row.html), row.about)
    if letter is None:
        return False
    row.subject, row.text, row.html = _one_line(letter.subject), letter.text, letter.html
    return True


def _message(row: OutgoingMail, sender: str) -> EmailMessage:
    try:
        return mail.build_message(
            sender=sender,
            recipient=row.to,
            subject=row.subject,
            text=row.text,
            html=row.html or None,
            message_id=row.message_id,
            written_at=row.written_at,
            stop=row.stop,
        )
    except ValueError as error:  # an address that is none: no server needs to say so
        raise mail.PermanentFailure(str(error)) from error


def _send(message: EmailMessage, transport: mail.Transport) -> tuple[str, bool]:
    """Send one mail. Returns what went wrong, empty where it is gone, and whether trying again is pointless."""
    try:
        transport.send(message)
    except mail.TemporaryFailure as error:
        return str(error) or "no answer", False
    except (mail.PermanentFailure, ValueError) as error:
        return str(error) or "refused", True
    return "", False


def _settle(row: OutgoingMail, trouble: str, final: bool) -> None:
    now = clock.now()
    row.attempts += 1
    row.trouble = trouble[:300]
    if not trouble:
        row.state = SENT
        row.text = row.html = ""  # once delivered, its words are nobody's business here
    elif final or now - row.written_at >= GIVE_UP_AFTER:
        row.state = FAILED
        log.warning("a mail could not be delivered and was given up")
    else:
        row.due_at = now + min(FIRST_PAUSE * 2 ** min(row.attempts - 1, 10), LONGEST_PAUSE)


def counts() -> dict[str, int]:
    """How many mails there are in each state."""
    found = session.execute(select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state))
    there = {str(row[0]): int(row[1]) for row in found}
    return {WAITING: 0, SENT: 0, FAILED: 0, BACK: 0} | there


def listed(state: str, at_most: int = 200) -> Sequence[Any]:
    """Mails in a state, the oldest first: to whom, since when, how often tried, what went wrong; never their words."""
    columns = (OutgoingMail.id, OutgoingMail.to, OutgoingMail.written_at, OutgoingMail.attempts)
    mails = select(*columns, OutgoingMail.due_at, OutgoingMail.trouble).where(OutgoingMail.state == state)
    return session.execute(mails.order_by(OutgoingMail.written_at, OutgoingMail.id).limit(at_most)).all()


def try_again(key: int, *, by_id: int) -> None:
    """Send a mail again that was given up, for as long as a new one. Raises ``Refused`` where it was not given up."""
    row = _given_up(key)
    row.state, row.attempts, row.trouble = WAITING, 0, ""
    row.written_at = row.due_at = clock.now()
    journal.write("mail.tried_again", row, by_id=by_id)


def come_back(message_id: str, trouble: str) -> bool:
    """Note that a mail which a server had taken came back undelivered. Returns whether there is such a mail.

    Its words are forgotten by then: it cannot be sent again, and what it said stands in the portal.
    """
    with transaction():
        sent = select(OutgoingMail).where(OutgoingMail.message_id == message_id, OutgoingMail.state == SENT)
        row = session.scalar(sent.with_for_update())
        if row is None:
            return False
        row.state, row.trouble, row.due_at = BACK, trouble[:300], clock.now()
        return True


def drop(key: int, *, by_id: int) -> None:
    """Forget a mail that was given up or came back. Raises ``Refused`` where it was not."""
    row = _given_up(key, FAILED, BACK)
    journal.write("mail.dropped", row, by_id=by_id)
    session.delete(row)


def _given_up(key: int, *states: str) -> OutgoingMail:
    row = session.get(OutgoingMail, key, with_for_update=True) if 0 < key <= HIGHEST_KEY else None
    if row is None or row.state not in (states or (FAILED,)):
        raise Refused("This mail is not given up any more: somebody was quicker.", code="wrong-state")
    return row


def forget_old() -> None:
    """Drop what was delivered long ago: who was written to when is nobody's business any more."""
    old = OutgoingMail.written_at < clock.now() - KEPT_FOR
    session.execute(delete(OutgoingMail).where(OutgoingMail.state.in_((SENT, BACK)), old))
