"""What of an item is written into an index: its words with their places, and the marks that it is counted by."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import repeat

from portal.library.search import FACETS, Document
from portal.library.search.analysis import words

#: A mark is a name and a value with this between them, which nothing typed can bring about in front of it.
MARK = "\x1f"
TOKEN = "token"  # noqa: S105 - the name of the mark for who may see an item

#: Words of the title count three times, of the summary twice; where they stand tells which they are.
SUMMARY_FROM, TEXT_FROM = 2_000, 4_000
TITLE_WEIGHT, SUMMARY_WEIGHT = 3, 2
LAST_PLACE = 65_535


def terms_of(document: Document) -> Iterator[tuple[bytes, float, bytes]]:
    """The words of an item, how much each counts in it, and where it stands as an array of type H."""
    found = placed(words(document.title), words(document.summary), words(document.text))
    for word, places in found.items():
        weight = len(places) if places[0] >= TEXT_FROM else sum(map(weight_at, places))
        yield word.encode(), float(weight), places.tobytes()


def marks_of(document: Document) -> list[str]:
    """Who may see an item, and its value in each facet."""
    marks = [TOKEN + MARK + document.visibility]
    return marks + [facet + MARK + value for facet in FACETS for value in document.values(facet)]


def weight_at(place: int) -> int:
    """What a word counts where it stands: most in the title, least in the text."""
    return TITLE_WEIGHT if place < SUMMARY_FROM else SUMMARY_WEIGHT if place < TEXT_FROM else 1


def placed(title: Iterable[str], summary: Iterable[str], text: Iterable[str]) -> dict[str, array[int]]:
    """The words of an item with their places, each part in its own stretch so that no phrase spans two."""
    found: dict[str, array[int]] = {}
    stretches = ((title, 0, SUMMARY_FROM), (summary, SUMMARY_FROM, TEXT_FROM), (text, TEXT_FROM, LAST_PLACE))
    for part, start, end in stretches:
        # one place is left free at the end of each stretch
        for place, word in zip(range(start, end - 1), part, strict=False):
            places = found.get(word)
            if places is None:
                found[word] = array("H", (place,))
            else:
                places.append(place)
    return found


class Pool:
    """The postings of a piece while it is written, in memory: pieces are bounded."""

    def __init__(self) -> None:
        self._lists: dict[tuple[str, bytes], tuple[array[int], array[float], list[bytes]]] = {}

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """Add one posting; the items come in the order of their numbers."""
        field, term, number, weight, value = item
        known = self._lists.get((field, term))
        if known is None:
            known = self._lists[field, term] = (array("I"), array("f"), [])
        known[0].append(number)
        known[1].append(weight)
        known[2].append(value)

    def iter_postings(self) -> Iterator[tuple[str, bytes, int, float, bytes]]:
        """All postings by field and term; once."""
        for field, term in sorted(self._lists):
            yield from zip(repeat(field), repeat(term), *self._lists.pop((field, term)))

    def cleanup(self) -> None:
        """Forget everything."""
        self._lists.clear()
