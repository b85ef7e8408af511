"""Which items answer a question, in what order, and how many there are of each kind. Knows no engine.

Everything is counted over what the reader may see: how rare a word is, how long items are, which words begin
so. An item a reader may not see therefore changes nothing that reader is shown, not even a score.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import nlargest
from itertools import compress, islice
from math import log

from portal.library.search import FACETS, RETIRED, Answer, Hit, Match, Question, Sort, bitmaps
from portal.library.search.leaf import Column, Concept, Leaf

#: With fewer items that hold every word than this, those that hold some are shown below them.
FEW = 10
#: Of many words, one in so many must be there for an item to be shown as a partial match.
ONE_IN = 4
#: For each item like another that is wanted, so many are weighed.
WEIGHED_FOR_ONE = 50


@dataclass(frozen=True)
class View:
    """The index as one reader sees it."""

    leaves: tuple[Leaf, ...]
    visible: tuple[int, ...]
    items: int
    average: float

    @classmethod
    def of(
        cls, leaves: tuple[Leaf, ...], tokens: frozenset[str], without: frozenset[int] = frozenset()
    ) -> View:
        """What the holder of these tokens may see, without some items."""
        allowed = [leaf.allowed(tokens) for leaf in leaves]
        visible = tuple(bits for bits, _ in allowed)
        if without:
            left_out = (bitmaps.from_numbers(leaf.numbers_of(without), leaf.size) for leaf in leaves)
            visible = tuple(bits & ~gone for bits, gone in zip(visible, left_out, strict=True))
        items = sum(bits.bit_count() for bits in visible)
        # two digits, so that one more item does not change the weight of every word
        average = float(f"{sum(length for _, length in allowed) / items:.2g}") if items else 1.0
        return cls(leaves, visible, items, average or 1.0)

    def holding(self, concept: Concept) -> int:
        """How many visible items hold the concept."""
        return sum(
            (leaf.column(concept).bits & bits).bit_count()
            for leaf, bits in zip(self.leaves, self.visible, strict=True)
        )

    def holdings(self, concepts: Sequence[Concept]) -> list[int]:
        """The same of several, which are read together."""
        counts = [0] * len(concepts)
        for leaf, bits in zip(self.leaves, self.visible, strict=True):
            for place, column in enumerate(leaf.columns(concepts)):
                counts[place] += (column.bits & bits).bit_count()
        return counts

    def weight(self, concept: Concept) -> float:
        """How much the concept tells: the rarer, the more."""
        holding = self.holding(concept)
        return log(1 + (self.items - holding + 0.5) / (holding + 0.5))


@dataclass(frozen=True)
class _Found:
    """What one leaf has: items that hold every word, and others; before and after the filters."""

    leaf: Leaf
    complete: int
    partial: int
    filters: dict[str, int]

    def without(self, facet: str) -> int:
        """What is found when one facet is not filtered."""
        bits = self.complete | self.partial
        for name, chosen in self.filters.items():
            if name != facet:
                bits &= chosen
        return bits

    def filtered(self, bits: int) -> int:
        for chosen in self.filters.values():
            bits &= chosen
        return bits


def answer(view: View, question: Question, wanted: Sequence[Concept], unwanted: Sequence[Concept]) -> Answer:
    """What was found: the asked page of it, and the counts. Words and warnings are the caller's to add."""
    found = [
        _find(leaf, bits, question, wanted, unwanted)
        for leaf, bits in zip(view.leaves, view.visible, strict=True)
    ]
    complete = sum(one.filtered(one.complete).bit_count() for one in found)
    if question.match is None and complete >= FEW:
        found = [_Found(one.leaf, one.complete, 0, one.filters) for one in found]
    total = complete + sum(one.filtered(one.partial).bit_count() for one in found)
    until = min(question.page * question.per_page, total)
    since = (question.page - 1) * question.per_page
    hits: list[Hit] = []
    if since < total:
        order = _ORDERS.get(question.sort) or (_Relevance(view, wanted) if wanted else _newest)
        hits = _in_tiers(found, question, until, order)
    return Answer(
        total=total,
        complete=complete,
        hits=tuple(hits[since:until]),
        facets={facet: _counts(found, facet, question) for facet in FACETS if facet in question.facets},
    )


