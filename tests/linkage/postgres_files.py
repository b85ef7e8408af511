"""What lies in the files of PostgreSQL: rows on their pages, dead ones too, and records of the write-ahead log."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PAGE = 8192
SINCE_2000 = 946_684_800
LONGEST, MANAGERS = 1 << 20, 24  # a record of the log: its length, and which part of PostgreSQL wrote it
ONE_ROW = 2048  # a longer one may hold a page, or many rows
MOMENTS = (700_000_000_000_000, 1_000_000_000_000_000)  # microseconds since 2000: the years 2022 to 2031


@dataclass(frozen=True)
class Stored:
    """Some bytes that were written together, with the keys and moments in them that are stored as numbers.

    ``remains``: bytes of a page that belong to no row, in which several rows may lie side by side.
    """

    place: str
    order: float
    data: bytes
    keys: tuple[int, ...]
    moments: tuple[float, ...]
    remains: bool = False


class Numbers:
    """Every eight bytes, at any place, that are one of the keys sought or could be a moment."""

    def __init__(self, data: bytes, sought: NDArray[np.int64], every: int) -> None:
        places, values = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for shift in range(0, 8, every):
            part = data[shift : shift + (len(data) - shift) // 8 * 8]
            read = np.frombuffer(part, dtype="<i8")
            hits = np.flatnonzero(((read > MOMENTS[0]) & (read < MOMENTS[1])) | np.isin(read, sought))
            places.append(hits * 8 + shift)
            values.append(read[hits])
        place, value = np.concatenate(places), np.concatenate(values)
        inorder = np.argsort(place)
        self.places, self.values = place[inorder], value[inorder]

    def within(self, begin: int, end: int) -> tuple[tuple[int, ...], tuple[float, ...]]:
        """The keys and the moments of a stretch."""
        low, high = np.searchsorted(self.places, [begin, end - 7])
        found = self.values[low:high].tolist()
        moments = tuple(one / 1e6 + SINCE_2000 for one in found if MOMENTS[0] < one < MOMENTS[1])
        return tuple(found), moments


def records_of(file: Path, keys: Sequence[int]) -> Iterator[Stored]:
    """The rows of a table's file, or the records of a segment of the write-ahead log. ``keys``: those to look for."""
    data, sought = file.read_bytes(), np.array(sorted(keys), np.int64)
    if file.parent.name == "pg_wal":
        yield from _log(data, file.name, sought)
    elif file.name.partition(".")[0].isdigit():
        yield from _heap(data, Numbers(data, sought, 4))


def _heap(data: bytes, numbers: Numbers) -> Iterator[Stored]:
    for number in range(len(data) // PAGE):
        start = number * PAGE
        lower, upper, special = struct.unpack_from("<HHH", data, start + 12)
        if not 24 <= lower <= upper <= special <= PAGE:
            continue
        first = special
        for index in range((lower - 24) // 4):
            (item,) = struct.unpack_from("<I", data, start + 24 + 4 * index)
            offset, length = item & 0x7FFF, item >> 17
            if length and lower <= offset and offset + length <= PAGE:
                first = min(first, offset)
                begin = start + offset
                found = numbers.within(begin, begin + length)
                yield Stored(
                    f"{number}+{index}", number * 1000.0 + index, data[begin : begin + length], *found
                )
        rest = data[start + lower : start + first]
        if rest.strip(b"\0"):
            found = numbers.within(start + lower, start + first)
            yield Stored(f"{number}+left", number * 1000.0 + 999, rest, *found, remains=True)


def _log(data: bytes, name: str, sought: NDArray[np.int64]) -> Iterator[Stored]:
    """Records as they follow each other: a length, a transaction, and what was done. Pages have heads of their own."""
    stream = bytearray()
    for place in range(0, len(data) - PAGE + 1, PAGE):
        head = 40 if struct.unpack_from("<H", data, place + 2)[0] & 2 else 24
        if not stream:
            left = struct.unpack_from("<I", data, place + 16)[0]
            head += (left + 7) // 8 * 8  # the rest of a record of the segment before
        stream += data[place + head : place + PAGE]
    whole = bytes(stream)
    numbers = Numbers(whole, sought, 1)
    filled = np.flatnonzero(np.frombuffer(whole[: len(whole) // 8 * 8], dtype="<u8")) * 8
    place, segment = 0, int(name, 16) % (1 << 32) if len(name) == 24 else 0
    while place + 24 <= len(whole):
        length, _, _, _, manager, padding = struct.unpack_from("<IIQBBH", whole, place)
        if length < 24 or length > LONGEST or manager > MANAGERS or padding:  # no head of a record
            following = np.searchsorted(filled, place + 8)
            if following == len(filled):
                break
            place = int(filled[following])
            continue
        found = numbers.within(place, place + length)
        record = whole[place : place + length]
        yield Stored(f"{place}", segment * float(1 << 24) + place, record, *found, remains=length > ONE_ROW)
        place += (length + 7) // 8 * 8
