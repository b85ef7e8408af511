"""What the adversary knows of everybody and everything beforehand, and how it is found again in bytes.

The adversary has the staff list with every value by which somebody could be told apart, the list of published posts
with their words, and all keys. Never the truth.
"""

import base64
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Value = Any
SHORTEST = 8
SHAPES = re.compile(
    r"(?P<person>pxq[0-9a-f]{8})(?P<which>[a-z]?)|(?P<item>itm-?[0-9a-f]{12})|127\.0\.1\.(?P<address>\d{1,3})"
    r"|(?<!\d)(?P<key>\d{15,19})(?!\d)|(?<![0-9a-f])(?P<desk>[0-9a-f]{32})(?![0-9a-f])"
    r"|(?<![0-9a-z])(?P<reference>[0-9a-z]{4}-?[0-9a-z]{4})(?![0-9a-z-])",
    re.IGNORECASE,
)
WIDE = re.compile(rb"(?:p\0x\0q\0(?:[0-9a-f]\0){8})|(?:i\0t\0m\0(?:-\0)?(?:[0-9a-f]\0){12})", re.IGNORECASE)
HEXED = re.compile(rb"(?:7[08]|50|58|69|49)(?:[0-9a-f]{2}){10,15}", re.IGNORECASE)
LONG = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")


@dataclass
class Found:
    """Who and what was found somewhere, and by which decoder."""

    persons: set[int] = field(default_factory=set)
    items: set[int] = field(default_factory=set)
    sought: set[int] = field(default_factory=set)  # whose words of a search
    decoders: set[str] = field(default_factory=set)

    def __or__(self, other: "Found") -> "Found":
        if not other:
            return self
        if not self:
            return other
        return Found(
            self.persons | other.persons,
            self.items | other.items,
            self.sought | other.sought,
            self.decoders | other.decoders,
        )

    def __bool__(self) -> bool:
        return bool(self.persons or self.items or self.sought or self.decoders)


NOTHING = Found()  # never changed


class Known:
    """Every value that belongs to one person or to one item. More is learnt from the rows of the dumps."""

    def __init__(self, codes: Iterable[str], canaries: Iterable[str]) -> None:
        self.codes = {code: number for number, code in enumerate(codes)}
        self.canaries = {canary.removeprefix("itm-"): number for number, canary in enumerate(canaries)}
        self.people: dict[Any, int] = {}  # keys and references that are a person's
        self.things: dict[Any, int] = {}  # the same of items
        self._read: dict[str | bytes, Found] = {}  # what was read before: most values stand in many places
        self._shapes: dict[str, tuple[Found, tuple[Any, ...]]] = {}  # the same, before keys are looked up

    def learn(self, rows: Iterable[Any]) -> None:
        """Take the keys of rows that are about one person or one item alone for that one's, as far as that leads."""
        different = {repr(row.values): row.values for row in rows}
        before = -1
        while before != len(self.people) + len(self.things):
            before = len(self.people) + len(self.things)
            for values in different.values():
                found = self.in_row(values)
                for own, others, table in (
                    (found.items, found.persons, self.things),
                    (found.persons, found.items, self.people),
                ):
                    if len(own) == 1 and not others:
                        (one,) = own
                        for name in ("id", "key", "reference", "desk_key"):
                            value = values.get(name)
                            if value is not None and (isinstance(value, int) or len(str(value)) >= 8):
                                table.setdefault(value, one)
            if before != len(self.people) + len(self.things):
                self._read.clear()

    def in_row(self, values: Mapping[str, Value]) -> Found:
        """Who and what the values of a row name."""
        found = Found()
        for value in values.values():
            found |= self.in_value(value)
        return found

    def in_value(self, value: Value) -> Found:
        """Who and what one value names, in whatever writing."""
        if isinstance(value, str):
            return self.in_text(value)
        if isinstance(value, bytes):
            return self.in_bytes(value)
        if isinstance(value, dict | list):
            return self.in_text(repr(value))
        if not isinstance(value, int) or isinstance(value, bool):
            return NOTHING
        return self.of_keys((value,)) if value in self.people or value in self.things else NOTHING

    def of_keys(self, keys: Iterable[int]) -> Found:
        """Who and what some keys are."""
        found = Found()
        for key in keys:
            self._take(found, key)
        return found

    def in_text(self, text: str) -> Found:
        """Who and what a text names as it stands."""
        if len(text) < SHORTEST:
            return NOTHING
        if text not in self._read:
            self._read[text] = self._in_text(text)
        return self._read[text]

    def _in_text(self, text: str) -> Found:
        if text not in self._shapes:
            self._shapes[text] = self._shaped(text)
        said, keys = self._shapes[text]
        return said | self.of_keys(keys)

    def _shaped(self, text: str) -> tuple[Found, tuple[Any, ...]]:
        """Who and what is named by what was known beforehand; and all that could be a key."""
        found, keys = Found(), set[Any]()
        for match in SHAPES.finditer(text):
            kind, words = match.lastgroup, match[0]
            if match["person"]:
                who = self.codes.get(match["person"][3:].lower())
                if who is not None:
                    found.persons.add(who)
                    if match["which"] == "s":
                        found.sought.add(who)
            elif kind == "item":
                what = self.canaries.get(words[3:].removeprefix("-").lower())
                if what is not None:
                    found.items.add(what)
            elif kind == "address":
                if 0 < int(match["address"]) <= len(self.codes):
                    found.persons.add(int(match["address"]) - 1)
            elif kind == "key":
                keys.add(int(words))
            else:
                keys.add(words.replace("-", "").lower())
        return found, tuple(keys)

    def _take(self, found: Found, value: Any) -> None:
        if value in self.people:
            found.persons.add(self.people[value])
        if value in self.things:
            found.items.add(self.things[value])

    def in_bytes(self, data: bytes, depth: int = 2) -> Found:
        """Who and what some bytes name: as they stand, in two-byte letters, in hexadecimal, base64, or packed."""
        if data not in self._read:
            self._read[data] = self._in_bytes(data, depth)
        return self._read[data]

    def _in_bytes(self, data: bytes, depth: int) -> Found:
        found = Found() | self._in_text(data.decode("latin-1"))
        if found.persons or found.items:
            found |= Found(decoders={"plain"})
        for name, decoded in _decoded(data, depth):
            inner = self.in_bytes(decoded, depth - 1) if depth else Found()
            if inner.persons or inner.items:
                found |= Found(inner.persons, inner.items, inner.sought, {name})
        return found


def _decoded(data: bytes, depth: int) -> Iterable[tuple[str, bytes]]:
    if not depth:
        return
    for match in WIDE.finditer(data):
        yield "utf-16", match[0].replace(b"\0", b"")
    for match in HEXED.finditer(data):
        yield "hexadecimal", bytes.fromhex(match[0].decode("ascii")[: len(match[0]) // 2 * 2])
    for match in LONG.finditer(data):
        run = match[0].replace(b"-", b"+").replace(b"_", b"/")
        for shift in range(4):
            part = run[shift : shift + (len(run) - shift) // 4 * 4]
            decoded = base64.b64decode(part)
            if b"pxq" in decoded or b"itm" in decoded:
                yield "base64", decoded
    for match in PACKED.finditer(data):
        try:
            yield "zlib", zlib.decompressobj(wbits=47).decompress(data[match.start() :], 1 << 20)
        except zlib.error:
            continue
