"""One item of the library, what is like it, and who it is by."""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import contains_eager, defer, joinedload, lazyload, load_only, undefer

from portal.authorisation.models import GivenVerdict, Step
from portal.authorisation.rules import Verdict
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.foundation.keys import read_reference
from portal.implementation.models import Implementation
from portal.library import rules
from portal.library.models import Publication
from portal.library.queries.cards import is_open, rows_of
from portal.library.search import IndexUnusable, Similar
from portal.library.search.bound import engine
from portal.people.models import TITLE_ONLY, Organisation, Person, Unit
from portal.submissions.models import Attachment, Submission, Version
from portal.submissions.queries import text_shared
from portal.submissions.rules import BACK_WITH_AUTHOR, Reader, author_shown_to, is_in_library, tokens_of

RELATED_KEPT_SECONDS = 300
RELATED_AT_MOST = 6

_versions = Version.__table__.c


# Built once: building takes as long as asking. What the page does not show is left where it is.
_ITEM = (
    select(Publication)
    .where(Publication.reference == bindparam("reference"))
    .join(Publication.submission)
    .options(
        defer(Publication.text),
        joinedload(Publication.keeping, innerjoin=True),
        joinedload(Publication.implementation).options(
            joinedload(Implementation.holder).options(*TITLE_ONLY),
            joinedload(Implementation.owner_unit).lazyload(Unit.organisation),
            undefer(Implementation.in_ledger),
        ),
        contains_eager(Publication.submission).options(
            defer(Submission.body),
            defer(Submission.share_check),
            joinedload(Submission.author).options(*TITLE_ONLY),
            joinedload(Submission.co_authors).options(
                load_only(Person.id, Person.name), *TITLE_ONLY, lazyload(Person.grade)
            ),
            joinedload(Submission.attachments).options(lazyload(Attachment.submission)),
            lazyload(Submission.topics),
        ),
    )
)
_EDITIONS = (
    select(_versions.number, _versions.published_at, _versions.text)
    .where(_versions.submission_id == bindparam("post"), _versions.published_at.is_not(None))
    .order_by(_versions.number)
)


def item(reference: str) -> Publication | None:
    """The item with this reference, with its post as it is now; nothing where the post is not in the library."""
    found = session.scalars(_ITEM, {"reference": read_reference(reference)}).unique().one_or_none()
    return found if found is not None and is_in_library(found.submission) else None


def item_typed(typed: str) -> Publication | None:
    """The item whose reference somebody typed, or the address of whose page they pasted."""
    return item(typed.strip().rstrip("/").rpartition("/")[2])


def place_of(person: Reader) -> Organisation:
    """The organisation that a reader works in."""
    return session.get_one(Organisation, person.organisation_id)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A post that was taken out of the library: the token of those who could read it, and since when it is gone."""

    submission: Submission
    visibility: str
    on: date


def taken_out(reference: str) -> TakenOut | None:
    """The post with this reference, where it was taken out of the library and has not come back since.

    Nothing where the law had the words of that row erased: nobody knows any more who could read it.
    """
    told = (
        select(Entry, Submission)
        .join(
            Submission, (Entry.subject_kind == Submission.__tablename__) & (Entry.subject_id == Submission.id)
        )
        .where(Submission.reference == read_reference(reference), Entry.event == "submission.taken_out")
    )
    found = session.execute(told.order_by(Entry.sequence.desc()).limit(1)).unique().one_or_none()
    if found is None or is_in_library(found[1]):
        return None
    entry, post = found
    if "visibility" not in entry.facts:
        return None
    return TakenOut(post, entry.facts["visibility"], clock.local(entry.at).date())


def details_of(item: Publication) -> Mapping[str, Any]:
    """The answers to the questions of its kind as readers of an item see them."""
    post = item.submission
    changing = post.status in BACK_WITH_AUTHOR
    details: Mapping[str, Any] = text_shared(post)["details"] if changing else post.details
    return details


@dataclass(frozen=True, slots=True)
class Alike:
    """An item like another, as a short list shows it."""

    reference: str
    external_id: str | None
    title: str
    kind: str
    marker: str
    organisation_name: str
    outcome: str
    declined: bool
    retired: bool
    published_on: date
    score: float


def related(person: Reader | None, item: Publication, limit: int = 4) -> list[Alike]:
    """The items most like one of them, as far as the reader may see them."""
    tokens = tokens_of(person)
    period = int(time.monotonic() // RELATED_KEPT_SECONDS)
    try:
        hits = _related(item.title, item.summary, tokens, period)
    except IndexUnusable:
        return []
    others = [hit for hit in hits if hit.id != item.submission_id]
    return list(alike(others, tokens).values())[:limit]


@lru_cache(maxsize=2048)
def _related(title: str, summary: str, tokens: frozenset[str], _period: int) -> tuple[Similar, ...]:
    """What the index finds for these words and these tokens. Whoever shows it asks again who may see it."""
    return engine().similar(title, summary, tokens, RELATED_AT_MOST)


def alike(hits: Sequence[Similar], tokens: frozenset[str]) -> dict[int, Alike]:
    """What was found to be like something, as far as holders of these tokens may see it, by the keys of their posts."""
    rows = rows_of([hit.id for hit in hits])
    return {
        hit.id: Alike(
            reference=row.reference,
            external_id=row.external_id,
            title=row.title,
            kind=row.kind,
            marker=row.marker,
            organisation_name=row.organisation_name,
            outcome=rules.outcome_shown(row.declined, row.outcome, row.result),
            declined=row.declined,
            retired=row.retired_on is not None,
            published_on=row.published_on,
            score=round(hit.score, 4),
        )
        for hit in hits
        if (row := rows.get(hit.id)) is not None and is_open(row, tokens)
    }


def authors(person: Reader | None, references: Sequence[str]) -> dict[str, str]:
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
    """One published text of a post: its number, its moment and day, and the parts that are not as in the one before."""

    number: int
    published_at: datetime
    published_on: date
    changed: Sequence[str]


def last_published(keys: Collection[int]) -> dict[int, datetime]:
    """When the text that stands in the library now was published, by the key of its post."""
    newest = select(_versions.submission_id, func.max(Version.published_at)).where(
        _versions.submission_id.in_(keys), _versions.published_at.is_not(None)
    )
    rows = session.execute(newest.group_by(_versions.submission_id))
    return {row[0]: row[1] for row in rows}


def editions(post: Submission) -> list[Edition]:
    """The published texts of a post, newest first. What was sent and changed before is nobody's but the author's."""
    kept: list[Edition] = []
    before: Mapping[str, Any] | None = None
    for number, published_at, text in session.execute(_EDITIONS, {"post": post.id}):
        changed = rules.parts_changed(post.kind, before, text) if before is not None else []
        kept.append(Edition(number, published_at, clock.local(published_at).date(), changed))
        before = text
    return kept[::-1]
