"""What one dump says: every row, record, line and file in it, with who and what it names, its times and its place."""

import json
import re
import shutil
import sqlite3
import struct
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from html import unescape
from pathlib import Path
from typing import Any

from tests.linkage import dumps, postgres_files, sqlite_pages
from tests.linkage.known import Found, Known

DATABASES = {"portal.sqlite": "portal", "anonymous.sqlite": "desk", "portal": "portal", "anonymous": "desk"}
ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?([.,]\d{1,6})?")
BLOCK = 4096
LINES = re.compile(rb"\n|<li ")
EXACT = frozenset({"row", "record", "left over", "line", "mail", "name"})
BETWEEN_BLOCKS = re.compile(r"</(?:tr|li|p|dd|div|entry|td)>|\n")
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Row:
    """One row as its database shows it. ``place`` and ``number`` are where it lies and which transaction wrote it."""

    source: str
    values: Mapping[str, Any]
    orders: Mapping[str, float]


@dataclass
class Place:
    """Something that names a person or an item, or both."""

    source: str
    level: str
    where: str
    found: Found
    times: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    orders: Mapping[str, float] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    data: str = ""


@dataclass
class Window:
    """Which moments are of the run: the portal's own, and those of the machine that ran it."""

    first: float
    last: float
    passed: list[tuple[int, float]]
    _read: dict[Any, tuple[float, ...]] = field(default_factory=dict)

    def moment(self, value: float) -> float | None:
        """The simulated moment that a number of seconds stands for; none where it is of no moment of the run.

        A day and no more is declared, and says nothing here.
        """
        if self.passed and self.passed[0][0] / 1e9 <= value <= self.passed[-1][0] / 1e9 + 60:
            value = dumps.simulated(int(value * 1e9), self.passed)
        return value if self.first <= value <= self.last and value % 86400 else None

    def moments(self, value: Any) -> tuple[float, ...]:
        """All moments that a value holds: written out, or as seconds, milliseconds or microseconds since 1970."""
        if isinstance(value, dict | list):
            value = json.dumps(value)
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            return ()
        if value not in self._read:
            self._read[value] = self._moments(value)
        return self._read[value]

    def _moments(self, value: str | float) -> tuple[float, ...]:
        found: list[float | None] = []
        if isinstance(value, str):
            for day, minute, second, rest in ISO.findall(value):
                written = f"{day}T{minute}{second or ':00'}{rest.replace(',', '.')}"
                found.append(self.moment(datetime.fromisoformat(written).replace(tzinfo=UTC).timestamp()))
            if re.fullmatch(r"[0-9a-f-]{32,36}", value):
                found.append(
                    self.moment(int(value.replace("-", "")[:12], 16) / 1e3)
                )  # what uuid7 begins with
        else:
            found += [self.moment(value / scale) for scale in (1, 1e3, 1e6, 1e9)]
        return tuple(moment for moment in found if moment is not None)


def rows_of(dump: Path) -> Iterator[Row]:
    """Every row of both databases, as their own programs show them."""
    if (dump / dumps.ROWS).exists():
        for source, rows in json.loads((dump / dumps.ROWS).read_text()).items():
            name = source.replace("postgres.", "portal.")
            for row in rows:
                page, line = row.pop("·place").strip("()").split(",")
                number = float(row.pop("·number"))
                yield Row(name, row, {"place": int(page) * 1000 + int(line), "number": number})
        return
    with tempfile.TemporaryDirectory() as folder:
        for file in (dump / "instance").glob("*.sqlite*"):
            shutil.copyfile(file, Path(folder) / file.name)  # reading it would write its log back
        for file in Path(folder).glob("*.sqlite"):
            yield from _sqlite_rows(file, DATABASES[file.name])


def _sqlite_rows(file: Path, name: str) -> Iterator[Row]:
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        tables = connection.execute("select name, sql from sqlite_master where type = 'table'").fetchall()
        for table, sql in tables:
            hidden = "" if "WITHOUT ROWID" in sql.upper() else 'rowid as "·place", '
            for place, row in enumerate(connection.execute(f'select {hidden}* from "{table}"')):  # noqa: S608
                values = dict(row)
                orders = {"place": float(values.pop("·place", place))}
                yield Row(f"{name}.{table}", values, orders)


