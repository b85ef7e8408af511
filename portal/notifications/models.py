"""What people have been told, and on which day they were last written the mail of the day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.following.rules import SEARCH_LENGTH
from portal.foundation.database import Base, Key, Keyed


class Notice(Keyed, Base):
    """One thing that one person is told, once: ``entry`` is the row of the journal that it comes from.

    One that is ``replaced`` says what another says too: it is kept so that nobody is told twice, and not shown.
    ``mail_from`` is when a mail of the day may say it, an hour that is the same for all that happened since the
    last one; nothing once it was mailed, or where it never is. One that somebody has because of what they ``followed``
    holds no words: what is new is read as it stands, and by those who may read it, whenever it is shown.
    """

    __tablename__ = "notices"
    __table_args__ = (
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