def _find(
    leaf: Leaf, visible: int, question: Question, wanted: Sequence[Concept], unwanted: Sequence[Concept]
) -> _Found:
    bits = visible
    for concept in unwanted:
        bits &= ~leaf.column(concept).bits
    columns = [leaf.column(concept).bits for concept in wanted]
    complete = bits
    for column in columns:
        complete &= column
    partial = 0
    if len(columns) > 1 and question.match != Match.ALL:
        least = 1 if question.match == Match.ANY else -(-len(columns) // ONE_IN)
        partial = bits & bitmaps.at_least(least, columns) & ~complete
    filters = {}
    for facet, values in question.filters.items():
        chosen = 0
        for value in values:
            chosen |= leaf.facets[facet].get(value, 0)
        filters[facet] = chosen
    return _Found(leaf, complete, partial, filters)


def _in_tiers(found: Sequence[_Found], question: Question, until: int, order: _Order) -> list[Hit]:
    """The first hits: those that hold every word before the others, unless any word was enough.

    In each tier what is current comes before what is retired: that is found by whoever looks for it, and by nobody
    in the place of what holds today.
    """
    whole = [(one, one.filtered(one.complete)) for one in found]
    rest = [(one, one.filtered(one.partial)) for one in found]
    if question.match == Match.ANY:
        either = [(one, bits | more) for (one, bits), (_, more) in zip(whole, rest, strict=True)]
        tiers = [*_apart(either)]
    else:
        tiers = [*_apart(whole), *_apart(rest)]
    complete = {id(one.leaf): one.complete for one in found}
    hits: list[Hit] = []
    for tier in tiers:
        if len(hits) < until:
            hits += [
                Hit(leaf.ids[number], score, not complete[id(leaf)] >> number & 1)
                for leaf, number, score in order(tier, until - len(hits))
            ]
    return hits


def _apart(some: Sequence[tuple[_Found, int]]) -> Iterator[list[tuple[Leaf, int]]]:
    """Some items as two tiers: what is current, and what is retired."""
    retired = [one.leaf.facets["standing"].get(RETIRED, 0) for one, _bits in some]
    yield [(one.leaf, bits & ~gone) for (one, bits), gone in zip(some, retired, strict=True)]
    yield [(one.leaf, bits & gone) for (one, bits), gone in zip(some, retired, strict=True)]


class _Order(ABC):
    """The best of some items: the leaf, the number in it, and the score."""

    scores = True  # how well an item answers, which readers of the interface are told

    def __call__(self, chosen: list[tuple[Leaf, int]], until: int) -> list[tuple[Leaf, int, float]]:
        """The first `until` of the items, best first."""
        best: list[tuple[float, int, int, Leaf, int]] = []
        for leaf, bits in chosen:
            if bits:
                best += [
                    (-score, -leaf.days[number], leaf.ids[number], leaf, number)
                    for number, score in self.best(leaf, bits, until)
                ]
        best.sort(key=lambda one: one[:3])
        return [(leaf, number, -score if self.scores else 0.0) for score, _, _, leaf, number in best[:until]]

    @abstractmethod
    def best(self, leaf: Leaf, bits: int, until: int) -> Iterator[tuple[int, float]]:
        """The first `until` items of one leaf, in any order; ties with the last may be added."""


class _Laid(_Order):
    """As they lie in an order of their own: the first by a rank, and of the same rank the newest."""

    scores = False

    def __init__(
        self, order: Callable[[Leaf], Sequence[int]], ranks: Callable[[Leaf], Sequence[int]] | None = None
    ) -> None:
        self._order, self._ranks = order, ranks

    def best(self, leaf: Leaf, bits: int, until: int) -> Iterator[tuple[int, float]]:
        inside = bitmaps.switches(bits, leaf.size)
        order, ranks = self._order(leaf), self._ranks(leaf) if self._ranks else None
        for number in islice(compress(order, map(inside.__getitem__, order)), until):
            yield number, float(ranks[number]) if ranks else 0.0


_newest = _Laid(lambda leaf: leaf.newest)
_ORDERS: dict[Sort, _Order] = {
    Sort.NEWEST: _newest,
    Sort.USED: _Laid(lambda leaf: leaf.most_used, lambda leaf: leaf.used),
    Sort.EVIDENCE: _Laid(lambda leaf: leaf.most_tested, lambda leaf: leaf.tested),
}


class _Relevance(_Order):
    """By BM25 over what the reader may see."""

    def __init__(self, view: View, wanted: Sequence[Concept], shares: Sequence[float] = ()) -> None:
        self._average = view.average
        shares = shares or [1.0] * len(wanted)
        self._weights = [
            (concept, share * view.weight(concept)) for concept, share in zip(wanted, shares, strict=True)
        ]

    def best(self, leaf: Leaf, bits: int, until: int) -> Iterator[tuple[int, float]]:
        norms = leaf.norms(self._average)
        inside = bitmaps.switches(bits, leaf.size)
        chosen = bitmaps.numbers(bits)
        columns = [(leaf.column(concept), weight) for concept, weight in self._weights]
        if any(bits & ~column.bits for column, _ in columns):
            scores = self._of_some(columns, inside, norms)
        else:
            scores = self._of_all(columns, bits, inside, norms)
        if len(chosen) <= until:
            return zip(chosen, scores, strict=True)
        least = nlargest(until, scores)[-1]
        return ((number, score) for number, score in zip(chosen, scores, strict=True) if score >= least)

    @staticmethod
    def _of_all(
        columns: list[tuple[Column, float]], bits: int, inside: bytes, norms: Sequence[float]
    ) -> Sequence[float]:
        """The scores of the items in `inside`, each of which holds every concept: the quick way."""
        held = list(compress(norms, inside))
        scores: list[float] = []
        for column, weight in columns:
            amounts: Iterable[float] = column.amounts
            if column.bits != bits:
                amounts = compress(amounts, map(inside.__getitem__, column.numbers))
            if scores:
                rows = zip(scores, amounts, held, strict=True)
                scores = [score + weight * amount / (amount + norm) for score, amount, norm in rows]
            else:
                scores = [
                    weight * amount / (amount + norm) for amount, norm in zip(amounts, held, strict=True)
                ]
        return scores

    @staticmethod
    def _of_some(
        columns: list[tuple[Column, float]], inside: bytes, norms: Sequence[float]
    ) -> Sequence[float]:
        """The scores of the items in `inside`, each of which holds some of the concepts."""
        scores = [0.0] * len(norms)
        for column, weight in columns:
            held = map(inside.__getitem__, column.numbers)
            for number, amount in compress(zip(column.numbers, column.amounts, strict=True), held):
                scores[number] += weight * amount / (amount + norms[number])
        return list(compress(scores, inside))


def nearest(view: View, shares: Sequence[tuple[Concept, float]], limit: int) -> list[tuple[Leaf, int, float]]:
    """The items that hold most of these concepts, each counting its share; the most telling concept comes first.

    Only items that hold one of the most telling are weighed: the first few of these find enough, and whoever
    holds none of them is hardly ever among the best.
    """
    order = _Relevance(view, [concept for concept, _ in shares], [share for _, share in shares])
    weighed = [0] * len(view.leaves)
    for concept, _ in shares:
        for place, (leaf, visible) in enumerate(zip(view.leaves, view.visible, strict=True)):
            weighed[place] |= leaf.column(concept).bits & visible
        if sum(bits.bit_count() for bits in weighed) >= WEIGHED_FOR_ONE * limit:
            break
    return order(list(zip(view.leaves, weighed, strict=True)), limit)


def _counts(found: Sequence[_Found], facet: str, question: Question) -> tuple[tuple[str, int], ...]:
    """How many items each value of a facet has; values chosen as a filter are there even with none."""
    counts = dict.fromkeys(question.filters.get(facet, ()), 0)
    for one in found:
        bits = one.without(facet)
        if not bits:
            continue
        for value, having in one.leaf.facets[facet].items():
            count = (bits & having).bit_count()
            if count:
                counts[value] = counts.get(value, 0) + count
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
