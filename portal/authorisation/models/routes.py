"""Routes as configured, version by version, and which of them a post took."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from portal.authorisation.rules import Configuration, ConfigurationState, read_configuration
from portal.foundation.database import Base, Keyed, one_of
from portal.foundation.keys import new_reference
from portal.people.models import Organisation, Person
from portal.submissions.models import Submission

_IS_DRAFT = text("state = 'draft'")
_IS_PUBLISHED = text("state = 'published'")


class ConfigurationRow(Keyed, Base):
    """One version of all routes of an organisation. What was once published never changes again.

    ``number`` counts those that were published; a draft has none. ``version`` rises with every change of a draft,
    and ``rehearsed_version`` is the one that was last tried without a fault. ``anonymous`` repeats, for the frame of
    every page, whether ``content`` lets any kind be posted at the desk. ``proposed_by_id`` is the first of two
    administrators, where the organisation wants two.
    """

    __tablename__ = "configurations"
    __table_args__ = (
        CheckConstraint(one_of("state", ConfigurationState), name="state_is_known"),
        CheckConstraint("state = 'draft' or number is not null", name="published_is_numbered"),
        CheckConstraint("state = 'draft' or published_at is not null", name="published_is_dated"),
        UniqueConstraint("organisation_id", "number"),
        Index(
            "ix_configurations_one_draft",
            "organisation_id",
            unique=True,
            sqlite_where=_IS_DRAFT,
            postgresql_where=_IS_DRAFT,
        ),
        Index(
            "ix_configurations_one_published",
            "organisation_id",
            unique=True,
            sqlite_where=_IS_PUBLISHED,
            postgresql_where=_IS_PUBLISHED,
        ),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    number: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(20), default=ConfigurationState.DRAFT)
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    anonymous: Mapped[bool] = mapped_column(default=False)
    why: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    rehearsed_version: Mapped[int | None]
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    begun_by: Mapped[Person | None] = relationship(foreign_keys=[begun_by_id])
    proposed_by: Mapped[Person | None] = relationship(foreign_keys=[proposed_by_id])
    published_by: Mapped[Person | None] = relationship(foreign_keys=[published_by_id])

    @property
    def configuration(self) -> Configuration:
        """It as the rules read it."""
        return read_configuration(self.content)


class Passage(Keyed, Base):
    """Which route a post took when it was sent, of which configuration: nothing that is changed later moves it.

    ``right_of_way`` is that of the route, and ``claimed_on`` the day on which its author used it. ``on_trust``: it was
    published the moment it was sent, and reviewed after.
    """

    __tablename__ = "passages"
    __table_args__ = (
        UniqueConstraint("submission_id", "round"),
        Index("ix_passages_route", "configuration_id", "route"),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    round: Mapped[int]
    configuration_id: Mapped[int] = mapped_column(ForeignKey("configurations.id"))
    route: Mapped[str] = mapped_column(String(80))
    right_of_way: Mapped[bool] = mapped_column(default=True)
    claimed_on: Mapped[date | None]
    on_trust: Mapped[bool] = mapped_column(default=False)

    configuration: Mapped[ConfigurationRow] = relationship()
    submission: Mapped[Submission] = relationship(
        backref=backref("passages", order_by="Passage.round", cascade="all, delete-orphan")
    )
