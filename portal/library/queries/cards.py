"""What was found, as lists show it: looked up in the database, and judged by what the posts are now."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Text, bindparam, cast, func, select

from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.library import rules
from portal.library.models import Publication
from portal.library.rules.freshness import Standing, shown_standing
from portal.library.search import Answer, Hit
from portal.library.search.snippets import snippet
from portal.people.models import Organisation
from portal.submissions.models import Submission
from portal.submissions.rules import Reader, is_found, opens, tokens_of, visibility_of

SNIPPET_READ = 6000  # characters of a text that are looked through for a passage
PAGES_KEPT = 256
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

Pieces = tuple[tuple[str, bool], ...]


def words_of(pieces: Pieces) -> str:
    """A title or a summary as words alone, whatever of it was found."""
    return "".join(words for words, _found in pieces)


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
    on_trust: bool
    published_on: date
    changed_on: date
    confirmed_on: date
    review_on: date | None
    retired_on: date | None
    standing: Standing
    external_id: str | None
    score: float
    partial: bool


_items, _posts, _homes = Publication.__table__.c, Submission.__table__.c, Organisation.__table__.c

# The items whose posts have changed since the worker last looked: the index may not know yet. Of one string, so that
# it comes with the cards and costs no statement of its own.
_changed, _entries = Publication.__table__.alias("changed"), Entry.__table__.c
_DUE = (
    select(func.aggregate_strings(cast(_changed.c.submission_id, Text), ","))
    .select_from(Entry.__table__.join(_changed, _entries.subject_id == _changed.c.submission_id))
    .where(_entries.subject_kind == "submissions", _entries.due_at > LONG_AGO)
    .correlate(None)
    .scalar_subquery()
)

# What cards show of some items, with what their posts are now. Rows of plain columns, and built once: both
# building and making entities take longer than asking.
_CARDS = (
    select(
        _items.submission_id,
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
        _items.changed_on,
        _items.confirmed_on,
        _items.review_on,
        _items.retired_on,
        _items.external_id,
        _items.visibility,
        _posts.status,
        _posts.listed,
        _posts.left_for,
        _posts.on_trust,
        _posts.sharing,
        _posts.sent_sharing,
        _posts.organisation_id,
        _posts.unit_id,
        _homes.region.label("region_now"),
        _DUE.label("due"),
    )
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


def is_open(row: Any, tokens: frozenset[str]) -> bool:
    """Whether lists show an item to holders of these tokens, by what is stored and by what its post is now."""
    if not opens(row.visibility, row.organisation_id, tokens) or not is_found(row):
        return False
    return opens(visibility_of(row, row.region_now), row.organisation_id, tokens)


def cards(person: Reader, keys: Sequence[int]) -> dict[int, Card]:
    """Of the items of these posts, those that somebody may read now, as lists show them."""
    tokens, today = tokens_of(person), clock.today()
    rows = {key: row for key, row in rows_of(keys).items() if is_open(row, tokens)}
    return {key: _card(row, Hit(key, 0.0), (), today) for key, row in rows.items()}


def closed_since(due: str | None, tokens: frozenset[str]) -> frozenset[int]:
    """Of the items that changed since the worker last looked, those that holders of these tokens may not see."""
    keys = sorted({int(key) for key in due.split(",")}) if due else []
    return frozenset(key for key, row in rows_of(keys).items() if not is_open(row, tokens))


def changed_since() -> str | None:
    """The items that changed since the worker last looked, as the rows of cards name them."""
    return session.scalar(select(_DUE))


def cards_of(answer: Answer, tokens: frozenset[str]) -> tuple[tuple[Card, ...], frozenset[int]]:
    """The items found, in their order, and which others are found and counted that the reader may no longer see."""
    if not answer.hits:
        return (), frozenset()
    rows = tuple(session.execute(_CARDS, {"keys": [hit.id for hit in answer.hits]}))
    cards, bare = _judged(rows, answer.hits, answer.terms, tokens, clock.today())
    passages = _passages(list(bare.values()), answer.terms) if bare else {}
    if passages:
        cards = tuple(card._replace(passage=passages.get(bare.get(card.reference, 0), ())) for card in cards)
    return cards, closed_since(rows[0].due, tokens) if rows else frozenset()


# What is judged by the same rows, for the same tokens, comes out the same: kept under all that it depends on, and
# the rows are read anew for every page.
@lru_cache(maxsize=PAGES_KEPT)
def _judged(
    rows: tuple[Row[Any], ...],
    hits: tuple[Hit, ...],
    terms: tuple[str, ...],
    tokens: frozenset[str],
    today: date,
) -> tuple[tuple[Card, ...], Mapping[str, int]]:
    """The cards, and the keys of those whose title and summary hold none of the words, by their reference."""
    known = {row.submission_id: row for row in rows}
    cards, bare = [], {}
    for hit in hits:
        row = known.get(hit.id)
        if row is None or not is_open(row, tokens):
            continue
        card = _card(row, hit, terms, today)
        cards.append(card)
        if terms and not any(marked for _words, marked in (*card.title, *card.summary)):
            bare[card.reference] = hit.id
    return tuple(cards), bare


def _card(row: Row[Any], hit: Hit, terms: tuple[str, ...], today: date) -> Card:
    return Card(
        reference=row.reference,
        kind=row.kind,
        marker=row.marker,
        title=_marked(row.title, terms),
        summary=_marked(row.summary, terms),
        passage=(),
        organisation=row.organisation,
        organisation_name=row.organisation_name,
        topics=tuple((slug, name) for slug, name in json.loads(row.topics)),
        evidence=row.evidence,
        outcome=rules.outcome_shown(row.declined, row.outcome, row.result),
        state=row.outcome,
        declined=row.declined,
        on_trust=row.on_trust,
        published_on=row.published_on,
        changed_on=row.changed_on,
        confirmed_on=row.confirmed_on,
        review_on=row.review_on,
        retired_on=row.retired_on,
        standing=shown_standing(row.review_on, row.retired_on, today),
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
    found = {key: _passage(text, terms) for key, text in rows}
    return {key: pieces for key, pieces in found.items() if pieces}


def _passage(text: str, terms: Sequence[str]) -> Pieces:
    """The paragraph that holds most of the words, the first of several; nothing where none does.

    One paragraph, because the answers of a post follow each other without what was asked.
    """
    best: Pieces = ()
    most = 0
    for paragraph in text.split("\n\n"):
        pieces = tuple(snippet(paragraph, terms, length=180))
        held = len({words.casefold() for words, marked in pieces if marked})
        if held > most:
            best, most = pieces, held
    return best
