"""How a detail is looked for: at a word, at a number, or anywhere.

A reader is asked at one place of a text and answers with the detail that begins there, if one does. Every pattern
has bounded repeats only, so that the work grows with the length of the text and no faster.
Pure: standard library only.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal.submissions.identifying.details import Kind

Detail = tuple[Kind, int, int]
Holds = Callable[[re.Match[str]], bool]


@dataclass(frozen=True, slots=True)
class Page:
    """A folded text, and the same in small letters: character for character the same length.

    ``joints`` are the places where an underscore stood inside a word.
    """

    text: str
    small: str
    joints: Sequence[int] = ()

    def joined(self, start: int, end: int) -> bool:
        """Whether an underscore stood between these places."""
        place = bisect_right(self.joints, start)
        return place < len(self.joints) and self.joints[place] < end


@dataclass(frozen=True, slots=True)
class Reader:
    """What is looked for at one place: ``begins`` must match there, in letters as ``written`` or in small ones."""

    begins: re.Pattern[str]
    read: Callable[[Page, int], Detail | None]
    written: bool = False


def reader(kind: Kind, pattern: str, holds: Holds | None = None, *, written: bool = False) -> Reader:
    """A reader for a pattern. The detail is the group called ``words``, or all that matches."""
    compiled = re.compile(pattern)
    group = "words" if "words" in compiled.groupindex else 0

    def read(page: Page, place: int) -> Detail | None:
        match = compiled.match(page.text if written else page.small, place)
        if match and (holds is None or holds(match)):
            return kind, *match.span(group)
        return None

    return Reader(compiled, read, written)


class Together:
    """Readers for one sort of place, of which only those are asked whose pattern matches there."""

    def __init__(self, *readers: Reader) -> None:
        self._asked = tuple(
            (written, _Guards([_nameless(one.begins) for one in some]), tuple(one.read for one in some))
            for written in (False, True)
            if (some := [one for one in readers if one.written is written])
        )

    def details(self, page: Page, place: int) -> list[Detail]:
        """All that begins at a place."""
        found: list[Detail] = []
        for written, guards, reads in self._asked:
            text = page.text if written else page.small
            number = 0
            while number < len(reads) and (match := guards[number].match(text, place)):
                number += match.lastindex or 1  # the first of those left whose pattern matches
                detail = reads[number - 1](page, place)
                if detail:
                    found.append(detail)
        return found


class _Guards(dict[int, re.Pattern[str]]):
    """For each reader a pattern made of its own and of all that come after it, each a group of its own."""

    def __init__(self, patterns: Sequence[str]) -> None:
        super().__init__()
        self._patterns = patterns

    def __missing__(self, number: int) -> re.Pattern[str]:
        """Made when it is first asked for: few are."""
        self[number] = re.compile("|".join(self._patterns[number:]))
        return self[number]


def _nameless(pattern: re.Pattern[str]) -> str:
    return "(" + re.sub(r"\(\?P<\w+>", "(?:", pattern.pattern) + ")"


def at_words(words: str, *readers: Reader) -> dict[str, tuple[Reader, ...]]:
    """The same readers at each of some words."""
    return dict.fromkeys(words.split(), readers)


def together(*tables: dict[str, tuple[Reader, ...]]) -> dict[str, tuple[Reader, ...]]:
    """Several tables of readers by word as one."""
    table: dict[str, tuple[Reader, ...]] = {}
    for one in tables:
        for word, readers in one.items():
            table[word] = (*table.get(word, ()), *readers)
    return table
