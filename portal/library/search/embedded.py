"""A search engine in the portal's own process: which state of the index is read, and how it is changed.

How a piece of the index is written and read is left to `Pieces`. Several processes share the folder: one look
at a file tells each of them, before each search, whether anything is new.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import Protocol, TypeVar

from portal.library.search import Document, Health, IndexUnusable
from portal.library.search.leaf import Leaf
from portal.library.search.pieces import (
    TRIES,
    WRITER_WAITS,
    PieceEngine,
    State,
    health_of,
    some_at_a_time,
    to_merge,
)
from portal.library.search.reading import PATIENCE
from portal.library.search.shelf import Contents, Shelf, Stamp, Stamps

#: Called with the names of all files that count from now on, before those they replace are removed.
Publish = Callable[[list[str]], None]

_Read = TypeVar("_Read")


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
class _State(State):
    """The same, with the files that were read."""

    contents: Contents
    stamps: Stamps


class EmbeddedEngine(PieceEngine):
    """Keeps the promise of `Engine` with an index in a folder."""

    def __init__(self, folder: Path, pieces: Pieces, patience: float = PATIENCE) -> None:
        super().__init__(patience)
        self._shelf = Shelf(folder)
        self._pieces = pieces
        self._opening = threading.Lock()
        self._state: _State | None = None

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
            names = to_merge(state.leaves)
            if not names:
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
                for some in some_at_a_time(documents, progress):
                    self._pieces.write(folder, (), frozenset(), some)
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
        return health_of(state)

    def _read(self, what: Callable[[State], _Read]) -> _Read:
        return what(self._present())

    def _present(self) -> _State:
        """The index as it is now."""
        for _ in range(TRIES):
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
        return _State(signature, leaves, contents, stamps)


def _files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
