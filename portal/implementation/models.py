"""How published posts are seen through, as it is stored."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, exists
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from portal.feedback.rules import Result
from portal.foundation.database import Base, Key, Keyed, one_of
from portal.foundation.keys import new_reference
from portal.implementation.rules.ledger import EntryState, How
from portal.implementation.rules.owners import (
    BANDS,
    DUTIES_AT_FIRST,
    OWNING_ROLES,
    SAID_AT_FIRST,
    Duty,
    duty_in_words,
)
from portal.people.models import Organisation, Person, Unit
from portal.people.rules import Role
from portal.submissions.models import Submission


def _of_bands(name: str) -> CheckConstraint:
    known = one_of(name, (band for band, _words in BANDS[name]))
    return CheckConstraint(f"{name} = '' or {known}", name=f"{name}_is_a_band")


class Implementation(Base):
    """How one published post is seen through: by which post of duty, for what, and when it is asked about.

    ``holder_id`` is whoever is in that post today; it follows when they move or leave. ``chase_on`` is the day on which
    they are asked next, ``asked_on`` since when they owe an answer; ``passed_on``: the innovation lead is asked too.
    Every day here is a day and no moment. A post has one row from when it is first published.
    """

    __tablename__ = "implementations"
    __table_args__ = (
        CheckConstraint(one_of("owner_role", OWNING_ROLES), name="owner_role_is_known"),
        CheckConstraint(
            "sponsor_role = '' or " + one_of("sponsor_role", OWNING_ROLES), name="sponsor_role_is_known"
        ),
        *(_of_bands(name) for name in BANDS),
        CheckConstraint("not passed_on or asked_on is not null", name="passed_on_was_asked"),
        Index("ix_implementations_chase", "chase_on"),
        Index("ix_implementations_asked", "asked_on"),
    )

    submission_id: Mapped[int] = mapped_column(
        Key, ForeignKey("submissions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    owner_role: Mapped[str] = mapped_column(String(40), default=Role.INNOVATION_LEAD)
    owner_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id", ondelete="SET NULL"), index=True)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    sponsor_role: Mapped[str] = mapped_column(String(40), default="")
    sponsor_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id", ondelete="SET NULL"))
    expected_benefit: Mapped[str] = mapped_column(String(20), default="")
    expected_cost: Mapped[str] = mapped_column(String(20), default="")
    actual_benefit: Mapped[str] = mapped_column(String(20), default="")
    actual_cost: Mapped[str] = mapped_column(String(20), default="")
    blockers: Mapped[str] = mapped_column(Text, default="")
    begun_on: Mapped[date]
    chase_on: Mapped[date | None]
    asked_on: Mapped[date | None]
    passed_on: Mapped[bool] = mapped_column(default=False)

    in_ledger: ClassVar[Any]  # whether anything is entered of it elsewhere; read where it is asked for
    submission: Mapped[Submission] = relationship()
    holder: Mapped[Person | None] = relationship()
    owner_unit: Mapped[Unit | None] = relationship(foreign_keys=[owner_unit_id])
    sponsor_unit: Mapped[Unit | None] = relationship(foreign_keys=[sponsor_unit_id])
    milestones: Mapped[list["Milestone"]] = relationship(
        order_by="(Milestone.due_on, Milestone.id)", cascade="all, delete-orphan", passive_deletes=True
    )

    @property
    def owner(self) -> Duty:
        """The post of duty that sees it through."""
        return Duty(self.owner_role, self.owner_unit_id)

    @property
    def owner_in_words(self) -> str:
        """What that post is called."""
        return duty_in_words(self.owner_role, self.owner_unit.name if self.owner_unit is not None else "")

    @property
    def sponsor_in_words(self) -> str:
        """What the post of its sponsor is called; nothing where it has none."""
        unit = self.sponsor_unit.name if self.sponsor_unit is not None else ""
        return duty_in_words(self.sponsor_role, unit)

    @property
    def duties(self) -> dict[str, Any]:
        """Which posts of duty see it through and stand behind it, as they are stored."""
        return {name: getattr(self, name) for name in DUTIES_AT_FIRST}

    @property
    def said(self) -> dict[str, Any]:
        """What is said of benefit, cost and what is in the way."""
        return {name: getattr(self, name) for name in SAID_AT_FIRST}


class Milestone(Keyed, Base):
    """Something that will be reached by a day. ``done_on`` says that it was, ``said_by_id`` who said so."""

    __tablename__ = "milestones"
    __table_args__ = (
        CheckConstraint("(done_on is null) = (said_by_id is null)", name="done_was_said_by_somebody"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    submission_id: Mapped[int] = mapped_column(
        ForeignKey("implementations.submission_id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str] = mapped_column(String(200))
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    said_by: Mapped[Person | None] = relationship()


class Adoption(Keyed, Base):
    """An entry of the ledger: what a unit, or a whole organisation, did with a published post.

    ``since`` says since when, ``noted_on`` when it was written down. Readers see it once somebody else confirmed it.
    """

    __tablename__ = "adoptions"
    __table_args__ = (
        CheckConstraint(one_of("how", How), name="how_is_known"),
        CheckConstraint("result = '' or " + one_of("result", Result), name="result_is_known"),
        CheckConstraint(one_of("state", EntryState), name="state_is_known"),
        CheckConstraint("(state = 'waiting') = (decided_by_id is null)", name="decided_by_somebody"),
        CheckConstraint("(decided_by_id is null) = (decided_on is null)", name="decided_on_a_day"),
        CheckConstraint("decided_by_id <> noted_by_id", name="confirmed_by_another"),
        CheckConstraint("state <> 'refused' or reason <> ''", name="refused_with_a_reason"),
        CheckConstraint("how <> 'stopped' or note <> ''", name="stopped_with_a_reason"),
        CheckConstraint("how <> 'adapted' or changed <> ''", name="adapted_says_what"),
        UniqueConstraint("submission_id", "number"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    number: Mapped[
        int
    ]  # of a post's entries in the order in which they were written down: days do not say it
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    how: Mapped[str] = mapped_column(String(20))
    since: Mapped[date]
    context: Mapped[str] = mapped_column(Text, default="")
    changed: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    noted_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default=EntryState.WAITING)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    passed_on: Mapped[bool] = mapped_column(
        default=False
    )  # unanswered for so long that the leads are asked too
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")

    submission: Mapped[Submission] = relationship()
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    noted_by: Mapped[Person] = relationship(foreign_keys=[noted_by_id])
    holder: Mapped[Person | None] = relationship(foreign_keys=[holder_id])

    @property
    def place(self) -> str:
        """Where it was taken up, in words."""
        return (
            f"{self.unit.name}, {self.organisation.name}" if self.unit is not None else self.organisation.name
        )


Implementation.in_ledger = column_property(
    exists().where(Adoption.submission_id == Implementation.submission_id).correlate_except(Adoption),
    deferred=True,
)
