"""What can be asked about what became of a post."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BindParameter, Exists, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from portal.feedback.models import Answer, Outcome, Question, Use
from portal.feedback.rules import UseKind
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.people.models import NAMED_ONLY, Person
from portal.submissions.models import Submission, Version, decided_on, wrote
from portal.submissions.rules import Status


@dataclass(frozen=True, slots=True)
class About:
    """All that became of one post: what was kept of it, what readers said, what was asked and answered."""

    outcomes: Sequence[Outcome]  # newest first
    uses: Sequence[Use]  # newest first
    questions: Sequence[Question]  # oldest first

    @property
    def outcome(self) -> Outcome | None:
        """What holds today."""
        return self.outcomes[0] if self.outcomes else None

    def said(self, kind: str) -> list[Use]:
        """What was said of one sort: useful, used, did not fit."""
        return [use for use in self.uses if use.kind == kind]

    def said_by(self, person: Person) -> dict[str, Use]:
        """What this person said, by its sort."""
        return {use.kind: use for use in self.uses if use.person_id == person.id}

    @property
    def used(self) -> list[Use]:
        """Who used it."""
        return self.said(UseKind.USED)

    @property
    def useful(self) -> list[Use]:
        """Who found it useful."""
        return self.said(UseKind.USEFUL)

    @property
    def did_not_fit(self) -> list[Use]:
        """For whom it did not fit, each with the reason."""
        return self.said(UseKind.DID_NOT_FIT)


_OF_POST: BindParameter[int] = bindparam("post")
# Whoever said something is shown by name and organisation; what they may do is nobody's question here.
_OUTCOMES = (
    select(Outcome)
    .where(Outcome.submission_id == _OF_POST)
    .order_by(Outcome.kept_at.desc(), Outcome.id)
    .options(lazyload(Outcome.by))
)
_USES = (
    select(Use)
    .where(Use.submission_id == _OF_POST)
    .order_by(Use.said_on.desc(), Use.id)
    .options(joinedload(Use.person).options(*NAMED_ONLY))
)
_QUESTIONS = (
    select(Question)
    .where(Question.submission_id == _OF_POST)
    .order_by(Question.asked_at, Question.id)
    .options(
        lazyload(Question.submission),
        joinedload(Question.asked_by).options(*NAMED_ONLY),
        selectinload(Question.answers).joinedload(Answer.by).options(*NAMED_ONLY),
    )
)
# What there is of the three, in one go: of most posts there is nothing yet, and nothing more to ask.
_WHAT_THERE_IS = select(
    exists().where(Outcome.__table__.c.submission_id == _OF_POST),
    exists().where(Use.__table__.c.submission_id == _OF_POST),
    exists().where(Question.__table__.c.submission_id == _OF_POST),
)


def about(post: Submission) -> About:
    """All that became of a post, for its page in the library and for its author's own."""
    of_post = {"post": post.id}
    outcomes, uses, questions = session.execute(_WHAT_THERE_IS, of_post).one()
    return About(
        outcomes=session.scalars(_OUTCOMES, of_post).all() if outcomes else (),
        uses=session.scalars(_USES, of_post).all() if uses else (),
        questions=session.scalars(_QUESTIONS, of_post).all() if questions else (),
    )


class Kept(NamedTuple):
    """What became of a post, as it holds today."""

    state: str
    result: str
    note: str
    kept_at: datetime


def newest_outcomes(keys: Collection[int]) -> Mapping[int, Kept]:
    """For those of these posts that have an outcome of the text as it is now: the one that holds today."""
    if not keys:
        return {}
    kept = select(Outcome.submission_id, Outcome.state, Outcome.result, Outcome.note, Outcome.kept_at).where(
        Outcome.submission_id.in_(keys), ~_brought_up_to_date_since()
    )
    rows = session.execute(kept.order_by(Outcome.kept_at, Outcome.id.desc()))
    return {row[0]: Kept(*row[1:]) for row in rows}


def holds_today(post: Submission) -> Kept | None:
    """What became of a post, of its text as it is now; nothing where that was brought up to date since."""
    return newest_outcomes([post.id]).get(post.id)


def how_often_used(keys: Sequence[int]) -> Mapping[int, int]:
    """For those of these posts that somebody used, how many said so."""
    if not keys:
        return {}
    said = select(Use.submission_id, func.count()).where(
        Use.submission_id.in_(keys), Use.kind == UseKind.USED
    )
    return {row[0]: row[1] for row in session.execute(said.group_by(Use.submission_id))}


def outcome_is_out_of_date(post: Submission) -> bool:
    """Whether what was last said of a post is older than its text: it has been brought up to date since."""
    newest = select(Outcome.id).where(Outcome.submission_id == post.id)
    newest = newest.order_by(Outcome.kept_at.desc(), Outcome.id).limit(1)
    stale = select(Outcome.id).where(Outcome.id == newest.scalar_subquery(), _brought_up_to_date_since())
    return session.scalar(stale) is not None


def _brought_up_to_date_since() -> Exists:
    """Whether a text was published after an outcome was kept."""
    return exists().where(
        Version.submission_id == Outcome.submission_id, Version.published_at > Outcome.kept_at
    )


def question(reference: str, question: str) -> Question | None:
    """One question about the post with this reference."""
    found = session.scalar(select(Question).where(Question.reference == read_reference(question)))
    return found if found is not None and found.submission.reference == read_reference(reference) else None


# Of most posts nothing was asked: what belongs to a question is read where there is one.
_BEFORE = (
    select(Question)
    .where(Question.submission_id == bindparam("post"), Question.before_publication)
    .order_by(Question.asked_at, Question.id)
    .options(lazyload(Question.submission), selectinload(Question.asked_by))
)


def asked_before_publication(post: Submission) -> Sequence[Question]:
    """What those who decide on a post asked its author, oldest first."""
    return session.scalars(_BEFORE, {"post": post.id}).all()


def is_asked(post: Submission) -> bool:
    """Whether an author has been asked something before publication that is not answered yet."""
    return any(not asked.answers for asked in asked_before_publication(post))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many questions about one post wait for its authors, and where they are answered."""

    reference: str
    in_library: bool
    count: int

    @property
    def href(self) -> str:
        """The page of the post on which they stand."""
        return f"/{'library' if self.in_library else 'submissions'}/{self.reference}#questions"


_PERSON: BindParameter[int] = bindparam("person")
_ON_ITS_WAY = and_(Question.before_publication, or_(decided_on(), Submission.status == Status.RETURNED))
_IN_LIBRARY = and_(~Question.before_publication, Submission.status == Status.PUBLISHED)
_WAITING = (
    select(Submission.reference, Question.before_publication, func.count())
    .join(Submission, Question.submission_id == Submission.id)
    .where(wrote(_PERSON))
    .where(or_(_ON_ITS_WAY, _IN_LIBRARY), ~Question.answers.any(), Question.settled.is_(False))
    .group_by(Submission.reference, Question.before_publication)
)


def waiting_for_author(person_id: int) -> Sequence[Waiting]:
    """The questions about somebody's posts that nobody has answered, and whose askers still wait.

    What was asked of a post that has gone is over.
    """
    rows = session.execute(_WAITING, {"person": person_id})
    return [Waiting(reference, not before, count) for reference, before, count in rows]
