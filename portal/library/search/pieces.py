"""A search engine whose index lies in pieces: what is the same wherever they lie.

Files in a folder (`embedded`), or tables that several hosts share (`postgresql_engine`): both hand `Leaf`s to the same
code, so that the same question has the same answer.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from portal.library.search import Answer, Document, Health, Question, Similar
from portal.library.search.leaf import Leaf
from portal.library.search.reading import PATIENCE, alike, ask

#: A rebuild writes so many items at a time: what fits in memory.
AT_ONCE = 20_000
#: How often a rebuild tells how far it is.
TELL_EVERY = 1_000
#: tidy() merges pieces until they hold so many items: about a second's work, for writers wait meanwhile.
TIDY_ITEMS = 1_000
TIDY_PIECES = 4
#: So many answers are kept, until the index changes: the front page of a library is one question.
ANSWERS_KEPT = 256
#: Seconds a writer waits for another.
WRITER_WAITS = 30.0
#: So often an index is opened anew that changes while it is read.
TRIES = 20

_Name = TypeVar("_Name")
_Read = TypeVar("_Read")


@dataclass(frozen=True)
class State:
    """The index as one process has it open."""

    signature: Hashable
    leaves: Mapping[str, Leaf]
    #: What was answered from this very state of the index; forgotten with it.
    answers: dict[Hashable, Answer] = field(default_factory=dict, kw_only=True)


class PieceEngine(ABC):
    """Keeps the promise of `Engine` with an index in pieces."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience

    def search(self, question: Question) -> Answer:
        """What the reader may see of what was asked for. Raises IndexUnusable."""
        return self._read(lambda state: self._answer(state, question))

    def similar(self, title: str, text: str, tokens: frozenset[str], limit: int = 5) -> tuple[Similar, ...]:
        """The items most like this title and text. Raises IndexUnusable."""
        return self._read(lambda state: alike(tuple(state.leaves.values()), title, text, tokens, limit))

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace items. Raises IndexUnusable, and TimeoutError after 30 seconds of others writing."""
        latest = {document.id: document for document in documents}
        if latest:
            self._write(latest.keys(), latest.values())

    def drop(self, ids: Iterable[int]) -> None:
        """Take items out. Raises as `put` does."""
        gone = frozenset(ids)
        if gone:
            self._write(gone, ())

    def _answer(self, state: State, question: Question) -> Answer:
        asked = question.key
        answer = state.answers.get(asked)
        if answer is None:
            answer = ask(tuple(state.leaves.values()), question, self._patience)
            if len(state.answers) >= ANSWERS_KEPT:
                state.answers.clear()
            if answer.warning is None:  # a question that was heavy a moment ago may not be so again
                state.answers[asked] = answer
        return answer

    @abstractmethod
    def _read(self, what: Callable[[State], _Read]) -> _Read:
        """What is made of the index as it is now. Raises IndexUnusable."""

    @abstractmethod
    def _write(self, gone: Set[int], documents: Iterable[Document]) -> None:
        """Take items out of the index, and add a piece with these documents, if there are any."""


def to_merge(leaves: Mapping[_Name, Leaf]) -> set[_Name]:
    """The smallest pieces, so many that writers wait for about a second; none where it would not help."""
    names, items = set(), 0
    for name, leaf in sorted(leaves.items(), key=lambda pair: pair[1].size):
        items += leaf.size
        if items <= TIDY_ITEMS:
            names.add(name)
    return names if len(names) >= TIDY_PIECES else set()


def health_of(state: State) -> Health:
    """What there is in an index that has been read through."""
    leaves = state.leaves.values()
    return Health(
        documents=sum(leaf.alive.bit_count() for leaf in leaves),
        segments=len(leaves),
        unmerged=sum(leaf.size < TIDY_ITEMS for leaf in leaves),
    )


def some_at_a_time(
    documents: Iterable[Document], progress: Callable[[int], None] | None
) -> Iterator[Iterable[Document]]:
    """The documents of a rebuild, as many together as make a piece; now and then it is told how many were written."""
    done, rest = 0, iter(documents)

    def counted(some: list[Document]) -> Iterator[Document]:
        nonlocal done
        for document in some:
            yield document
            done += 1
            if progress and done % TELL_EVERY == 0:
                progress(done)

    while some := list(islice(rest, AT_ONCE)):
        yield counted(some)
    if progress and done % TELL_EVERY:
        progress(done)
