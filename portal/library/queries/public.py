"""What is approved for the public, whoever asks: for search engines and for other repositories."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, Select, func, select, tuple_
from sqlalchemy.orm import defer

from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.library.models import Publication
from portal.library.queries.reading import authors
from portal.library.rules.harvesting import Harvest
from portal.submissions.models import Submission, in_library
from portal.submissions.rules import FOR_ANYBODY, Sharing, Status

# What ``visibility_of`` says of one post, as the database is asked it: by what is stored, and by what the post is now.
FOR_THE_PUBLIC = (
    Publication.visibility.in_(FOR_ANYBODY),
    Submission.status == Status.PUBLISHED,
    Submission.sharing == Sharing.PUBLIC,
)

_GONE_ON = Entry.facts["day"].as_string()  # the day on which an item was taken out


def how_many_public() -> int:
    """How many items are approved for the public."""
    counted = select(func.count()).select_from(Publication).join(Publication.submission)
    return session.scalar(counted.where(*FOR_THE_PUBLIC)) or 0


def public_items(start: int, count: int) -> list[tuple[str, date]]:
    """The references of public items and the days on which their texts were published, by reference."""
    listed = select(Publication.reference, Publication.changed_on).join(Publication.submission)
    some = listed.where(*FOR_THE_PUBLIC).order_by(Publication.reference).offset(start).limit(count)
    return [(reference, changed_on) for reference, changed_on in session.execute(some)]


@dataclass(frozen=True, slots=True)
class Record:
    """One public item as other repositories are told of it; without ``item``, that it was taken out, and when."""

    stamp: date
    reference: str
    kind: str
    item: Publication | None = None
    author: str = ""


def records(asked: Harvest, count: int) -> list[Record]:
    """So many records of a list, by their day and reference, from where an earlier part of it ended."""
    place = tuple_(Publication.changed_on, Publication.reference)
    listed = _whole().order_by(Publication.changed_on, Publication.reference).limit(count)
    if asked.after is not None:
        listed = listed.where(place > tuple_(*asked.after))
    if asked.begins is not None:
        listed = listed.where(Publication.changed_on >= asked.begins)
    if asked.ends is not None:
        listed = listed.where(Publication.changed_on <= asked.ends)
    if asked.of:
        listed = listed.where(Publication.kind == asked.of)
    items = session.scalars(listed).all()
    by = authors(None, [item.reference for item in items])
    there = [_record(item, by[item.reference]) for item in items]
    gone = [_gone(row) for row in session.execute(_of_what_is_gone(asked).limit(count))]
    return sorted([*there, *gone], key=lambda one: (one.stamp, one.reference))[:count]


def record(reference: str) -> Record | None:
    """The record of the item with this reference, where it is or was for the public."""
    item = session.scalar(_whole().where(Publication.reference == reference))
    if item is not None:
        return _record(item, authors(None, [reference])[reference])
    gone = session.execute(_taken_out().where(Submission.reference == reference)).one_or_none()
    return None if gone is None else _gone(gone)


def first_record_on() -> date | None:
    """The day of the earliest record."""
    earliest = select(func.min(Publication.changed_on)).join(Publication.submission)
    first_gone = session.scalar(_taken_out().with_only_columns(func.min(_GONE_ON)))
    days = [session.scalar(earliest.where(*FOR_THE_PUBLIC)), first_gone and date.fromisoformat(first_gone)]
    return min((day for day in days if day), default=None)


def _whole() -> Select[Publication]:
    kept_back = defer(Publication.text), defer(Publication.sections)
    return select(Publication).join(Publication.submission).where(*FOR_THE_PUBLIC).options(*kept_back)


def _record(item: Publication, author: str) -> Record:
    return Record(item.changed_on, item.reference, item.kind, item, author)


def _taken_out() -> Select[str, str, str]:
    """The day, the reference and the kind of all that was for the public until it was taken out, and is not back.

    Whoever could read a post there may know that it was taken out (``may_know_taken_out``).
    """
    last = (
        select(func.max(Entry.sequence))
        .where(
            Entry.event == "submission.taken_out",
            Entry.subject_kind == Submission.__tablename__,
            Entry.subject_id == Submission.id,
        )
        .correlate(Submission)
        .scalar_subquery()
    )
    told = select(_GONE_ON, Submission.reference, Submission.kind).join(Entry, Entry.sequence == last)
    read = Entry.facts["visibility"].as_string().in_(FOR_ANYBODY)
    return told.where(Submission.published_at.is_not(None), ~in_library(), read, _GONE_ON.is_not(None))


def _of_what_is_gone(asked: Harvest) -> Select[str, str, str]:
    """What was taken out, as far as it belongs to a list, from where an earlier part of it ended."""
    listed = _taken_out().order_by(_GONE_ON, Submission.reference)
    if asked.after is not None:
        day, reference = asked.after
        listed = listed.where(tuple_(_GONE_ON, Submission.reference) > tuple_(day.isoformat(), reference))
    if asked.begins is not None:
        listed = listed.where(asked.begins.isoformat() <= _GONE_ON)
    if asked.ends is not None:
        listed = listed.where(asked.ends.isoformat() >= _GONE_ON)
    return listed.where(Submission.kind == asked.of) if asked.of else listed


def _gone(row: Row[str, str, str]) -> Record:
    return Record(date.fromisoformat(row[0]), row[1], row[2])
