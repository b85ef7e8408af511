"""The steps of each post's own route, whom they ask, and the verdicts and opinions given."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from portal.authorisation.rules import DECIDING_ROLES, Ask, Criterion, Decider, Holders, StepState, Verdict
from portal.authorisation.rules.voices import Scored, decides_blind
from portal.foundation.database import Base, Keyed, one_of
from portal.foundation.keys import new_reference
from portal.people.models import Person
from portal.people.rules import Role, SomePerson
from portal.submissions.models import Submission
from portal.submissions.rules import Sharing

if TYPE_CHECKING:
    from portal.authorisation.models.outside import OutsideDecider

NOTE_LENGTH = 400
_IS_OPEN = text("state = 'open'")
_IS_SKIPPED = text("skipped_by_id is not null")
_IS_TAKEN = text("taken_by_id is not null")


class Step(Keyed, Base):
    """One of those whom a stage of a post's own route asks, as configured when it was sent, and what has come of it.

    Steps of one ``position`` are asked at the same time; those of one ``stage`` decide together: ``needed`` of them
    must approve, and with ``veto`` one who declines ends it. Without an answer in time an ``optional`` one lapses.
    ``role``, ``person_id`` and ``of_unit_id`` are whom the stage names; ``unit_id`` and ``asked_role`` are as what
    its holder is asked today, and ``handed_on`` says that a colleague gave it to them by name. ``given_on`` is the
    day the holder got it, ``reminded`` how far they have been reminded of it, ``escalations`` how often it went on
    because nobody decided in time. Whoever decides ticks each line of ``checklist``, scores each of ``criteria``, and
    where it is ``blind`` never learns here who wrote the post. ``lock`` rises with every change, so that of two people
    who decide at one moment one is told.
    """

    __tablename__ = "steps"
    __table_args__ = (
        UniqueConstraint("submission_id", "round", "stage", "seat"),
        CheckConstraint("needed >= 1", name="somebody_must_approve"),
        CheckConstraint("state <> 'lapsed' or optional", name="only_optional_lapses"),
        CheckConstraint(one_of("state", StepState), name="state_is_known"),
        CheckConstraint(one_of("decider", Decider), name="decider_is_known"),
        CheckConstraint(
            "state <> 'open' or (holder_id is not null and opened_at is not null)", name="open_is_held"
        ),
        Index("ix_steps_held", "holder_id", "state", "due_on", "reference"),
        # All that a queue looks at, of nothing but open steps: whom each is put to is found without reading it.
        Index(
            "ix_steps_open",
            *("due_on", "reference", "holder_id", "handed_on", "unit_id", "asked_role", "lowest", "highest"),
            *("submission_id", "round", "stage", "four_eyes"),
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        # And all that a lead's lists look at of the step at which each post waits.
        Index(
            "ix_steps_of",
            *("submission_id", "state", "due_on", "escalations", "opened_at", "limit_days", "stage", "seat"),
            "name",
        ),
        Index(
            "ix_steps_skipped",
            "skipped_by_id",
            "submission_id",
            sqlite_where=_IS_SKIPPED,
            postgresql_where=_IS_SKIPPED,
        ),
        Index(
            "ix_steps_taken",
            "taken_by_id",
            "submission_id",
            sqlite_where=_IS_TAKEN,
            postgresql_where=_IS_TAKEN,
        ),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column(default=1)
    position: Mapped[int]
    stage: Mapped[int]
    seat: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(80))
    decider: Mapped[str] = mapped_column(String(20))
    role: Mapped[str] = mapped_column(String(40), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    of_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    lowest: Mapped[int] = mapped_column(default=0)
    highest: Mapped[int] = mapped_column(default=0)
    question: Mapped[str] = mapped_column(Text, default="")
    limit_days: Mapped[int]
    needed: Mapped[int] = mapped_column(default=1)
    veto: Mapped[bool] = mapped_column(default=True)
    four_eyes: Mapped[bool] = mapped_column(default=False)
    optional: Mapped[bool] = mapped_column(default=False)
    blind: Mapped[bool] = mapped_column(default=False)
    verifies: Mapped[bool] = mapped_column(default=False)
    checklist: Mapped[list[Any]] = mapped_column(default=list)
    guidance: Mapped[str] = mapped_column(Text, default="")
    criteria: Mapped[list[Any]] = mapped_column(default=list)

    state: Mapped[str] = mapped_column(String(20), default=StepState.AHEAD)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    handed_on: Mapped[bool] = mapped_column(default=False)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    asked_role: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(String(NOTE_LENGTH), default="")
    opened_at: Mapped[datetime | None]
    given_on: Mapped[date | None]
    due_on: Mapped[date | None]
    # Since when its clock stands while an author is asked, once at most; and the day it was due, while it stands.
    stopped_on: Mapped[date | None]
    due_before: Mapped[date | None]
    reminded: Mapped[int] = mapped_column(default=0)
    escalations: Mapped[int] = mapped_column(default=0)
    skipped_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    # Who took it upon themselves although nobody had asked them.
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    # What whoever decides would change in the text, and the day until which its author has it before them.
    edit: Mapped[dict[str, Any]] = mapped_column(default=dict)
    edit_until: Mapped[date | None]
    lock: Mapped[int] = mapped_column(default=0)

    submission: Mapped[Submission] = relationship(
        backref=backref(
            "steps", order_by="(Step.round, Step.stage, Step.seat)", cascade="all, delete-orphan"
        ),
    )
    holder: Mapped[Person | None] = relationship(foreign_keys=[holder_id])
    verdicts: Mapped[list["GivenVerdict"]] = relationship(
        order_by="GivenVerdict.given_at", cascade="all, delete-orphan", back_populates="step", lazy="selectin"
    )

    @property
    def ask(self) -> Ask:
        """Whom the stage names here."""
        return Ask(
            Decider(self.decider), self.role, self.person_id, self.of_unit_id, self.lowest, self.highest
        )

    @property
    def sheet(self) -> tuple[Criterion, ...]:
        """The lines on which whoever decides here scores the post."""
        return tuple(Criterion(one["name"], one["weight"]) for one in self.criteria)

    @property
    def asked_as(self) -> str:
        """As what its holder has it: the name of the stage; where no head could have it, in which role instead."""
        called = self.name.lower()
        if not self.asked_role or Decider(self.decider) in {Decider.ROLE, Decider.PERSON}:
            return called
        role = DECIDING_ROLES.get(Role(self.asked_role), "somebody who looks after the organisation")
        return f"{role.removeprefix('the ')}, in place of {called}"

    @property
    def reads_first(self) -> bool:
        """Whether the post is anonymous and read here before anybody decides on it."""
        return self.role == Role.DEIDENTIFIER

    @property
    def holders(self) -> Holders:
        """Its holder, and as what they are asked."""
        ids = (self.holder_id,) if self.holder_id is not None else ()
        return Holders(ids, self.unit_id, self.asked_role, self.note)

    def keeps_author_from(self, person: SomePerson) -> bool:
        """Whether this person decides, decided, or will be asked here without learning who wrote the post."""
        return decides_blind(person, self)

    @property
    def decider_ids(self) -> frozenset[int]:
        """Keys of those who have decided here."""
        return frozenset(verdict.by_id for verdict in self.verdicts)

    @property
    def approver_ids(self) -> frozenset[int]:
        """Keys of those whose yes stands here. To read a post first, or to have sent it back, is none."""
        if self.state != StepState.APPROVED or self.reads_first:
            return frozenset()
        return frozenset(given.by_id for given in self.verdicts if given.verdict == Verdict.APPROVE)

    @property
    def refuser_ids(self) -> frozenset[int]:
        """Keys of those who have declined here. They do not decide here again, also once its author goes further."""
        return frozenset(given.by_id for given in self.verdicts if given.verdict == Verdict.DECLINE)

    @property
    def decider_units(self) -> frozenset[int]:
        """Keys of the units in which those work who have decided here."""
        return frozenset(verdict.by.unit_id for verdict in self.verdicts)


class Conflict(Keyed, Base):
    """That somebody asked not to decide on a post, or was asked not to; from that day on they never do.

    ``reason`` is for innovation leads. Of an anonymous post none is kept: it could say who wrote it.
    """

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("submission_id", "person_id"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    day: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)

    submission: Mapped[Submission] = relationship(
        backref=backref("conflicts", order_by="Conflict.day", cascade="all, delete-orphan")
    )
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    by: Mapped[Person] = relationship(foreign_keys=[by_id])


class GivenVerdict(Keyed, Base):
    """What somebody decided, on which version of the text, and the words the author reads.

    ``asked_at`` is when the step was opened for this answer: a step is asked again, and opened anew, after a return.
    ``sharing`` is for whom they approved it, where that is fewer people than its author asked for. ``ticked`` are the
    lines of the checklist that they ticked, ``scores`` what they gave on the score sheet, ``files`` those that whoever
    checks had before them, by name and digest. ``outside`` is who decided where somebody outside was asked: ``by`` is
    then the colleague who asked them and answers for it.
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
    asked_at: Mapped[datetime]
    given_at: Mapped[datetime]
    version: Mapped[int]
    sharing: Mapped[str | None] = mapped_column(String(20))
    ticked: Mapped[list[Any]] = mapped_column(default=list)
    scores: Mapped[list[Any]] = mapped_column(default=list)
    files: Mapped[list[Any]] = mapped_column(default=list)
    outside_id: Mapped[int | None] = mapped_column(ForeignKey("outside_deciders.id"))

    step: Mapped[Step] = relationship(back_populates="verdicts")
    by: Mapped[Person] = relationship()
    outside: Mapped["OutsideDecider | None"] = relationship()

    def is_said_by(self, person: SomePerson) -> bool:
        """Whether these are this person's own words: not where they asked somebody outside."""
        return self.by_id == person.id and self.outside_id is None

    @property
    def who(self) -> str:
        """Who said it, as everybody reads it."""
        return self.by.title if self.outside is None else self.outside.asked_by(self.by.title)

    @property
    def scored(self) -> tuple[Scored, ...]:
        """What they gave on each line of the score sheet."""
        return tuple(Scored(**one) for one in self.scores)


class Opinion(Keyed, Base):
    """What a decider asked a colleague about a post, and their answer. It decides nothing.

    Until it is answered, and while the step waits, the colleague may read the post.
    """

    __tablename__ = "opinions"
    __table_args__ = (
        CheckConstraint("(answered_at is null) = (answer = '')", name="answered_in_words"),
        UniqueConstraint("step_id", "of_id"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    step_id: Mapped[int] = mapped_column(ForeignKey("steps.id", ondelete="CASCADE"))
    question: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    of_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]

    step: Mapped[Step] = relationship(backref=backref("opinions", order_by="Opinion.asked_at"))
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    of: Mapped[Person] = relationship(foreign_keys=[of_id])
