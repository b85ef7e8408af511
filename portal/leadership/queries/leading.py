"""What needs a leader now: what waits on them, what is stuck, what nobody answered, and whose work is worth thanks.

Of every list a leader reads what they may read anyway, and nothing counts what they may not. However many posts there
are, the database is asked as often.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload, lazyload

from portal.authorisation import queries as ways
from portal.authorisation.rules import reads_in_library
from portal.feedback.models import Answer, Outcome, Question
from portal.feedback.rules import ENDED, Result
from portal.following import queries as following
from portal.following.rules.wants import may_see_wants
from portal.foundation import clock
from portal.foundation.database import session
from portal.implementation import queries as implementation
from portal.implementation.models import Adoption, Implementation
from portal.implementation.rules.chases import GRACE
from portal.implementation.rules.ledger import EntryState, How
from portal.leadership.queries.agreed import count_open_for
from portal.leadership.queries.messages import to_answer
from portal.leadership.rules.leading import (
    LOOKED_AT,
    SHOWN,
    Reason,
    Worth,
    best_reasons,
    counted_in_words,
    looks_at_all,
    whole_weeks,
)
from portal.library.models import Publication
from portal.people.models import TITLE_ONLY, Unit
from portal.promises import queries as promises
from portal.promises.rules import may_see_stuck
from portal.submissions.models import Submission
from portal.submissions.rules import Reader, Status, author_shown_to, is_author


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that needs a leader: what, why, and where it is seen to. ``count`` is nought where it is one post."""

    words: str
    href: str
    why: str = ""
    count: int = 0
    late: str = ""
    reference: str = ""  # of the post that it is about

    @property
    def shown(self) -> str:
        """The number as a list shows it."""
        return ways.in_words(self.count)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page: the first lines, and how many there are in all."""

    lines: Sequence[Line]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.lines)


@dataclass(frozen=True, slots=True)
class Leading:
    """All that a leader is shown on one page. ``counted`` says how much is worth thanks, in whole weeks."""

    waiting: Sequence[Line]
    promised: Sequence[Line]
    stuck: Part
    wanted: Sequence[Line]
    unanswered: Part
    thanks: Part
    counted: str
    since: date
    until: date


def leading(person: Reader, shown: int = SHOWN) -> Leading:
    """The page of a leader. ``shown`` is how many lines each list has at most."""
    since, until = whole_weeks(clock.today())
    stuck, unanswered, reasons = _stuck(person), _unanswered(person, until), _reasons(person, since, until)
    keys = {*(key for key, _why in stuck), *unanswered, *(one.post_id for one in reasons)}
    posts = _readable(person, keys)
    worth = best_reasons(one for one in reasons if one.post_id in posts)
    not_mine = [one for one in worth if not is_author(person, posts[one.post_id])]
    return Leading(
        waiting=_waiting(person),
        promised=_promised(person),
        stuck=_part([_line(posts, key, why, "/progress") for key, why in stuck if key in posts], shown),
        wanted=_wanted(person),
        unanswered=_part(
            [_line(posts, key, _asked(day), "#questions") for key, day in unanswered.items() if key in posts],
            shown,
        ),
        thanks=_part([_line(posts, one.post_id, one.words) for one in not_mine], shown),
        counted=counted_in_words(not_mine),
        since=since,
        until=until,
    )


def _line(posts: Mapping[int, Submission], key: int, why: str, part: str = "") -> Line:
    """One post, and the part of its page where it is seen to."""
    post = posts[key]
    return Line(post.title, f"/library/{post.reference}{part}", why, reference=post.reference)


def _part(lines: Sequence[Line], shown: int) -> Part:
    return Part(lines[:shown], len(lines))


def _waiting(person: Reader) -> list[Line]:
    """What waits on the leader themselves, as it is now."""
    asked, late = ways.count_waiting_for(person)
    owned, entries = implementation.count_asked(person), implementation.count_to_confirm(person)
    agreed, questions = count_open_for(person), to_answer(person)
    lines = [
        Line(
            f"{_words(asked, 'post waits', 'posts wait')} for your decision",
            "/queue",
            count=asked,
            late=f"{ways.in_words(late)} past {_words(late, 'its day', 'their day')}" if late else "",
        ),
        Line(
            f"{_words(owned, 'post that you see', 'posts that you see')} through: say where "
            f"{_words(owned, 'it stands', 'they stand')}",
            "/seeing-through",
            count=owned,
        ),
        Line(f"{_words(entries, 'entry', 'entries')} to confirm", "/adoption", count=entries),
        Line(
            f"{_words(agreed, 'thing', 'things')} that a meeting agreed, for you to do",
            "/meetings",
            count=agreed,
        ),
        Line(
            f"{_words(questions, 'question', 'questions')} on what you said to all",
            "/messages",
            count=questions,
        ),
    ]
    return [line for line in lines if line.count]


def _promised(person: Reader) -> list[Line]:
    """How many authors wait longer than they were promised, for whoever leads on it."""
    if not may_see_stuck(person):
        return []
    near, missed = promises.count_stuck(person.organisation_id)
    if not near + missed:
        return []
    late = f"{missed} longer than promised" if missed else ""
    total = near + missed
    words = f"{_words(total, 'author needs', 'authors need')} a word by the next working day"
    return [Line(words, "/promise", count=total, late=late)]


def _wanted(person: Reader) -> list[Line]:
    """What people ask for and did not find, for those who can answer it."""
    asked = following.count_open() if may_see_wants(person) else 0
    words = f"{_words(asked, 'wish waits', 'wishes wait')} for an answer"
    return [Line(words, "/wanted", count=asked)] if asked else []


def _stuck(person: Reader) -> list[tuple[int, str]]:
    """Published posts that somebody should move on: what is in the way is said, or nobody has said where they stand."""
    late = Implementation.asked_on <= clock.today() - GRACE
    rows = (
        select(Implementation.submission_id, Implementation.blockers, Implementation.asked_on)
        .join(Implementation.submission)
        .where(
            Submission.status == Status.PUBLISHED, or_(Implementation.blockers != "", late), _owned(person)
        )
        .order_by(Implementation.asked_on.is_(None), Implementation.asked_on, Implementation.submission_id)
        .limit(LOOKED_AT)
    )
    return [(key, _why(blockers, asked_on)) for key, blockers, asked_on in session.execute(rows)]


def _why(blockers: str, asked_on: date | None) -> str:
    if blockers:
        return f"In the way: {blockers}"
    return f"Nobody has said where it stands since {clock.day_in_words(asked_on)}"


def _unanswered(person: Reader, until: date) -> dict[int, date]:
    """The posts of which a reader asked something before this week that still waits, with the day of the first."""
    answered = select(Answer.id).where(Answer.question_id == Question.id).exists()
    rows = (
        select(Question.submission_id, Question.asked_at)
        .join(Question.submission)
        .outerjoin(Implementation, Implementation.submission_id == Submission.id)
        .where(Submission.status == Status.PUBLISHED, Question.before_publication.is_(False), ~answered)
        .where(Question.settled.is_(False))
        .where(Question.asked_at < clock.begin_of(until), _owned(person))
        .order_by(Question.asked_at.desc(), Question.id)
        .limit(LOOKED_AT)
    )
    found = {key: clock.local(asked_at).date() for key, asked_at in session.execute(rows)}
    return dict(sorted(found.items(), key=lambda one: one[1]))


def _reasons(person: Reader, since: date, until: date) -> list[Reason]:
    """What happened in whole weeks that is worth thanks: taken up elsewhere, stopped with the reason, published."""
    taken_up = (
        select(Adoption)
        .join(Adoption.submission)
        .outerjoin(Implementation, Implementation.submission_id == Submission.id)
        .where(Adoption.state == EntryState.CONFIRMED, _ours(person))
        .where(Adoption.decided_on >= since, Adoption.decided_on < until)
        .options(joinedload(Adoption.organisation), joinedload(Adoption.unit), lazyload(Adoption.submission))
        .order_by(Adoption.decided_on.desc(), Adoption.id)
    )
    stopped = (
        select(Outcome.submission_id)
        .join(Submission, Submission.id == Outcome.submission_id)
        .outerjoin(Implementation, Implementation.submission_id == Submission.id)
        .where(or_(Outcome.state.in_(ENDED), Outcome.result == Result.DID_NOT), Outcome.note != "")
        .where(
            Outcome.kept_at >= clock.begin_of(since), Outcome.kept_at < clock.begin_of(until), _ours(person)
        )
        .order_by(Outcome.kept_at.desc(), Outcome.id)
    )
    published = (
        select(Publication.submission_id)
        .join(Publication.submission)
        .outerjoin(Implementation, Implementation.submission_id == Submission.id)
        .where(Publication.published_on >= since, Publication.published_on < until, _ours(person))
        .order_by(Publication.published_on.desc(), Publication.submission_id)
    )
    entries = session.scalars(taken_up.limit(LOOKED_AT)).unique()
    return [
        *(
            Reason(one.submission_id, Worth.STOPPED if one.how == How.STOPPED else Worth.USED, one.place)
            for one in entries
        ),
        *(Reason(key, Worth.STOPPED) for key in session.scalars(stopped.limit(LOOKED_AT))),
        *(Reason(key, Worth.PUBLISHED) for key in session.scalars(published.limit(LOOKED_AT))),
    ]


def _units(person: Reader) -> ColumnElement[bool]:
    """The units that somebody heads, with all below them, as the database is asked for ``Unit``."""
    return or_(*(Unit.path.contains(f"/{key}/") for key in sorted(person.headed_unit_ids)))


def _owned(person: Reader) -> ColumnElement[bool]:
    """Published posts that a leader answers for: the organisation's, or what posts of duty in their units own."""
    if looks_at_all(person):
        return Submission.organisation_id == person.organisation_id
    return Implementation.owner_unit_id.in_(select(Unit.id).where(_units(person)))


