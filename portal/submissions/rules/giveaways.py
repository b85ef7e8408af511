"""Words of a post that may give somebody away: where they stand, and the post without them. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from portal.submissions.identifying import ADVICE, Finding, findings
from portal.submissions.rules.wholeness import texts_checked, texts_of

FINDING = "finding-"  # before the place of a marked detail: the name of its choice in a form
WORDS_AROUND = 60  # characters shown on each side of a marked detail


@dataclass(frozen=True, slots=True)
class Marked:
    """Words that may identify somebody, with every place they stand at: the part of the post, and where in it."""

    places: tuple[tuple[str, Finding], ...]

    @property
    def finding(self) -> Finding:
        """The first of the places."""
        return self.places[0][1]

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
        """What stands there once it is taken out; nothing, where the sentence reads well without."""
        return self.finding.instead


def marked(post: Any) -> list[Marked]:
    """What the checker finds in a post, the same words once, in the order in which they are read (row 171)."""
    places: dict[str, list[tuple[str, Finding]]] = {}
    for where, text in texts_checked(post):
        for found in findings(text):
            places.setdefault(found.words, []).append((where, found))
    return [Marked(tuple(each)) for each in places.values()]


def kept_in_text(post: Any) -> list[str]:
    """The details that the author kept in the post itself.

    What they kept in saying how it differs stands there, and is not told to whoever decides without knowing them.
    """
    texts = [text for _where, text in texts_of(post)]
    return [words for words in post.kept_words if any(words in text for text in texts)]


def without(post: Any, gone: Collection[Marked]) -> dict[str, Any]:
    """The parts of a post that change when these words are replaced by what the checker proposes."""
    edits: dict[str, list[tuple[int, int, str]]] = {}
    for one in gone:
        for where, found in one.places:
            edits.setdefault(where, []).append((found.cut_from, found.cut_to, found.instead))
    changed: dict[str, Any] = {}
    details: dict[str, Any] = {}
    for where, text in texts_checked(post):
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
        elif name in {"title", "summary", "body", "differs"}:
            changed[name] = new
        else:
            details[name] = new
    return changed | ({"details": details} if details else {})


def finding_shown(place: int, marked: Marked, texts: Mapping[str, str], choice: str) -> dict[str, str]:
    """A marked detail with the words around it, as a page shows it. ``texts`` are those of the post, by part."""
    where, found = marked.places[0]
    text = texts[where]
    others = len(marked.places) - 1
    also = f" It stands in {others} other {'place' if others == 1 else 'places'} too." if others else ""
    return {
        "name": f"{FINDING}{place}",
        "before": ("…" if found.start > WORDS_AROUND else "")
        + text[max(0, found.start - WORDS_AROUND) : found.start],
        "words": marked.words,
        "after": text[found.end : found.end + WORDS_AROUND]
        + ("…" if found.end + WORDS_AROUND < len(text) else ""),
        "what": marked.what,
        "why": f"{found.why} {found.suggestion}{also}",
        "instead": marked.instead,
        "choice": choice,
    }
