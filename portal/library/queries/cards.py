"""What was found, as lists show it: looked up in the database, and judged by what the posts are now."""

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Text, bindparam, cast, func, select

from portal.foundation.database import session
from portal.library import rules
from portal.library.models import Publication
from portal.library.search import Answer, Hit
from portal.library.search.snippets import snippet
from portal.people.models import Organisation
from portal.submissions.models import Submission

SNIPPET_READ = 6000  # characters of a text that are looked through for a passage
CARDS_KEPT = 4096

Pieces = tuple[tuple[str, bool], ...]


class Card(NamedTuple):
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


_items, _posts, _homes = Publication.__table__.c, Submission.__table__.c, Organisation.__table__.c

# What a card shows of an item, in the order in which `_card` takes it apart.
_SHOWN = (
    _items.reference,
    _items.kind,
    _items.marker,
    _items.title,
    _items.summary,
    _items.organisation,
    _items.organisation_name,
    cast(_items.topics, Text).label("topics"),
    _items.evidence,
    _items.outcome,
    _items.result,
    _items.declined,
    _items.published_on,
    _items.external_id,
)
# What its post is now: who may see it is judged by this at every showing.
_STANDING = (
    _items.visibility,
    _posts.status,
    _posts.listed,
    _posts.sharing,
    _posts.organisation_id,
    _posts.unit_id,
    _homes.region.label("region_now"),
)

# Rows of plain columns, and built once: both building and making entities take longer than asking.
_CARDS = (
    select(*_SHOWN, _items.submission_id, *_STANDING)
    .join(Submission.__table__, _items.submission_id == _posts.id)
    .join(Organisation.__table__, _posts.organisation_id == _homes.id)
    .where(_items.submission_id.in_(bindparam("keys", expanding=True)))
)
_BEGINNINGS = select(_items.submission_id, func.substr(_items.text, 1, SNIPPET_READ)).where(
    _items.submission_id.in_(bindparam("keys", expanding=True))
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
    rows = rows_of([hit.id for hit in answer.hits])
    seen = [
        (hit, row) for hit in answer.hits if (row := rows.get(hit.id)) is not None and is_open(row, tokens)
    ]
    cards = [_card(row[: len(_SHOWN)], answer.terms) for _hit, row in seen]
    bare = [
        hit.id
        for (hit, _row), card in zip(seen, cards, strict=True)
        if answer.terms and not any(marked for _words, marked in (*card.title, *card.summary))
    ]
    passages = _passages(bare, answer.terms)
    shown = [
        _as_found(card, hit, passages.get(hit.id, ())) for (hit, _row), card in zip(seen, cards, strict=True)
    ]
    return shown, len(answer.hits) - len(shown)


def _as_found(card: Card, hit: Hit, passage: Pieces) -> Card:
    return card._replace(score=round(hit.score, 4), partial=hit.partial, passage=passage)


# The same for many readers and many pages. Kept under all that it is made of: it cannot become stale.
@lru_cache(maxsize=CARDS_KEPT)
def _card(shown: tuple[Any, ...], terms: tuple[str, ...]) -> Card:
    reference, kind, marker, title, summary, organisation, organisation_name, topics, *rest = shown
    evidence, outcome, result, declined, published_on, external_id = rest
    return Card(
        reference=reference,
        kind=kind,
        marker=marker,
        title=_marked(title, terms),
        summary=_marked(summary, terms),
        passage=(),
        organisation=organisation,
        organisation_name=organisation_name,
        topics=tuple((slug, name) for slug, name in json.loads(topics)),
        evidence=evidence,
        outcome=rules.outcome_shown(declined, outcome, result),
        state=outcome,
        declined=declined,
        published_on=published_on,
        external_id=external_id,
        score=0.0,
        partial=False,
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
