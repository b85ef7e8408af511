"""Words that somebody may have meant: a dictionary of words with letters left out, asked the same way.

Two words at most two slips apart meet when up to two letters are left out of both, so a lookup costs a few
dozen reads, however large the dictionary. Which of the words a reader may be told is decided by the caller.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from zlib import crc32

#: Letters of a word that are looked at; slips behind them are still compared in full.
_HEAD = 7
_SHORTEST = 4
_LONGEST = 24


def slips_allowed(word: str) -> int:
    """How many slips a word of this length may hold: none in a short one, where any word is near."""
    if len(word) < _SHORTEST or len(word) > _LONGEST or not word.isalpha():
        return 0
    return 1 if len(word) < 7 else 2


@lru_cache(maxsize=16384)
def distance(one: str, other: str, most: int) -> int:
    """How many letters were left out, put in, changed or swapped with their neighbour; most + 1 if more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, before, row = before, row, [i]
        for j, its in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


class Spelling:
    """The words of one part of the index, in order, to be asked for near ones."""

    def __init__(self, words: list[str], pairs: array[int] | None = None) -> None:
        self.words = words
        #: Keys of what is left of a word, each with the number of the word, in order.
        self._pairs = pairs if pairs is not None else _pairs(words)

    def to_bytes(self) -> bytes:
        """What `from_bytes` reads on the same kind of machine."""
        text = "\n".join(self.words).encode()
        return len(text).to_bytes(8, "little") + text + self._pairs.tobytes()

    @classmethod
    def from_bytes(cls, written: bytes) -> Spelling:
        """The words that were written. Raises ValueError for what was not."""
        end = 8 + int.from_bytes(written[:8], "little")
        pairs = array("Q")
        pairs.frombytes(written[end:])
        text = written[8:end].decode()
        return cls(text.split("\n") if text else [], pairs)

    def near(self, word: str) -> Iterator[tuple[int, str]]:
        """The words at most as far away as a word of this length may be, with how far."""
        most = slips_allowed(word)
        if not most:
            return
        seen: set[int] = set()
        for key in _keys(word):
            at = bisect_left(self._pairs, key << 32)
            while at < len(self._pairs) and self._pairs[at] >> 32 == key:
                seen.add(self._pairs[at] & 0xFFFFFFFF)
                at += 1
        for number in sorted(seen):
            far = distance(word, self.words[number], most)
            if 0 < far <= most:
                yield far, self.words[number]


def _pairs(words: list[str]) -> array[int]:
    pairs: list[int] = []
    for number, word in enumerate(words):
        if slips_allowed(word):
            pairs += [key << 32 | number for key in _keys(word)]
    pairs.sort()
    return array("Q", pairs)


def _keys(word: str) -> set[int]:
    """A word's head with up to as many letters left out as it may hold slips, as numbers."""
    head = word[:_HEAD]
    keys = left = {head}
    for _ in range(1 if len(word) < 6 else 2):
        left = {shorter[:i] + shorter[i + 1 :] for shorter in left for i in range(len(shorter))}
        keys = keys | left
    return {crc32(key.encode()) for key in keys}
