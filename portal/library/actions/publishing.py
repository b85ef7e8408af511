"""What is done to the library: items are written, taken out, and the index follows.

An item is made from what its post is now, so doing it twice changes nothing. The index is only ever a copy
of the items; where it cannot be used it is made again from them.
"""

import html
import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from time import monotonic
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import lazyload

from portal.authorisation import actions as authorisation
from portal.feedback import queries as feedback
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.foundation.markdown import to_html, to_plain
from portal.foundation.text import BadText, minutes_to_read
from portal.implementation import queries as implementation
from portal.library.actions.freshness import note_freshness
from portal.library.models import Publication
from portal.library.queries.reading import last_published
from portal.library.rules import READING_TYPES, outcome_shown, reading_name
from portal.library.search import RETIRED, Document, IndexUnusable, Question
from portal.library.search.bound import engine
from portal.people.models import Organisation, Person
from portal.submissions.kinds import KINDS, Field, FieldType
from portal.submissions.models import Submission, Topic, found, in_library, submission_topics
from portal.submissions.queries import text_shared
from portal.submissions.rules import Status, is_found, is_in_library, visibility_of

BATCH = 200
DOCUMENTS_AT_ONCE = 1000
TIDY_EVERY_SECONDS = 60.0

log = logging.getLogger(__name__)
_tidied_at = 0.0

# What the index holds of an item.
_INDEXED = (
    Publication.submission_id,
    Publication.visibility,
    Publication.declined,
    Publication.kind,
    Publication.marker,
    Publication.cost,
    Publication.title,
    Publication.summary,
    Publication.text,
    Publication.organisation,
    Publication.region,
    Publication.sector,
    Publication.topics,
    Publication.evidence,
    Publication.outcome,
    Publication.result,
    Publication.used,
    Publication.published_on,
    Publication.retired_on,
)


def refresh(entries: Sequence[Entry]) -> None:
    """Bring the items of the posts that these entries speak of up to date, and the index with them.

    An entry about an organisation speaks of all its items: they carry its name, sector and region, and by
    its region who may find them. One about a topic speaks of all that is filed under it.
    """
    keys = {entry.subject_id for entry in entries if entry.subject_kind == Submission.__tablename__}
    changed = {entry.subject_id for entry in entries if entry.subject_kind == Organisation.__tablename__}
    if changed:
        theirs = select(Publication.submission_id).join(Publication.submission)
        keys |= set(session.scalars(theirs.where(Submission.organisation_id.in_(changed))))
    renamed = {entry.subject_id for entry in entries if entry.subject_kind == Topic.__tablename__}
    if renamed:
        filed = select(submission_topics.c.submission_id).where(submission_topics.c.topic_id.in_(renamed))
        keys |= set(
            session.scalars(select(Publication.submission_id).where(Publication.submission_id.in_(filed)))
        )
    for some in _in_batches(sorted(keys)):
        write(some)


def write(keys: Collection[int]) -> None:
    """Write the items of these posts from what the posts are now; take out those that no longer belong.

    The texts are rendered before the transaction begins: nobody waits for them.
    """
    if not keys:
        return
    posts = session.scalars(
        select(Submission).where(Submission.id.in_(keys)).options(lazyload(Submission.co_authors))
    ).all()
    kept = [post for post in posts if is_in_library(post)]
    there = [post.id for post in kept]
    outcomes, used = feedback.newest_outcomes(there), _used(there)
    changed = last_published(there)
    items = [
        _item(post, changed.get(post.id), *outcomes.get(post.id, ("", ""))[:2], used.get(post.id, 0))
        for post in kept
    ]
    with transaction():
        note_freshness(kept, items)
        session.execute(delete(Publication).where(Publication.submission_id.in_(keys)))
        if items:
            session.execute(insert(Publication), items)
    try:
        shown = {post.id for post in kept if is_found(post)}
        engine().drop(set(keys) - shown)
        engine().put([_document(item) for item in items if item["submission_id"] in shown])
    except IndexUnusable:
        log.warning("the search index cannot be used; it will be made again")


def _used(keys: Sequence[int]) -> Mapping[int, int]:
    """By how many these posts were used: readers who said so, and places that the ledger names."""
    return Counter(feedback.how_often_used(keys)) + Counter(implementation.places_using(keys))


def take_out(item: Publication, reason: str, *, by: Person) -> None:
    """Take an item out of the library, with a reason that its author reads. It is gone from every page at once.

    The index follows after the commit, as after every change. Raises ``Refused`` where the person may not, and
    without a reason.
    """
    authorisation.take_out(item.submission, reason, by=by)
    session.execute(delete(Publication).where(Publication.submission_id == item.submission_id))


def rebuild(progress: Callable[[int], None] | None = None, *, texts: bool = False) -> int:
    """Write what is missing in the library, then the index anew. Returns how many items there are.

    With ``texts`` every item is written again, as after a change in how texts are shown.
    Raises ``TimeoutError`` while another rebuild runs.
    """
    for some in _in_batches(_stale() if not texts else _all_that_could_be()):
        write(some)
    meanwhile = engine().rebuild(_documents(), progress)
    for some in _in_batches(sorted(meanwhile)):
        write(some)
    return session.query(Publication.submission_id).count()


def indexed() -> int:
    """How many items the index holds; every file of it is read. Raises ``IndexUnusable``."""
    return engine().check().documents


