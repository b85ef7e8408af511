"""One piece of the index as it is held in memory: who may see what, facets, and the words asked for lately.

A piece never changes once written; only which of its items are still there does. So everything read from it
is kept, and a reader's permissions, filters and counts are a few operations on whole numbers (`bitmaps`).
"""

from __future__ import annotations

import threading
from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress
from typing import Protocol

from portal.library.search import EVIDENCE_RANKS, bitmaps
from portal.library.search.analysis import root
from portal.library.search.entries import weight_at
from portal.library.search.spelling import Spelling

#: A way of saying something: the words in their order, and what finding them counts.
Way = tuple[tuple[str, ...], float]
#: All ways of saying one thing. What any of them finds is one find.
Concept = tuple[Way, ...]
#: The items that hold a word, and how much of it each.
Posting = tuple["array[int]", "array[float]"]

K1, B = 1.2, 0.75


@dataclass(frozen=True)
class Column:
    """In which items something is found, and how much of it."""

    numbers: Sequence[int]
    amounts: Sequence[float]
    bits: int


NOTHING = Column((), (), 0)


class Source(Protocol):
    """Where a piece is read from. Only called with the leaf's lock held."""

    def spelling(self) -> Spelling:
        """All words."""

    def postings(self, words: Sequence[str]) -> list[Posting]:
        """For each of these words the items that hold it, and how much of it."""

    def places(self, word: str, inside: bytes) -> list[bytes]:
        """Where a word stands in the items that have a 1 in `inside`, each as an array of type H."""


