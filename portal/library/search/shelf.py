"""The folder in which an index lies: which of its files count, whether they are what was written, who may write.

The file `current` names the folder in use and the digest of each of its files. It is replaced as a whole after
every change, so that one look at it tells every process whether something is new. A file that is not what
`current` says is never read: an index is made of pickles.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic, sleep

from portal.library.search import IndexUnusable
from portal.library.search.analysis import VERSION

#: How the files are laid out; another number is another index.
LAYOUT = f"1.{VERSION}"

Stamp = tuple[int, int, int]
#: Files by name, with what they looked like when they were read.
Stamps = dict[str, tuple[Path, Stamp]]


@dataclass(frozen=True)
class Contents:
    """What `current` says: the folder in use, and its files with their digests."""

    folder: str
    files: dict[str, str]


class Shelf:
    """The files of one index. Raises IndexUnusable for whatever is not as it was written."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._current = root / "current"
        self._touched = root / "touched"

    def signature(self) -> Stamp:
        """Changes whenever the contents do."""
        return _stamp(self._current)

    def contents(self) -> Contents:
        """What is to be read. Nothing of it has been compared yet."""
        try:
            digest, _, body = self._current.read_text("ascii").partition("\n")
            if digest != hashlib.sha256(body.encode()).hexdigest():
                raise IndexUnusable("The list of the index's files has been altered.")
            said = json.loads(body)
            if said["layout"] != LAYOUT:
                raise IndexUnusable("The index was written by another version of the portal.")
            return Contents(said["folder"], said["files"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexUnusable("The list of the index's files cannot be read.") from error

    def publish(self, contents: Contents) -> None:
        """Make this what every process reads from now on."""
        body = json.dumps({"layout": LAYOUT, "folder": contents.folder, "files": contents.files})
        beside = self.root / f".current-{secrets.token_hex(4)}"
        beside.write_text(f"{hashlib.sha256(body.encode()).hexdigest()}\n{body}", "ascii")
        beside.replace(self._current)

    def taken_stock(self, contents: Contents, names: Iterable[str]) -> Contents:
        """The contents with these files as they are now; a file that has been listed before stays as listed."""
        folder = self.root / contents.folder
        files = {name: contents.files.get(name) or digest_of(folder / name) for name in names}
        return replace(contents, files=files)

    def verify(self, contents: Contents, names: Iterable[str]) -> Stamps:
        """Read these files and compare them with what was written. Returns their stamps for `unchanged`."""
        stamps = {}
        for name in names:
            path = self.root / contents.folder / name
            stamps[name] = path, _stamp(path)
            if contents.files.get(name) != digest_of(path):
                raise IndexUnusable("A file of the index is not what was written.")
        return stamps

    @staticmethod
    def unchanged(stamps: Stamps) -> bool:
        """Whether nobody has written to these files since they were verified. One look at each, no reading."""
        return all(_stamp(path) == stamp for path, stamp in stamps.values())

    def new_folder(self) -> Path:
        """An empty folder that nothing points to yet."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.root.chmod(0o700)
        folder = self.root / f"pieces-{secrets.token_hex(6)}"
        folder.mkdir(mode=0o700)
        return folder

    def remove_folders_but(self, folder: str) -> None:
        """Remove what nothing points to any more. Processes that have a file open keep it until they look."""
        for path in self.root.glob("pieces-*"):
            if path.name != folder:
                shutil.rmtree(path, ignore_errors=True)

    def sweep(self, contents: Contents) -> None:
        """Remove what a writer left that was stopped before it published. Only for the holder of the lock."""
        for path in (self.root / contents.folder).iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name not in contents.files:
                path.unlink()
        for path in self.root.glob(".current-*"):
            path.unlink()

    @contextmanager
    def alone(self, purpose: str, timeout: float) -> Iterator[None]:
        """Hold a lock across processes and threads. Raises TimeoutError when it cannot be had in time."""
        if not self.root.is_dir():
            raise IndexUnusable("There is no index yet.")
        until = monotonic() + timeout
        handle = os.open(self.root / f"{purpose}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle, until, f"Somebody else is {purpose} the index.")
            yield
        finally:
            os.close(handle)

    def start_noting(self) -> None:
        """From now on, note which items are put or dropped."""
        self._touched.write_text("", "ascii")

    def note(self, ids: Iterable[int]) -> None:
        """Note items that were put or dropped, if anybody asked for it."""
        if self._touched.exists():
            with self._touched.open("a", encoding="ascii") as file:
                file.writelines(f"{number}\n" for number in ids)

    def noted(self) -> frozenset[int]:
        """What was noted; and stop noting."""
        ids = frozenset(map(int, self._touched.read_text("ascii").split()))
        self._touched.unlink()
        return ids


def digest_of(path: Path) -> str:
    """What a file's contents are known by."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise IndexUnusable("A file of the index is missing or cannot be read.") from error


def _stamp(path: Path) -> Stamp:
    try:
        seen = path.stat()
    except OSError as error:
        raise IndexUnusable("A file of the index is missing.") from error
    return seen.st_ino, seen.st_mtime_ns, seen.st_size


def _lock(handle: int, until: float, otherwise: str, wait: Callable[[float], None] = sleep) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() > until:
                raise TimeoutError(otherwise) from None
            wait(0.02)
        else:
            return
