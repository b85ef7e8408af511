"""Figures of an organisation, asked of the tables in a number of questions that does not grow with what is there.

Each figure can be worked out from the journal again; ``tests/insight`` does. Nothing here is asked of one person
but their own.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, extract, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.feedback.models import Use
from portal.feedback.rules import UseKind
from portal.foundation import clock
from portal.foundation.database import session
from portal.insight.rules import (
    GROUP_NAMES,
    Period,
    Step,
    begins,
    ends,
    last_months,
    listed,
    suppressed,
)
from portal.library import rules as library
from portal.library.models import Publication
from portal.people.models import Grade, Organisation, Person
from portal.people.rules.calendar import working_days_between
from portal.people.rules.waits import Wait, wait_of
from portal.promises import queries as promises
from portal.promises.models import Promise
from portal.promises.rules import Part
from portal.submissions.kinds import KINDS
from portal.submissions.models import Submission, Topic, submission_topics, wrote
from portal.submissions.rules import Status

IN_LIBRARY = (Status.PUBLISHED, Status.MERGED)
TOPICS_SHOWN = 10
NOBODY_HAS_SAID = "Nobody has said yet"

_posts, _items = Submission.__table__.c, Publication.__table__.c


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of what was shared in an organisation since a day."""

    since: date | None
    until: date
    way: Sequence[Step]
    first_answer: Wait | None
    decision: Wait | None
    kept: Sequence[promises.Record]
    months: Sequence[
        tuple[date, int, int]
    ]  # the first day of each, how many were sent and how many published
    kinds: Sequence[tuple[str, int]]
    topics: Sequence[tuple[str, int]]
    results: Sequence[tuple[str, int]]
    steps: Sequence[tuple[str, int]]  # impact cases in the library, by how far they have got
    groups: Sequence[
        tuple[str, int | None]
    ]  # how many people of each staff group shared something; none where few
    published: int
    used_by_others: int


def figures_of(organisation: Organisation, period: Period) -> Figures:
    """The figures of an organisation for a period of whole months."""
    since, until = begins(period, clock.today()), ends(clock.today())
    here = _sent_here(organisation, since, until)
    shared = and_(
        here, _posts.published_at < _midnight(until)
    )  # and approved: of what is on its way nothing is told
    results, steps, published, used = _in_library(organisation, since, until)
    return Figures(
        since=since,
        until=until,
        way=_way(here, until),
        first_answer=_times(organisation, here, Promise.answered_on, until),
        decision=_times(organisation, here, Promise.decided_on, until),
        kept=promises.record_of(organisation, since, until),
        months=_months(organisation, until),
        kinds=_by_kind(shared),
        topics=_by_topic(shared),
        results=results,
        steps=steps,
        groups=_by_group(shared),
        published=published,
        used_by_others=used,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.local(clock.now()).tzinfo)


def _sent_here(organisation: Organisation, since: date | None, until: date) -> ColumnElement[bool]:
    """First sendings here: what is sent again, taken further, or brings a post up to date is no new post."""
    here = and_(
        Promise.organisation_id == organisation.id,
        Promise.number == 1,
        Promise.begun_on < until,
        Promise.submission_id == _posts.id,
        _posts.updates_id.is_(None),
    )
    return and_(here, Promise.begun_on >= since) if since else here


def _way(here: ColumnElement[bool], until: date) -> list[Step]:
    """How many were sent, and how many of those came to each later step before the period ended."""
    days = [getattr(Promise, f"{part.value}_on") for part in Part]
    got = [func.sum(case((day < until, 1), else_=0)) for day in days]
    there = and_(_posts.status.in_(IN_LIBRARY), _posts.published_at < _midnight(until))
    published = func.sum(case((there, 1), else_=0))
    used = func.sum(case((and_(there, _items.used > 0), 1), else_=0))
    rows = (
        select(func.count(), *got, published, used)
        .select_from(Promise)
        .join(Submission.__table__, _posts.id == Promise.submission_id)
        .outerjoin(Publication.__table__, _items.submission_id == Promise.submission_id)
        .where(here)
    )
    sent, *came = [int(number or 0) for number in session.execute(rows).one()]
    names = ("Somebody had it", "Answered", "Decided", "In the library now", "Used by somebody else")
    return [
        Step("Sent", sent, sent),
        *(Step(name, number, sent) for name, number in zip(names, came, strict=True)),
    ]


def _times(organisation: Organisation, here: ColumnElement[bool], kept_on: Any, until: date) -> Wait | None:
    """How many working days something took from the sending, its author's own days counted too."""
    rows = (
        select(Promise.begun_on, kept_on, func.count())
        .join(Submission.__table__)
        .where(here, kept_on < until)
    )
    works_on, took = promises.working_days(organisation), Counter[int]()
    for begun, kept, count in session.execute(rows.group_by(Promise.begun_on, kept_on)):
        took[working_days_between(begun, kept, works_on)] += count
    return wait_of(took.elements())


def _months(organisation: Organisation, until: date) -> list[tuple[date, int, int]]:
    """Month by month, how many were sent and how many came into the library."""
    months = last_months(clock.today())
    sent = _month_by_month(
        select(Promise).join(Submission.__table__).where(_sent_here(organisation, months[0], until)),
        Promise.begun_on,
    )
    came = and_(Publication.organisation == organisation.code, ~Publication.declined)
    came = and_(came, Publication.published_on >= months[0], Publication.published_on < until)
    published = _month_by_month(select(Publication).where(came), Publication.published_on)
    return [(month, sent[month], published[month]) for month in months]


