"""Files at the desk: which, how many, how large, and what they are called. Pure."""

from collections.abc import Collection

FILES_AT_MOST = 5
FILE_AT_MOST = 8 * 1024 * 1024
HELD_AT_MOST = 24 * 1024 * 1024  # of one request, in memory
UPLOAD_AT_MOST = 64 * 1024 * 1024  # what is more than can be held is let go of as it comes
LONGEST_SIDE = 2000  # pixels, enough to read a page that was photographed
PIXELS_AT_MOST = 50_000_000
TAKEN = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/gif": ".png",
    "application/pdf": ".pdf",
}
OFFICE = (
    "Office files are not taken here: too much of who wrote them stays inside. Save it as a PDF and add that, "
    "or paste its words into your text."
)
OTHERS = (
    "This kind of file is not taken here. Add a picture (JPEG, PNG, WebP or GIF) or a PDF, or paste its words "
    "into your text."
)
TOO_LARGE = f"This file is larger than {FILE_AT_MOST // 1024**2} MB. Add a smaller one."
TOO_MUCH = f"Together these files have more than {HELD_AT_MOST // 1024**2} MB. Add fewer at once."
TOO_MANY = f"A post can have {FILES_AT_MOST} files. Add fewer, or put several into one PDF."


def number_free(names: Collection[str]) -> int:
    """The number of the next file of a post: the lowest that none of these has."""
    numbers = {name.partition("-")[2].partition(".")[0] for name in names}
    return next(number for number in range(1, len(names) + 2) if str(number) not in numbers)


def called(number: int, media_type: str) -> str:
    """What a file is called, whatever its author called it."""
    return f"attachment-{number}{TAKEN[media_type]}"