def evidence_of(dump: Path, known: Known, window: Window, kept: dict[Any, list[Place]]) -> list[Place]:
    """Every place of a dump that names a person or an item. ``kept``: what was read of a file before."""
    places = [place for row in rows_of(dump) for place in _row(row, known, window)]
    stated = json.loads((dump / dumps.STATED).read_text())
    for file in sorted(path for path in dump.rglob("*") if path.is_file() and path.parent != dump):
        name = str(file.relative_to(dump))
        key = (name, file.stat().st_size, hash(file.read_bytes()))
        if key not in kept:
            kept[key] = list(_file(file, name, known, window))
        said = stated.get(name, {})
        times = {
            one: (moment,) for one in ("mtime", "ctime") if (moment := window.moment(said.get(one, 0.0)))
        }
        orders = {one: said[one] for one in ("mtime", "inode", "place") if one in said}
        whole = Found()
        for place in kept[key]:
            whole |= place.found
        whole |= known.in_text(name)
        if (whole.items or whole.persons) and len(whole.items) + len(whole.persons) <= 3:
            places.append(Place(f"files {_sort(name)}", "file", name, whole, times, orders))
            places.append(Place(f"names {_sort(name)}", "name", name, known.in_text(name)))
        places += kept[key]
    pages = json.loads((dump / dumps.PAGES).read_text()) if (dump / dumps.PAGES).exists() else {}
    for address, text in pages.items():
        places += _page(address, text, known, window)
    return places


def named_together(values: Iterable[Any], known: Known) -> list[Found]:
    """Who and what is named together by the values of a row.

    A text of many lines, such as a mail that lists what waits, names together what stands in one line of it.
    """
    whole, lines = Found(), list[Found]()
    for value in values:
        if isinstance(value, str) and "\n" in value:
            lines += [known.in_text(line) for line in value.splitlines()]
        else:
            whole |= known.in_value(value)
    found = whole
    for line in lines:
        found = found | line
    if not found.persons or not found.items or not lines:
        return [found] if found.persons or found.items else []
    return [whole | line for line in lines if line.persons or line.items]


