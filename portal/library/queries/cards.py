"""What was found, as lists show it: looked up in the database, and judged by what the posts are now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from portal.foundation.database import session
from portal.library import rules
from portal.library.models import Publication
from portal.library.search import Answer, Hit
from portal.library.search.snippets import snippet
from portal.people.models import Organisation
from portal.submissions.models import Submission

SNIPPET_READ = 6000  # characters of a text that are looked through for a passage

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One item as a list shows it. ``title``, ``summary`` and ``passage`` come in pieces: words, and if found."""

    reference: str
    kind: str
    marker: str
    title: Pieces
    summary: Pieces
    passage: Pieces
    organisation: str
    organisation_name: str
    topics: tuple[tuple[str, str], ...]
    evidence: str
    outcome: str
    state: str
    declined: bool
    published_on: date
    external_id: str | None
    score: float
    partial: bool


_CARD = (
    Publication.submission_id,
    Publication.reference,
    Publication.kind,
    Publication.marker,
    Publication.title,
    Publication.summary,
    Publication.organisation,
    Publication.organisation_name,
    Publication.topics,
    Publication.evidence,
    Publication.outcome,
    Publication.result,
    Publication.declined,
    Publication.published_on,
    Publication.external_id,
    Publication.visibility,
    Submission.status,
    Submission.listed,
    Submission.sharing,
    Submission.organisation_id,
    Submission.unit_id,
    Organisation.region.label("region_now"),
)


# What cards show of some items, with what their posts are now. Built once: building takes as long as asking.
_CARDS = (
    select(*_CARD)
    .join(Submission, Publication.submission_id == Submission.id)
    .join(Organisation, Submission.organisation_id == Organisation.id)
    .where(Publication.submission_id.in_(bindparam("keys", expanding=True)))
)
_BEGINNINGS = select(Publication.submission_id, func.substr(Publication.text, 1, SNIPPET_READ)).where(
    Publication.submission_id.in_(bindparam("keys", expanding=True))
)


def rows_of(keys: Sequence[int]) -> dict[int, Row[Any]]:
    """What cards show of the items with these keys, with what their posts are now."""
    if not keys:
        return {}
    return {row.submission_id: row for row in session.execute(_CARDS, {"keys": keys})}


def is_open(row: Row[Any], tokens: frozenset[str]) -> bool:
    """Whether holders of these tokens may see an item, by what is stored and by what its post is now."""
    if row.visibility not in tokens or not rules.is_in_library(row):
        return False
    return rules.visibility_of(row, row.region_now) in tokens


def cards_of(answer: Answer, tokens: frozenset[str]) -> tuple[list[Card], int]:
    """The items found, in their order, and how many of them the reader may no longer see."""
    if not answer.hits:
        return [], 0
    keys = [hit.id for hit in answer.hits]
    rows = rows_of(keys)
    cards = []
    bare = []
    for hit in answer.hits:
        row = rows.get(hit.id)
        if row is None or not is_open(row, tokens):
            continue
        card = _card(row, hit, answer.terms)
        cards.append((hit.id, card))
        if answer.terms and not any(marked for _words, marked in (*card.title, *card.summary)):
            bare.append(hit.id)
    passages = _passages(bare, answer.terms)
    shown = [replace(card, passage=passages[key]) if key in passages else card for key, card in cards]
    return shown, len(answer.hits) - len(shown)


def _card(row: Row[Any], hit: Hit, terms: Sequence[str]) -> Card:
    return Card(
        reference=row.reference,
        kind=row.kind,
        marker=row.marker,
        title=_marked(row.title, terms),
        summary=_marked(row.summary, terms),
        passage=(),
        organisation=row.organisation,
        organisation_name=row.organisation_name,
        topics=tuple((slug, name) for slug, name in row.topics),
        evidence=row.evidence,
        outcome=rules.outcome_shown(row.declined, row.outcome, row.result),
        state=row.outcome,
        declined=row.declined,
        published_on=row.published_on,
        external_id=row.external_id,
        score=round(hit.score, 4),
        partial=hit.partial,
    )


def _marked(text: str, terms: Sequence[str]) -> Pieces:
    return tuple(snippet(text, terms, length=len(text) + 1)) if terms else ((text, False),)


def _passages(keys: Sequence[int], terms: Sequence[str]) -> dict[int, Pieces]:
    """For items whose title and summary hold none of the words: the passage that does."""
    if not keys:
        return {}
    rows = session.execute(_BEGINNINGS, {"keys": keys})
    found = {key: tuple(snippet(text, terms, length=180)) for key, text in rows}
    return {key: pieces for key, pieces in found.items() if any(marked for _words, marked in pieces)}
