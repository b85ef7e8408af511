"""The texts of a post as they once were, and its files, as they are stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.database import Base, Keyed
from portal.foundation.keys import new_reference
from portal.submissions.models.posts import Submission


class Version(Keyed, Base):
    """The whole text of a post as it once was: who wrote it and when, when it was sent, when it was published.

    The moments of an anonymous post say the day only.
    """

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("submission_id", "number"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    number: Mapped[int]
    automatic: Mapped[bool] = mapped_column(default=False)  # saved while somebody typed
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    saved_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    text: Mapped[dict[str, Any]]  # as ``queries.text_now`` yields it
    # The open page that it was saved from, and the how-manieth save from there it was.
    sheet: Mapped[str] = mapped_column(String(16), default="")
    turn: Mapped[int] = mapped_column(default=0)

    submission: Mapped[Submission] = relationship(back_populates="versions")

    @property
    def left_hands(self) -> bool:
        """Whether others than its authors have read it: it was sent, or published."""
        return self.sent_at is not None or self.published_at is not None

    @property
    def became(self) -> list[tuple[str, datetime]]:
        """What became of the text and when, the newest first, in words."""
        words = (("Published", self.published_at), ("Sent", self.sent_at))
        saved = ("Saved while typing" if self.automatic else "Saved", self.saved_at)
        return [(word, moment) for word, moment in words if moment is not None] or [saved]


class Attachment(Keyed, Base):
    """A cleaned file that belongs to a post. ``stored_as`` is its random name in the files folder.

    A file that its authors took off after it was ``sent`` is left to its readers until they send the post again.
    The files of a published post are the files of its update too, until one is taken off there.
    """

    __tablename__ = "attachments"

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of what is stored; of an anonymous post random
    stored_as: Mapped[str] = mapped_column(String(80))
    sent: Mapped[bool] = mapped_column(default=False)
    taken_off: Mapped[bool] = mapped_column(default=False)

    submission: Mapped[Submission] = relationship(back_populates="attachments", lazy="joined", innerjoin=True)
