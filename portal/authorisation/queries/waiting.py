"""What waits for one person: their queue."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, lazyload, load_only

from portal.authorisation.models import Step
from portal.authorisation.queries.asked import PUT_TO_READER, of_reader
from portal.authorisation.queries.listing import ListedStep, complete, listed, read_steps
from portal.foundation import clock
from portal.foundation.database import session
from portal.people.rules import SomePerson
from portal.submissions.models import Submission

Found = TypeVar("Found")

A_PAGE = 50
WITHOUT_END = 2**31 - 1
# What waits for one person is counted up to here: no page is slower for whoever has thousands.
COUNTED_TO = 250


# A queue shows what its reader holds first, then the rest, each by its due day. Two statements, so that the
# database takes the first few as they lie in an index and leaves the others alone.
_MINE = Step.holder_id == bindparam("reader")
_PARTS = [
    select(Step).where(PUT_TO_READER, whose).order_by(Step.due_on, Step.reference)
    for whose in (_MINE, ~_MINE)
]
_PAGED = [part.limit(bindparam("at_most")).offset(bindparam("after")) for part in _PARTS]
_LISTED = [listed(part) for part in _PAGED]
_STORED = [
    part.join(Step.submission).options(
        contains_eager(Step.submission).options(
            load_only(Submission.reference, Submission.kind, Submission.title, Submission.version),
            lazyload(Submission.organisation),
            lazyload(Submission.co_authors),
        ),
        lazyload(Step.verdicts),
    )
    for part in _PAGED
]
_FREE = [part.with_only_columns(Step.reference).where(Step.edit_until.is_(None)).limit(1) for part in _PARTS]
_NEXT = [part.where(Step.id != bindparam("past")) for part in _FREE]
_COMES_AFTER = or_(Step.due_on > bindparam("past_due"), Step.reference > bindparam("past_reference"))
_AFTER = [part.where(Step.due_on >= bindparam("past_due"), _COMES_AFTER) for part in _FREE]
# What is past its limit comes first: of so many as are counted, none of it is left out.
_FIRST = select(Step.due_on).where(PUT_TO_READER).order_by(Step.due_on).limit(COUNTED_TO + 1).subquery()
_COUNTED = select(func.count(), func.count().filter(_FIRST.c.due_on < bindparam("today"))).select_from(_FIRST)
_COUNTED_HELD = select(func.count()).where(PUT_TO_READER, _MINE)


def waiting_for(person: SomePerson, at_most: int = WITHOUT_END) -> Sequence[Step]:
    """The open steps that this person may decide: what they hold first, each group by its due day."""
    return _both(person, at_most, 0, lambda part, told: list(session.scalars(_STORED[part], told)))


def _listed_for(person: SomePerson, at_most: int, offset: int) -> Sequence[ListedStep]:
    """The same as a list shows it, from the one at ``offset`` on."""
    found = _both(person, at_most, offset, lambda part, told: read_steps(_LISTED[part], told))
    complete(found)
    return found


def _both(
    person: SomePerson,
    at_most: int,
    offset: int,
    read: Callable[[int, Mapping[str, Any]], list[Found]],
) -> list[Found]:
    """What they hold, which is the first part, and where that is too little, what else is put to them."""
    told = of_reader(person)
    found = read(0, {**told, "at_most": at_most, "after": offset})
    if len(found) < at_most:
        held = offset + len(found)
        if offset and not found:  # where the others begin, only all that they hold says
            held = session.scalar(_COUNTED_HELD, told) or 0
        found += read(1, {**told, "at_most": at_most - len(found), "after": max(0, offset - held)})
    return found


def next_for(person: SomePerson, past: Step | None = None) -> str | None:
    """The reference of the step that somebody may decide next, in the order of their queue.

    After the one at ``past`` where it is given, and from the beginning again once nothing comes after it.
    """
    told = {**of_reader(person), "past": 0}
    asked = _NEXT
    if past is not None and past.due_on is not None:
        part = 0 if past.holder_id == person.id else 1
        asked = [_AFTER[part], _NEXT[1 - part], _NEXT[part]]
        told |= {"past": past.id, "past_due": past.due_on, "past_reference": past.reference}
    found = (session.scalar(each, told) for each in asked)
    return next((reference for reference in found if reference is not None), None)


def count_waiting_for(person: SomePerson) -> tuple[int, int]:
    """How many open steps this person may decide, and how many of them are past their limit.

    Each is counted up to one above ``COUNTED_TO``, which stands for all that are more.
    """
    total, past = session.execute(_COUNTED, {**of_reader(person), "today": clock.today()}).one()
    return total, past


def in_words(counted: int) -> str:
    """What ``count_waiting_for`` counted, as people read it."""
    return f"more than {COUNTED_TO}" if counted > COUNTED_TO else str(counted)


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of what waits for somebody, as ``waiting_for`` orders it. ``total`` and ``late`` are in words."""

    steps: Sequence[ListedStep]
    total: str
    late: str
    number: int
    pages: int


def queue_page(person: SomePerson, number: int) -> QueuePage:
    """This page of somebody's queue; the last one where there are fewer, the first where nothing says how many."""
    counted, late = count_waiting_for(person)
    known = max(1, -(-min(counted, COUNTED_TO) // A_PAGE))
    endless = counted > COUNTED_TO
    number = max(1, number if endless else min(number, known))
    steps = _listed_for(person, A_PAGE, (number - 1) * A_PAGE)
    if endless and not steps:
        number, steps = 1, _listed_for(person, A_PAGE, 0)
    onwards = number + 1 if endless and len(steps) == A_PAGE else number
    return QueuePage(steps, in_words(counted), in_words(late) if late else "", number, max(known, onwards))
