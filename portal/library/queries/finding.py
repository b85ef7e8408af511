"""What is new in the library, for those who wish to hear of it: which searches find it, and what each may read."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, defer

from portal.foundation.database import session
from portal.library import rules
from portal.library.models import Publication
from portal.library.queries import synonyms
from portal.library.queries.cards import is_open, rows_of
from portal.library.queries.searching import Asked, found_for
from portal.library.rules.finding import fits
from portal.library.search import (
    FACETS,
    LARGEST_PAGE,
    RETIRED,
    Match,
    Question,
    Sort,
)
from portal.submissions.rules import Reader, is_found, tokens_of

# What those to whom it happened say that others should do: a part of an impact case.
ADVICE = "advice"


def items(keys: Collection[int]) -> Sequence[Publication]:
    """The items of these posts that are found in the library now, with their posts."""
    found = (
        select(Publication)
        .where(Publication.submission_id.in_(keys))
        .join(Publication.submission)
        .options(defer(Publication.text), contains_eager(Publication.submission))
    )
    return [item for item in session.scalars(found).unique() if is_found(item.submission)]


def finds(wish: Asked, item: Publication) -> bool:
    """Whether a search finds an item, all its words in it, whoever may read it.

    An item that has come in lately: of all that is like it in kind, organisation and year, one of the newest.
    """
    year = str(item.published_on.year)
    made = {
        "topic": [slug for slug, _name in item.topics],
        "outcome": [rules.outcome_shown(item.declined, item.outcome, item.result)],
        "year": [year],
        "standing": [RETIRED if item.retired_on is not None else ""],
    }
    values = {facet: made[facet] if facet in made else [getattr(item, facet)] for facet in FACETS}
    if not fits(wish.filters, values):
        return False
    if not wish.q:
        return True
    question = Question(
        wish.q,
        frozenset({item.visibility}),
        {"kind": (item.kind,), "organisation": (item.organisation,), "year": (year,)},
        Sort.NEWEST,
        Match.ALL,
        per_page=LARGEST_PAGE,
        facets=(),
        synonyms=synonyms.present(),
    )
    return any(hit.id == item.submission_id for hit in found_for(question).hits if not hit.partial)


class News(NamedTuple):
    """An item as somebody is told of it. ``advice`` is what others should do, of an impact case that says so."""

    reference: str
    kind: str
    title: str
    organisation_id: int
    advice: str


def news_of(person: Reader, keys: Collection[int]) -> dict[int, News]:
    """Of the items of these posts, those that somebody may read now, as they stand now."""
    tokens = tokens_of(person)
    rows = {key: row for key, row in rows_of(sorted(keys)).items() if is_open(row, tokens)}
    advice = _advice([key for key, row in rows.items() if row.kind == "impact-case"])
    return {
        key: News(row.reference, row.kind, row.title, row.organisation_id, advice.get(key, ""))
        for key, row in rows.items()
    }


def _advice(keys: Sequence[int]) -> dict[int, str]:
    if not keys:
        return {}
    rows = session.execute(
        select(Publication.submission_id, Publication.sections).where(Publication.submission_id.in_(keys))
    )
    said = ((key, text) for key, parts in rows for name, _heading, text in parts if name == ADVICE)
    return {key: str(Markup(text).striptags()) for key, text in said}  # noqa: S704 - read, and shown escaped