def heal() -> bool:
    """Make the index again where it cannot be used, and tidy it now and then. For the worker, at every round."""
    global _tidied_at  # noqa: PLW0603 - when this process last tidied; nobody else needs to know
    try:
        engine().search(Question(facets=()))
        if monotonic() - _tidied_at > TIDY_EVERY_SECONDS:
            _tidied_at = monotonic()
            return engine().tidy()
    except IndexUnusable as reason:
        log.warning("the search index is made again: %s", reason)
        try:
            rebuild()
        except TimeoutError:
            return False
        return True
    return False


def _stale() -> list[int]:
    """Posts whose item is missing or of another version, and items whose post no longer belongs."""
    belongs = in_library()
    wanting = select(Submission.id).outerjoin(Publication, Publication.submission_id == Submission.id)
    other = Publication.submission_id.is_(None) | (Publication.version != Submission.version)
    left = select(Publication.submission_id).join(Submission, Publication.submission_id == Submission.id)
    return [*session.scalars(wanting.where(belongs, other)), *session.scalars(left.where(~belongs))]


def _all_that_could_be() -> list[int]:
    there = in_library() | (Submission.status == Status.DECLINED)
    return [*session.scalars(select(Submission.id).where(there)), *_stale()]


def _in_batches(keys: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), BATCH):
        yield list(keys[start : start + BATCH])


def _documents() -> Iterator[Document]:
    """All items that are found, as the index holds them, read a thousand at a time."""
    last = -1
    while True:
        after = select(*_INDEXED).join(Publication.submission)
        after = after.where(Publication.submission_id > last, found()).order_by(Publication.submission_id)
        rows = session.execute(after.limit(DOCUMENTS_AT_ONCE)).mappings().all()
        if not rows:
            return
        yield from (_document(row) for row in rows)
        last = rows[-1]["submission_id"]


def _document(item: Mapping[Any, Any]) -> Document:
    return Document(
        id=item["submission_id"],
        kind=item["kind"],
        title=item["title"],
        summary=item["summary"],
        text=item["text"],
        organisation=item["organisation"],
        visibility=item["visibility"],
        published_on=item["published_on"],
        region=item["region"],
        sector=item["sector"],
        topics=tuple(slug for slug, _name in item["topics"]),
        evidence=item["evidence"],
        outcome=outcome_shown(item["declined"], item["outcome"], item["result"]),
        marker=item["marker"],
        cost=item["cost"],
        used=item["used"],
        standing=RETIRED if item["retired_on"] is not None else "",
    )


def _item(post: Submission, changed: datetime | None, outcome: str, result: str, used: int) -> dict[str, Any]:
    """A post as readers meet it."""
    kind = post.described
    organisation = post.organisation
    shared = text_shared(post)
    details = shared["details"]
    text = "\n\n".join(filter(None, (_plain(field, value) for field, value in _answers(post.kind, shared))))
    return {
        "submission_id": post.id,
        "reference": post.reference,
        "version": post.version,
        "visibility": visibility_of(post, organisation.region),
        "declined": post.status == Status.DECLINED,
        "kind": post.kind,
        "marker": details.get(kind.marker) or "" if kind.marker else "",
        "cost": details.get("cost_band") or "",
        "title": shared["title"],
        "summary": shared["summary"],
        "sections": [
            [field.name, reading_name(post.kind, field), _clean(field, value)]
            for field, value in _answers(post.kind, shared)
            if field.type in READING_TYPES
        ],
        "text": text,
        "minutes": minutes_to_read(f"{shared['summary']} {text}"),
        "organisation": organisation.code,
        "organisation_name": organisation.name,
        "region": organisation.region,
        "sector": details.get("host_sector") or organisation.sector,
        "topics": shared["topics"],
        "evidence": shared["evidence"],
        "outcome": outcome,
        "result": result,
        "used": used,
        "published_on": _day(post),
        "changed_on": clock.local(changed).date() if changed is not None else _day(post),
        "external_id": post.external_id,
    }


def _day(post: Submission) -> date:
    moment = post.published_at or post.sent_at
    return clock.local(moment).date() if moment is not None else post.begun_on


def _answers(kind_slug: str, text: Mapping[str, Any]) -> Iterator[tuple[Field, Any]]:
    """The questions of a kind that have an answer in a text, in the order in which the kind asks them."""
    kind = KINDS[kind_slug]
    for section in kind.sections:
        if kind.body.section == section and text["body"].strip():
            yield kind.body, text["body"]
        for field in kind.in_section(section):
            value = text["details"].get(field.name)
            if value:
                yield field, value


def _clean(field: Field, value: Any) -> str:
    if field.type is FieldType.QUOTATIONS:
        said = (quotation["text"] for quotation in value if quotation["text"].strip())
        return "".join(f"<blockquote>{_html(words)}</blockquote>" for words in said)
    return _html(value)


def _html(markdown: str) -> str:
    try:
        return to_html(markdown)
    except BadText:  # too much formatting to be rendered in good time; its words are still worth reading
        paragraphs = (" ".join(part.split()) for part in markdown.split("\n\n"))
        return "".join(f"<p>{html.escape(words)}</p>" for words in paragraphs if words)


def _plain(field: Field, value: Any) -> str:
    if field.type is FieldType.QUOTATIONS:
        return "\n\n".join(_words(quotation["text"]) for quotation in value)
    if field.type is FieldType.TEXT:
        return _words(value)
    if field.type is FieldType.LINE:
        return str(value)
    if field.type is FieldType.DATE or field.name in {"step_reached", "direction", "nature"}:
        return ""
    return ", ".join(field.label_of(one) for one in _listed(value))


def _listed(value: Any) -> Iterable[str]:
    return [value] if isinstance(value, str) else value


def _words(markdown: str) -> str:
    try:
        return to_plain(markdown)
    except BadText:
        return markdown
