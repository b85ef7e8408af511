"""Words of a post that may give somebody away: where they stand, and the post without them. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from portal.submissions.identifying import ADVICE, Finding, findings
from portal.submissions.identifying import Kind as Detail
from portal.submissions.rules.wholeness import texts_of

INSTEAD: dict[Detail, str] = {
    Detail.NAME: "a person",
    Detail.AUTHOR: "a colleague",
    Detail.POSTCODE: "an area",
}
FINDING = "finding-"  # before the place of a marked detail: the name of its choice in a form
WORDS_AROUND = 60  # characters shown on each side of a marked detail
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_MONTH = re.compile(rf"(?:{_MONTHS})[a-z]{{0,6}}\.?(?:,? ?(?:19|20)\d\d)?")


@dataclass(frozen=True, slots=True)
class Marked:
    """Words that may identify somebody, with every place they stand at: part, start and end."""

    finding: Finding
    places: tuple[tuple[str, int, int], ...]

    @property
    def words(self) -> str:
        """The words themselves."""
        return self.finding.words

    @property
    def what(self) -> str:
        """What sort of detail it is."""
        return ADVICE[self.finding.kind].label

    @property
    def instead(self) -> str:
        """What stands there once it is taken out: of a date the month, else what sort of thing stood there."""
        month = _MONTH.search(self.words) if self.finding.kind is Detail.DATE else None
        return month.group().strip() if month else f"[{INSTEAD.get(self.finding.kind, self.what.lower())}]"


def marked(post: Any) -> list[Marked]:
    """What the checker finds in a post, the same words once, in the order in which they are read (row 171)."""
    first: dict[str, Finding] = {}
    places: dict[str, list[tuple[str, int, int]]] = {}
    for where, text in texts_of(post):
        for found in findings(text):
            first.setdefault(found.words, found)
            places.setdefault(found.words, []).append((where, found.start, found.end))
    return [Marked(found, tuple(places[words])) for words, found in first.items()]


def without(post: Any, gone: Collection[Marked]) -> dict[str, Any]:
    """The parts of a post that change when these words are replaced by what the checker proposes."""
    edits: dict[str, list[tuple[int, int, str]]] = {}
    for one in gone:
        for where, start, end in one.places:
            edits.setdefault(where, []).append((start, end, one.instead))
    changed: dict[str, Any] = {}
    details: dict[str, Any] = {}
    for where, text in texts_of(post):
        if where not in edits:
            continue
        new, before = text, len(text) + 1
        for start, end, instead in sorted(edits[where], reverse=True):
            if end <= before:  # of two that overlap the later one is enough
                new, before = new[:start] + instead + new[end:], start
        name, _, row = where.partition(":")
        if row:
            rows = details.setdefault(name, [dict(one) for one in post.details[name]])
            rows[int(row)]["text"] = new
        elif name in {"title", "summary", "body"}:
            changed[name] = new
        else:
            details[name] = new
    return changed | ({"details": details} if details else {})


def finding_shown(place: int, marked: Marked, texts: Mapping[str, str], choice: str) -> dict[str, str]:
    """A marked detail with the words around it, as a page shows it. ``texts`` are those of the post, by part."""
    where, start, end = marked.places[0]
    text = texts[where]
    others = len(marked.places) - 1
    also = f" It stands in {others} other {'place' if others == 1 else 'places'} too." if others else ""
    return {
        "name": f"{FINDING}{place}",
        "before": ("…" if start > WORDS_AROUND else "") + text[max(0, start - WORDS_AROUND) : start],
        "words": marked.words,
        "after": text[end : end + WORDS_AROUND] + ("…" if end + WORDS_AROUND < len(text) else ""),
        "what": marked.what,
        "why": f"{marked.finding.why} {marked.finding.suggestion}{also}",
        "instead": marked.instead,
        "choice": choice,
    }
