"""The passage of a text that shows why it was found. Pure: the text comes from the database, never the index."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from portal.library.search.analysis import LONGEST_WORD, fold, root

_APOSTROPHES = "'’‘ʼ`´＇"
#: What a page can afford to read of one text.
_READ = 8_000
#: So many letters of a word are looked for; whether it is the word is seen then. More take longer to prepare.
_LETTERS = 3


class _Plain(dict[int, str]):
    """For one letter its plain form, where that is one letter too: places in the text stay the same."""

    def __missing__(self, letter: int) -> str:
        plain = fold(chr(letter))
        self[letter] = plain if len(plain) == 1 else chr(letter)
        return self[letter]


_PLAIN = _Plain(dict.fromkeys(map(ord, _APOSTROPHES), "'"))


def snippet(text: str, terms: Iterable[str], length: int = 240) -> list[tuple[str, bool]]:
    """About `length` characters of the text in pieces, each with whether it is to be marked.

    The terms are the words of `Answer.terms`; one that ends in * marks every word that begins so. The pieces
    are plain text: whoever shows them escapes them.
    """
    text = unicodedata.normalize("NFC", " ".join(text[:_READ].split()))
    found = _places(text, terms)
    start = _best_start(text, found, length)
    end = min(len(text), start + length)
    if end < len(text):
        end = max(text.rfind(" ", start + length // 2, end + 1), start + length // 2)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for begin, stop, _ in found:
        if begin < at or stop > end:
            continue
        if begin > at:
            pieces.append((text[at:begin], False))
        pieces.append((text[begin:stop], True))
        at = stop
    if at < end:
        pieces.append((text[at:end], False))
    if end < len(text):
        pieces.append((" …", False))
    return pieces


def _places(text: str, terms: Iterable[str]) -> list[tuple[int, int, str]]:
    """Where the terms stand: begin, end, and which of them."""
    terms = tuple(term for term in terms if term.rstrip("*"))
    if not terms:
        return []
    pattern, beginnings, roots = _looking_like(terms)
    found = []
    for match in pattern.finditer(text.translate(_PLAIN)):
        word = fold(match[0])[:LONGEST_WORD]
        if root(word) in roots:
            found.append((match.start(), match.end(), root(word)))
        elif beginnings and word.startswith(beginnings):
            found.append((match.start(), match.end(), word))
    return found


@lru_cache(maxsize=256)
def _looking_like(terms: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[str, ...], frozenset[str]]:
    """Words that begin like one of the terms, and the beginnings and roots by which to see whether they are one.

    Kept, because one page asks the same of each of its titles and summaries.
    """
    beginnings = tuple(term[:-1] for term in terms if term.endswith("*"))
    roots = frozenset(root(term) for term in terms if not term.endswith("*"))
    starts = {term[:-1] if term.endswith("*") else term[: max(2, len(term) - 1)] for term in terms}
    starts |= {shared[: max(2, len(shared) - 1)] for shared in roots}
    # an apostrophe may stand anywhere: O'Brien is obrien
    spelt = ("'?".join(map(re.escape, start)) for start in sorted({start[:_LETTERS] for start in starts}))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(spelt)})(?:[^\W_]|')*"), beginnings, roots


def _best_start(text: str, found: list[tuple[int, int, str]], length: int) -> int:
    """The window that holds most different terms, then most terms, then the earliest."""
    if len(text) <= length or not found:
        return 0
    inside: Counter[str] = Counter()
    last = 0
    best, best_key = 0, (0, 0)
    for first, (begin, _, term) in enumerate(found):
        while last < len(found) and found[last][1] <= begin + length * 3 // 4:
            inside[found[last][2]] += 1
            last += 1
        key = (len(inside), last - first)
        if key > best_key:
            best, best_key = begin, key
        if inside[term] > 1:
            inside[term] -= 1
        else:
            inside.pop(term, None)
    if best < length // 4:
        return 0
    before = text.find(" ", max(0, best - length // 4), best)
    return before + 1 if before >= 0 else best
