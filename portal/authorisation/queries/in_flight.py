"""The posts of an organisation that are on their way, as an innovation lead looks at them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    extract,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import contains_eager

from portal.authorisation.models import Step
from portal.authorisation.queries.asked import held_in_vain
from portal.authorisation.queries.listing import (
    ListedPost,
    ListedStep,
    complete,
    listed,
    read_posts,
    read_steps,
)
from portal.authorisation.queries.waiting import A_PAGE
from portal.authorisation.rules import StepState
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.people.models import Person
from portal.submissions.models import Submission, Version, decided_on, submission_topics
from portal.submissions.models import Topic as TopicRow
from portal.submissions.rules import Status

A_WEEK = 7 * 24 * 60 * 60  # seconds
WORKING_DAYS = 5


def _as_sent(name: str, now: Any) -> ColumnElement[Any]:
    """A part of a post as others than its authors read it: of what came back, as it was last sent."""
    sent = select(Version.text[name].as_string()).where(
        Version.submission_id == Submission.id, Version.sent_at.is_not(None)
    )
    last = sent.order_by(Version.number.desc()).limit(1).correlate(Submission).scalar_subquery()
    return case((Submission.status == Status.RETURNED, func.coalesce(last, now)), else_=now)


_TITLE = _as_sent("title", Submission.title)
_SUMMARY = _as_sent("summary", Submission.summary)


def titles_as_sent(posts: Collection[Submission | ListedPost]) -> Mapping[int, str]:
    """The titles of posts that came back, as they were last sent, by their keys."""
    keys = [post.id for post in posts if post.status == Status.RETURNED]
    asked = select(Submission.id, _TITLE).where(Submission.id.in_(keys))
    return {key: str(title) for key, title in session.execute(asked)} if keys else {}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a lead wants to see: filters that are empty leave everything in."""

    state: str = ""  # waiting | late | returned | imported
    kind: str = ""
    stage: str = ""
    holder: str = ""
    topic: str = ""
    text: str = ""
    sort: str = "due"
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether it leaves out some of a state."""
        return any((self.kind, self.stage, self.holder, self.topic, self.text))


@dataclass(frozen=True, slots=True)
class Found:
    """One page of posts in flight, each with the step it waits at, if it waits."""

    rows: Sequence[tuple[ListedPost, ListedStep | None]]
    total: int
    pages: int
    page: int


STATES = ("waiting", "late", "returned", "imported")

_IMPORTED = and_(
    Submission.status == Status.DRAFT, Submission.author_id.is_(None), Submission.desk_key.is_(None)
)

# By whom posts can be asked for. What came back is with whoever wrote it, and they may be kept from the reader.
_LOOKS_AFTER = case((_IMPORTED, Submission.holder_id), else_=Step.holder_id)


def _in_state(state: str) -> ColumnElement[bool]:
    match state:
        case "waiting":
            return decided_on()
        case "late":
            today = clock.today()
            late_at_first = _due_at_first() < extract("epoch", literal(today))
            late = case((Step.escalations == 0, Step.due_on < today), else_=late_at_first)
            return and_(decided_on(), late)
        case "returned":
            return Submission.status == Status.RETURNED
        case "imported":
            return _IMPORTED
        case _:
            return or_(decided_on(), Submission.status == Status.RETURNED, _IMPORTED)


_KEYS: BindParameter[Any] = bindparam("keys")
_STEPS = listed(select(Step).where(Step.id.in_(_KEYS)))


def _in_flight(organisation_id: int, wanted: Wanted) -> Select[Any]:
    open_one = and_(Step.submission_id == Submission.id, Step.state == StepState.OPEN)
    found = select(Submission).outerjoin(Step, open_one)
    read = ~Submission.unread  # of what is read first nobody else sees a word
    found = found.where(Submission.organisation_id == organisation_id, read, _in_state(wanted.state))
    if wanted.kind:
        found = found.where(Submission.kind == wanted.kind)
    if wanted.stage:
        found = found.where(Step.name == wanted.stage)
    if wanted.holder:
        holder = select(Person.id).where(Person.reference == read_reference(wanted.holder))
        found = found.where(_LOOKS_AFTER.in_(holder))
    if wanted.topic:
        filed = select(submission_topics.c.submission_id).join(TopicRow).where(TopicRow.slug == wanted.topic)
        sent = _as_sent("topics", literal("")).contains(f'["{wanted.topic}",', autoescape=True)
        back = Submission.status == Status.RETURNED
        found = found.where(or_(and_(back, sent), and_(~back, Submission.id.in_(filed))))
    if wanted.text:
        says = (column.icontains(wanted.text, autoescape=True) for column in (_TITLE, _SUMMARY))
        found = found.where(or_(Submission.reference == read_reference(wanted.text), *says))
    return found


def in_flight(organisation_id: int, wanted: Wanted, counts: Mapping[str, int] | None = None) -> Found:
    """The posts of an organisation that are on their way, as a lead wants to see them, one page at a time.

    One that several people are asked about at the same time has a row for each of them. ``counts`` are those of the
    ``overview``, where they are known: all of one state need not be counted again.
    """
    found = _in_flight(organisation_id, wanted)
    if counts is not None and not wanted.narrowed:
        total = counts[wanted.state]
    else:
        total = session.scalar(found.with_only_columns(func.count(Submission.id))) or 0
    pages = max(1, -(-total // A_PAGE))
    page = min(max(1, wanted.page), pages)
    undated = case((Step.due_on.is_(None), 1), else_=0)
    order: Mapping[str, tuple[Any, ...]] = {
        "due": (undated, _first_due(), Submission.begun_on),
        "oldest": (Submission.begun_on,),
        "newest": (Submission.begun_on.desc(),),
        "title": (func.lower(_TITLE),),
    }
    keys = found.with_only_columns(Submission.id, Step.id)
    keys = keys.order_by(*order.get(wanted.sort, order["due"]), Submission.id, Step.stage, Step.seat)
    chosen = session.execute(keys.limit(A_PAGE).offset((page - 1) * A_PAGE)).all()
    return Found(_rows([(post, step) for post, step in chosen]), total, pages, page)


def _first_due() -> ColumnElement[Any]:
    """When an answer was first due at a step, in seconds, so that what was passed on late stands where it belongs.

    Whoever is given it then has their own time, and ``due_on`` is theirs; five working days count as a week here.
    """
    return case((Step.escalations == 0, extract("epoch", Step.due_on)), else_=_due_at_first())


def _due_at_first() -> ColumnElement[Any]:
    return extract("epoch", Step.opened_at) + Step.limit_days * (A_WEEK // WORKING_DAYS)


def _rows(keys: Sequence[tuple[int, int | None]]) -> list[tuple[ListedPost, ListedStep | None]]:
    waiting = [step for _post, step in keys if step]
    steps = {step.id: step for step in read_steps(_STEPS, {"keys": waiting})}
    posts = {post.id: post for post in read_posts([post for post, step in keys if step is None])}
    complete(steps.values(), posts.values())
    return [(steps[step].submission, steps[step]) if step else (posts[post], None) for post, step in keys]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that is on its way in an organisation, by what a lead may narrow it to."""

    counts: Mapping[str, int]  # how many are in each state that a lead looks at, and ``""``: in all
    stages: Sequence[str]  # names of those at which something waits
    holders: Sequence[tuple[str, str]]  # of open steps and imported drafts: reference and name, by name


