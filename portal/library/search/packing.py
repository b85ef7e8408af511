"""A piece of an index as rows of bytes: what an engine without files of its own keeps. Knows no engine.

Everything is an array as this kind of machine has it in memory, so that reading is copying. Nothing of it is code.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, compress

from portal.library.search import FACETS, Document, bitmaps
from portal.library.search.analysis import VERSION
from portal.library.search.entries import MARK, TOKEN, marks_of, terms_of
from portal.library.search.leaf import Leaf, Posting, Source
from portal.library.search.spelling import Spelling

#: How the bytes are laid out; another layout is another index.
LAYOUT = f"1.{VERSION}.{sys.byteorder}"

#: A word with the items that hold it, and where it stands in each, as one array of type H an item.
Row = tuple[str, Posting, list[bytes]]

_COLUMNS = (("ids", "q"), ("days", "i"), ("lengths", "I"), ("used", "I"))


class Draft:
    """A piece while it is written, in memory: pieces are bounded."""

    def __init__(self) -> None:
        self._columns = {name: array(code) for name, code in _COLUMNS}
        self._marks: dict[str, array[int]] = {}
        self._words: dict[str, tuple[array[int], array[float], list[bytes]]] = {}

    @property
    def size(self) -> int:
        """How many items it holds."""
        return len(self._columns["ids"])

    def add(self, document: Document) -> None:
        """Add one item."""
        number = self.size
        length = 0.0
        for word, weight, places in terms_of(document):
            self._post(word.decode(), number, weight, places)
            length += weight
        for mark in marks_of(document):
            self._mark(mark.encode("utf-8", "replace").decode(), number)
        said = (document.id, document.published_on.toordinal(), round(length), document.used)
        for column, value in zip(self._columns.values(), said, strict=True):
            column.append(value)

    def take_over(self, leaf: Leaf, rows: Iterable[Row]) -> None:
        """Add what is still there of another piece."""
        inside = bitmaps.switches(leaf.alive, leaf.size)
        numbers = list(accumulate(inside, initial=self.size))
        for word, (held, amounts), places in rows:
            for number, amount, places_of_one in zip(held, amounts, places, strict=True):
                if inside[number]:
                    self._post(word, numbers[number], amount, places_of_one)
        for name, values in {TOKEN: leaf.tokens, **leaf.facets}.items():
            for value, bits in values.items():
                for number in bitmaps.numbers(bits & leaf.alive):
                    self._mark(name + MARK + value, numbers[number])
        for (name, _), column in zip(_COLUMNS, self._columns.values(), strict=True):
            column.extend(compress(getattr(leaf, name), inside))

    def _post(self, word: str, number: int, amount: float, places: bytes) -> None:
        posted = self._words.get(word)
        if posted is None:
            posted = self._words[word] = (array("I"), array("f"), [])
        posted[0].append(number)
        posted[1].append(amount)
        posted[2].append(places)

    def _mark(self, mark: str, number: int) -> None:
        self._marks.setdefault(mark, array("I")).append(number)

    def head(self) -> bytes:
        """All but the words, for `leaf_of`."""
        said = {"items": self.size, "marks": {mark: len(numbers) for mark, numbers in self._marks.items()}}
        told = json.dumps(said).encode()
        arrays = (*self._columns.values(), *self._marks.values())
        return len(told).to_bytes(8, "little") + told + b"".join(one.tobytes() for one in arrays)

    def lexicon(self) -> bytes:
        """All words, for `Spelling.from_bytes`."""
        return Spelling(sorted(self._words)).to_bytes()

    def rows(self) -> Iterator[tuple[str, bytes, bytes]]:
        """Each word in order, its posting for `posting_of`, and its places for `places_of`."""
        for word in sorted(self._words):
            numbers, amounts, places = self._words[word]
            sizes = array("I", map(len, places))
            yield word, numbers.tobytes() + amounts.tobytes(), sizes.tobytes() + b"".join(places)


def leaf_of(head: bytes, source: Source) -> Leaf:
    """The piece of which `Draft.head` was written, with all its items."""
    start = 8 + int.from_bytes(head[:8], "little")
    said = json.loads(head[8:start])
    size: int = said["items"]
    columns: dict[str, array[int]] = {}
    for name, code in _COLUMNS:
        columns[name] = array(code)
        end = start + size * columns[name].itemsize
        columns[name].frombytes(head[start:end])
        start = end
    marks: dict[str, dict[str, int]] = {name: {} for name in (TOKEN, *FACETS)}
    for mark, count in said["marks"].items():
        numbers = array("I")
        end = start + count * numbers.itemsize
        numbers.frombytes(head[start:end])
        start = end
        name, _, value = mark.partition(MARK)
        marks[name][value] = bitmaps.from_numbers(numbers, size)
    tokens: Mapping[str, int] = marks.pop(TOKEN)
    return Leaf(
        source=source,
        ids=columns["ids"],
        days=columns["days"],
        lengths=columns["lengths"],
        used=columns["used"],
        tokens=tokens,
        facets=marks,
        alive=(1 << size) - 1,
    )


def posting_of(written: bytes) -> Posting:
    """The items that hold a word, and how much of it."""
    numbers, amounts = array("I"), array("f")
    half = len(written) // 2
    numbers.frombytes(written[:half])
    amounts.frombytes(written[half:])
    return numbers, amounts


def places_of(written: bytes, held: Sequence[int], inside: bytes) -> list[bytes]:
    """Where a word stands in those of the items that hold it that have a 1 in `inside`."""
    sizes = array("I")
    joined = len(held) * sizes.itemsize
    sizes.frombytes(written[:joined])
    stretches = zip(accumulate(sizes, initial=joined), sizes, strict=False)
    wanted = compress(stretches, map(inside.__getitem__, held))
    return [written[start : start + size] for start, size in wanted]
