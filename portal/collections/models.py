"""Collections, and what is in them, as they are stored."""

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.collections.rules import NOTE_LENGTH, TITLE_LENGTH
from portal.foundation.database import Base, Key, Keyed
from portal.foundation.keys import new_reference
from portal.people.models import Organisation


class Gathered(Base):
    """An item in a collection, at its place, with what the curator says of it there."""

    __tablename__ = "gathered"

    collection_id: Mapped[int] = mapped_column(
        Key, ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True
    )
    submission_id: Mapped[int] = mapped_column(
        Key, ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    place: Mapped[int]
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")


class Collection(Keyed, Base):
    """Items under a heading. Of no organisation, it is the service's own, and for everybody."""

    __tablename__ = "collections"
    __table_args__ = (CheckConstraint("organisation_id is not null or for_all", name="national_is_for_all"),)

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    introduction: Mapped[str] = mapped_column(Text, default="")
    shown: Mapped[bool] = mapped_column(default=False)
    for_all: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    entries: Mapped[list[Gathered]] = relationship(
        order_by=(Gathered.place, Gathered.submission_id), cascade="all, delete-orphan", lazy="selectin"
    )

    def entry(self, submission_id: int) -> Gathered | None:
        """The place of a post in it; nothing where the post is not in it."""
        return next((entry for entry in self.entries if entry.submission_id == submission_id), None)
