"""How posting lists lie in the files: blocks of plain arrays, within the pieces that Whoosh keeps."""

from __future__ import annotations

from array import array
from itertools import accumulate, compress

from whoosh.codec.whoosh3 import W3LeafMatcher, W3PostingsWriter

_WORTH_COMPRESSING = 16


class BlockWriter(W3PostingsWriter):
    """Writes blocks that can be read as a whole: plain arrays instead of pickled tuples."""

    def add_posting(self, number: int, weight: float, value: bytes, length: int | None = None) -> None:
        """Add one posting of the present term."""
        if len(self._ids) >= self._blocklimit:
            self._write_block()
        self._ids.append(number)
        self._weights.append(weight)
        self._values.append(value)

    def _write_block(self, last: bool = False) -> None:
        # most words are rare, and compressing a few bytes costs more than all the rest
        self._compression = 1 if len(self._ids) > _WORTH_COMPRESSING else 0
        super()._write_block(last)

    def _mini_ids(self) -> bytes:
        return bytes(self._ids)

    def _mini_weights(self) -> bytes:
        return bytes(self._weights)

    def _mini_values(self) -> tuple[bytes, bytes]:
        return array("I", map(len, self._values)).tobytes(), b"".join(self._values)


class BlockReader(W3LeafMatcher):
    """Reads what BlockWriter wrote: posting by posting for Whoosh's merging, or as a whole."""

    def _read_ids(self) -> None:
        if self._data is None:
            self._read_data()
        self._ids = array("I", self._data[0])

    def _read_weights(self) -> None:
        if self._data is None:
            self._read_data()
        self._weights = array("f", self._data[1])

    def _read_values(self) -> None:
        if self._data is None:
            self._read_data()
        sizes, joined = array("I", self._data[2][0]), self._data[2][1]
        values, at = [], 0
        for size in sizes:
            values.append(joined[at : at + size])
            at += size
        self._values = values or [b""] * self._blocklength

    def postings(self) -> tuple[array[int], array[float]]:
        """All numbers and weights."""
        numbers, weights = array("I"), array("f")
        while not self._atend:
            self._read_ids()
            self._read_weights()
            numbers.extend(self._ids)
            weights.extend(self._weights)
            self._next_block()
        return numbers, weights

    def values(self, inside: bytes) -> list[bytes]:
        """The values of the numbers that have a 1 in `inside`."""
        values: list[bytes] = []
        while not self._atend:
            self._read_ids()
            sizes, joined = array("I", self._data[2][0]), self._data[2][1]
            stretches = zip(accumulate(sizes, initial=0), sizes, strict=False)
            wanted = compress(stretches, map(inside.__getitem__, self._ids))
            values += [joined[start : start + size] for start, size in wanted]
            self._next_block()
        return values