def overview(organisation_id: int) -> Overview:
    """What is on its way in an organisation: looked through once, however it is counted."""
    states = [case((_in_state(state), 1), else_=0).label(state) for state in STATES]
    holds = _LOOKS_AFTER.label("holder_id")
    each = _in_flight(organisation_id, Wanted()).with_only_columns(Step.name, holds, *states)
    alike = each.subquery()
    counts, stages, keys = dict.fromkeys(("", *STATES), 0), set(), set()
    for stage, holder, *among, number in session.execute(select(*alike.c, func.count()).group_by(*alike.c)):
        counts[""] += number
        for state, is_in in zip(STATES, among, strict=True):
            counts[state] += number if is_in else 0
        if stage is not None and among[STATES.index("waiting")]:
            stages.add(stage)
        keys.add(holder)
    people = session.execute(select(Person.name, Person.reference).where(Person.id.in_(keys - {None})))
    holders = [(reference, name) for name, reference in sorted(map(tuple, people))]
    return Overview(counts, sorted(stages), holders)


def unread_in_flight(organisation_id: int) -> Mapping[str, int]:
    """How many anonymous posts of an organisation are being read first, by kind: all that others may know of them."""
    here = (Submission.organisation_id == organisation_id, Submission.unread, decided_on())
    counted = select(Submission.kind, func.count()).where(*here).group_by(Submission.kind)
    return {row[0]: row[1] for row in session.execute(counted.order_by(Submission.kind))}


