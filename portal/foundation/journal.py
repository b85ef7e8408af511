"""The journal: every change writes one past-tense row in its own transaction.

The row feeds the timeline, the mail, the search index and the audit trail. What follows from a row is
done after the commit, by ``catch_up``: reactions read present state and may run twice, so a crash
between the two loses nothing.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Index, Integer, String, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database import Base, Key, session, transaction

BATCH = 200
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)

log = logging.getLogger(__name__)


class Subject(Protocol):
    """What a journal row is about: any stored thing."""

    @property
    def __tablename__(self) -> str: ...
    @property
    def id(self) -> Any: ...


class Entry(Base):
    """One thing that happened. ``facts`` are plain values, named by the event."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_subject", "subject_kind", "subject_id"),
        Index("ix_journal_due", "due_at"),
    )

    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    event: Mapped[str] = mapped_column(String(60), index=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(Key)
    by_id: Mapped[int | None] = mapped_column(Key)
    facts: Mapped[dict[str, Any]]
    due_at: Mapped[datetime | None]  # empty once every reaction has run
    attempts: Mapped[int] = mapped_column(default=0)


Reaction = Callable[[Sequence[Entry]], None]


def write(
    event: str, subject: Subject, *, by_id: int | None = None, at: datetime | None = None, **facts: Any
) -> Entry:
    """Note that something happened, in the transaction of the change itself.

    ``at`` is given only where the moment itself would tell too much, as for what was posted anonymously.
    """
    moment = clock.now()
    entry = Entry(
        at=at or moment,
        event=event,
        subject_kind=subject.__tablename__,
        subject_id=subject.id,
        by_id=by_id,
        facts=facts,
        due_at=moment,
    )
    session.add(entry)
    return entry


def entries_about(subject: Subject) -> list[Entry]:
    """All that happened to one thing, oldest first."""
    return entries_of(subject.__tablename__, subject.id)


def entries_of(subject_kind: str, subject_id: int) -> list[Entry]:
    """All that happened to the thing of this table and key, oldest first."""
    about = select(Entry).where(Entry.subject_kind == subject_kind, Entry.subject_id == subject_id)
    return list(session.scalars(about.order_by(Entry.sequence)))


def catch_up(reactions: Mapping[str, Sequence[Reaction]]) -> int:
    """Run what follows from all rows that are due, oldest first, and return how many rows were done.

    A reaction that fails is tried again later, after a pause that grows; it holds up no other row.
    """
    done = 0
    while entries := _due():
        failed = _run(entries, reactions)
        with transaction():
            fine = [entry.sequence for entry in entries if entry.sequence not in failed]
            session.execute(update(Entry).where(Entry.sequence.in_(fine)).values(due_at=None))
            for entry in entries:
                if entry.sequence in failed:
                    _postpone(entry)
        done += len(fine)
    return done


def _due() -> list[Entry]:
    session.rollback()
    due = select(Entry).where(Entry.due_at <= clock.now()).order_by(Entry.sequence).limit(BATCH)
    entries = list(session.scalars(due))
    for entry in entries:
        session.expunge(entry)  # a reaction's own transaction must not make each row be read again
    return entries


def _run(entries: list[Entry], reactions: Mapping[str, Sequence[Reaction]]) -> set[int]:
    """Hand each reaction its rows. Returns the sequence numbers of the rows for which one failed."""
    waiting: dict[Reaction, list[Entry]] = {}
    for entry in entries:
        for reaction in reactions.get(entry.event, ()):
            waiting.setdefault(reaction, []).append(entry)
    failed: set[int] = set()
    for reaction, theirs in waiting.items():
        try:
            reaction(theirs)
        except Exception:  # noqa: BLE001 - whatever it was, each row is tried by itself and what fails is logged
            session.rollback()
            failed |= _run_singly(reaction, theirs)
    return failed


def _run_singly(reaction: Reaction, entries: list[Entry]) -> set[int]:
    failed = set()
    for entry in entries:
        sequence, event = entry.sequence, entry.event
        try:
            reaction([entry])
        except Exception as error:  # noqa: BLE001 - the row is tried again later; its words stay out of the log
            session.rollback()
            failed.add(sequence)
            log.error("reaction %s to %s failed: %s", reaction.__name__, event, type(error).__name__)
    return failed


def _postpone(entry: Entry) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(entry.attempts, 20), LONGEST_PAUSE)
    again = {"attempts": Entry.attempts + 1, "due_at": clock.now() + pause}
    session.execute(update(Entry).where(Entry.sequence == entry.sequence).values(again))
