"""What is asked of promises: how one post stands, which wait longest, and how an organisation keeps its word."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.people.models import Organisation
from portal.people.rules.calendar import OFFICE_HOURS, WorksOn, working_day_after
from portal.promises.models import Promise
from portal.promises.rules import (
    BEGINS,
    ENDS,
    GOES_ON,
    KEEPS,
    SETTING,
    WAITS,
    WAITS_NO_MORE,
    WEEKS_COUNTED,
    Happened,
    Part,
    Standard,
    Standing,
    rounds,
    said_to_author,
    standard_from,
    standing_of,
)
from portal.submissions.models import Submission

COUNTED_EVENTS = sorted({*KEEPS, *BEGINS, *ENDS, *WAITS, *GOES_ON, *WAITS_NO_MORE})
STUCK_SHOWN = 50


def working_days(organisation: Organisation) -> WorksOn:
    """On which days an organisation works: Monday to Friday, but for its bank holidays and extra days."""
    holidays = organisation.holidays_around(clock.today())
    return lambda day: OFFICE_HOURS.works_on(day, holidays)


def standard_of(organisation: Organisation) -> Standard:
    """What an organisation promises whoever shares something there."""
    return standard_from(organisation.settings.get(SETTING))


def near_day(organisation: Organisation) -> date:
    """Up to which day what is due is near: the next working day."""
    return working_day_after(clock.today(), 1, working_days(organisation))


def journals_of(submission_ids: Collection[int]) -> Mapping[int, list[Happened]]:
    """What happened to each of these posts, as far as promises go, oldest first."""
    rows = select(Entry.subject_id, Entry.event, Entry.at, Entry.facts).where(
        Entry.subject_kind == Submission.__tablename__,
        Entry.subject_id.in_(submission_ids),
        Entry.event.in_(COUNTED_EVENTS),
    )
    told: dict[int, list[Happened]] = {key: [] for key in submission_ids}
    for key, event, at, facts in session.execute(rows.order_by(Entry.sequence)):
        step = facts.get("of_step") or facts.get("at_step") or ""
        told[key].append(Happened(event, clock.local(at).date(), step, "trust" in facts))
    return told


def promises_of(submission_ids: Collection[int]) -> Mapping[tuple[int, int], Promise]:
    """What is stored of these posts, by post and round."""
    rows = session.scalars(select(Promise).where(Promise.submission_id.in_(submission_ids))).unique()
    return {(row.submission_id, row.number): row for row in rows}


@dataclass(frozen=True, slots=True)
class Line:
    """One part of what the author of a post was promised, as they read it."""

    part: Part
    standing: Standing
    words: str


def lines_for(post: Submission) -> list[Line]:
    """What the author of a post was promised at the last sending, and what was kept: what is over is not said."""
    last = select(Promise).where(Promise.submission_id == post.id).order_by(Promise.number.desc()).limit(1)
    promise = session.scalars(last).unique().one_or_none()
    if promise is None:
        return []
    shown = [_line(promise, part) for part in Part]
    return [line for line in shown if line.words]


def _line(promise: Promise, part: Part) -> Line:
    kept_on, due = promise.kept_on(part), promise.due(part)
    stands = standing_of(
        due,
        kept_on,
        clock.today(),
        near=clock.today(),
        paused_on=promise.paused_on,
        ended_on=promise.ended_on,
    )
    said = clock.day_in_words(kept_on) if kept_on else ""
    return Line(part, stands, said_to_author(part, stands, clock.day_in_words(due), said))


def acknowledged(post: Submission) -> bool:
    """Whether somebody has said of what was sent last that they have it: from the journal itself, without delay."""
    told = rounds(journals_of([post.id])[post.id])
    return bool(told) and Part.ACKNOWLEDGED in told[-1].kept


@dataclass(frozen=True, slots=True)
class Stuck:
    """Posts whose next word is due by the next working day, or was: the longest waiting first, and how many."""

    rows: Sequence[Promise]
    near: int
    missed: int


def stuck(organisation: Organisation) -> Stuck:
    """The posts of an organisation that need a word now."""
    near, missed = _counted_stuck(organisation)
    rows = (
        select(Promise)
        .where(_waits_here(organisation), Promise.next_due <= near_day(organisation))
        .order_by(Promise.next_due, Promise.id)
        .limit(STUCK_SHOWN)
    )
    return Stuck(session.scalars(rows).unique().all(), near, missed)


def count_stuck(organisation_id: int) -> tuple[int, int]:
    """How many posts of an organisation need a word by the next working day, and how many wait longer already."""
    return _counted_stuck(session.get_one(Organisation, organisation_id))


def _counted_stuck(organisation: Organisation) -> tuple[int, int]:
    late = Promise.next_due < clock.today()
    rows = select(func.count().filter(~late), func.count().filter(late)).where(
        _waits_here(organisation), Promise.next_due <= near_day(organisation)
    )
    near, missed = session.execute(rows).one()
    return int(near), int(missed)


def count_waiting(organisation_id: int) -> int:
    """How many posts of an organisation need a word by the next working day, or needed it before."""
    return sum(count_stuck(organisation_id))


def to_warn_of(organisation: Organisation, limit: int) -> Sequence[Promise]:
    """What is near, or missed, and of which nobody has been told yet."""
    unsaid = or_(Promise.warned_for.is_(None), Promise.warned_for != Promise.next_due)
    rows = select(Promise).where(
        _waits_here(organisation), Promise.next_due <= near_day(organisation), unsaid
    )
    return session.scalars(rows.order_by(Promise.id).limit(limit)).unique().all()


def organisations_that_promise() -> Sequence[Organisation]:
    """The organisations in which a word is due to somebody."""
    here = select(Promise.organisation_id).where(Promise.next_due.is_not(None)).distinct()
    return session.scalars(select(Organisation).where(Organisation.id.in_(here))).all()


@dataclass(frozen=True, slots=True)
class Record:
    """How often a part was kept in the last weeks, and of how many."""

    part: Part
    kept: int
    of: int


def lately() -> tuple[date, date]:
    """From when to before when everybody reads how promises were kept: whole weeks, up to last Sunday.

    What came today moves no number today (channel 37 of the anonymity design: a week at least).
    """
    monday = clock.today() - timedelta(days=clock.today().weekday())
    return monday - timedelta(weeks=WEEKS_COUNTED), monday


def record_of(organisation: Organisation, since: date | None, until: date) -> list[Record]:
    """How an organisation kept its word to those who shared something since a day, or ever, as it stood before another.

    Counted is what had been kept and what should have been; not what was not due yet, nor what its author took back
    in time, nor what waited for its author.
    """
    counts = [one for part in Part for one in _counted(part, until)]
    rows = select(*counts).where(Promise.organisation_id == organisation.id, Promise.begun_on < until)
    if since is not None:
        rows = rows.where(Promise.begun_on >= since)
    told = [int(number or 0) for number in session.execute(rows).one()]
    return [Record(part, *told[2 * place : 2 * place + 2]) for place, part in enumerate(Part)]


def _counted(part: Part, until: date) -> tuple[ColumnElement[int], ColumnElement[int]]:
    due, kept = getattr(Promise, f"{part.value}_due"), getattr(Promise, f"{part.value}_on")
    had = and_(kept.is_not(None), kept < until)
    stopped = func.coalesce(Promise.ended_on, Promise.paused_on, until)
    late = and_(due < until, or_(kept.is_not(None), due < stopped))  # kept since, or not at all
    return (
        func.sum(case((and_(had, kept <= due), 1), else_=0)),
        func.sum(case((or_(had, late), 1), else_=0)),
    )


def _waits_here(organisation: Organisation) -> ColumnElement[bool]:
    return and_(Promise.organisation_id == organisation.id, Promise.next_due.is_not(None))
