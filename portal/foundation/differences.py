"""What changed between two versions of a text, word by word, at a bounded cost."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

# Comparing two lists costs up to the product of their lengths; beyond these it is shown as replaced.
LINES_BUDGET = 1_000_000
WORDS_BUDGET = 1_000_000

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


class Change(StrEnum):
    """What became of some words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


Words = tuple[Change, str]


def difference(old: str, new: str) -> list[Words]:
    """The way from one text to the other, as runs of words that stayed, went or came.

    Joining what stayed and went gives the old text, what stayed and came the new one, exactly.
    Lines are compared first, then the words of lines that differ. Texts too unlike to be compared
    in good time are shown as one removed and one added run.
    """
    left = WORDS_BUDGET
    runs: list[Words] = []
    for same, before, after in _blocks(_LINES.findall(old), _LINES.findall(new), LINES_BUDGET):
        if same:
            runs.append((Change.SAME, before))
            continue
        removed, added = _WORDS.findall(before), _WORDS.findall(after)
        for kept, gone, come in _blocks(removed, added, left):
            runs += [(Change.SAME, gone)] if kept else [(Change.REMOVED, gone), (Change.ADDED, come)]
        left -= len(removed) * len(added)
    return _merged(runs)


def _blocks(old: Sequence[str], new: Sequence[str], budget: int) -> Iterator[tuple[bool, str, str]]:
    """Blocks as (the same?, old text, new text)."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    if start:
        yield True, "".join(old[:start]), "".join(new[:start])
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    if a and b and len(a) * len(b) <= budget:
        for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b).get_opcodes():
            yield tag == "equal", "".join(a[a1:a2]), "".join(b[b1:b2])
    elif a or b:
        yield False, "".join(a), "".join(b)
    if end:
        yield True, "".join(old[-end:]), "".join(new[-end:])


def _merged(runs: list[Words]) -> list[Words]:
    """Neighbouring changes gathered, removed before added; a lone space between two changes goes with them."""
    merged: list[Words] = []
    removed = added = ""
    for place, (kind, words) in enumerate(runs):
        between = 0 < place < len(runs) - 1 and bool(removed or added) and words in (" ", "")
        if kind is Change.SAME and not between:
            merged += [(Change.REMOVED, removed), (Change.ADDED, added), (Change.SAME, words)]
            removed = added = ""
        else:
            removed += words if kind is not Change.ADDED else ""
            added += words if kind is not Change.REMOVED else ""
    merged += [(Change.REMOVED, removed), (Change.ADDED, added)]
    joined: list[Words] = []
    for kind, words in merged:
        if words and joined and joined[-1][0] is kind:
            joined[-1] = (kind, joined[-1][1] + words)
        elif words:
            joined.append((kind, words))
    return joined