class _Kept:
    """What was read of a piece, shared by every state of it. Bounded by the size of the piece."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.spelling: Spelling | None = None
        self.drawers: dict[str, Mapping[str, frozenset[str]]] = {}
        self.norms: dict[float, Sequence[float]] = {}
        self.columns: OrderedDict[Concept, Column] = OrderedDict()
        self._weight = 0

    def remember(self, concept: Concept, column: Column, size: int) -> None:
        self.columns[concept] = column
        self._weight += self._weigh(column)
        while self._weight > 100 * size + 200_000 and self.columns:
            self._weight -= self._weigh(self.columns.popitem(last=False)[1])

    @staticmethod
    def _weigh(column: Column) -> int:
        return len(column.numbers) + column.bits.bit_length() // 64 + 20


@dataclass(frozen=True)
class Leaf:
    """A piece of the index, and which of its items are still there."""

    source: Source
    ids: array[int]
    days: array[int]
    lengths: array[int]
    used: array[int]
    tokens: Mapping[str, int]
    facets: Mapping[str, Mapping[str, int]]
    alive: int
    kept: _Kept = field(default_factory=_Kept, repr=False)

    def with_alive(self, alive: int) -> Leaf:
        """The same piece after items were dropped; what was read stays."""
        if alive == self.alive:
            return self
        return replace(self, alive=alive)

    def numbers_of(self, ids: Set[int]) -> list[int]:
        """The numbers under which these items lie in this piece, as far as they do."""
        if len(ids) * 20 < self.size:
            return [number for one in ids if (number := self._numbers.get(one)) is not None]
        return [number for number, one in enumerate(self.ids) if one in ids]

    @cached_property
    def _numbers(self) -> Mapping[int, int]:
        return dict(zip(self.ids, range(self.size), strict=True))

    @property
    def size(self) -> int:
        """How many items were written, dropped ones included."""
        return len(self.ids)

    @cached_property
    def _allowed(self) -> dict[frozenset[str], tuple[int, int]]:
        return {}

    def allowed(self, tokens: frozenset[str]) -> tuple[int, int]:
        """The items a reader with these tokens may see, and their length together. No token: none."""
        known = self._allowed.get(tokens)
        if known is None:
            bits = 0
            for token in tokens:
                bits |= self.tokens.get(token, 0)
            bits &= self.alive
            known = bits, sum(compress(self.lengths, bitmaps.switches(bits, self.size)))
            if len(self._allowed) > 500:
                self._allowed.clear()
            self._allowed[tokens] = known
        return known

    def norms(self, average: float) -> Sequence[float]:
        """What the length of each item does to the weight of a word in it, as BM25 has it."""
        with self.kept.lock:
            norms = self.kept.norms.get(average)
            if norms is None:
                flat, slope = K1 * (1 - B), K1 * B / average
                norms = array("f", [flat + slope * length for length in self.lengths])
                if len(self.kept.norms) > 16:
                    self.kept.norms.clear()
                self.kept.norms[average] = norms
            return norms

    @cached_property
    def newest(self) -> Sequence[int]:
        """All items, the newest first."""
        order = sorted(range(self.size), key=lambda number: (-self.days[number], self.ids[number]))
        return array("I", order)

    @cached_property
    def most_used(self) -> Sequence[int]:
        """All items, those first that most readers used, and of these the newest."""
        return array("I", sorted(self.newest, key=lambda number: -self.used[number]))

    @cached_property
    def most_tested(self) -> Sequence[int]:
        """All items, those first of which most was tested, and of these the newest."""
        return array("I", sorted(self.newest, key=lambda number: -self.tested[number]))

    @cached_property
    def tested(self) -> Sequence[int]:
        """How far what each item says was tested, as ``EVIDENCE_RANKS`` has it."""
        ranks = array("B", bytes(self.size))
        for evidence, bits in self.facets["evidence"].items():
            for number in bitmaps.numbers(bits):
                ranks[number] = EVIDENCE_RANKS.get(evidence, 0)
        return ranks

    def spelling(self) -> Spelling:
        """All words of the piece."""
        with self.kept.lock:
            if self.kept.spelling is None:
                self.kept.spelling = self.source.spelling()
            return self.kept.spelling

    def beginning_with(self, beginning: str) -> list[str]:
        """The words that begin so, in order."""
        lexicon = self.spelling().words
        at = bisect_left(lexicon, beginning)
        return lexicon[at : bisect_left(lexicon, beginning + "\U0010ffff", at)]

    def relatives(self, word: str) -> frozenset[str]:
        """The words with the same root, the word itself included when it is there."""
        shared = root(word)
        drawers = {word[:3], shared[:3]}
        if len(shared) == 3 and shared.endswith("i"):
            drawers.add(shared[:2] + "y")
        found: set[str] = set()
        for drawer in drawers:
            if len(drawer) == 3:
                found |= self._drawer(drawer).get(shared, frozenset())
        return frozenset(found | {word})

    def _drawer(self, beginning: str) -> Mapping[str, frozenset[str]]:
        """The words that begin with these three letters, by their root."""
        drawer = self.kept.drawers.get(beginning)
        if drawer is None:
            by_root: dict[str, set[str]] = {}
            for word in self.beginning_with(beginning):
                by_root.setdefault(root(word), set()).add(word)
            drawer = {shared: frozenset(forms) for shared, forms in by_root.items()}
            self.kept.drawers[beginning] = drawer
        return drawer

    def column(self, concept: Concept) -> Column:
        """Where a concept is found in this piece, in any of its ways."""
        with self.kept.lock:
            column = self.kept.columns.get(concept)
            if column is None:
                return self.columns((concept,))[0]
            self.kept.columns.move_to_end(concept)
            return column

    def columns(self, concepts: Sequence[Concept]) -> list[Column]:
        """The same of several, whose words are read together: where reading is a question to a database, it is one."""
        with self.kept.lock:
            found = {concept: self.kept.columns.get(concept) for concept in concepts}
            new = [concept for concept, column in found.items() if column is None]
            single = list(dict.fromkeys(said[0] for concept in new for said, _ in concept if len(said) == 1))
            posted = dict(zip(single, self.source.postings(single), strict=True)) if single else {}
            for concept in new:
                column = found[concept] = self._together(concept, posted)
                self.kept.remember(concept, column, self.size)
            return [found[concept] or NOTHING for concept in concepts]

    def _together(self, concept: Concept, posted: Mapping[str, Posting]) -> Column:
        found = [
            (self._phrase(said) if len(said) > 1 else self._word(posted[said[0]]), weight)
            for said, weight in concept
        ]
        found = [(column, weight) for column, weight in found if column.bits]
        if not found:
            return NOTHING
        if len(found) == 1 and found[0][1] == 1:
            return found[0][0]
        amounts = [0.0] * self.size
        bits = 0
        for column, weight in found:
            bits |= column.bits
            for number, amount in zip(column.numbers, column.amounts, strict=True):
                amounts[number] += weight * amount
        inside = bitmaps.switches(bits, self.size)
        return Column(array("I", bitmaps.numbers(bits)), array("f", compress(amounts, inside)), bits)

    def _word(self, posting: Posting) -> Column:
        numbers, amounts = posting
        return Column(numbers, amounts, bitmaps.from_numbers(numbers, self.size)) if numbers else NOTHING

    def _phrase(self, words: tuple[str, ...]) -> Column:
        different = list(dict.fromkeys(words))
        columns = dict(zip(different, self.columns([(((word,), 1.0),) for word in different]), strict=True))
        candidates = -1
        for column in columns.values():
            candidates &= column.bits
        if not candidates:
            return NOTHING
        inside = bitmaps.switches(candidates, self.size)
        places = {word: self.source.places(word, inside) for word in columns}
        rows = zip(*(places[word] for word in words), strict=True)
        numbers, amounts = array("I"), array("f")
        for number, row in zip(bitmaps.numbers(candidates), rows, strict=True):
            starts = set(array("H", row[0]))
            for step, written in enumerate(row[1:], 1):
                starts &= {place - step for place in array("H", written)}
                if not starts:
                    break
            else:
                numbers.append(number)
                amounts.append(sum(map(weight_at, starts)))
        return Column(numbers, amounts, bitmaps.from_numbers(numbers, self.size))
