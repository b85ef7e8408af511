"""Search without an index: the words are looked for in the database, so that finding goes on meanwhile.

It knows no forms of words and counts nothing; of what is equal the newest comes first. For as long as it takes to make
the index again.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, or_, select

from portal.foundation.database import session
from portal.library.models import Publication
from portal.library.search import EVIDENCE_RANKS, RETIRED, Answer, Hit, Question, Sort
from portal.submissions.models import Submission
from portal.submissions.models import found as is_found

MOST_WORDS = 8
LAST_YEAR = 9998
WARNING = (
    "Search is being put in order. For a short while it finds whole words only, and filters show no counts."
)

_COLUMNS = {
    "kind": Publication.kind,
    "organisation": Publication.organisation,
    "region": Publication.region,
    "sector": Publication.sector,
    "evidence": Publication.evidence,
    "marker": Publication.marker,
    "cost": Publication.cost,
    "outcome": Publication.result,
    "standing": case((Publication.retired_on.is_not(None), RETIRED), else_=""),
}
# What comes before the newest in an order that a reader asked for.
_FIRST = {
    Sort.USED: (Publication.used.desc(),),
    Sort.EVIDENCE: (case(EVIDENCE_RANKS, value=Publication.evidence, else_=0).desc(),),
}


def search(question: Question) -> Answer:
    """What the reader may see of what was asked for: every word must stand in the title, summary or text."""
    words = question.text.lower().split()[:MOST_WORDS]
    found = select(Publication.submission_id).join(Submission, Publication.submission_id == Submission.id)
    found = found.where(Publication.visibility.in_(question.tokens), is_found(), *map(_holds, words))
    if question.without:
        found = found.where(Publication.submission_id.not_in(question.without))
    for facet, values in question.filters.items():
        found = found.where(_is_one_of(facet, values))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    newest = (Publication.published_on.desc(), Publication.submission_id)
    current = Publication.retired_on.is_not(None)  # what is retired stands below
    laid = found.order_by(current, *_FIRST.get(question.sort, ()), *newest)
    page = laid.offset((question.page - 1) * question.per_page).limit(question.per_page)
    hits = tuple(Hit(key, 0.0) for key in session.scalars(page))
    return Answer(total=total, complete=total, hits=hits, terms=tuple(words), warning=WARNING)


def _holds(word: str) -> ColumnElement[bool]:
    pattern = "%" + re.sub("([%_!])", r"!\1", word) + "%"
    columns = (Publication.title, Publication.summary, Publication.text)
    return or_(*(func.lower(column).like(pattern, escape="!") for column in columns))


def _is_one_of(facet: str, values: tuple[str, ...]) -> ColumnElement[Any]:
    if facet == "topic":
        filed = cast(Publication.topics, Text)
        return or_(False, *(filed.contains(f'["{slug}", ', autoescape=True) for slug in values))
    if facet == "year":
        years = [
            int(value) for value in values if re.fullmatch("[0-9]{4}", value) and 0 < int(value) <= LAST_YEAR
        ]
        day = Publication.published_on
        return or_(False, *(day.between(date(year, 1, 1), date(year, 12, 31)) for year in years))
    return _COLUMNS[facet].in_(values)