def chosen_steps(organisation_id: int, references: Sequence[str]) -> Sequence[Step]:
    """The open steps of these posts, of one organisation, at most one page of them."""
    keys = [read_reference(reference) for reference in references][:A_PAGE]
    here = select(Step).join(Step.submission).where(Submission.organisation_id == organisation_id)
    here = here.where(~Submission.unread)
    opened = here.where(Step.state == StepState.OPEN, Submission.reference.in_(keys))
    return session.scalars(opened.options(contains_eager(Step.submission))).unique().all()


def chosen_drafts(organisation_id: int, references: Sequence[str]) -> Sequence[Submission]:
    """The imported drafts among these posts, of one organisation, at most one page of them."""
    keys = [read_reference(reference) for reference in references][:A_PAGE]
    here = select(Submission).where(Submission.organisation_id == organisation_id, _IMPORTED)
    return session.scalars(here.where(Submission.reference.in_(keys))).all()


def chosen_beyond(organisation_id: int, references: Sequence[str]) -> Sequence[Submission]:
    """Those of these posts that wait for no decision any more: back with their author, or decided meanwhile."""
    keys = [read_reference(reference) for reference in references][:A_PAGE]
    here = select(Submission).where(Submission.organisation_id == organisation_id, ~Submission.unread)
    over = here.where(Submission.status != Status.DRAFT, ~decided_on())
    return session.scalars(over.where(Submission.reference.in_(keys)).order_by(Submission.id)).all()


def without_one_holder() -> list[str]:
    """References of posts that wait without an open step of their holder, or with one whose holder may not decide it.

    What was returned waits too, for its authors; of an anonymous post nobody knows who they are. An imported draft
    waits for whoever looks after it.
    For ``portal check``: it comes back empty as long as every promise is kept.
    """
    steps = select(Step.submission_id, func.count().label("steps")).join(Person, Person.id == Step.holder_id)
    opened = steps.where(Step.state == StepState.OPEN).group_by(Step.submission_id).subquery()
    here = and_(Step.submission_id == Submission.id, Step.state == StepState.OPEN)
    held_by_holder = select(Step.id).where(here, Step.holder_id == Submission.holder_id).exists()
    in_vain = Submission.id.in_(held_in_vain().with_only_columns(Step.submission_id))
    held = select(Submission.reference).outerjoin(opened, opened.c.submission_id == Submission.id)
    held = held.outerjoin(Person, Person.id == Submission.holder_id)
    waits = decided_on()
    returned = and_(Submission.status == Status.RETURNED, Submission.desk_key.is_(None))
    wrong = or_(
        and_(waits, or_(~held_by_holder, in_vain)),
        and_(or_(waits, returned, _IMPORTED), or_(Person.id.is_(None), Person.ended_on.is_not(None))),
        and_(~waits, opened.c.steps.is_not(None)),
    )
    return sorted(session.scalars(held.where(wrong)))
