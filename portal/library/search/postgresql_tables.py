"""The tables in which an index of several hosts lies: all that the search knows of PostgreSQL.

A piece is written once and never changed. What counts is said by one row, with a digest of every part of every
piece; it is changed in the same transaction in which a piece comes, and its signature is all that a process asks for
before a search.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from hashlib import blake2b, sha256
from secrets import token_hex
from time import monotonic, sleep
from typing import Any

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from portal.foundation.keys import new_key
from portal.library.search import IndexUnusable
from portal.library.search.packing import LAYOUT, Draft

#: Advisory locks, as the worker has one: let go of by PostgreSQL itself when whoever holds them dies.
WRITING, REBUILDING = 7_061_726_375, 7_061_726_376
#: Bytes of the digest that each posting list, and each list of places, is known by.
SUM = 8

_SIGNATURE = "select signature from search_states"
_CONTENTS = "select signature, digest, body from search_states"
_PARTS = {
    "head": "select head from search_pieces where id = %s",
    "lexicon": "select lexicon from search_pieces where id = %s",
    "sums": "select sums from search_pieces where id = %s",
}
_POSTINGS = "select word, posting from search_postings where piece = %s and word = any(%s)"
_PLACES = "select word, posting, places from search_postings where piece = %s and word = any(%s)"
_INSERT = "insert into search_pieces (id, head, lexicon, sums) values (%s, %s, %s, '')"
_COPY = "copy search_postings (piece, word, posting, places) from stdin (format binary)"
_PUBLISH = """insert into search_states (id, signature, digest, body, rebuilding) values (1, %s, %s, %s, false)
on conflict (id) do update set signature = excluded.signature, digest = excluded.digest, body = excluded.body"""
_GIVE_UP = "update search_states set signature = '', body = '' where signature = %s"
_START_NOTING = """insert into search_states (id, signature, digest, body, rebuilding) values (1, '', '', '', true)
on conflict (id) do update set rebuilding = true"""
_NOTE = """insert into search_changes (submission_id) select unnest(%s::bigint[])
where exists (select from search_states where rebuilding) on conflict do nothing"""


class Damaged(IndexUnusable):
    """What was read is not what was written."""


@dataclass(frozen=True)
class Piece:
    """What the index says of one of its pieces: which of its items are gone, and the digests of its parts."""

    id: int
    gone: int
    head: str
    lexicon: str
    sums: str


class Tables:
    """The tables of an index, read. Each question is a transaction of its own."""

    def __init__(self, database: Engine) -> None:
        self._database = database.execution_options(isolation_level="AUTOCOMMIT")
        self._mine = threading.local()

    @contextmanager
    def connected(self) -> Iterator[None]:
        """One connection for all that this thread asks meanwhile."""
        if getattr(self._mine, "connection", None) is not None:
            yield
            return
        with self._opened() as connection:
            self._mine.connection = connection
            try:
                yield
            finally:
                self._mine.connection = None

    def signature(self) -> str:
        """Changes whenever the index does."""
        rows = self._ask(_SIGNATURE)
        signature: str = rows[0][0] if rows else ""
        if not signature:
            raise IndexUnusable("There is no index yet, or it was found damaged.")
        return signature

    def contents(self) -> tuple[str, list[Piece]]:
        """The signature, and the pieces that it stands for."""
        rows = self._ask(_CONTENTS)
        signature, digest, body = rows[0] if rows else ("", "", "")
        if sha256(body.encode()).hexdigest() != digest:
            raise Damaged("The list of the index's pieces is missing or has been altered.")
        said = json.loads(body)
        if said["layout"] != LAYOUT:
            raise IndexUnusable("The index was written by another version of the portal.")
        return signature, [Piece(number, int(gone, 16), *parts) for number, gone, *parts in said["pieces"]]

    def part(self, name: str, piece: Piece) -> bytes:
        """The head, the lexicon or the sums of a piece. Raises IndexUnusable where it is not what was written."""
        rows = self._ask(_PARTS[name], piece.id)
        if not rows or sha256(rows[0][0]).hexdigest() != getattr(piece, name):
            raise Damaged("A piece of the index is missing or not what was written.")
        part: bytes = rows[0][0]
        return part

    def postings(self, piece: Piece, words: Sequence[str], *, places: bool) -> dict[str, tuple[bytes, ...]]:
        """By word its posting list, and on demand where the word stands, as far as a piece has them."""
        rows = self._ask(_PLACES if places else _POSTINGS, piece.id, [word.encode() for word in words])
        return {word.decode(): tuple(parts) for word, *parts in rows}

    def counted(self, piece: Piece) -> int:
        """How many posting lists a piece has."""
        ((count,),) = self._ask("select count(*) from search_postings where piece = %s", piece.id)
        return int(count)

    def give_up(self, signature: str) -> None:
        """Say of the index that goes by this signature that it cannot be used, if that can be said."""
        with suppress(psycopg.Error), self.connected():
            self._mine.connection.execute(_GIVE_UP, (signature,))

    def _ask(self, statement: str, *values: object) -> list[Any]:
        with self.connected():
            found: list[Any] = self._mine.connection.execute(statement, values, binary=True).fetchall()
            return found

    @contextmanager
    def alone(self, lock: int, timeout: float) -> Iterator[Writing]:
        """Hold a lock across hosts, processes and threads. Raises TimeoutError when it cannot be had in time."""
        with self._opened() as connection:
            until = monotonic() + timeout
            while not connection.execute("select pg_try_advisory_lock(%s)", (lock,)).fetchone()[0]:
                if monotonic() > until:
                    raise TimeoutError("Somebody else is changing the index.")
                sleep(0.02)
            try:
                yield Writing(connection)
            finally:
                with suppress(psycopg.OperationalError):  # the connection is gone, and its locks with it
                    connection.execute("select pg_advisory_unlock(%s)", (lock,))

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        with self._database.connect() as connection:
            yield connection.connection.driver_connection


class Writing:
    """The tables of an index, changed by whoever holds the lock for it."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        #: All that is done inside is done together or not at all.
        self.together = connection.transaction

    def insert(self, draft: Draft) -> list[Piece]:
        """Write a piece, to which nothing points yet; nothing where it holds no item."""
        if not draft.size:
            return []
        number, sums = new_key(), bytearray()
        head, lexicon = draft.head(), draft.lexicon()
        with self.together(), self._connection.cursor() as cursor:
            cursor.execute(_INSERT, (number, head, lexicon))
            with cursor.copy(_COPY) as copy:
                copy.set_types(["int8", "bytea", "bytea", "bytea"])
                for word, *parts in draft.rows():
                    copy.write_row((number, word.encode(), *parts))
                    sums += sums_of(parts)
            cursor.execute("update search_pieces set sums = %s where id = %s", (bytes(sums), number))
        return [Piece(number, 0, *(sha256(part).hexdigest() for part in (head, lexicon, sums)))]

    def publish(self, pieces: Iterable[Piece]) -> None:
        """Make this the index of every process from now on."""
        listed = [(number, f"{gone:x}", *parts) for number, gone, *parts in map(astuple, pieces)]
        body = json.dumps({"layout": LAYOUT, "pieces": listed})
        self._connection.execute(_PUBLISH, (token_hex(16), sha256(body.encode()).hexdigest(), body))

    def pieces(self) -> set[int]:
        """All pieces that there are, those included to which nothing points."""
        return {row[0] for row in self._connection.execute("select id from search_pieces")}

    def remove(self, pieces: Iterable[int]) -> None:
        """Remove pieces to which nothing points any more. Who reads one finds it gone, and looks again."""
        self._connection.execute("delete from search_pieces where id = any(%s)", (list(pieces),))

    def start_noting(self) -> None:
        """From now on, note which items are put or dropped."""
        with self.together():
            self._connection.execute("delete from search_changes")
            self._connection.execute(_START_NOTING)

    def note(self, ids: Iterable[int]) -> None:
        """Note items that were put or dropped, if anybody asked for it."""
        self._connection.execute(_NOTE, (list(ids),))

    def noted(self) -> frozenset[int]:
        """What was noted; and stop noting."""
        self._connection.execute("update search_states set rebuilding = false")
        rows = self._connection.execute("delete from search_changes returning submission_id")
        return frozenset(row[0] for row in rows)


def sums_of(parts: Iterable[bytes]) -> bytes:
    """What each of these posting lists or lists of places is known by, one after another."""
    return b"".join(blake2b(part, digest_size=SUM).digest() for part in parts)


@contextmanager
def no_answer_is_no_index() -> Iterator[None]:
    """A database that does not answer for the index leaves the search without one."""
    try:
        yield
    except (psycopg.Error, SQLAlchemyError) as error:
        raise IndexUnusable("The database does not answer for the index.") from error
