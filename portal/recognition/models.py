"""Thanks, as they are stored."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.database import Base, Keyed
from portal.foundation.keys import new_reference
from portal.people.models import Organisation, Person
from portal.recognition.rules import WORDS_AT_MOST
from portal.submissions.models import Submission


class Thanks(Keyed, Base):
    """What a leader said to whoever wrote a post, once; where they worked then, and the day without a moment."""

    __tablename__ = "thanks"
    __table_args__ = (
        UniqueConstraint("submission_id", "by_id"),
        CheckConstraint("words <> ''", name="says_something"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    words: Mapped[str] = mapped_column(String(WORDS_AT_MOST))
    said_on: Mapped[date]

    submission: Mapped[Submission] = relationship()
    by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)

    @property
    def leader(self) -> str:
        """Who thanks, with rank and where they worked."""
        return f"{self.by.title}, {self.organisation.name}"
