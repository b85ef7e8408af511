"""The library's search for several hosts: the index lies in tables of the portal's own PostgreSQL database.

The tables (`postgresql_tables`) keep posting lists as bytes, published piece by piece in transactions; matching,
permissions and ranking are done over them by the same code as over an index in files, so that both engines give the
same answers. docs/decisions/0036 tells why PostgreSQL's own full text is not used. One row that every process reads
before each search tells whether anything is new: nobody has to be told, and no host can miss it.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import sqlalchemy

from portal.library.search import Answer, Document, Health, IndexUnusable, Question, Similar, bitmaps
from portal.library.search.leaf import Leaf, Posting
from portal.library.search.packing import Draft, Row, leaf_of, places_of, posting_of
from portal.library.search.pieces import (
    TRIES,
    WRITER_WAITS,
    PieceEngine,
    State,
    health_of,
    some_at_a_time,
    to_merge,
)
from portal.library.search.postgresql_tables import (
    REBUILDING,
    SUM,
    WRITING,
    Damaged,
    Piece,
    Tables,
    Writing,
    no_answer_is_no_index,
    sums_of,
)
from portal.library.search.reading import PATIENCE
from portal.library.search.spelling import Spelling

#: So many words are read together where all are.
WORDS_AT_ONCE = 2_000

_Read = TypeVar("_Read")


class _Source:
    """The posting lists of one piece."""

    def __init__(self, tables: Tables, piece: Piece) -> None:
        self._tables, self._piece = tables, piece

    def spelling(self) -> Spelling:
        """All words."""
        return self._lexicon

    def postings(self, words: Sequence[str]) -> list[Posting]:
        """For each of these words the items that hold it, and how much of it."""
        return [posting_of(posting) for (posting,) in self._written(words, places=False)]

    def places(self, word: str, inside: bytes) -> list[bytes]:
        """Where a word stands in the items that have a 1 in `inside`."""
        ((posting, places),) = self._written((word,), places=True)
        return places_of(places, posting_of(posting)[0], inside)

    def rows(self) -> Iterator[Row]:
        """All that was written of all words."""
        words = self._lexicon.words
        for start in range(0, len(words), WORDS_AT_ONCE):
            some = words[start : start + WORDS_AT_ONCE]
            for word, (written, places) in zip(some, self._written(some, places=True), strict=True):
                posting = posting_of(written)
                yield word, posting, places_of(places, posting[0], b"\1" * (max(posting[0]) + 1))

    @cached_property
    def _lexicon(self) -> Spelling:
        return Spelling.from_bytes(self._tables.part("lexicon", self._piece))

    @cached_property
    def _sums(self) -> bytes:
        return self._tables.part("sums", self._piece)

    def _written(self, words: Sequence[str], *, places: bool) -> list[tuple[bytes, ...]]:
        """What stands in the table of each of these words; nothing, and no question, of those that are not there."""
        lexicon, parts = self._lexicon.words, 2 if places else 1
        at = {word: bisect_left(lexicon, word) for word in words}
        there = [word for word, place in at.items() if place < len(lexicon) and lexicon[place] == word]
        found = self._tables.postings(self._piece, there, places=places) if there else {}
        for word in there:
            start = at[word] * 2 * SUM
            if sums_of(found.get(word, ())) != self._sums[start : start + parts * SUM]:
                raise Damaged("A posting list is missing or not what was written.")
        return [found.get(word, (b"",) * parts) for word in words]


@dataclass(frozen=True)
class _State(State):
    """The same, with what the index says of its pieces."""

    pieces: Mapping[str, Piece]


class PostgreSQLEngine(PieceEngine):
    """The search engine of several hosts: an index in a database, shared by all processes that reach it."""

    def __init__(self, database: sqlalchemy.Engine, patience: float = PATIENCE) -> None:
        super().__init__(patience)
        self._tables = Tables(database)
        self._opening = threading.Lock()
        self._state: _State | None = None

    def search(self, question: Question) -> Answer:
        """What the reader may see of what was asked for. Raises IndexUnusable."""
        with no_answer_is_no_index():
            return super().search(question)

    def similar(self, title: str, text: str, tokens: frozenset[str], limit: int = 5) -> tuple[Similar, ...]:
        """The items most like this title and text. Raises IndexUnusable."""
        with no_answer_is_no_index():
            return super().similar(title, text, tokens, limit)

    def _write(self, gone: Set[int], documents: Iterable[Document]) -> None:
        draft = _draft_of(documents)
        with self._tables.alone(WRITING, WRITER_WAITS) as writing:
            # noted first: where the index is unusable, a rebuild is running or about to
            writing.note(gone)
            state: _State = self._read(lambda state: state)
            with writing.together():
                kept = [_without(piece, state.leaves[name], gone) for name, piece in state.pieces.items()]
                writing.publish([*kept, *writing.insert(draft)])

    def tidy(self) -> bool:
        """Merge the smallest pieces into one, so many that writers wait for about a second."""
        with self._tables.alone(WRITING, WRITER_WAITS) as writing:
            return self._read(lambda state: self._merge(writing, state))

    def _merge(self, writing: Writing, state: _State) -> bool:
        names = to_merge(state.leaves)
        if not names:
            return False
        draft = Draft()
        for name, leaf in state.leaves.items():
            if name in names:
                draft.take_over(leaf, _Source(self._tables, state.pieces[name]).rows())
        with writing.together():
            kept = [piece for name, piece in state.pieces.items() if name not in names]
            writing.publish([*kept, *writing.insert(draft)])
            writing.remove(map(int, names))
        return True

    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> frozenset[int]:
        """Write the index anew and swap it in. Returns the ids to put again. Raises TimeoutError."""
        made: list[Piece] = []
        with self._tables.alone(REBUILDING, timeout=0) as rebuilding:
            rebuilding.start_noting()
            try:
                for some in some_at_a_time(documents, progress):
                    made += rebuilding.insert(_draft_of(some))
                with self._tables.alone(WRITING, WRITER_WAITS) as writing, writing.together():
                    noted = writing.noted()
                    before = writing.pieces()
                    writing.publish(_without(piece, self._leaf(piece), noted) for piece in made)
            except BaseException:
                rebuilding.noted()
                rebuilding.remove(piece.id for piece in made)
                raise
            rebuilding.remove(before - {piece.id for piece in made})
        return noted

    def check(self) -> Health:
        """Read everything again and compare it with what was written. Raises IndexUnusable."""
        return self._read(self._checked)

    def _checked(self, _known: _State) -> Health:
        state = self._opened(None)
        for piece in state.pieces.values():
            if self._tables.counted(piece) != sum(1 for _ in _Source(self._tables, piece).rows()):
                raise Damaged("The index has posting lists that were not written.")
        return health_of(state)

    def _read(self, what: Callable[[Any], _Read]) -> _Read:
        with self._tables.connected():
            for _ in range(TRIES):
                signature = self._tables.signature()
                try:
                    return what(self._as_signed(signature))
                except IndexUnusable as reason:
                    # another process may have published, and removed what it replaced, during the reading
                    if signature == self._tables.signature():
                        if isinstance(reason, Damaged):
                            # from now on every process knows, and the worker makes it again
                            self._tables.give_up(signature)
                        raise
        raise IndexUnusable("The index changes faster than it can be read.")

    def _as_signed(self, signature: str) -> _State:
        state = self._state
        if state is None or state.signature != signature:
            with self._opening:
                state = self._state
                if state is None or state.signature != signature:
                    state = self._state = self._opened(state)
        return state

    def _opened(self, before: _State | None) -> _State:
        """Open what is new since before. Of what is known only which items are gone can have changed."""
        signature, listed = self._tables.contents()
        leaves: dict[str, Leaf] = {}
        for piece in listed:
            name = str(piece.id)
            leaf = (before.leaves.get(name) if before else None) or self._leaf(piece)
            leaves[name] = leaf.with_alive(((1 << leaf.size) - 1) & ~piece.gone)
        return _State(signature, leaves, {str(piece.id): piece for piece in listed})

    def _leaf(self, piece: Piece) -> Leaf:
        return leaf_of(self._tables.part("head", piece), _Source(self._tables, piece))


def _draft_of(documents: Iterable[Document]) -> Draft:
    draft = Draft()
    for document in documents:
        draft.add(document)
    return draft


def _without(piece: Piece, leaf: Leaf, gone: Set[int]) -> Piece:
    """A piece after these items were taken out of it."""
    numbers = sorted(leaf.numbers_of(gone))
    return replace(piece, gone=piece.gone | bitmaps.from_numbers(numbers, leaf.size)) if numbers else piece
