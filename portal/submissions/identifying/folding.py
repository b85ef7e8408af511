"""A text as it reads, without the marks and look-alike letters that hide a word from a pattern.

``P**C** Sm_it_h`` reads "PC Smith". Folding says so, and remembers where each character came from, so that what
is found is cut from the text as it was typed. Pure: standard library only.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from html import unescape

# Letters of other scripts that look like Latin ones; accents, full width and mathematical letters fold by themselves.
_ALIKE = str.maketrans(
    "АВЕЅКМНОРСТУХІЈԌԚԜабвеѕкмнорстухіјԍԛԝһѵɡɑıӏ"
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυχϲ"
    "ŁłØøĐđÐðĦħŦŧƏɪʟᴄᴏᴜᴠᴡᴢ"
    "’‘‛ʼʻ′`´‐‑‒–−⁃․⁄∕：",
    "ABESKMHOPCTYXIJGQWabbeskmhopctyxijgqwhvgail"
    "ABEZHIKMNOPTYXaiknopuxc"
    "LlOoDdDdHhTtEilcouvwz"
    "''''''''------.//:",
    "",
) | str.maketrans({"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"})  # fmt: skip
_UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_WIDE = "\t\n\v\f\r\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# What does not stand for itself: spaces that are not one, marks of emphasis, escapes, all that is not ASCII.
_PIECE = re.compile(
    rf"(?P<space>(?:[{_WIDE}]| (?=[ {_WIDE}{_UNSEEN}]))[ {_WIDE}{_UNSEEN}]*(?:(?<=\n)>[ {_WIDE}{_UNSEEN}]*)*)"
    r"|(?P<mark>[*_~`]+)"
    r"|(?P<escape>\\(?=[\n!-/:-@\[-`{-~]))"
    r"|(?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});)"
    r"|(?P<other>[^\x00-\x7f])"
)
_NEW_ITEM = re.compile(r"(?:[-+*#|]|\d{1,3}[.)])[ #]")


class Folded:
    """A text as it reads, and the way back to the text as it was typed."""

    __slots__ = ("_pieces", "_starts", "joints", "text")

    def __init__(
        self, text: str, joints: list[int], starts: list[int], pieces: list[tuple[int, int, bool]]
    ) -> None:
        self.text = text
        self.joints = joints  # where an underscore stood inside a word, as in the names of accounts
        self._starts = starts
        self._pieces = pieces

    def typed(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text as typed a part of the folded one stands; ``end`` is beyond ``start``."""
        if len(self._pieces) == 1 and self._pieces[0][2]:  # nothing was folded
            return start, end
        return self._of(start)[0], self._of(end - 1)[1]

    def _of(self, place: int) -> tuple[int, int]:
        number = bisect_right(self._starts, place) - 1
        start, end, as_typed = self._pieces[number]
        if as_typed:
            at = start + place - self._starts[number]
            return at, at + 1
        return start, end


def fold(text: str) -> Folded:
    """How a text reads: emphasis, escapes and unseen characters gone, look-alikes as the letters they look like.

    One space stands for several and for the end of a line, and the end of a line alone for that of a paragraph.
    """
    words: list[str] = []
    joints: list[int] = []
    starts: list[int] = []
    pieces: list[tuple[int, int, bool]] = []
    length = place = 0
    for match in _PIECE.finditer(text):
        reads = _reading(match, text)
        if reads == match.group():
            continue
        begun, ended = match.span()
        if place < begun:
            starts.append(length)
            pieces.append((place, begun, True))
            words.append(text[place:begun])
            length += begun - place
        if match.group() == "_":
            joints.append(length)
        if reads == " " and words and words[-1].endswith(" "):
            reads = ""
        if reads:
            starts.append(length)
            pieces.append((begun, ended, False))
            words.append(reads)
            length += len(reads)
        place = ended
    if place < len(text):
        starts.append(length)
        pieces.append((place, len(text), True))
        words.append(text[place:])
    return Folded("".join(words), joints, starts, pieces)


def _reading(match: re.Match[str], text: str) -> str:
    piece = match.group()
    sort = match.lastgroup
    if sort == "space":
        breaks = piece.count("\n") + piece.count("\r") - piece.count("\r\n")
        apart = breaks > 1 or (breaks and _NEW_ITEM.match(text, match.end()))
        return "\n" if apart else " "
    if sort == "mark":
        before = text[match.start() - 1 : match.start()] or " "
        after = text[match.end() : match.end() + 1] or " "
        return piece if before.isspace() and after.isspace() else ""
    if sort == "escape":
        return ""
    if sort == "entity":
        return "".join(_letter(letter) for letter in unescape(piece))
    return _letter(piece)


@lru_cache(maxsize=4096)
def _letter(letter: str) -> str:
    """What a character looks like in ASCII; itself where it looks like nothing there, and nothing where unseen."""
    plain = letter.translate(_ALIKE)
    if plain.isascii():
        return plain
    digit = unicodedata.digit(letter, None)
    if digit is not None:
        return str(digit)
    bare = "".join(one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one))
    bare = bare.translate(_ALIKE)
    if bare.isascii() and (bare or unicodedata.combining(letter)):
        return bare
    return "" if unicodedata.category(letter) in {"Cf", "Mn", "Me"} else letter
