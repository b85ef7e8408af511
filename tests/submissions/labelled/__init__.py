"""Sentences of police writing with every detail in them labelled, and how a checker is marked against them.

The sentences are invented. ``tuned.txt`` is what the checker was made better on; ``held_out.txt`` was written
before and not read sentence by sentence while that was done, so that its figures say how the checker does on writing
that it was not made for. A line is a sentence; ``«…»`` holds a detail of the kind that its section names, and
``«kind:…»`` one of another kind. The section ``clean`` holds what is to be left alone.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from portal.submissions.identifying import Kind, findings

HERE = Path(__file__).parent
LONGER_AT_MOST = 30  # characters by which a mark may be longer than the detail before it counts as another
_LABEL = re.compile(rf"«(?:(?P<kind>{'|'.join(Kind)}):(?! ))?(?P<words>[^»]+)»")

Detail = tuple[Kind, int, int]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it is typed, and where its details stand."""

    text: str
    details: tuple[Detail, ...]


def labelled(line: str, kind: Kind | None = None) -> Sentence:
    """A line with its labels taken off; ``kind`` is what a label without a name holds."""
    text, details, place = "", [], 0
    for label in _LABEL.finditer(line):
        text += line[place : label.start()]
        found = Kind(label["kind"]) if label["kind"] else kind
        assert found is not None, line
        details.append((found, len(text), len(text) + len(label["words"])))
        text, place = text + label["words"], label.end()
    return Sentence(text + line[place:], tuple(details))


def sentences(part: str) -> Iterator[Sentence]:
    """The sentences of ``tuned``, ``held_out`` or ``american``."""
    kind: Kind | None = None
    for line in (HERE / f"{part}.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            kind = None if line == "## clean" else Kind(line[3:])
        elif line:
            yield labelled(line, kind)


def found(text: str) -> Iterator[Detail]:
    """What the portal's own checker marks."""
    return ((one.kind, one.start, one.end) for one in findings(text))


@dataclass
class Marks:
    """How many details there are, were found, and how many marks were put and were right, by kind."""

    there: Counter[Kind] = field(default_factory=Counter)
    found: Counter[Kind] = field(default_factory=Counter)
    put: Counter[Kind] = field(default_factory=Counter)
    right: Counter[Kind] = field(default_factory=Counter)
    missed: list[tuple[Kind, str]] = field(default_factory=list)
    wrong: list[tuple[Kind, str]] = field(default_factory=list)

    def recall(self, kind: Kind) -> float:
        """The share of the details of a kind that were found."""
        return self.found[kind] / self.there[kind]

    def precision(self, kind: Kind | None = None) -> float:
        """The share of the marks, of one kind or of all, that stand at a detail of their kind."""
        if kind is None:
            return self.right.total() / self.put.total()
        return self.right[kind] / self.put[kind] if self.put[kind] else 1.0


def marks(them: Iterable[Sentence], checker: Callable[[str], Iterable[Detail]]) -> Marks:
    """Mark a checker: a detail is found where one mark of its kind covers all of it and is not much longer."""
    marks = Marks()
    for sentence in them:
        put = list(checker(sentence.text))
        for detail in sentence.details:
            marks.there[detail[0]] += 1
            if any(_covers(mark, detail) for mark in put):
                marks.found[detail[0]] += 1
            else:
                marks.missed.append((detail[0], sentence.text))
        for mark in put:
            marks.put[mark[0]] += 1
            if any(_covers(mark, detail) for detail in sentence.details):
                marks.right[mark[0]] += 1
            else:
                marks.wrong.append((mark[0], f"{sentence.text[mark[1] : mark[2]]!r} in {sentence.text}"))
    return marks


def _covers(mark: Detail, detail: Detail) -> bool:
    kind, start, end = detail
    longer = (mark[2] - mark[1]) - (end - start)
    return mark[0] is kind and mark[1] <= start and end <= mark[2] and longer <= LONGER_AT_MOST
