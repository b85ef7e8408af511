"""The audit trail: the journal sealed row by row into a chain that shows every later change.

Each seal is a keyed digest over the seal before it and all that its journal row says. A row that is changed,
removed, added between or moved breaks the chain at its place; a cut tail, or a chain made anew by somebody
who has the key, disagrees with a checkpoint that was handed out before. Rows are sealed in the order they
were committed, by the worker, within a second or so; a row that is not sealed yet is the newest or a fault.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ForeignKey, Integer, Select, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock, journal
from portal.foundation.database import Base, session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry

BATCH = 500
SIDE_BY_SIDE = 1000  # rows; a sequence is handed out before its transaction is committed
FIRST = "0" * 64
# The one fact of a row whose words were erased, as the law may ask: why. The rest of the row stays sealed.
ERASED = "erased"
WORDS_ERASED = "words.erased"


class Row(Protocol):
    """What a journal row says."""

    @property
    def sequence(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def event(self) -> str: ...
    @property
    def subject_kind(self) -> str: ...
    @property
    def subject_id(self) -> int: ...
    @property
    def by_id(self) -> int | None: ...
    @property
    def facts(self) -> dict[str, Any]: ...


class SealedAs(Protocol):
    """What a seal says."""

    @property
    def number(self) -> int: ...
    @property
    def entry(self) -> int: ...
    @property
    def facts(self) -> str: ...
    @property
    def mark(self) -> str: ...


class Seal(Base):
    """The place of one journal row in the chain."""

    __tablename__ = "seals"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    entry: Mapped[int] = mapped_column(ForeignKey("journal.sequence"), unique=True)
    facts: Mapped[str] = mapped_column(String(64))  # digest of the row's facts, which outlives their erasure
    mark: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A place in the chain as it stood when somebody outside was told of it."""

    number: int
    mark: str

    def __str__(self) -> str:
        return f"{self.number}:{self.mark}"

    @classmethod
    def read(cls, text: str) -> "Checkpoint":
        """A checkpoint as it was written down. Raises ``ValueError`` where it is not one."""
        number, _, mark = text.strip().partition(":")
        if not number.isdecimal() or len(mark) != len(FIRST) or set(mark) - set("0123456789abcdef"):
            raise ValueError(
                f"{text[:80]!r} is not a checkpoint: a number, a colon and 64 letters and digits."
            )
        return cls(int(number), mark)


def read_checkpoints(path: Path) -> list[Checkpoint]:
    """The checkpoints in a file, one a line; none where it is not there. Raises ``ValueError`` for another line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [Checkpoint.read(line) for line in lines if line.strip()]


def export_checkpoint(path: Path) -> bool:
    """Add the end of the chain to a file of checkpoints. Returns whether it has grown since the last line there."""
    kept, now = read_checkpoints(path), checkpoint()
    if now.number <= max((point.number for point in kept), default=0):
        return False
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{now}\n")
    return True


@dataclass(frozen=True, slots=True)
class FoundWhole:
    """That the trail was found whole: on which day, and how many rows were sealed then."""

    on: date
    rows: int


def last_found_whole(path: Path) -> FoundWhole | None:
    """When the trail was last found whole and had grown, by the file of checkpoints; none where it says nothing."""
    try:
        kept = read_checkpoints(path)
        on = clock.local(datetime.fromtimestamp(path.stat().st_mtime, UTC)).date()
    except (OSError, ValueError):
        return None
    return FoundWhole(on, max(point.number for point in kept)) if kept else None


def key_from(secret_key: str) -> bytes:
    """The key of the seals, derived from the portal's secret key for this purpose alone."""
    return hmac.new(secret_key.encode(), b"portal audit trail", hashlib.sha256).digest()


def digest_of(key: bytes, entry: Row) -> str:
    """A keyed digest of what a row says in words. Short words could be guessed from a digest without a key."""
    packed = json.dumps(entry.facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, packed.encode(), hashlib.sha256).hexdigest()


def mark_of(key: bytes, number: int, before: str, entry: Row, facts: str) -> str:
    """The seal over one row. What only says whether reactions have run is no part of what happened."""
    said = [
        number,
        before,
        entry.sequence,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.event,
        entry.subject_kind,
        entry.subject_id,
        entry.by_id,
        facts,
    ]
    return hmac.new(key, json.dumps(said, separators=(",", ":")).encode(), hashlib.sha256).hexdigest()


def seal(key: bytes) -> int:
    """Seal the rows that were written since last time, oldest first. Returns how many there were."""
    sealed = 0
    while True:
        with transaction():
            last = session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).first()
            number, before = (last.number, last.mark) if last else (0, FIRST)
            entries = session.scalars(_unsealed_rows(last).order_by(Entry.sequence).limit(BATCH)).all()
            for entry in entries:
                number += 1
                facts = digest_of(key, entry)
                before = mark_of(key, number, before, entry, facts)
                session.add(Seal(number=number, entry=entry.sequence, facts=facts, mark=before))
        sealed += len(entries)
        if len(entries) < BATCH:
            return sealed


