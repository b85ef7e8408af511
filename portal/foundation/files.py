"""Files of people: cleaned when they come, kept under names that say nothing.

``cleaned`` takes an upload apart and gives back what may be kept of it; ``Store`` keeps it. Rules:
hardening B (files, file names, metadata canaries), anonymity channels 20 and 21.
"""

import json
import os
import re
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from portal.foundation.cleaning.limits import Limits, UnsafeFile
from portal.foundation.text import plain_line, shortened

__all__ = ["CleanFile", "Limits", "Store", "UnsafeFile", "cleaned", "display_name", "media_type_of"]

NAME_LENGTH = 120
ACCEPTED = "a picture (PNG, JPEG, WebP, GIF), a PDF, a Word, Excel or PowerPoint file, plain text or CSV"

_OFFICE = "application/vnd.openxmlformats-officedocument."
EXTENSIONS = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    _OFFICE + "wordprocessingml.document": ".docx",
    _OFFICE + "spreadsheetml.sheet": ".xlsx",
    _OFFICE + "presentationml.presentation": ".pptx",
    "text/plain": ".txt",
    "text/csv": ".csv",
}
_SIGNS = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"%PDF-"), "application/pdf"),
    (re.compile(rb"PK\x03\x04"), "application/zip"),
)
_REFUSED_SIGNS = (
    (re.compile(rb"\xd0\xcf\x11\xe0"), "This is an older or locked Office file. Save it without a password as "
     ".docx, .xlsx or .pptx, and attach that."),
    (re.compile(rb"....ftyp(?:heic|heix|mif1|avif)", re.DOTALL), "Pictures in this format cannot be shown "
     "everywhere. Save it as JPEG and attach that."),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s{0,200}<[!?a-zA-Z]"), "Web pages and drawings with code cannot be attached. "
     "Save it as a PDF or a picture and attach that."),
)  # fmt: skip
_BINARY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_KEY = re.compile(r"[0-9a-f]{32}")
_UNNOTED = getattr(os, "O_NOATIME", 0)  # when a file was last read is not kept
_at_once = threading.BoundedSemaphore(2)  # strange files read at the same moment by one worker


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file as it may be kept and handed out, and in sentences what was taken out of it."""

    name: str
    media_type: str
    content: bytes
    removed: tuple[str, ...]


def cleaned(name: str, stream: BinaryIO, limits: Limits | None = None) -> CleanFile:
    """Read an upload and rebuild it from what it is meant to hold; its name decides nothing.

    Raises UnsafeFile, with a sentence for the person, for every file that is too large, broken,
    active, of another kind, or that takes more than its share of time and memory.
    """
    limits = limits or Limits()
    content = stream.read(limits.size + 1)
    if len(content) > limits.size:
        raise UnsafeFile(
            f"This file is larger than {limits.size // 1024**2} MB. Make it smaller, or link to it."
        )
    if not content:
        raise UnsafeFile("This file is empty. Choose another one.")
    for sign, sentence in _REFUSED_SIGNS:
        if sign.match(content):
            raise UnsafeFile(sentence)
    media_type = media_type_of(content)
    if media_type:
        return _rebuilt_apart(name, content, media_type, limits)
    if name.lower().strip().endswith((".txt", ".csv", ".md", ".log", ".text")):
        return _text(name, content)
    raise UnsafeFile(f"This kind of file cannot be attached. Attach {ACCEPTED}.")


def media_type_of(begins: bytes) -> str:
    """What a file is by how it begins, and empty where it is of no kind that is rebuilt; its name decides nothing."""
    return next((media_type for sign, media_type in _SIGNS if sign.match(begins)), "")


def display_name(name: str, media_type: str) -> str:
    """The name to show: no folders, no signs with a meaning, at most 120 characters, the ending true."""
    name = plain_line(re.sub("[\x00\ud800-\udfff]", "", name[:1000]))
    name = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    name = re.sub(r'[<>:"|?*;%`${}]+', " ", name)
    name = " ".join(name.split()).lstrip(".-~ ").rstrip(". ")
    ending = EXTENSIONS[media_type]
    stem = re.sub(r"(?:\.[A-Za-z0-9]{1,5})$", "", name).rstrip(". ")
    if media_type == "image/jpeg" and stem.lower().endswith(".jpeg"):
        stem = stem[:-5]
    stem = stem.removesuffix(ending) or "file"
    return shortened(stem, NAME_LENGTH - len(ending)) + ending


def _text(name: str, content: bytes) -> CleanFile:
    for encoding in (
        ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1252")
    ):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _BINARY.search(text):
            media_type = "text/csv" if name.lower().strip().endswith(".csv") else "text/plain"
            removed = (
                ()
                if encoding == "utf-8-sig"
                else ("The text was changed to today's common encoding, UTF-8.",)
            )
            return CleanFile(display_name(name, media_type), media_type, text.encode(), removed)
    raise UnsafeFile(
        "This file says that it is text, and is not. Save it as plain text (UTF-8) and attach that."
    )


def _rebuilt_apart(name: str, content: bytes, media_type: str, limits: Limits) -> CleanFile:
    """Have the file read by a process of its own: see ``cleaning.process``."""
    order = json.dumps({"media_type": media_type, "limits": asdict(limits)}).encode()
    with _at_once:
        try:
            done = subprocess.run(
                [sys.executable, "-s", "-m", "portal.foundation.cleaning.process"],
                input=order + b"\n" + content,
                capture_output=True,
                timeout=limits.patience,
                check=False,
                cwd=Path(__file__).resolve().parents[2],
                # None of our settings, which hold secrets.
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
            )
        except subprocess.TimeoutExpired:
            raise UnsafeFile(_TOO_MUCH) from None
    head, _, made = done.stdout.partition(b"\n")
    if done.returncode != 0 or not head:
        raise UnsafeFile(_TOO_MUCH)
    facts = json.loads(head)
    if "refused" in facts:
        raise UnsafeFile(facts["refused"])
    return CleanFile(
        display_name(name, facts["media_type"]), facts["media_type"], made, tuple(facts["removed"])
    )


_TOO_MUCH = (
    "This file takes too long or too much memory to check. Save it again in a simpler form, or as a PDF."
)


class Store:
    """A folder of files under random names, spread over 256 folders, readable by its owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, stream: BinaryIO, at_most: int, key: str = "") -> str:
        """Keep what the stream holds, whole or not at all, and return its key: a new one, or that which was given.

        Raises UnsafeFile where it is longer than ``at_most`` bytes, OSError where the disk is full.
        """
        key = key or secrets.token_hex(16)
        place = self._place(key)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = place.with_name(f".{secrets.token_hex(16)}")
        try:
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                left = at_most
                while piece := stream.read(min(left + 1, 1 << 16)):
                    left -= len(piece)
                    if left < 0:
                        raise UnsafeFile(
                            f"This file is larger than {at_most // 1024**2} MB. Make it smaller."
                        )
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            os.utime(unfinished, (0, 0))  # when it came is nobody's business (anonymity, channel 20)
            unfinished.replace(place)
        finally:
            unfinished.unlink(missing_ok=True)
        _sync_folder(place.parent)
        return key

    def open(self, key: str) -> BinaryIO:
        """The file, to be read without a trace, and closed. Raises FileNotFoundError for a key that is not kept."""
        place = self._place(key)
        try:
            return os.fdopen(os.open(place, os.O_RDONLY | _UNNOTED), "rb")
        except PermissionError:  # not the owner's to say: the file came from elsewhere
            return place.open("rb")

    def size(self, key: str) -> int:
        """Its length in bytes. Raises FileNotFoundError for a key that is not kept."""
        return self._place(key).stat().st_size

    def remove(self, key: str) -> None:
        """Forget the file; forgetting it twice is fine."""
        self._place(key).unlink(missing_ok=True)

    def keys(self) -> Iterator[str]:
        """Every key kept, in no order."""
        return (file.name for file in self.folder.glob("??/*") if _KEY.fullmatch(file.name))

    def sweep(self, known: Collection[str], older_than: float = 3600.0) -> int:
        """Remove what nothing refers to, and what was never finished; return how many files went.

        ``known`` is every key that the databases refer to. Younger files stay: their row may be
        about to be written.
        """
        gone = 0
        for file in self.folder.glob("??/*"):
            # The time of the last change of name, which cannot be set back as the file's own time is.
            if file.name not in known and file.stat().st_ctime <= time.time() - older_than:
                file.unlink(missing_ok=True)
                gone += 1
        return gone

    def level(self) -> None:
        """Give every file and folder one and the same time, whenever it was written or last read."""
        for place in (*self.folder.rglob("*"), self.folder):
            with suppress(FileNotFoundError):
                os.utime(place, (0, 0))

    def _place(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise FileNotFoundError("No such file.")
        return self.folder / key[:2] / key


def _sync_folder(folder: Path) -> None:
    """Make the new name durable, and keep the folder from telling when its last file came."""
    os.utime(folder, (0, 0))
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
