"""Something that was asked, with how whoever asked takes in the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from portal.conversation.models import Remark, Talk
from portal.conversation.rules import ASKED_BACK_AFTER, ASKED_BACK_UNTIL, BUDGET
from portal.conversation.rules.moderating import READABLE
from portal.feedback.models import Answer, Question
from portal.following import queries as following
from portal.following.models import Want
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.implementation import queries as implementation
from portal.people.models import Person
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a post, or something wanted.

    ``talk`` is nothing until somebody answers or arranges something.
    """

    question: Question | None
    want: Want | None
    talk: Talk | None

    @property
    def it(self) -> Any:
        """The question, or what is wanted."""
        return self.question or self.want

    @property
    def post(self) -> Submission | None:
        """The post that was asked about."""
        return self.question.submission if self.question is not None else None

    @property
    def submission(self) -> Submission | None:
        """The same, by the name under which the policy looks for the post of anything."""
        return self.post

    @property
    def about(self) -> Any:
        """What a row of the journal is about: the post, or what is wanted."""
        return self.post or self.want

    @property
    def implementation(self) -> Any:
        """How the post is seen through."""
        return implementation.implementation(self.post) if self.post is not None else None

    @property
    def reference(self) -> str:
        """How it is known in addresses."""
        return str(self.it.reference)

    @property
    def asked_by(self) -> Person:
        """Whoever asked. How they are named is ``asker_shown`` for what is wanted."""
        asker: Person = self.it.asked_by
        return asker

    @property
    def asked_by_id(self) -> int:
        """The key of whoever asked."""
        return int(self.it.asked_by_id)

    @property
    def asked_on(self) -> date:
        """The day on which it was asked."""
        if self.question is not None:
            return clock.local(self.question.asked_at).date()
        day: date = self.it.asked_on
        return day

    @property
    def words(self) -> str:
        """What was asked."""
        return self.question.text if self.question is not None else str(self.it.words)

    @property
    def deputy_id(self) -> int | None:
        """Who takes the rest of the answers for whoever asked."""
        return self.talk.deputy_id if self.talk is not None else None

    @property
    def enough(self) -> bool:
        """Whether whoever asked has enough."""
        return self.talk is not None and self.talk.enough

    @property
    def budget(self) -> int:
        """Of how many answers whoever asked wants to hear."""
        return self.talk.budget if self.talk is not None else BUDGET


def asked(reference: str) -> Asked | None:
    """What was asked, by its reference."""
    typed = read_reference(reference)
    question = session.scalar(select(Question).where(Question.reference == typed))
    if question is not None:
        return asked_of(question)
    want = following.want(typed)
    return asked_of_want(want) if want is not None else None


def asked_of(question: Question) -> Asked:
    """A question about a post."""
    return Asked(question, None, session.scalar(select(Talk).where(Talk.question_id == question.id)))


def asked_of_want(want: Want) -> Asked:
    """Something wanted."""
    return Asked(None, want, session.scalar(select(Talk).where(Talk.want_id == want.id)))


def to_ask_back(today: date) -> list[Asked]:
    """What was first answered so long ago that whoever asked is asked what came of it, and has not been."""
    due, late = today - ASKED_BACK_AFTER, today - ASKED_BACK_UNTIL
    owed = or_(Talk.id.is_(None), and_(Talk.asked_back_on.is_(None), Talk.done == ""))
    remark = exists().where(
        Remark.talk_id == Talk.id, Remark.state.in_(READABLE), Remark.said_on.between(late, due)
    )
    since, until = (datetime.combine(day, time.min, UTC) for day in (late, due + timedelta(days=1)))
    answer = exists().where(Answer.question_id == Question.id, Answer.answered_at.between(since, until))
    questions = select(Question, Talk).outerjoin(Talk, Talk.question_id == Question.id)
    asked = questions.where(Question.before_publication.is_(False), owed, or_(remark, answer))
    wants = select(Want, Talk).join(Talk, Talk.want_id == Want.id).where(owed, remark)
    return [
        *(Asked(one, None, talk) for one, talk in session.execute(asked.order_by(Question.id)).unique()),
        *(Asked(None, one, talk) for one, talk in session.execute(wants.order_by(Want.id)).unique()),
    ]


def answers_given(talk: Talk, by_id: int) -> int:
    """How many answers somebody has given to it."""
    given = select(func.count()).select_from(Remark).where(Remark.talk_id == talk.id, Remark.by_id == by_id)
    return session.scalar(given) or 0


def who_answered(asked: Asked) -> Sequence[Person]:
    """Who gave an answer that is read: those who know, and those who answer for the post; each once."""
    keys: set[int | None] = set()
    if asked.question is not None:
        keys |= {given.by_id for given in asked.question.answers}
    if asked.talk is not None:
        given = select(Remark.by_id).where(Remark.talk_id == asked.talk.id, Remark.state.in_(READABLE))
        keys |= set(session.scalars(given))
    there = select(Person).where(Person.id.in_(keys - {None}), Person.ended_on.is_(None))
    return session.scalars(there.order_by(Person.id)).unique().all()


def is_answered(asked: Asked) -> bool:
    """Whether anybody has answered, or whoever asked has enough."""
    if asked.enough or (asked.question is not None and (asked.question.settled or asked.question.answers)):
        return True
    return first_answer_on(asked) is not None


def first_answer_on(asked: Asked) -> date | None:
    """The day of the first answer that everybody reads, whoever gave it."""
    days = []
    if asked.question is not None and asked.question.answers:
        days.append(clock.local(asked.question.answers[0].answered_at).date())
    if asked.talk is not None:
        given = select(func.min(Remark.said_on)).where(
            Remark.talk_id == asked.talk.id, Remark.state.in_(READABLE)
        )
        day = session.scalar(given)
        days += [day] if day is not None else []
    return min(days, default=None)
