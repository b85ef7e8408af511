"""What people have been told."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Base, Key, Keyed


class Notice(Keyed, Base):
    """One thing that one person is told, once: ``entry`` is the row of the journal that it comes from.

    One that is ``replaced`` says what another says too: it is kept so that nobody is told twice, and not shown.
    """

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("person_id", "entry"), Index("ix_notices_new", "person_id", "seen"))

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    entry: Mapped[int] = mapped_column(ForeignKey("journal.sequence"))
    submission_id: Mapped[int | None] = mapped_column(Key, ForeignKey("submissions.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(String(400))
    address: Mapped[str] = mapped_column(String(200))
    told_on: Mapped[date]
    seen: Mapped[bool] = mapped_column(default=False)
    replaced: Mapped[bool] = mapped_column(default=False)