def _row(row: Row, known: Known, window: Window) -> Iterator[Place]:
    together = named_together(row.values.values(), known)
    if not together:
        return
    times = {name: moments for name, value in row.values.items() if (moments := window.moments(value))}
    numbers = {
        name: float(value)
        for name, value in _flat(row.values)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9
    }
    orders = dict(row.orders) | {f"column {name}": value for name, value in numbers.items()}
    data = "\x1f".join(str(value) for value in row.values.values())
    where = str(row.values.get("id", row.values.get("key", "")))
    for found in together:
        yield Place(row.source, "row", where, found, times, orders, numbers, data)


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The values of a row, and those inside of what is JSON."""
    for name, value in values.items():
        inner = value
        if isinstance(value, str) and value[:1] == "{":
            try:
                inner = json.loads(value)
            except ValueError:
                continue
        if isinstance(inner, dict):
            yield from ((f"{name}.{key}", one) for key, one in inner.items())
        else:
            yield name, inner


def _sort(name: str) -> str:
    return "/".join(part for part in Path(name).parts[:2] if "." not in part) + Path(name).suffix


def _file(file: Path, name: str, known: Known, window: Window) -> Iterator[Place]:
    if file.name in DATABASES or file.name.endswith("-wal"):
        log = file.name.endswith("-wal")
        cells = sqlite_pages.cells_of_log(file) if log else sqlite_pages.cells_of(file)
        for cell in cells:
            yield from _cell(cell, f"pages {name.split('/', maxsplit=1)[0][:6]} {file.name}", known, window)
    elif name.startswith(("base/", "pg_wal/")):
        yield from _postgresql(file, name, known, window)
    elif file.suffix in {".log", ".txt", ".toml", ".json", ".jsonl"}:
        for number, line in enumerate(file.read_text("utf-8", "replace").splitlines()):
            found = known.in_bytes(line.encode())
            if found.persons or found.items:
                desk = "the desk's" if "anonymous" in line else "other"
                times, where = {"line": window.moments(line)}, f"{name}:{number}"
                yield Place(
                    f"log {file.name} {desk}", "line", where, found, times, {"line": number}, data=line
                )
    elif file.suffix == ".eml":
        text = _read(file)
        for found in named_together([text], known):
            yield Place("mail", "mail", name, found, {"mail": window.moments(text)})
    else:
        data = file.read_bytes()
        for offset in range(0, len(data), BLOCK):
            found = known.in_bytes(data[offset : offset + BLOCK + 64])
            if found.persons or found.items:
                yield Place(f"blocks {_sort(name)}", "block", f"{name}:{offset}", found)


def _read(file: Path) -> str:
    """A mail as its reader sees it: its headers, and its words as they were before they were wrapped for the way."""
    message = message_from_bytes(file.read_bytes(), policy=default)
    words = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in message.items()), *words])


def _cell(cell: sqlite_pages.Cell, source: str, known: Known, window: Window) -> Iterator[Place]:
    where = f"{source}:{cell.page}+{cell.place}"
    place = cell.page * 65536.0 + cell.place
    orders = {"page": place} if cell.frame < 0 else {"frame": float(cell.frame)}
    if cell.left_over:
        yield from left_over(cell.values[0], where, known)
        return
    for found in named_together((*cell.values, cell.rowid), known):
        moments = tuple(moment for value in cell.values for moment in window.moments(value))
        yield Place(source, "record", where, found, {"record": moments}, orders)


def left_over(data: Any, where: str, known: Known, reach: int = 600) -> Iterator[Place]:
    """Stretches of what was left behind: what lies further apart than a row is long was not one row."""
    for offset in range(0, len(data), reach):
        part = data[offset : offset + 2 * reach]
        persons, items = set[int](), set[int]()
        for shift in range(8):
            count = max(len(part) - shift, 0) // 8
            for key in struct.unpack_from(f">{count}q", part, min(shift, len(part))):
                if abs(key) > 1 << 32:
                    persons |= {known.people[key]} if key in known.people else set()
                    items |= {known.things[key]} if key in known.things else set()
        # A long mail lies on pages of its own: what it lists is not one thing.
        for line in LINES.split(part):
            found = known.in_bytes(line) | Found(persons, items)
            if found.persons or found.items:
                yield Place("left over", "left over", f"{where}+{offset}", found)


def _close(data: bytes, where: str, known: Known, reach: int = 120) -> Iterator[Place]:
    """Short stretches of what PostgreSQL left on a page: rows lie there side by side, and one row close together."""
    for offset in range(0, len(data), reach):
        part = data[offset : offset + 2 * reach]
        keys = {
            key
            for shift in range(min(8, len(part)))
            for key in struct.unpack_from(f"<{(len(part) - shift) // 8}q", part, shift)
            if key in known.people or key in known.things
        }
        found = known.in_bytes(part, depth=0) | known.of_keys(keys)
        if found.persons and found.items:
            yield Place("left over", "close", f"{where}+{offset}", found)


def _postgresql(file: Path, name: str, known: Known, window: Window) -> Iterator[Place]:
    keys = [key for key in (*known.people, *known.things) if isinstance(key, int)]
    source = f"pages {'/'.join(name.split('/')[:2] if name.startswith('base') else ['pg_wal'])}"
    for record in postgres_files.records_of(file, keys):
        lines = [known.in_bytes(line, depth=0) for line in record.data.split(b"\n")]
        numbered = known.of_keys(record.keys)
        whole = numbered
        for line in lines:
            whole = whole | line
        if not whole.persons and not whole.items:
            continue
        if record.remains:
            yield from _close(record.data, f"{name}:{record.place}", known)
        level = "remains" if record.remains else "record"
        moments = tuple(one for value in record.moments if (one := window.moment(value)))
        # As in ``named_together``: of a mail that lists what waits, each line for itself.
        apart = len(lines) > 1 and not record.remains and whole.persons and whole.items
        for found in [numbered | line for line in lines] if apart else [whole]:
            if found.persons or found.items:
                where, times = f"{name}:{record.place}", {"record": moments}
                yield Place(source, level, where, found, times, {"page": record.order})


def _page(address: str, text: str, known: Known, window: Window) -> Iterator[Place]:
    path = "/" + address.partition("/")[2]
    for number, block in enumerate(BETWEEN_BLOCKS.split(text)):
        found = known.in_text(unescape(block))
        if found.persons or found.items:
            words = TAG.sub(" ", block)
            times = {"block": window.moments(words)}
            yield Place(
                f"page {path}", "shown", f"{address}:{number}", found, times, data=" ".join(words.split())
            )
