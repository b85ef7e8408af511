"""What a file says besides what it shows, in words: whoever attaches it is told exactly what was taken out."""

from collections.abc import Collection, Iterable
from typing import Any

from PIL import Image

NOTHING_FOUND = "No hidden details were found in it, and it was made anew all the same."

_MAIN, _CAMERA, _PLACE, _THUMBNAIL = 0, 0x8769, 0x8825, 1
# Which words stand for which tags of which part of EXIF; no tags: for whatever is in that part.
_TAGS: tuple[tuple[str, int, frozenset[int]], ...] = (
    ("place", _PLACE, frozenset()),
    ("camera", _MAIN, frozenset({0x010F, 0x0110, 0x013C})),
    ("camera", _CAMERA, frozenset({0x927C, 0xA431, 0xA433, 0xA434, 0xA435})),
    ("date", _MAIN, frozenset({0x0132})),
    ("date", _CAMERA, frozenset({0x9003, 0x9004})),
    ("author", _MAIN, frozenset({0x013B, 0x8298, 0x9C9D})),
    ("author", _CAMERA, frozenset({0xA430})),
    ("thumbnail", _THUMBNAIL, frozenset()),
    ("notes", _MAIN, frozenset({0x010E, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F})),
    ("notes", _CAMERA, frozenset({0x9286})),
    ("program", _MAIN, frozenset({0x0131})),
)
_INFO = (("notes", "comment"), ("history of editing", "xmp"), ("history of editing", "photoshop"))
_OF_PDF = (
    ("author", {"/Author"}),
    ("company", {"/Company", "/Manager"}),
    ("dates", {"/CreationDate", "/ModDate"}),
    ("program", {"/Creator", "/Producer"}),
    ("title and keywords", {"/Title", "/Subject", "/Keywords"}),
)


def in_picture(opened: Image.Image) -> list[str]:
    """What a picture that was read says of where, when, with what and by whom it was taken."""
    found = []
    try:
        exif = opened.getexif()
        for word, part, tags in _TAGS:
            there = set(exif if part == _MAIN else exif.get_ifd(part))
            if there & tags if tags else there:
                found.append(word)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, AttributeError, IndexError):
        found.append("details that could not be read")
    found += [word for word, name in _INFO if opened.info.get(name)]
    if getattr(opened, "text", None):
        found.append("notes")
    if opened.info.get("icc_profile"):
        found.append("colour profile")
    return list(dict.fromkeys(found))


def in_pdf(info: Collection[str], *, history: bool) -> list[str]:
    """What the details of a PDF say, by their keys. ``history``: it has those of an editing program too."""
    found = [word for word, keys in _OF_PDF if keys & set(info)]
    if set(info) - set().union(*(keys for _word, keys in _OF_PDF)):
        found.append("other details")
    return [*found, "history of editing"] if history else found


def taken_out(found: Iterable[Any]) -> str:
    """The sentence that says so."""
    words = list(found)
    if not words:
        return NOTHING_FOUND
    return f"Taken out: {' and '.join(filter(None, (', '.join(words[:-1]), words[-1])))}."
