"""Routes as configured, and the steps of each post's own route with the verdicts given."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from portal.authorisation.rules import Decider, Holders, StagePlan, StepState, Verdict
from portal.foundation.database import Base, Keyed, one_of
from portal.foundation.keys import new_reference
from portal.people.models import Organisation, Person
from portal.submissions.models import Submission
from portal.submissions.rules import Sharing

NOTE_LENGTH = 400


class Route(Keyed, Base):
    """The way that posts of one kind take in one organisation."""

    __tablename__ = "routes"
    __table_args__ = (UniqueConstraint("organisation_id", "kind"),)

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(20))
    anonymous_allowed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    stages: Mapped[list["Stage"]] = relationship(
        order_by="Stage.position", cascade="all, delete-orphan", back_populates="route", lazy="selectin"
    )


class Stage(Keyed, Base):
    """One stage of a route: who decides, what they are asked, and how many working days they have."""

    __tablename__ = "stages"
    __table_args__ = (
        CheckConstraint("limit_days between 1 and 60", name="limit_in_range"),
        CheckConstraint(one_of("decider", Decider), name="decider_is_known"),
        CheckConstraint("decider <> 'role' or role <> ''", name="role_is_named"),
        CheckConstraint("decider <> 'person' or person_id is not null", name="person_is_named"),
        UniqueConstraint("route_id", "position"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    route_id: Mapped[int] = mapped_column(ForeignKey("routes.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    decider: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(40), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    question: Mapped[str] = mapped_column(Text, default="")
    limit_days: Mapped[int] = mapped_column(default=3)

    route: Mapped[Route] = relationship(back_populates="stages")
    person: Mapped[Person | None] = relationship()

    @property
    def plan(self) -> StagePlan:
        """The stage as the rules read it."""
        return StagePlan(
            self.name, Decider(self.decider), self.limit_days, self.question, self.role, self.person_id
        )


class Step(Keyed, Base):
    """One step of a post's own route: a stage as it was when the post was sent, and what has come of it.

    ``role`` and ``person_id`` are whom the stage names; ``unit_id`` and ``asked_role`` are as what its holder
    is asked today, and ``handed_on`` says that a colleague gave it to them by name. ``given_on`` is the day the
    holder got it, ``reminded`` how far they have been reminded of it, ``escalations`` how often it went on because
    nobody decided in time. ``lock`` rises with every change, so that of two people who decide at one moment one
    is told.
    """

    __tablename__ = "steps"
    __table_args__ = (
        UniqueConstraint("submission_id", "round", "position"),
        CheckConstraint(one_of("state", StepState), name="state_is_known"),
        CheckConstraint(one_of("decider", Decider), name="decider_is_known"),
        CheckConstraint(
            "state <> 'open' or (holder_id is not null and opened_at is not null)", name="open_is_held"
        ),
        Index("ix_steps_held", "holder_id", "state"),
        Index("ix_steps_due", "state", "due_on"),
        Index("ix_steps_of", "submission_id", "state"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column(default=1)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    decider: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(40), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    question: Mapped[str] = mapped_column(Text, default="")
    limit_days: Mapped[int]

    state: Mapped[str] = mapped_column(String(20), default=StepState.AHEAD)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    handed_on: Mapped[bool] = mapped_column(default=False)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    asked_role: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    opened_at: Mapped[datetime | None]
    given_on: Mapped[date | None]
    due_on: Mapped[date | None]
    reminded: Mapped[int] = mapped_column(default=0)
    escalations: Mapped[int] = mapped_column(default=0)
    lock: Mapped[int] = mapped_column(default=0)

    submission: Mapped[Submission] = relationship(
        backref=backref("steps", order_by="(Step.round, Step.position)", cascade="all, delete-orphan"),
    )
    holder: Mapped[Person | None] = relationship(foreign_keys=[holder_id])
    verdicts: Mapped[list["GivenVerdict"]] = relationship(
        order_by="GivenVerdict.given_at", cascade="all, delete-orphan", back_populates="step", lazy="selectin"
    )

    @property
    def plan(self) -> StagePlan:
        """The stage as it was copied at sending."""
        return StagePlan(
            self.name, Decider(self.decider), self.limit_days, self.question, self.role, self.person_id
        )

    @property
    def holders(self) -> Holders:
        """Its holder, and as what they are asked."""
        ids = (self.holder_id,) if self.holder_id is not None else ()
        return Holders(ids, self.unit_id, self.asked_role, self.note)

    @property
    def decider_ids(self) -> frozenset[int]:
        """Keys of those who have decided here."""
        return frozenset(verdict.by_id for verdict in self.verdicts)


class GivenVerdict(Keyed, Base):
    """What somebody decided, on which version of the text, and the words the author reads.

    ``sharing`` is for whom they approved it, where that is fewer people than its author asked for.
    """

    __tablename__ = "verdicts"
    __table_args__ = (
        CheckConstraint(one_of("verdict", Verdict), name="verdict_is_known"),
        CheckConstraint("verdict = 'approve' or reason <> ''", name="refusal_has_a_reason"),
        CheckConstraint(one_of("sharing", Sharing), name="sharing_is_known"),
        CheckConstraint("verdict = 'approve' or sharing is null", name="only_approval_narrows"),
    )

    step_id: Mapped[int] = mapped_column(ForeignKey("steps.id", ondelete="CASCADE"), index=True)
    verdict: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(30), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    given_at: Mapped[datetime]
    version: Mapped[int]
    sharing: Mapped[str | None] = mapped_column(String(20))

    step: Mapped[Step] = relationship(back_populates="verdicts")
    by: Mapped[Person] = relationship()