def _unsealed_rows(last: Seal | None) -> Select[Entry]:
    """Rows without a seal, no further back than transactions that ran side by side can lie.

    A row that turns up further down was not written by the portal: it is left without a seal, and named.
    """
    rows = select(Entry).outerjoin(Seal, Seal.entry == Entry.sequence).where(Seal.number.is_(None))
    return rows if last is None else rows.where(Entry.sequence > last.entry - SIDE_BY_SIDE)


def checkpoint() -> Checkpoint:
    """The end of the chain as it is now, to be kept where nobody who runs the portal can change it."""
    last = session.scalars(select(Seal).order_by(Seal.number.desc()).limit(1)).first()
    return Checkpoint(last.number, last.mark) if last else Checkpoint(0, FIRST)


def verify(key: bytes, known: Iterable[Checkpoint] = ()) -> str:
    """What is wrong with the trail, in a sentence that names the first bad row; empty where it is whole."""
    return first_fault(key, _sealed_rows(), known) or _unsealed()


def first_fault(
    key: bytes, sealed: Iterable[tuple[SealedAs, Row | None]], known: Iterable[Checkpoint] = ()
) -> str:
    """The first place at which seals, by their number, and rows do not agree; empty where all do.

    A row is none where the journal has none of the sequence that was sealed.
    """
    expected = {point.number: point.mark for point in known if point.number}
    before, last = FIRST, 0
    erased: dict[int, tuple[str, object]] = {}
    for number, (seal_found, row) in enumerate(sealed, 1):
        place = f"Row {seal_found.entry} (seal {number}"
        if seal_found.number != number:
            return f"Seal {number} is missing: what followed row {last} was taken out of the trail."
        if row is None:
            return f"{place}) is gone from the journal."
        told = seal_found.facts if is_erased(row) else digest_of(key, row)
        if told != seal_found.facts or seal_found.mark != mark_of(key, number, before, row, told):
            return f"{place}, {row.event}) is not what was sealed."
        before, last = seal_found.mark, seal_found.entry
        if expected.pop(number, before) != before:
            return f"{place}) is not the one whose seal was handed out: the trail was made anew."
        if is_erased(row):
            words = f"{place}, {row.event}) has lost its words, and nothing says who erased them."
            erased[row.sequence] = words, row.facts[ERASED]
        elif row.event == WORDS_ERASED and row.facts["reason"] == erased.get(row.subject_id, ("", None))[1]:
            del erased[row.subject_id]
    if erased:
        return erased[min(erased)][0]
    if expected:
        lost = min(expected)
        return (
            f"Seal {lost} was handed out and is not there: the end of the trail after row {last} was cut off."
        )
    return ""


def is_erased(row: Row) -> bool:
    """Whether the words of a row were erased: nothing is left but why. What says so is never erased itself."""
    return row.event != WORDS_ERASED and set(row.facts) == {ERASED}


def erase(sequence: int, reason: str) -> None:
    """Take the words out of a row, as the law may ask, and write that it was done. The trail stays whole.

    Raises ``Refused`` where there is no such row, it is not sealed yet, no reason is given, or it says that
    words were erased.
    """
    if not reason.strip():
        raise Refused("Say why, such as the number of the request.")
    with transaction():
        row = session.get(Entry, sequence)
        if row is None or session.scalar(select(Seal.number).where(Seal.entry == sequence)) is None:
            raise Refused(f"There is no sealed row {sequence} in the trail.")
        if row.event == WORDS_ERASED or is_erased(row):
            raise Refused(f"Row {sequence} holds no words to erase.")
        row.facts = {ERASED: reason.strip()}
        journal.write(WORDS_ERASED, _Row(sequence), reason=reason.strip())


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the journal as what another row is about."""

    id: int
    __tablename__: str = Entry.__tablename__


class _SealFound(NamedTuple):
    number: int
    entry: int
    facts: str
    mark: str


class _RowFound(NamedTuple):
    sequence: int
    at: datetime
    event: str
    subject_kind: str
    subject_id: int
    by_id: int | None
    facts: dict[str, Any]


_SEAL = tuple(getattr(Seal, name) for name in _SealFound._fields)
_ROW = tuple(getattr(Entry, name) for name in _RowFound._fields)


def _sealed_rows() -> Iterator[tuple[_SealFound, _RowFound | None]]:
    """All seals with their rows, in the order of the chain: plain values, for there are many."""
    last = 0
    while True:
        rows = select(*_SEAL, *_ROW).outerjoin(Entry, Entry.sequence == Seal.entry).where(Seal.number > last)
        found = session.execute(rows.order_by(Seal.number).limit(BATCH)).all()
        for columns in found:
            one, row = _SealFound(*columns[: len(_SEAL)]), columns[len(_SEAL) :]
            yield one, None if row[0] is None else _RowFound(*row)
            last = one.number
        if len(found) < BATCH:
            return


def _unsealed() -> str:
    """A row that slipped in below rows that were sealed long ago was not written by the portal."""
    newest = session.scalar(select(func.max(Seal.entry))) or 0
    rows = select(func.min(Entry.sequence)).outerjoin(Seal, Seal.entry == Entry.sequence)
    first = session.scalar(rows.where(Seal.number.is_(None), Entry.sequence <= newest - SIDE_BY_SIDE))
    return "" if first is None else f"Row {first} of the journal stands below sealed ones without a seal."
