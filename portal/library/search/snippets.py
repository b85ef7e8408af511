"""The passage of a text that shows why it was found. Pure: the text comes from the database, never the index."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from portal.library.search.analysis import LONGEST_WORD, fold, root

_WORD = re.compile(r"[^\W_](?:[^\W_]|['’‘ʼ`´＇])*")
#: What a page can afford to read of one text.
_READ = 20_000


def snippet(text: str, terms: Iterable[str], length: int = 240) -> list[tuple[str, bool]]:
    """About `length` characters of the text in pieces, each with whether it is to be marked.

    The terms are the words of `Answer.terms`; one that ends in * marks every word that begins so. The pieces
    are plain text: whoever shows them escapes them.
    """
    text = " ".join(text[:_READ].split())
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
    terms = list(terms)
    beginnings = tuple(term[:-1] for term in terms if term.endswith("*"))
    roots = {root(term) for term in terms if not term.endswith("*")}
    found = []
    for match in _WORD.finditer(text):
        word = fold(match[0])[:LONGEST_WORD]
        if root(word) in roots:
            found.append((match.start(), match.end(), root(word)))
        elif beginnings and word.startswith(beginnings):
            found.append((match.start(), match.end(), word))
    return found


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
