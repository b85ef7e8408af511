"""Mail that must not be lost: written in the transaction that causes it, delivered by the worker.

Each row has one Message-ID for all its tries, so that a mail sent twice by a crash between the server's
answer and ours is recognised as one.
"""

import logging
from datetime import datetime, timedelta
from email.utils import make_msgid

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock, mail
from portal.foundation.database import Base, Keyed, session, transaction

BATCH = 50
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=72)

WAITING, SENT, FAILED = "waiting", "sent", "failed"

log = logging.getLogger(__name__)


class OutgoingMail(Keyed, Base):
    """One mail on its way to one person."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "due_at"),)

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


def deliver(transport: mail.Transport, sender: str) -> int:
    """Send what is due, oldest first, and return how many mails went out. One that fails is tried again later."""
    sent = 0
    session.rollback()
    due = select(OutgoingMail).where(OutgoingMail.state == WAITING, OutgoingMail.due_at <= clock.now())
    keys = [row.id for row in session.scalars(due.order_by(OutgoingMail.written_at).limit(BATCH))]
    for key in keys:
        row = session.get(OutgoingMail, key)
        if row is None or row.state != WAITING:
            continue
        message = mail.build_message(
            sender=sender,
            recipient=row.to,
            subject=row.subject,
            text=row.text,
            html=row.html,
            message_id=row.message_id,
            written_at=row.written_at,
        )
        trouble, final = "", False
        try:
            transport.send(message)
        except mail.TemporaryFailure as error:
            trouble = str(error)
        except mail.PermanentFailure as error:
            trouble, final = str(error), True
        with transaction():
            row = session.get_one(OutgoingMail, key)
            _settle(row, trouble, final)
            sent += row.state == SENT
    return sent


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