def _month_by_month(rows: Any, day: Any) -> Counter[date]:
    year, month = extract("year", day), extract("month", day)
    counted = rows.with_only_columns(year, month, func.count()).group_by(year, month)
    return Counter({date(int(year), int(month), 1): count for year, month, count in session.execute(counted)})


def _by_kind(shared: ColumnElement[bool]) -> list[tuple[str, int]]:
    rows = select(_posts.kind, func.count()).select_from(Promise).join(Submission.__table__).where(shared)
    return listed([(KINDS[kind].name, count) for kind, count in session.execute(rows.group_by(_posts.kind))])


def _by_topic(shared: ColumnElement[bool]) -> list[tuple[str, int]]:
    """What was shared, by topic; a post under two topics counts under each."""
    return topics_of(select(Promise).join(Submission.__table__).where(shared), Promise.submission_id)


def topics_of(rows: Select[Any], submission_id: InstrumentedAttribute[int]) -> list[tuple[str, int]]:
    """How many of these rows are filed under each topic: the most frequent topics."""
    filed = submission_topics.c
    counted = (
        rows.join(submission_topics, filed.submission_id == submission_id)
        .join(Topic, Topic.id == filed.topic_id)
        .with_only_columns(Topic.name, func.count())
        .group_by(Topic.name)
    )
    return listed([(name, count) for name, count in session.execute(counted)])[:TOPICS_SHOWN]


def result_in_words(kind: str, outcome: str, result: str) -> str:
    """What came of an item, as a chart of results calls it."""
    known = library.outcome_shown(False, outcome, result)
    return library.outcome_in_words(kind, known) if known else NOBODY_HAS_SAID


def _by_group(shared: ColumnElement[bool]) -> list[tuple[str, int | None]]:
    """How many people of each staff group shared something with their name. The small numbers are kept back.

    Not of what was decided without its author's name: who decided would learn to which group they belong.
    """
    rows = (
        select(Grade.staff_group, func.count(func.distinct(_posts.author_id)))
        .select_from(Promise)
        .join(Submission.__table__, _posts.id == Promise.submission_id)
        .join(Person.__table__, Person.id == _posts.author_id)
        .join(Grade, Grade.id == Person.grade_id)
        .where(shared, ~_posts.blind)
        .group_by(Grade.staff_group)
    )
    counted: dict[str, int] = {row[0]: row[1] for row in session.execute(rows)}
    shown = suppressed({group.value: counted.get(group.value, 0) for group in GROUP_NAMES})
    return [(name, shown[group.value]) for group, name in GROUP_NAMES.items()]


def _in_library(
    organisation: Organisation, since: date | None, until: date
) -> tuple[list[tuple[str, int]], list[tuple[str, int]], int, int]:
    """What is in the library from here: by what came of it, impact cases by step, how many, and how many used."""
    here = and_(Publication.organisation == organisation.code, Submission.status.in_(IN_LIBRARY))
    here = and_(here, Publication.published_on < until)
    here = and_(here, Publication.published_on >= since) if since else here
    used = func.sum(case((Publication.used > 0, 1), else_=0))
    group = (Publication.kind, Publication.marker, Publication.outcome, Publication.result)
    results, steps, published, in_use = Counter[str](), Counter[str](), 0, 0
    for kind, marker, outcome, result, count, of_use in session.execute(
        select(*group, func.count(), used).join(Publication.submission).where(here).group_by(*group)
    ):
        published, in_use = published + count, in_use + int(of_use or 0)
        results[result_in_words(kind, outcome, result)] += count
        if kind == "impact-case":
            steps[library.MARKER_NAMES.get(marker, marker) or NOBODY_HAS_SAID] += count
    return listed(list(results.items())), listed(list(steps.items())), published, in_use


@dataclass(frozen=True, slots=True)
class Own:
    """What came of one thing that somebody shared: how many found it useful, and in how many places it is used."""

    post: Submission
    useful: int
    used: int


def own(person: Person) -> list[Own]:
    """What somebody shared under their name and sent, newest first, with what came of it. For them alone."""
    sent = or_(Submission.sent_at.is_not(None), Submission.published_at.is_not(None))
    mine = select(Submission).where(wrote(person.id), sent)
    posts = session.scalars(mine.order_by(Submission.sent_at.desc(), Submission.id)).unique().all()
    keys = [post.id for post in posts]
    said = select(Use.submission_id, func.count()).where(
        Use.submission_id.in_(keys), Use.kind == UseKind.USEFUL
    )
    useful: dict[int, int] = {row[0]: row[1] for row in session.execute(said.group_by(Use.submission_id))}
    items = select(_items.submission_id, _items.used).where(_items.submission_id.in_(keys))
    used: dict[int, int] = {row[0]: row[1] for row in session.execute(items)}
    return [Own(post, useful.get(post.id, 0), used.get(post.id, 0)) for post in posts]


def organisations() -> Sequence[Organisation]:
    """All organisations by name, for whoever may look at each."""
    return session.scalars(select(Organisation).order_by(Organisation.name)).all()


def organisation(code: str) -> Organisation | None:
    """The organisation with this code."""
    return session.scalar(select(Organisation).where(Organisation.code == code))
