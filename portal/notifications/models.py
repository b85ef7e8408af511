"""What people have been told, and on which day they were last written the mail of the day."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.following.rules import SEARCH_LENGTH
from portal.foundation.database import Base, Key, Keyed, one_of
from portal.foundation.keys import new_token
from portal.notifications.rules import MailKind


class Notice(Keyed, Base):
    """One thing that one person is told, once: ``entry`` is the row of the journal that it comes from.

    One that is ``replaced`` says what another says too: it is kept so that nobody is told twice, and not shown.
    ``mail_from`` is when a mail of the day may say it, an hour that is the same for all that happened since the
    last one; nothing once it was mailed, or where it never is. One that somebody has because of what they ``followed``
    holds no words: what is new is read as it stands, and by those who may read it, whenever it is shown.
    """

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint(one_of("kind", MailKind), name="kind_is_known"),
        UniqueConstraint("person_id", "entry"),
        Index("ix_notices_new", "person_id", "seen"),
        Index("ix_notices_mail", "mail_from"),
        Index("ix_notices_about", "submission_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    entry: Mapped[int] = mapped_column(ForeignKey("journal.sequence"))
    submission_id: Mapped[int | None] = mapped_column(Key, ForeignKey("submissions.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(String(400), default="")
    followed: Mapped[str | None] = mapped_column(String(SEARCH_LENGTH))
    address: Mapped[str] = mapped_column(String(200))
    told_on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20), default=MailKind.OTHER)
    asks: Mapped[bool] = mapped_column(default=False)
    mail_from: Mapped[datetime | None]
    seen: Mapped[bool] = mapped_column(default=False)
    replaced: Mapped[bool] = mapped_column(default=False)


class DailyMail(Base):
    """The day on which somebody was last written the mail of the day: one row a person, so one mail a day.

    A day and no moment, and no row of the days before: it says nothing of when anybody was here.
    """

    __tablename__ = "daily_mails"

    person_id: Mapped[int] = mapped_column(
        Key, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    written_on: Mapped[date]


class MailWishes(Base):
    """What somebody wishes of mail besides how often: one row for whoever chose, or was written to.

    ``kinds`` holds the choice for each kind that is not as for everything, ``stop`` is what the links in their mails
    carry that stop it without signing in. No day and no moment: it says nothing of when anybody was here.
    """

    __tablename__ = "mail_wishes"
    __table_args__ = (
        CheckConstraint("(quiet_from is null) = (quiet_until is null)", name="quiet_has_both_ends"),
    )

    person_id: Mapped[int] = mapped_column(
        Key, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    stop: Mapped[str] = mapped_column(String(64), unique=True, default=new_token)
    kinds: Mapped[dict[str, Any]] = mapped_column(default=dict)
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]


class Muted(Base):
    """A post of which somebody wants no mail, unless something is asked of them."""

    __tablename__ = "muted"

    person_id: Mapped[int] = mapped_column(
        Key, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    submission_id: Mapped[int] = mapped_column(
        Key,
        ForeignKey("submissions.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )
