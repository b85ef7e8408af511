"""Whether a text is nearly the same as one that was sent before, though somebody has typed it anew. Pure."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

# Of all that the shorter of two texts says, so much stands in the other too: a fifth of its words may be others.
NEARLY = 0.4
_WORD = re.compile(r"\w+")

Said = frozenset[tuple[str, str, str]]


def said_in(text: Mapping[str, Any]) -> Said:
    """What a text says, as every three words that follow each other in one of its parts."""
    told = [text.get(name) for name in ("title", "summary", "body", "details")]
    return frozenset(three for part in _parts(told) for three in _threes(part))


def is_nearly(one: Said, other: Said) -> bool:
    """Whether two texts say nearly the same. One that says little more, or leaves much out, does."""
    fewest = min(len(one), len(other))
    return fewest > 0 and len(one & other) >= NEARLY * fewest


def _parts(told: object) -> Iterator[str]:
    """All that was typed, however deep it lies in the answers of a kind."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        yield from _parts(list(told.values()))
    elif isinstance(told, list):
        for one in told:
            yield from _parts(one)


def _threes(part: str) -> Iterator[tuple[str, str, str]]:
    words = _WORD.findall(part.casefold())
    return ((first, second, third) for (first, second), (_, third) in pairwise(pairwise(words)))
