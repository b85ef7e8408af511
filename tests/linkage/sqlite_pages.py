"""What lies in the pages of an SQLite file and of its write-ahead log: cells in use, and what was left behind.

Read as the file format describes it (sqlite.org/fileformat2.html), without SQLite: nothing it would hide is hidden.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LEAF_TABLE, INNER_TABLE, LEAF_INDEX, INNER_INDEX = 0x0D, 0x05, 0x0A, 0x02
FIXED = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
Value = int | float | str | bytes | None


@dataclass(frozen=True)
class Cell:
    """One record, or a stretch of bytes that belongs to none (``values`` is then that stretch alone)."""

    page: int
    place: int  # of the cell in its page
    rowid: int | None
    values: tuple[Value, ...]
    left_over: bool = False
    frame: int = -1  # of the write-ahead log


def cells_of(file: Path) -> Iterator[Cell]:
    """Every cell of a database file, and every stretch between them that is not empty."""
    data = file.read_bytes()
    if not data.startswith(b"SQLite format 3\0"):
        return
    size = struct.unpack(">H", data[16:18])[0]
    size = 65536 if size == 1 else size
    for number in range(len(data) // size):
        yield from _cells_of_page(data[number * size : (number + 1) * size], number + 1, data, size)


def cells_of_log(file: Path) -> Iterator[Cell]:
    """The same of every page that a write-ahead log holds, old frames beyond its end included; each cell once."""
    data = file.read_bytes()
    if len(data) < 32:
        return
    size = struct.unpack(">I", data[8:12])[0]
    place, frame = 32, 0
    seen: set[bytes] = set()
    while place + 24 + size <= len(data):
        number = struct.unpack(">I", data[place : place + 4])[0]
        page = data[place + 24 : place + 24 + size]
        for cell in _cells_of_page(page, number, b"", size, seen):
            yield Cell(cell.page, cell.place, cell.rowid, cell.values, cell.left_over, frame)
        place, frame = place + 24 + size, frame + 1


def _cells_of_page(
    page: bytes, number: int, file: bytes, size: int, seen: set[bytes] | None = None
) -> Iterator[Cell]:
    start = 100 if number == 1 else 0
    sort = page[start]
    taken: list[tuple[int, int]] = []
    if sort in {LEAF_TABLE, INNER_TABLE, LEAF_INDEX, INNER_INDEX}:
        count = struct.unpack(">H", page[start + 3 : start + 5])[0]
        head = start + (12 if sort in {INNER_TABLE, INNER_INDEX} else 8)
        taken.append((0, head + 2 * count))
        for index in range(count):
            offset = struct.unpack(">H", page[head + 2 * index : head + 2 * index + 2])[0]
            try:
                rowid, payload, end = _cell(page, offset, sort, file, size)
                values = record(payload) if payload and payload not in (seen or ()) else ()
            except (IndexError, struct.error):
                continue
            taken.append((offset, end))
            if values:
                yield Cell(number, offset, rowid, values)
            if seen is not None:
                seen.add(payload)
    else:
        taken.append((0, 0))
    after = 0
    for begin, end in [*sorted(taken), (size, size)]:
        rest = page[after:begin].strip(b"\0")
        if len(rest) > 5:
            yield Cell(number, after, None, (rest,), left_over=True)
        after = max(after, end)


def _cell(page: bytes, offset: int, sort: int, file: bytes, size: int) -> tuple[int | None, bytes, int]:
    rowid, place = None, offset
    if sort in {INNER_TABLE, INNER_INDEX}:
        place += 4
    if sort == INNER_TABLE:
        _, place = varint(page, place)
        return None, b"", place
    length, place = varint(page, place)
    if sort == LEAF_TABLE:
        rowid, place = varint(page, place)
    most = size - 35 if sort == LEAF_TABLE else (size - 12) * 64 // 255 - 23
    if length <= most:
        return rowid, page[place : place + length], place + length
    least = (size - 12) * 32 // 255 - 23
    here = least + (length - least) % (size - 4)
    here = here if here <= most else least
    payload = page[place : place + here]
    following = struct.unpack(">I", page[place + here : place + here + 4])[0]
    while following and len(payload) < length and file:
        begin = (following - 1) * size
        payload += file[begin + 4 : begin + size]
        following = struct.unpack(">I", file[begin : begin + 4])[0]
    return rowid, payload[:length], place + here + 4


def varint(data: bytes, place: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    number = 0
    for step in range(9):
        byte = data[place + step]
        if step == 8:
            number = number << 8 | byte
            break
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            break
    place += step + 1
    return (number - (1 << 64) if number >= 1 << 63 else number), place


def record(payload: bytes) -> tuple[Value, ...]:
    """The values of a record, as far as its bytes are there."""
    head, place = varint(payload, 0)
    sorts = []
    while place < min(head, len(payload)):
        sort, place = varint(payload, place)
        sorts.append(sort)
    place, values = head, []
    for sort in sorts:
        value, place = _value(payload, place, sort)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, place: int, sort: int) -> tuple[Value, int]:
    if sort in FIXED:
        length = FIXED[sort]
        return int.from_bytes(payload[place : place + length], "big", signed=True), place + length
    if sort == 7:
        return struct.unpack(">d", payload[place : place + 8])[0], place + 8
    if sort in {8, 9}:
        return sort - 8, place
    if sort >= 12:
        length = (sort - 12) // 2
        value = payload[place : place + length]
        return (value if sort % 2 == 0 else value.decode("utf-8", "replace")), place + length
    return None, place
