"""Other ways of saying what is looked for. Knows no engine.

Each way of a ring stands for all the others. Of a way of several words every word is found by the others too, so that
whoever looks for "missing person" finds what says "misper", and what says that somebody who is missing is a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from portal.library.search.analysis import STOP_WORDS, root, words
from portal.library.search.grammar import Term

Way = tuple[str, ...]


def key_of(way: str) -> Way:
    """What all forms of a way have in common; empty where no word can be read in it."""
    said = words(way)
    return tuple(root(word) for word in said if word not in STOP_WORDS) or tuple(map(root, said))


class Synonyms:
    """Rings of words that mean the same. Two with the same rings are equal."""

    def __init__(self, rings: Iterable[Sequence[str]] = ()) -> None:
        self.rings = tuple(tuple(ring) for ring in rings)
        self._hash = hash(self.rings)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Synonyms) and self.rings == other.rings

    @cached_property
    def _by_key(self) -> Mapping[Way, tuple[str, ...]]:
        """For each way, all of its rings."""
        found: dict[Way, list[str]] = defaultdict(list)
        for ring in self.rings:
            for way in ring:
                found[key_of(way)] += ring
        return {key: tuple(dict.fromkeys(ways)) for key, ways in found.items() if key}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._by_key), default=0)

    def of(self, terms: Sequence[Term]) -> Mapping[Term, tuple[str, ...]]:
        """For each of these terms, as they follow each other, the other ways in which it may be said."""
        found: dict[Term, dict[str, None]] = defaultdict(dict)
        keys = [None if term.exact or term.beginning else root(term.words[0]) for term in terms]
        for first in range(len(terms)):
            for last in range(first + 1, min(first + self._longest, len(terms)) + 1):
                key = tuple(keys[first:last])
                ways = self._by_key.get(key, ()) if None not in key else ()  # type: ignore[arg-type]
                for term in terms[first:last] if ways else ():
                    found[term].update(dict.fromkeys(way for way in ways if key_of(way) != key))
        return {term: tuple(ways) for term, ways in found.items()}


NONE = Synonyms()
