"""Figures of an organisation, asked of the tables in a number of questions that does not grow with what is there.

Each figure can be worked out from the journal again; ``tests/insight`` does. Nothing here is asked of one person
but their own.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, extract, func, or_, select

from portal.feedback.models import Use
from portal.feedback.rules import UseKind
from portal.foundation import clock
from portal.foundation.database import session
from portal.insight.rules import (
    GROUP_NAMES,
    Period,
    Step,
    Times,
    begins,
    last_months,
    listed,
    suppressed,
    times,
)
from portal.library import rules as library
from portal.library.models import Publication
from portal.people.models import Grade, Organisation, Person
from portal.people.rules.calendar import working_days_between
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
    way: Sequence[Step]
    first_answer: Times | None
    decision: Times | None
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
    """The figures of an organisation for a period."""
    since = begins(period, clock.today())
    here = _sent_here(organisation, since)
    results, steps, published, used = _in_library(organisation, since)
    return Figures(
        since=since,
        way=_way(here),
        first_answer=_times(organisation, here, Promise.answered_on),
        decision=_times(organisation, here, Promise.decided_on),
        kept=promises.record_of(organisation, since),
        months=_months(organisation),
        kinds=_by_kind(here),
        topics=_by_topic(here),
        results=results,
        steps=steps,
        groups=_by_group(here),
        published=published,
        used_by_others=used,
    )


def _sent_here(organisation: Organisation, since: date | None) -> ColumnElement[bool]:
    """First sendings here since a day: what is sent again, or taken further, is no new post."""
    here = and_(Promise.organisation_id == organisation.id, Promise.number == 1)
    return and_(here, Promise.begun_on >= since) if since else here


def _way(here: ColumnElement[bool]) -> list[Step]:
    """How many were sent, and how many of those came to each later step."""
    got = [func.sum(case((getattr(Promise, f"{part.value}_on").is_not(None), 1), else_=0)) for part in Part]
    published = func.sum(case((_posts.status.in_(IN_LIBRARY), 1), else_=0))
    used = func.sum(case((_items.used > 0, 1), else_=0))
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


def _times(organisation: Organisation, here: ColumnElement[bool], kept_on: Any) -> Times | None:
    """How many working days something took from the sending, its author's own days counted too."""
    rows = select(Promise.begun_on, kept_on, func.count()).where(here, kept_on.is_not(None))
    works_on, took = promises.working_days(organisation), Counter[int]()
    for begun, kept, count in session.execute(rows.group_by(Promise.begun_on, kept_on)):
        took[working_days_between(begun, kept, works_on)] += count
    return times(took)


def _months(organisation: Organisation) -> list[tuple[date, int, int]]:
    """Month by month, how many were sent and how many came into the library."""
    months = last_months(clock.today())
    sent = _month_by_month(
        Promise.begun_on, and_(Promise.organisation_id == organisation.id, Promise.number == 1), months[0]
    )
    published = _month_by_month(
        Publication.published_on,
        and_(Publication.organisation == organisation.code, ~Publication.declined),
        months[0],
    )
    return [(month, sent[month], published[month]) for month in months]


def _month_by_month(day: Any, here: ColumnElement[bool], first: date) -> Counter[date]:
    year, month = extract("year", day), extract("month", day)
    rows = select(year, month, func.count()).where(here, day >= first).group_by(year, month)
    return Counter({date(int(year), int(month), 1): count for year, month, count in session.execute(rows)})


def _by_kind(here: ColumnElement[bool]) -> list[tuple[str, int]]:
    rows = select(_posts.kind, func.count()).select_from(Promise).join(Submission.__table__).where(here)
    return listed([(KINDS[kind].name, count) for kind, count in session.execute(rows.group_by(_posts.kind))])


