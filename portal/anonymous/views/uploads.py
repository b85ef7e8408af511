"""Files on their way to the desk: in memory, in bounds, and never on a disk as their author had them."""

from io import BytesIO
from typing import IO

from flask import Request, request
from werkzeug.exceptions import RequestEntityTooLarge

from portal.anonymous.rules.files import (
    FILE_AT_MOST,
    FILES_AT_MOST,
    HELD_AT_MOST,
    LONGEST_SIDE,
    OFFICE,
    OTHERS,
    PIXELS_AT_MOST,
    TAKEN,
    TOO_LARGE,
    TOO_MANY,
    TOO_MUCH,
    UPLOAD_AT_MOST,
)
from portal.foundation.files import CleanFile, Limits, UnsafeFile, cleaned, media_type_of

FIELD = "files"
ORDINALS = ("first", "second", "third", "fourth", "fifth")
TAKE_FILES = frozenset({"anonymous.file", "anonymous.add_files"})
LIMITS = Limits(size=FILE_AT_MOST, pixels=PIXELS_AT_MOST, longest=LONGEST_SIDE, apart=True)
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
PACKED = "application/zip"


class Held(BytesIO):
    """One file as it comes in. Past what may be held it lets go of all it has, and takes in no more."""

    def __init__(self, desk_request: "DeskRequest") -> None:
        super().__init__()
        self.request = desk_request
        self.came = 0
        self.refused = ""

    def write(self, piece: bytes) -> int:  # type: ignore[override] # the parser of forms writes bytes alone
        """Take in a piece, or drop it."""
        self.came += len(piece)
        self.request.held += len(piece)
        if not self.refused and self.came > FILE_AT_MOST:
            self.refused = TOO_LARGE
        elif not self.refused and self.request.held > HELD_AT_MOST:
            self.refused = TOO_MUCH
        if not self.refused:
            return super().write(piece)
        self.request.held -= self.came
        self.came = 0
        self.seek(0)
        self.truncate()
        return len(piece)


class DeskRequest(Request):
    """A request whose files are held in memory and nowhere else."""

    held = 0  # bytes of files

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return Held(self)


def hold_to_measure(largest_form: int) -> None:
    """Refuse a request that is larger than its page can need, before any of it is read."""
    takes_files = request.endpoint in TAKE_FILES and request.mimetype == "multipart/form-data"
    request.max_content_length = UPLOAD_AT_MOST if takes_files else largest_form
    if (request.content_length or 0) > request.max_content_length:
        raise RequestEntityTooLarge


def came_with_files(field: str) -> bool:
    """Whether files were chosen in a field of the form that was sent."""
    return any(upload.filename for upload in request.files.getlist(field))


def read_files(field: str) -> list[CleanFile]:
    """The files in a field of the form that was sent, made anew; their names are left behind.

    Raises UnsafeFile, with a sentence that says which of several it is about, where one cannot be taken.
    """
    uploads = [upload for upload in request.files.getlist(field) if upload.filename]
    if len(uploads) > FILES_AT_MOST:
        raise UnsafeFile(TOO_MANY)
    made = []
    for place, upload in enumerate(uploads, start=1):
        try:
            made.append(_read(upload.stream))
        except UnsafeFile as unsafe:
            which = f"The {ORDINALS[place - 1]} of them: " if len(uploads) > 1 else ""
            raise UnsafeFile(f"{which}{unsafe}") from None
        finally:
            upload.close()
    return made


def _read(stream: IO[bytes]) -> CleanFile:
    if isinstance(stream, Held) and stream.refused:
        raise UnsafeFile(stream.refused)
    begins = stream.read(256)
    stream.seek(0)
    media_type = media_type_of(begins)
    if media_type == PACKED or begins.startswith(OLD_OFFICE):
        raise UnsafeFile(OFFICE)
    if begins and media_type not in TAKEN and b"ftyp" not in begins[:12]:
        raise UnsafeFile(OTHERS)
    return cleaned("attachment", stream, LIMITS)  # type: ignore[arg-type] # bytes to be read, whatever their class