def _ours(person: Reader) -> ColumnElement[bool]:
    """The same, and what was written in those units by somebody with a name: an anonymous post has no unit to show."""
    if looks_at_all(person):
        return Submission.organisation_id == person.organisation_id
    written = and_(
        Submission.desk_key.is_(None), Submission.unit_id.in_(select(Unit.id).where(_units(person)))
    )
    return or_(written, _owned(person))


def _readable(person: Reader, keys: Collection[int]) -> dict[int, Submission]:
    """Those of these posts that are published and that the leader reads, and whose authors are not kept from them."""
    some = select(Submission).where(Submission.id.in_(keys), Submission.status == Status.PUBLISHED)
    lean = (
        lazyload(Submission.topics),
        joinedload(Submission.author).options(*TITLE_ONLY),
        joinedload(Submission.claimed_by).options(*TITLE_ONLY),
    )
    posts = session.scalars(some.options(*lean)).unique()
    return {post.id: post for post in posts if _reads(person, post)}


def _reads(person: Reader, post: Submission) -> bool:
    return reads_in_library(person, post) and not author_shown_to(person, post).hidden


def _asked(day: date) -> str:
    return f"Asked on {clock.day_in_words(day)}, and not answered"


def _words(count: int, one: str, several: str) -> str:
    return one if count == 1 else several
