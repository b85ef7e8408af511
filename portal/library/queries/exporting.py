"""The library as it is taken out, item by item."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, lazyload

from portal.foundation.database import session
from portal.library import rules
from portal.library.models import Publication
from portal.library.search import EVERYBODY
from portal.submissions.models import Submission
from portal.submissions.rules import Status, author_shown_to

EXPORTED = (
    "id", "reference", "kind", "title", "summary", "text", "date", "tags", "organisation", "evidence", "outcome", "by",
    "edited_without_author",
)  # fmt: skip


def exported(*, restricted: bool = False) -> Iterator[dict[str, Any]]:
    """The published library, item by item, without names of people; what is shared narrowly only where asked for."""
    reached = ""
    while True:
        some = (
            select(Publication)
            .join(Publication.submission)
            .options(
                contains_eager(Publication.submission).options(
                    lazyload(Submission.topics), lazyload(Submission.co_authors)
                )
            )
        )
        some = some.where(Publication.reference > reached, Submission.status == Status.PUBLISHED)
        if not restricted:
            some = some.where(Publication.visibility.in_(EVERYBODY))
        items = session.scalars(some.order_by(Publication.reference).limit(500)).all()
        if not items:
            return
        for found in items:
            yield {
                "id": found.external_id or found.reference,
                "reference": found.reference,
                "kind": found.kind,
                "title": found.title,
                "summary": found.summary,
                "text": found.text,
                "date": found.published_on.isoformat(),
                "tags": [slug for slug, _name in found.topics],
                "organisation": found.organisation,
                "evidence": found.evidence,
                "outcome": rules.outcome_shown(found.declined, found.outcome, found.result),
                "edited_without_author": found.submission.edited_because,
                "by": author_shown_to(None, found.submission).words,
            }
        reached = items[-1].reference
        session.expunge_all()
