"""A search engine in the portal's own process: which state of the index is read, and how it is changed.

How a piece of the index is written and read is left to `Pieces`. Several processes share the folder: one look
at a file tells each of them, before each search, whether anything is new.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from shutil import rmtree
from typing import Protocol

from portal.library.search import Answer, Document, Health, IndexUnusable, Question, Similar
from portal.library.search.leaf import Leaf
from portal.library.search.reading import PATIENCE, alike, ask
from portal.library.search.shelf import Contents, Shelf, Stamp, Stamps

#: Called with the names of all files that count from now on, before those they replace are removed.
Publish = Callable[[list[str]], None]

#: A rebuild writes so many items at a time: what fits in memory.
AT_ONCE = 20_000
#: tidy() merges pieces until they hold so many items: about a second's work, for writers wait meanwhile.
TIDY_ITEMS = 1_000
TIDY_PIECES = 4
#: So many answers are kept, until the index changes: the front page of a library is one question.
ANSWERS_KEPT = 256
#: Seconds a writer waits for another.
WRITER_WAITS = 30.0


class Pieces(Protocol):
    """How the pieces of an index are written and read."""

    def create(self, folder: Path) -> None:
        """Begin an index without items."""

    def write(
        self,
        folder: Path,
        leaves: Sequence[Leaf],
        gone: Set[int],
        documents: Iterable[Document],
        publish: Publish | None = None,
    ) -> None:
        """Take items out of the leaves, and add a piece with these documents, if there are any."""

    def merge(self, folder: Path, names: Set[str], publish: Publish) -> None:
        """Make one piece of the named ones."""

    def open(self, folder: Path, files: Iterable[str], known: Mapping[str, Leaf]) -> dict[str, Leaf]:
        """The pieces of a folder by name, in their order. What is known is not read again."""


@dataclass(frozen=True)
class _State:
    """The index as one process has it open."""

    signature: Stamp
    contents: Contents
    stamps: Stamps
    leaves: dict[str, Leaf]
    #: What was answered from this very state of the index; forgotten with it.
    answers: dict[Hashable, Answer] = field(default_factory=dict)


class EmbeddedEngine:
    """Keeps the promise of `Engine` with an index in a folder."""

    def __init__(self, folder: Path, pieces: Pieces, patience: float = PATIENCE) -> None:
        self._shelf = Shelf(folder)
        self._pieces = pieces
        self._patience = patience
        self._opening = threading.Lock()
        self._state: _State | None = None

    def search(self, question: Question) -> Answer:
        """What the reader may see of what was asked for. Raises IndexUnusable."""
        state = self._present()
        asked = question.key
        answer = state.answers.get(asked)
        if answer is None:
            answer = ask(tuple(state.leaves.values()), question, self._patience)
            if len(state.answers) >= ANSWERS_KEPT:
                state.answers.clear()
            if answer.warning is None:  # a question that was heavy a moment ago may not be so again
                state.answers[asked] = answer
        return answer

    def similar(self, title: str, text: str, tokens: frozenset[str], limit: int = 5) -> tuple[Similar, ...]:
        """The items most like this title and text. Raises IndexUnusable."""
        return alike(self._leaves(), title, text, tokens, limit)

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

    def _write(self, gone: Set[int], documents: Iterable[Document]) -> None:
        with self._shelf.alone("writing", WRITER_WAITS):
            # noted first: where the index is unusable, a rebuild is running or about to
            self._shelf.note(gone)
            state = self._present()
            self._shelf.sweep(state.contents)
            folder = self._shelf.root / state.contents.folder
            self._pieces.write(
                folder, list(state.leaves.values()), gone, documents, self._publisher(state.contents)
            )

    def _publisher(self, contents: Contents) -> Publish:
        return lambda names: self._shelf.publish(self._shelf.taken_stock(contents, names))

    def tidy(self) -> bool:
        """Merge the smallest pieces into one, so many that writers wait for about a second."""
        with self._shelf.alone("writing", WRITER_WAITS):
            state = self._present()
            names, items = set(), 0
            for name, leaf in sorted(state.leaves.items(), key=lambda pair: pair[1].size):
                items += leaf.size
                if items <= TIDY_ITEMS:
                    names.add(name)
            if len(names) < TIDY_PIECES:
                return False
            self._shelf.sweep(state.contents)
            folder = self._shelf.root / state.contents.folder
            self._pieces.merge(folder, names, self._publisher(state.contents))
            return True

    def rebuild(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> frozenset[int]:
        """Write the index anew and swap it in. Returns the ids to put again. Raises TimeoutError."""
        folder = self._shelf.new_folder()
        try:
            with self._shelf.alone("rebuilding", timeout=0):
                self._shelf.start_noting()
                self._pieces.create(folder)
                done, rest = 0, iter(documents)
                while some := list(islice(rest, AT_ONCE)):
                    self._pieces.write(folder, (), frozenset(), some)
                    done += len(some)
                    if progress:
                        progress(done)
                with self._shelf.alone("writing", WRITER_WAITS):
                    noted = self._shelf.noted()
                    leaves = self._pieces.open(folder, _files(folder), {})
                    self._pieces.write(
                        folder, list(leaves.values()), noted, (), self._publisher(Contents(folder.name, {}))
                    )
                self._shelf.remove_folders_but(folder.name)
                return noted
        except BaseException:
            rmtree(folder, ignore_errors=True)
            raise

    def check(self) -> Health:
        """Read every file again and compare it with what was written. Raises IndexUnusable."""
        state = self._present()
        self._shelf.verify(state.contents, state.contents.files)
        leaves = state.leaves.values()
        return Health(
            documents=sum(leaf.alive.bit_count() for leaf in leaves),
            segments=len(leaves),
            unmerged=sum(leaf.size < TIDY_ITEMS for leaf in leaves),
        )

    def _leaves(self) -> tuple[Leaf, ...]:
        return tuple(self._present().leaves.values())

    def _present(self) -> _State:
        """The index as it is now."""
        for _ in range(20):
            signature = self._shelf.signature()
            try:
                return self._as_signed(signature)
            except IndexUnusable:
                # another process may have published, and removed what it replaced, during the reading
                if signature == self._shelf.signature():
                    raise
        raise IndexUnusable("The index changes faster than it can be read.")

    def _as_signed(self, signature: Stamp) -> _State:
        state = self._state
        if state is None or state.signature != signature:
            with self._opening:
                state = self._state
                if state is None or state.signature != signature:
                    state = self._state = self._opened(signature, state)
        elif not self._shelf.unchanged(state.stamps):
            self._state = None
            raise IndexUnusable("A file of the index has been written to.")
        return state

    def _opened(self, signature: Stamp, before: _State | None) -> _State:
        """Open what is new since before; only what has been compared with its digest is read."""
        contents = self._shelf.contents()
        known: Mapping[str, Leaf] = {}
        stamps: Stamps = {}
        if before and before.contents.folder == contents.folder:
            same = {name for name in before.stamps if contents.files.get(name) == before.contents.files[name]}
            stamps = {name: before.stamps[name] for name in same}
            if not self._shelf.unchanged(stamps):
                raise IndexUnusable("A file of the index has been written to.")
            known = before.leaves
        new = [name for name in contents.files if name not in stamps]
        stamps |= self._shelf.verify(contents, new)
        leaves = self._pieces.open(self._shelf.root / contents.folder, contents.files, known)
        return _State(signature, contents, stamps, leaves)


def _files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
