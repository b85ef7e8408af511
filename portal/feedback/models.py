"""Outcomes, responses, questions and answers, as they are stored."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.feedback.rules import OutcomeState, Result, UseKind
from portal.foundation.database import Base, Keyed, one_of
from portal.foundation.keys import new_reference
from portal.people.models import Organisation, Person
from portal.submissions.models import Submission


class Outcome(Keyed, Base):
    """One thing said of what became of a post. The newest is what holds; the others are its history."""

    __tablename__ = "outcomes"
    __table_args__ = (
        CheckConstraint(one_of("state", OutcomeState), name="state_is_known"),
        CheckConstraint("result = '' or " + one_of("result", Result), name="result_is_known"),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    result: Mapped[str] = mapped_column(String(20), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kept_at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Use(Keyed, Base):
    """What one reader said of a post, and where they worked when they said it."""

    __tablename__ = "uses"
    __table_args__ = (
        UniqueConstraint("submission_id", "person_id", "kind"),
        CheckConstraint(one_of("kind", UseKind), name="kind_is_known"),
        CheckConstraint("kind <> 'did_not_fit' or reason <> ''", name="misfit_has_a_reason"),
    )

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    said_on: Mapped[date]

    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)


class Question(Keyed, Base):
    """Something asked about a post: by a reader once it is published, by a decider before.

    ``settled``: whoever asked has what they need, though nobody who answers for the post has answered.
    """

    __tablename__ = "questions"

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    before_publication: Mapped[bool] = mapped_column(default=False)
    settled: Mapped[bool] = mapped_column(default=False)

    submission: Mapped[Submission] = relationship(lazy="joined", innerjoin=True)
    asked_by: Mapped[Person] = relationship(lazy="joined", innerjoin=True)
    answers: Mapped[list["Answer"]] = relationship(
        order_by="Answer.answered_at",
        cascade="all, delete-orphan",
        back_populates="question",
        lazy="selectin",
    )


class Answer(Keyed, Base):
    """An answer: by somebody, or by the author of an anonymous post, of whom nothing is kept but the day."""

    __tablename__ = "answers"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    text: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime]

    question: Mapped[Question] = relationship(back_populates="answers")
    by: Mapped[Person | None] = relationship(lazy="joined")