def _by_topic(here: ColumnElement[bool]) -> list[tuple[str, int]]:
    """What was shared, by topic; a post under two topics counts under each."""
    filed = submission_topics.c
    rows = (
        select(Topic.name, func.count())
        .select_from(Promise)
        .join(submission_topics, filed.submission_id == Promise.submission_id)
        .join(Topic, Topic.id == filed.topic_id)
        .where(here)
        .group_by(Topic.name)
    )
    return listed([(name, count) for name, count in session.execute(rows)])[:TOPICS_SHOWN]


def _by_group(here: ColumnElement[bool]) -> list[tuple[str, int | None]]:
    """How many people of each staff group shared something with their name. The small numbers are kept back."""
    rows = (
        select(Grade.staff_group, func.count(func.distinct(_posts.author_id)))
        .select_from(Promise)
        .join(Submission.__table__, _posts.id == Promise.submission_id)
        .join(Person.__table__, Person.id == _posts.author_id)
        .join(Grade, Grade.id == Person.grade_id)
        .where(here)
        .group_by(Grade.staff_group)
    )
    counted: dict[str, int] = {row[0]: row[1] for row in session.execute(rows)}
    shown = suppressed({group.value: counted.get(group.value, 0) for group in GROUP_NAMES})
    return [(name, shown[group.value]) for group, name in GROUP_NAMES.items()]


def _in_library(
    organisation: Organisation, since: date | None
) -> tuple[list[tuple[str, int]], list[tuple[str, int]], int, int]:
    """What is in the library from here: by what came of it, impact cases by step, how many, and how many used."""
    here = and_(Publication.organisation == organisation.code, Submission.status.in_(IN_LIBRARY))
    here = and_(here, Publication.published_on >= since) if since else here
    used = func.sum(case((Publication.used > 0, 1), else_=0))
    group = (Publication.kind, Publication.marker, Publication.outcome, Publication.result)
    results, steps, published, in_use = Counter[str](), Counter[str](), 0, 0
    for kind, marker, outcome, result, count, of_use in session.execute(
        select(*group, func.count(), used).join(Publication.submission).where(here).group_by(*group)
    ):
        published, in_use = published + count, in_use + int(of_use or 0)
        known = library.outcome_shown(False, outcome, result)
        results[library.outcome_in_words(kind, known) if known else NOBODY_HAS_SAID] += count
        if kind == "impact-case":
            steps[library.MARKER_NAMES.get(marker, marker) or NOBODY_HAS_SAID] += count
    return listed(list(results.items())), listed(list(steps.items())), published, in_use


@dataclass(frozen=True, slots=True)
class Own:
    """What came of one thing that somebody shared: how many found it useful, used it, and in how many organisations."""

    post: Submission
    useful: int
    used: int
    elsewhere: int


def own(person: Person) -> list[Own]:
    """What somebody shared under their name and sent, newest first, with what came of it. For them alone."""
    sent = or_(Submission.sent_at.is_not(None), Submission.published_at.is_not(None))
    posts = (
        session.scalars(
            select(Submission)
            .where(wrote(person.id), sent)
            .order_by(Submission.sent_at.desc(), Submission.id)
        )
        .unique()
        .all()
    )
    said = {post.id: Counter[str]() for post in posts}
    homes: dict[int, set[int]] = {post.id: set() for post in posts}
    rows = select(Use.submission_id, Use.kind, Use.organisation_id, func.count()).where(
        Use.submission_id.in_(said)
    )
    for key, kind, home, count in session.execute(
        rows.group_by(Use.submission_id, Use.kind, Use.organisation_id)
    ):
        said[key][kind] += count
        if kind == UseKind.USED:
            homes[key].add(home)
    return [
        Own(
            post,
            said[post.id][UseKind.USEFUL],
            said[post.id][UseKind.USED],
            len(homes[post.id] - {post.organisation_id}),
        )
        for post in posts
    ]


def organisations() -> Sequence[Organisation]:
    """All organisations by name, for whoever may look at each."""
    return session.scalars(select(Organisation).order_by(Organisation.name)).all()


def organisation(code: str) -> Organisation | None:
    """The organisation with this code."""
    return session.scalar(select(Organisation).where(Organisation.code == code))
