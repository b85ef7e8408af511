"""Breaks words into lines. Lengths are in points."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby

from portal.foundation.paper.blocks import Run
from portal.foundation.paper.fonts import UNITS, Spelt, spelt

TAB = "\u00a0" * 4
_PARTS = re.compile(r"\n|[ \t\r\f\v]+|[^ \t\r\n\f\v]+")


@dataclass(eq=False, slots=True)
class Element:
    """One node of what a screen reader follows. One that holds words holds no other."""

    tag: str
    kids: list["Element"] = field(default_factory=list)
    ordered: bool = False

    def add(self, tag: str) -> "Element":
        one = Element(tag)
        self.kids.append(one)
        return one


@dataclass(slots=True)
class Atom:
    """Letters of one look and one element. Without an element they belong to the page, and are not read."""

    spelt: Spelt
    element: Element | None
    run: Run
    spaced: bool = False  # whether a space follows

    def width(self, size: float) -> float:
        return self.spelt.width * size / UNITS + (space(size) if self.spaced else 0)


Line = list[Atom]


@cache
def space(size: float) -> float:
    """How wide a space is."""
    return spelt(" ", "regular").width * size / UNITS


class Breaker:
    """Breaks the paragraphs of one document. What it has spelt it remembers, and nobody after it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Spelt] = {}

    def spell(self, word: str, style: str = "regular") -> Spelt:
        """The letters of a word."""
        found = self._known.get((word, style))
        if found is None:
            found = self._known[word, style] = spelt(word, style)
        return found

    def width(self, text: str, style: str, size: float) -> float:
        """How wide a text is on one line."""
        return self.spell(text, style).width * size / UNITS

    def lines(self, runs: Iterable[Run], element: Element, size: float, measure: float) -> list[Line]:
        """The lines of a paragraph, at least one. None is longer than ``measure``, but for the space at its end."""
        lines: list[Line] = [[]]
        used = 0.0
        for unit in self._units(tuple(runs), element, size, measure):
            wide = sum(atom.width(size) for atom in unit)
            bare = wide - (space(size) if unit and unit[-1].spaced else 0)
            if not unit or (lines[-1] and used + bare > measure):
                lines.append([])
                used = 0.0
            lines[-1].extend(unit)
            used += wide
        return lines

    def _units(self, runs: Sequence[Run], element: Element, size: float, measure: float) -> Iterator[Line]:
        """What no line breaks inside of, in order; an empty one where another line is wished for."""
        unit: Line = []
        wide = 0.0
        for run, leaf in _leaves(runs, element):
            style = "bold" if run.bold else "italic" if run.italic else "regular"
            for part in _PARTS.findall(unicodedata.normalize("NFC", run.text)):
                if part.isspace() and not part.startswith("\u00a0"):
                    if unit:
                        unit[-1].spaced = True
                        yield unit
                        unit, wide = [], 0.0
                    if part == "\n":
                        yield []
                    continue
                drawn = self.spell(part, style).style  # one for the whole word
                for word in self._cut(part, drawn, size, measure):
                    atom = Atom(self.spell(word, drawn), leaf, run)
                    if unit and wide + atom.width(size) > measure:
                        yield unit
                        unit, wide = [], 0.0
                    unit.append(atom)
                    wide += atom.width(size)
        if unit:
            yield unit

    def _cut(self, word: str, style: str, size: float, measure: float) -> Iterator[str]:
        """A word in pieces that each fit in a line; nearly always itself."""
        if self.width(word, style, size) <= measure:
            yield word
            return
        begin, used = 0, 0.0
        for place, sign in enumerate(word):
            width = self.width(sign, style, size)
            if used + width > measure and place > begin:
                yield word[begin:place]
                begin, used = place, 0.0
            used += width
        yield word[begin:]


def as_typed(run: Run) -> Run:
    """Words whose spaces stay as they were typed."""
    return replace(run, text=run.text.replace("\t", TAB).replace(" ", "\u00a0"))


def unread(lines: Iterable[Line]) -> list[Line]:
    """The same lines to be seen once more, and not to be read again."""
    return [[replace(atom, element=None, run=Run("")) for atom in line] for line in lines]


def _leaves(runs: Sequence[Run], element: Element) -> Iterator[tuple[Run, Element]]:
    """Each run with the element that holds its words: links have one of their own, and what stands between them too."""
    if not any(run.href for run in runs):
        yield from ((run, element) for run in runs)
        return
    for href, part in groupby(runs, key=lambda run: run.href):
        leaf = element.add("Link" if href else "Span")
        yield from ((run, leaf) for run in part)
