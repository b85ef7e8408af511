"""From text to words, the same for every engine, for questions and for items.

Words are compared without case, accents and apostrophes: "Café", "CAFE" and "café" are one word, and so are
"O'Brien" and "OBrien" (requirement row 137). Engines index words as they stand; what belongs together
("report", "reported") is decided when a question is read, so that the exact word can count for more.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from portal.library.search.stemming import stem

__all__ = ["STOP_WORDS", "fold", "root", "words"]

#: Raised whenever an index written before would answer differently from one written now.
VERSION = 3

LONGEST_WORD = 40

#: Words that say nothing on their own. They are indexed, and count inside phrases.
STOP_WORDS = frozenset(
    "a an and are as at be but by can could did do does for from had has have how i if in into is it its me my "
    "no not of on or our so such than that the their them then there these they this to us was we were what "
    "when where which who why will with would you your".split()
)

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´＇"))


def fold(text: str) -> str:
    """The text in one case, without accents and apostrophes, full-width and ligature letters made plain."""
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    text = unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).translate(_APOSTROPHES)
    apart = unicodedata.normalize("NFD", text.casefold())
    return unicodedata.normalize(
        "NFC", "".join(c for c in apart if c < "\u0300" or unicodedata.category(c) != "Mn")
    )


def words(text: str) -> list[str]:
    """The words of a text in their order, folded, none longer than an index should hold."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """What a folded word shares with the other forms of it."""
    return stem(word)
