"""Mail that must not be lost: written in the transaction that causes it, delivered by the worker.

Each row has one Message-ID for all its tries, so that a mail sent twice by a crash between the server's
answer and ours is recognised as one.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any

from sqlalchemy import Index, String, Text, delete, func, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from portal.foundation import clock, journal, mail
from portal.foundation.database import Base, Keyed, session, transaction
from portal.foundation.errors import Refused
from portal.foundation.keys import HIGHEST_KEY

BATCH = 50
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(hours=72)
KEPT_FOR = timedelta(days=30)

WAITING, SENT, FAILED = "waiting", "sent", "failed"

log = logging.getLogger(__name__)


class OutgoingMail(Keyed, Base):
    """One mail on its way to one person."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "due_at"), Index("ix_outbox_to", "to", "state"))

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


def put(to: str, subject: str, text: str, html: str = "") -> OutgoingMail:
    """Write a mail in the running transaction: it goes out if and only if the change is kept."""
    now = clock.now()
    row = OutgoingMail(
        message_id=make_msgid(domain="portal.invalid"),
        to=to,
        subject=" ".join(subject.split())[:300],
        text=text,
        html=html,
        written_at=now,
        due_at=now,
    )
    session.add(row)
    return row


def deliver(transport: mail.Transport, sender: str, stop: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, oldest first, and return how many mails went out. One that fails is tried again later.

    What one person is told arrives in the order in which it was written: a mail waits for the one before it.
    """
    sent = 0
    session.rollback()
    for key in _due():
        if stop():
            break
        row = session.get(OutgoingMail, key)
        if row is None or row.state != WAITING:
            continue
        trouble, final = _try(row, transport, sender)
        with transaction():
            row = session.get_one(OutgoingMail, key)
            _settle(row, trouble, final)
            sent += row.state == SENT
    return sent


def _due() -> Sequence[int]:
    earlier = aliased(OutgoingMail)
    behind = (
        select(earlier.id)
        .where(earlier.to == OutgoingMail.to, earlier.state == WAITING)
        .where(earlier.written_at < OutgoingMail.written_at)
    )
    due = select(OutgoingMail.id).where(OutgoingMail.state == WAITING, OutgoingMail.due_at <= clock.now())
    return session.scalars(due.where(~behind.exists()).order_by(OutgoingMail.written_at).limit(BATCH)).all()


def _try(row: OutgoingMail, transport: mail.Transport, sender: str) -> tuple[str, bool]:
    """Send one mail. Returns what went wrong, empty where it is gone, and whether trying again is pointless."""
    try:
        message = mail.build_message(
            sender=sender,
            recipient=row.to,
            subject=row.subject,
            text=row.text,
            html=row.html or None,
            message_id=row.message_id,
            written_at=row.written_at,
        )
        transport.send(message)
    except mail.TemporaryFailure as error:
        return str(error) or "no answer", False
    except (mail.PermanentFailure, ValueError) as error:  # an address that is none: no server needs to say so
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
    return {WAITING: 0, SENT: 0, FAILED: 0} | there


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


def drop(key: int, *, by_id: int) -> None:
    """Forget a mail that was given up. Raises ``Refused`` where it was not."""
    row = _given_up(key)
    journal.write("mail.dropped", row, by_id=by_id)
    session.delete(row)


def _given_up(key: int) -> OutgoingMail:
    row = session.get(OutgoingMail, key, with_for_update=True) if 0 < key <= HIGHEST_KEY else None
    if row is None or row.state != FAILED:
        raise Refused("This mail is not given up any more: somebody was quicker.", code="wrong-state")
    return row


def forget_old() -> None:
    """Drop what was delivered long ago: who was written to when is nobody's business any more."""
    old = OutgoingMail.written_at < clock.now() - KEPT_FOR
    session.execute(delete(OutgoingMail).where(OutgoingMail.state == SENT, old))
