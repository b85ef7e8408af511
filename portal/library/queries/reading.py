"""One item of the library, what is like it, and who it is by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, lazyload, selectinload

from portal.authorisation.models import GivenVerdict, Step
from portal.authorisation.rules import Verdict
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.library import rules
from portal.library.models import Publication
from portal.library.queries.cards import card_rows, is_open
from portal.library.rules import Reader
from portal.library.search import IndexUnusable
from portal.library.search.bound import engine
from portal.submissions.models import Submission
from portal.submissions.rules import author_shown_to


def item(reference: str) -> Publication | None:
    """The item with this reference, with its post as it is now; nothing where the post is not in the library."""
    found = session.scalar(
        select(Publication)
        .where(Publication.reference == read_reference(reference))
        .join(Publication.submission)
        .options(
            contains_eager(Publication.submission).options(
                joinedload(Submission.author),
                selectinload(Submission.attachments),
                selectinload(Submission.versions),
            )
        )
    )
    return found if found is not None and rules.is_in_library(found.submission) else None


@dataclass(frozen=True, slots=True)
class Alike:
    """An item like another, as a short list shows it."""

    reference: str
    external_id: str | None
    title: str
    kind: str
    organisation_name: str
    outcome: str
    declined: bool
    published_on: date
    score: float


def similar(person: Reader, title: str, text: str, limit: int = 5, but: int | None = None) -> list[Alike]:
    """The items most like a title and a text, as far as the reader may see them."""
    tokens = rules.tokens_of(person)
    try:
        hits = engine().similar(title, text, tokens, limit + 1)
    except IndexUnusable:
        return []
    keys = [hit.id for hit in hits if hit.id != but]
    rows = {
        row.submission_id: row
        for row in session.execute(card_rows().where(Publication.submission_id.in_(keys)))
    }
    found = []
    for hit in hits:
        row = rows.get(hit.id)
        if row is not None and is_open(row, tokens):
            outcome = rules.outcome_shown(row.declined, row.outcome, row.result)
            found.append(
                Alike(
                    reference=row.reference,
                    external_id=row.external_id,
                    title=row.title,
                    kind=row.kind,
                    organisation_name=row.organisation_name,
                    outcome=outcome,
                    declined=row.declined,
                    published_on=row.published_on,
                    score=round(hit.score, 4),
                )
            )
    return found[:limit]


def authors(person: Reader, references: Sequence[str]) -> dict[str, str]:
    """Who the posts with these references appear to be by, as this reader is told."""
    found = select(Submission).where(Submission.reference.in_(references))
    posts = session.scalars(found.options(joinedload(Submission.author), lazyload(Submission.topics)))
    return {post.reference: author_shown_to(person, post).words for post in posts.unique()}


def why_declined(post: Submission) -> str:
    """What the decider wrote to the author of a post that was not taken forward; nothing for all others."""
    declining = (
        select(GivenVerdict.reason)
        .join(Step, GivenVerdict.step_id == Step.id)
        .where(Step.submission_id == post.id, GivenVerdict.verdict == Verdict.DECLINE)
    )
    return session.scalar(declining.order_by(GivenVerdict.given_at.desc()).limit(1)) or ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One published text of a post: its number, its day, and the parts that are not as in the one before."""

    number: int
    published_on: date
    changed: Sequence[str]


def editions(post: Submission) -> list[Edition]:
    """The published texts of a post, newest first. What was sent and changed before is nobody's but the author's."""
    kept: list[Edition] = []
    before: Mapping[str, Any] | None = None
    for version in post.versions:
        if version.why != "published":
            continue
        changed = rules.parts_changed(post.kind, before, version.text) if before is not None else []
        kept.append(Edition(version.number, clock.local(version.saved_at).date(), changed))
        before = version.text
    return kept[::-1]
