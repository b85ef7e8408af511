"""Details in a text by which a person might be recognised, for the author to take out or to keep.

A help, not a judge: it marks what looks like a name, a number or a date, and says why (anonymity,
channel 32).

Pure: standard library only.
"""

from bisect import bisect_left
from collections.abc import Iterator

from portal.submissions.identifying.details import ADVICE, Advice, Finding, Kind
from portal.submissions.identifying.patterns import AS_WRITTEN, IN_SMALL, LEADING, SMALL

__all__ = ["ADVICE", "Advice", "Finding", "Kind", "findings"]


def findings(text: str) -> list[Finding]:
    """What might identify somebody, in the order of the text, without overlaps: of two the longer stays."""
    found = sorted(_candidates(text), key=lambda each: (each[1] - each[2], each[0] is Kind.AUTHOR, each[1]))
    starts: list[int] = []
    kept: list[tuple[Kind, int, int]] = []
    for each in found:
        place = bisect_left(starts, each[1])
        before = kept[place - 1][2] if place else 0
        after = kept[place][1] if place < len(kept) else len(text)
        if before <= each[1] and each[2] <= after:
            starts.insert(place, each[1])
            kept.insert(place, each)
    return [
        Finding(kind, start, end, text[start:end], ADVICE[kind].why, ADVICE[kind].suggestion)
        for kind, start, end in kept
    ]


def _candidates(text: str) -> Iterator[tuple[Kind, int, int]]:
    # A tenth of the time of patterns that are blind to case; character for character the same length.
    small = text.translate(SMALL)
    for kind, pattern, holds in AS_WRITTEN:
        for match in pattern.finditer(text):
            if holds is None or holds(match):
                yield kind, *match.span()
    for kind, pattern, holds in IN_SMALL:
        for match in pattern.finditer(small):
            if holds is None or holds(match):
                yield kind, *match.span()
    for lead, follows in LEADING:
        done = 0
        for begun in lead.finditer(small):
            if begun.start() < done:
                continue
            for kind, pattern, holds in follows:
                follow = pattern.match(text, begun.end())
                if follow and (holds is None or holds(follow)):
                    yield kind, begun.start(), follow.end()
                    done = follow.end()
                    break
