"""What the author of a post was promised, and what was kept when, as it is stored."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.database import Base, Keyed, one_of
from portal.people.models import Organisation
from portal.promises.rules import Part, Standard
from portal.submissions.models import Submission


class Promise(Keyed, Base):
    """One round of a post, as its journal tells it: days alone, the standard of the day on which it began.

    Worked out anew from the journal after each thing that happens: the row adds nothing to it but an index.
    ``next_due`` is the first day that is not kept yet; empty while the author has the next word, and at the end.
    """

    __tablename__ = "promises"
    __table_args__ = (
        UniqueConstraint("submission_id", "number"),
        CheckConstraint("next_part = '' or " + one_of("next_part", Part), name="part_is_known"),
        CheckConstraint("(next_part = '') = (next_due is null)", name="next_has_a_day"),
        CheckConstraint("ended_on is null or next_due is null", name="ended_waits_for_nothing"),
        Index("ix_promises_next", "organisation_id", "next_due"),
        Index("ix_promises_begun", "organisation_id", "begun_on"),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    number: Mapped[int]
    begun_on: Mapped[date]
    acknowledged_days: Mapped[int]
    answered_days: Mapped[int]
    decided_days: Mapped[int]
    acknowledged_due: Mapped[date]
    answered_due: Mapped[date]
    decided_due: Mapped[date]
    acknowledged_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    paused_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    next_part: Mapped[str] = mapped_column(String(20), default="")
    next_due: Mapped[date | None]
    warned_for: Mapped[date | None]  # the day of which the innovation lead has been told that it is near

    submission: Mapped[Submission] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    @property
    def standard(self) -> Standard:
        """What was promised on the day on which the round began."""
        return Standard(self.acknowledged_days, self.answered_days, self.decided_days)

    def due(self, part: Part) -> date:
        """By when a part was promised."""
        day: date = getattr(self, f"{part.value}_due")
        return day

    def kept_on(self, part: Part) -> date | None:
        """On which day a part was kept; nothing where it was not yet."""
        day: date | None = getattr(self, f"{part.value}_on")
        return day
