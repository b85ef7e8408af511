"""What is said about posts and of what is asked, as it is stored.

Of each only the day is kept, and its place among the others: for posts without a name no moment may stand anywhere, and
for the others it is of no use.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.conversation.rules import BUDGET, Sort
from portal.conversation.rules.moderating import Reason, State
from portal.feedback.models import Question
from portal.following.models import Want
from portal.foundation.database import Base, Keyed, one_of
from portal.foundation.keys import new_reference
from portal.people.models import Organisation, Person
from portal.submissions.models import Submission

_HIDDEN = f"({one_of('state', (State.HIDDEN, State.APPEALED, State.STAYS_HIDDEN, State.SHOWN_AGAIN))})"


class Talk(Keyed, Base):
    """How whoever asked takes in what comes back: of one question about a post, or of one thing wanted.

    It is there once somebody answered or arranged something. ``done`` is what they did with the answers.
    ``accepted_id`` is the answer of those who answer for the post that helped; of others ``Remark.accepted`` says so.
    """

    __tablename__ = "talks"
    __table_args__ = (CheckConstraint("(question_id is null) <> (want_id is null)", name="one_thing_asked"),)

    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), unique=True
    )
    want_id: Mapped[int | None] = mapped_column(ForeignKey("wants.id", ondelete="CASCADE"), unique=True)
    budget: Mapped[int] = mapped_column(default=BUDGET)
    enough: Mapped[bool] = mapped_column(default=False)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    accepted_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id", ondelete="SET NULL"))
    done: Mapped[str] = mapped_column(Text, default="")
    done_on: Mapped[date | None]
    asked_back_on: Mapped[date | None]
    routed_on: Mapped[date | None]

    question: Mapped[Question | None] = relationship()
    want: Mapped[Want | None] = relationship()
    deputy: Mapped[Person | None] = relationship()


class Remark(Keyed, Base):
    """What somebody said: an answer to something asked, or a comment on a post; and whether it was hidden, and why.

    The organisation is where they worked when they said it. ``number`` is its place among those of the same post or
    thing wanted.
    """

    __tablename__ = "remarks"
    __table_args__ = (
        CheckConstraint(one_of("sort", Sort), name="sort_is_known"),
        CheckConstraint(one_of("state", State), name="state_is_known"),
        CheckConstraint("hidden_reason = '' or " + one_of("hidden_reason", Reason), name="reason_is_known"),
        CheckConstraint("(sort = 'answer') = (talk_id is not null)", name="answers_something"),
        CheckConstraint("(submission_id is null) <> (want_id is null)", name="about_one_thing"),
        CheckConstraint(f"{_HIDDEN} = (hidden_by_id is not null)", name="hidden_by_somebody"),
        CheckConstraint(
            "hidden_by_id is null or (hidden_words <> '' and hidden_reason <> '')",
            name="hidden_with_a_reason",
        ),
        CheckConstraint("hidden_by_id <> by_id", name="hidden_by_another"),
        CheckConstraint("heard_by_id <> hidden_by_id", name="heard_by_another"),
        CheckConstraint("heard_by_id is null or heard_words <> ''", name="heard_with_a_reason"),
        UniqueConstraint("submission_id", "number"),
        UniqueConstraint("want_id", "number"),
    )

    reference: Mapped[str] = mapped_column(String(8), unique=True, default=new_reference)
    sort: Mapped[str] = mapped_column(String(10))
    talk_id: Mapped[int | None] = mapped_column(ForeignKey("talks.id", ondelete="CASCADE"), index=True)
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submissions.id", ondelete="CASCADE"))
    want_id: Mapped[int | None] = mapped_column(ForeignKey("wants.id", ondelete="CASCADE"))
    number: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    text: Mapped[str] = mapped_column(Text)
    said_on: Mapped[date]
    accepted: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(15), default=State.SHOWN, index=True)
    hidden_reason: Mapped[str] = mapped_column(String(20), default="")
    hidden_words: Mapped[str] = mapped_column(Text, default="")
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    appeal: Mapped[str] = mapped_column(Text, default="")
    heard_words: Mapped[str] = mapped_column(Text, default="")
    heard_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    talk: Mapped[Talk | None] = relationship()
    submission: Mapped[Submission | None] = relationship()
    want: Mapped[Want | None] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=[by_id])
    organisation: Mapped[Organisation] = relationship()
    hidden_by: Mapped[Person | None] = relationship(foreign_keys=[hidden_by_id])


class SameHere(Keyed, Base):
    """That somebody would like to know it too, or would answer the same: who, and neither when nor where."""

    __tablename__ = "same_here"
    __table_args__ = (
        CheckConstraint("(talk_id is null) <> (remark_id is null)", name="of_one_thing"),
        UniqueConstraint("talk_id", "person_id"),
        UniqueConstraint("remark_id", "person_id"),
    )

    talk_id: Mapped[int | None] = mapped_column(ForeignKey("talks.id", ondelete="CASCADE"))
    remark_id: Mapped[int | None] = mapped_column(ForeignKey("remarks.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)


class Report(Keyed, Base):
    """That somebody said of a remark that it should not stand there, and why; and whether a moderator has looked."""

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint(one_of("reason", Reason), name="reason_is_known"),
        UniqueConstraint("remark_id", "by_id"),
    )

    remark_id: Mapped[int] = mapped_column(ForeignKey("remarks.id", ondelete="CASCADE"))
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text, default="")
    said_on: Mapped[date]
    settled: Mapped[bool] = mapped_column(default=False, index=True)
