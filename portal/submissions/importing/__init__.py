"""Bringing in posts from elsewhere: JSON Lines or CSV, row by row, repeat-safe and resumable.

The ``id`` of a row is the key: a row whose id is there already is left alone, so the same file again
changes nothing, and an interrupted run is finished by running it again (hardening A, row 10).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.keys import new_key
from portal.foundation.markdown import to_plain
from portal.foundation.text import BadText, first_sentence, plain_line, plain_text, shortened
from portal.foundation.tidying import as_markdown, as_words, without_headings
from portal.people.models import Organisation, Person
from portal.submissions.actions import move
from portal.submissions.importing.rows import RowTrouble, key_of, parted, rows_of
from portal.submissions.kinds import BODY_LENGTH, KINDS, SUMMARY_LENGTH, TITLE_LENGTH
from portal.submissions.models import Submission, Topic, Version
from portal.submissions.queries import text_now
from portal.submissions.rules import Evidence, Sharing, Status, checked_details

BATCH = 100
WORDS_FOR_SUMMARY = 5000
TRIES = 3


@dataclass(frozen=True, slots=True)
class Order:
    """What an import is to do. ``authority`` is who vouches for what arrives as already published.

    ``by`` is who brings it in, and looks after the drafts; without one ``holder`` only stands by for them.
    """

    organisation: Organisation
    kind: str
    holder: Person
    published: bool = False
    authority: str = ""
    sharing: str = Sharing.POLICING
    by: Person | None = None


@dataclass
class Report:
    """What an import did: counts, every row left out with its line and reason, and words that mean nothing here."""

    added: int = 0
    there_already: int = 0
    left_out: list[tuple[int, str]] = field(default_factory=list)
    unknown_tags: Counter[str] = field(default_factory=Counter)
    unknown_evidence: Counter[str] = field(default_factory=Counter)


def bring_in(path: Path, order: Order) -> Iterator[Report]:
    """Bring in a file, a batch of rows at a time. Yields the report so far after each batch."""
    report = Report()
    batch: list[tuple[int, str, dict[str, Any]]] = []
    lines: dict[str, int] = {}
    for number, row in rows_of(path, order.kind):
        try:
            if isinstance(row, RowTrouble):
                raise row
            key = key_of(row)
            if key in lines:
                raise RowTrouble(f"its id {key!r} stands in line {lines[key]} already")
        except RowTrouble as trouble:
            report.left_out.append((number, str(trouble)))
            continue
        lines[key] = number
        batch.append((number, key, row))
        if len(batch) == BATCH:
            _bring_in_batch(batch, order, report)
            batch.clear()
            yield report
    _bring_in_batch(batch, order, report)
    report.left_out.sort()
    yield report


def _bring_in_batch(batch: list[tuple[int, str, dict[str, Any]]], order: Order, report: Report) -> None:
    for left in reversed(range(TRIES)):
        try:
            done = _try_batch(batch, order)
        except IntegrityError:  # somebody else brings in the same rows at this moment: now they are there
            if not left:
                raise
        else:
            report.added += done.added
            report.there_already += done.there_already
            report.left_out += done.left_out
            report.unknown_tags += done.unknown_tags
            report.unknown_evidence += done.unknown_evidence
            return


def _try_batch(batch: list[tuple[int, str, dict[str, Any]]], order: Order) -> Report:
    done = Report()
    with transaction():
        there = set(
            session.scalars(
                select(Submission.external_id).where(
                    Submission.organisation_id == order.organisation.id,
                    Submission.kind == order.kind,
                    Submission.external_id.in_([key for _number, key, _row in batch]),
                )
            )
        )
        topics = {
            name: topic
            for topic in session.scalars(select(Topic))
            for name in (topic.slug, topic.name.casefold())
        }
        made = []
        for number, key, row in batch:
            if key in there:
                done.there_already += 1
                continue
            try:
                made.append(_post(row, key, order, topics))
            except RowTrouble as trouble:
                done.left_out.append((number, str(trouble)))
                continue
            done.unknown_tags.update(tag for tag in _tags_of(row) if tag.casefold() not in topics)
            done.unknown_evidence.update(_unknown_evidence_of(row))
        _add(made, order)
        done.added = len(made)
    return done


def _add(made: Sequence[Submission], order: Order) -> None:
    session.add_all(made)
    session.flush()
    event = "submission.published" if order.published else "submission.imported"
    for post in made:
        kept = Version(submission_id=post.id, number=1, saved_at=clock.now(), text=text_now(post))
        kept.published_at = post.published_at
        session.add(kept)
        journal.write(event, post, by_id=order.by.id if order.by else None, authority=order.authority)


def _post(row: Mapping[str, Any], key: str, order: Order, topics: Mapping[str, Topic]) -> Submission:
    text, title = _text_of(row)
    written_on = _date_of(row)
    post = Submission(
        id=new_key(),
        kind=order.kind,
        organisation_id=order.organisation.id,
        organisation=order.organisation,
        external_id=key,
        authority=order.authority,
        holder_id=(order.by or order.holder).id,
        imported_by_id=order.by.id if order.by else None,
        title=title,
        summary=_summary_of(row, text) or shortened(title, SUMMARY_LENGTH),
        body=text,
        details=_details_of(row, order.kind),
        evidence=_evidence_of(row) or Evidence.UNTESTED,
        sharing=order.sharing,
        topics=_topics_of(row, topics),
        status=Status.DRAFT,
        version=1,
        begun_on=written_on or clock.today(),
    )
    if order.published:
        post.published_at = datetime.combine(written_on, time(12), UTC) if written_on else None
        move(post, Status.PUBLISHED)
    return post


def _evidence_of(row: Mapping[str, Any]) -> Evidence | None:
    said = str(row.get("evidence") or "").strip()
    return Evidence(said) if said in set(Evidence) else None


def _unknown_evidence_of(row: Mapping[str, Any]) -> list[str]:
    """What a row says of its evidence, where that is no kind of evidence here."""
    said = str(row.get("evidence") or "").strip()
    return [said] if said and _evidence_of(row) is None else []


def _details_of(row: Mapping[str, Any], kind: str) -> dict[str, Any]:
    try:
        given = {name: _regular(row[name]) for name in KINDS[kind].details_names if row.get(name)}
        return checked_details(kind, given)
    except Refused as refused:
        raise RowTrouble(refused.message) from refused
    except BadText as error:
        raise RowTrouble(str(error)) from error


def _regular(value: Any) -> Any:
    """Typed words in their canonical form, wherever they stand in a field."""
    if isinstance(value, str):
        return plain_text(value).strip()
    if isinstance(value, list):
        return [_regular(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _regular(one) for name, one in value.items()}
    return value


def _summary_of(row: Mapping[str, Any], text: str) -> str:
    extra = row.get("extra")
    for given in (row.get("summary"), extra.get("summary") if isinstance(extra, Mapping) else None):
        if isinstance(given, str) and given.strip():
            try:
                return shortened(plain_line(to_plain(as_markdown(given))), SUMMARY_LENGTH)
            except BadText as error:
                raise RowTrouble(f"its summary: {error}") from error
    try:
        return first_sentence(to_plain(without_headings(text)[:WORDS_FOR_SUMMARY]), SUMMARY_LENGTH)
    except BadText:  # too much formatting near its beginning; the title serves
        return ""


def _text_of(row: Mapping[str, Any]) -> tuple[str, str]:
    text, title = row.get("text"), row.get("title")
    if not isinstance(title, str | None) or not isinstance(text, str | None):
        raise RowTrouble("its title and text have to be words")
    try:
        # Regular first, so that what cannot be kept is found, and again after what was taken out.
        cleaned = plain_text(as_markdown(plain_text(text or ""))).strip()
        line = plain_line(as_words(plain_line(title or "")))
    except BadText as error:
        raise RowTrouble(str(error)) from error
    if not line:
        raise RowTrouble("it has no title")
    shown = shortened(line, TITLE_LENGTH)
    if shown != line:
        cleaned = f"**{line}**\n\n{cleaned}".strip()  # nothing of it is lost
    if len(cleaned) > BODY_LENGTH:
        raise RowTrouble(f"its text has {len(cleaned)} characters, and may have {BODY_LENGTH}")
    return cleaned or line, shown


def _date_of(row: Mapping[str, Any]) -> date | None:
    value = row.get("date")
    if not value:
        return None
    try:
        written_on = date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise RowTrouble(f"its date {str(value)[:40]!r} is not written like 2026-11-27") from error
    if written_on > clock.today():
        raise RowTrouble(f"its date {written_on} lies in the future")
    return written_on


def _topics_of(row: Mapping[str, Any], topics: Mapping[str, Topic]) -> list[Topic]:
    found = {topics.get(tag.casefold()) for tag in _tags_of(row)}
    return [topic for topic in found if topic is not None]


def _tags_of(row: Mapping[str, Any]) -> list[str]:
    tags = row.get("tags") or []
    words = parted(tags) if isinstance(tags, str) else tags if isinstance(tags, list) else []
    return [tag for word in words if (tag := str(word).strip())]
