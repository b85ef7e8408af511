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
from datetime import UTC

from sqlalchemy import ForeignKey, Integer, Select, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Base, session, transaction
from portal.foundation.journal import Entry

BATCH = 500
SIDE_BY_SIDE = 1000  # rows; a sequence is handed out before its transaction is committed
FIRST = "0" * 64
# The one fact of a row whose words were erased, as the law may ask: why. The rest of the row stays sealed.
ERASED = "erased"


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


def key_from(secret_key: str) -> bytes:
    """The key of the seals, derived from the portal's secret key for this purpose alone."""
    return hmac.new(secret_key.encode(), b"portal audit trail", hashlib.sha256).digest()


def digest_of(key: bytes, entry: Entry) -> str:
    """A keyed digest of what a row says in words. Short words could be guessed from a digest without a key."""
    packed = json.dumps(entry.facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, packed.encode(), hashlib.sha256).hexdigest()


def mark_of(key: bytes, number: int, before: str, entry: Entry, facts: str) -> str:
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
    """What is wrong with the trail, in a sentence that names the first bad place; empty where it is whole."""
    expected = {point.number: point.mark for point in known if point.number}
    before = FIRST
    for number, (seal_found, entry) in enumerate(_sealed_rows(), 1):
        if seal_found.number != number:
            return f"Seal {number} is missing: rows were taken out of the trail."
        if entry is None:
            return f"Row {seal_found.entry} (seal {number}) is gone from the journal."
        told = seal_found.facts if ERASED in entry.facts else digest_of(key, entry)
        if told != seal_found.facts or seal_found.mark != mark_of(key, number, before, entry, told):
            return f"Row {seal_found.entry} (seal {number}, {entry.event}) is not what was sealed."
        before = seal_found.mark
        if expected.pop(number, before) != before:
            return f"Seal {number} is not the one that was handed out: the trail was made anew."
    if expected:
        return f"Seal {min(expected)} was handed out and is not there: the end of the trail was cut off."
    return _unsealed()


def _sealed_rows() -> Iterator[tuple[Seal, Entry | None]]:
    last = 0
    while True:
        rows = select(Seal, Entry).outerjoin(Entry, Entry.sequence == Seal.entry).where(Seal.number > last)
        found = session.execute(rows.order_by(Seal.number).limit(BATCH)).all()
        for row in found:
            yield row[0], row[1]
            last = row[0].number
        if len(found) < BATCH:
            return


def _unsealed() -> str:
    """A row that slipped in below rows that were sealed long ago was not written by the portal."""
    newest = session.scalar(select(func.max(Seal.entry))) or 0
    rows = select(func.count()).select_from(Entry).outerjoin(Seal, Seal.entry == Entry.sequence)
    count = session.scalar(rows.where(Seal.number.is_(None), Entry.sequence <= newest - SIDE_BY_SIDE)) or 0
    return f"{count} rows of the journal stand below sealed ones without a seal." if count else ""
