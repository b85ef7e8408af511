"""Guardians' keys, sealed identities and what was asked about them, as they are stored: none names an author."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.database import Base, Keyed, one_of
from portal.foundation.keys import new_reference
from portal.guardians.rules import Destroy, Ground, OpeningState
from portal.people.models import Person
from portal.submissions.models import Submission


class GuardianKey(Keyed, Base):
    """A key pair of a guardian: the public half, and the private one wrapped with a passphrase that is not stored.

    Whoever makes a new one keeps the old one for the posts that were sealed to it.
    """

    __tablename__ = "guardian_keys"
    __table_args__ = (
        Index(
            "uq_guardian_keys_in_use",
            "person_id",
            unique=True,
            sqlite_where=text("retired_on is null"),
            postgresql_where=text("retired_on is null"),
        ),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    public: Mapped[str] = mapped_column(String(64))
    wrapped: Mapped[dict[str, Any]]  # salt, passes, mebibytes, box
    made_on: Mapped[date]
    retired_on: Mapped[date | None]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class SealedIdentity(Keyed, Base):
    """Who wrote a confidential post, under seals that no key of the server opens. ``pairs`` are by keys' references."""

    __tablename__ = "envelopes"
    __table_args__ = (CheckConstraint(one_of("destroy", Destroy), name="destroy_is_known"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), unique=True)
    box: Mapped[str] = mapped_column(Text)
    pairs: Mapped[dict[str, Any]]
    destroy: Mapped[str] = mapped_column(String(20))
    closed_on: Mapped[date | None]

    submission: Mapped[Submission] = relationship(lazy="joined", innerjoin=True)

    @property
    def keys(self) -> frozenset[str]:
        """The references of the keys to which it is sealed."""
        return frozenset(key for pair in self.pairs for key in pair.split("."))


class Opening(Keyed, Base):
    """That a guardian asked who wrote a post: another guardian, or the author.

    ``peeled`` is what the answer left: the key of the envelope, sealed to the key of whoever asked. It is gone once
    they have read it.
    """

    __tablename__ = "openings"
    __table_args__ = (
        CheckConstraint(one_of("state", OpeningState), name="state_is_known"),
        CheckConstraint(one_of("ground", Ground), name="ground_is_known"),
        CheckConstraint("answered_by_id is null or answered_by_id <> asked_by_id", name="two_people"),
        CheckConstraint("(peeled <> '') = (state = 'approved')", name="peeled_while_approved"),
        Index("ix_openings_submission", "submission_id"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    of_author: Mapped[bool] = mapped_column(default=False)
    key_id: Mapped[int] = mapped_column(ForeignKey("guardian_keys.id"))  # of whoever asked
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    ground: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20), default=OpeningState.WAITING)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    peeled: Mapped[str] = mapped_column(Text, default="")

    submission: Mapped[Submission] = relationship(lazy="joined", innerjoin=True)
    key: Mapped[GuardianKey] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])
