"""Bringing in posts from elsewhere: JSON Lines or CSV, row by row, repeat-safe and resumable.

The ``id`` of a row is the key: a row whose id is there already is left alone, so the same file again
changes nothing, and an interrupted run is finished by running it again (hardening A, row 10).
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.markdown import to_plain
from portal.foundation.text import first_sentence, plain_line, plain_text, shortened
from portal.people.models import Organisation, Person
from portal.submissions.actions import checked_details, move
from portal.submissions.kinds import BODY_LENGTH, KINDS, SUMMARY_LENGTH, TITLE_LENGTH
from portal.submissions.models import Submission, Topic, Version
from portal.submissions.rules import Evidence, Sharing, Status

BATCH = 100
ID_LENGTH = 120
# Tags that a page would hide, as typed in texts made for a web page. An address in angle brackets is no tag.
TAG = re.compile(r"</?[a-zA-Z][^<>@]{0,500}>")


class RowTrouble(Exception):
    """A row cannot be brought in. The message is the reason, for the person who made the file."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an import is to do. ``authority`` is who vouches for what arrives as already published."""

    organisation: Organisation
    kind: str
    holder: Person
    published: bool = False
    authority: str = ""
    sharing: str = Sharing.POLICING


@dataclass
class Report:
    """What an import did: counts, and every row that was left out with its line and reason."""

    added: int = 0
    there_already: int = 0
    left_out: list[tuple[int, str]] = field(default_factory=list)


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, Any] | RowTrouble]]:
    """The rows of a file with their line numbers. A row that cannot be read comes as its trouble."""
    if path.suffix.casefold() == ".csv":
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            reader = csv.DictReader(file)
            try:
                for row in reader:
                    yield reader.line_num, {str(name): value for name, value in row.items() if value}
            except csv.Error as error:
                yield reader.line_num, RowTrouble(f"the file cannot be read further: {error}")
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, _json_row(line)


def _json_row(line: bytes) -> dict[str, Any] | RowTrouble:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return RowTrouble("it is not a line of JSON")
    return row if isinstance(row, dict) else RowTrouble("it is not a JSON object")


def bring_in(path: Path, order: Order) -> Iterator[Report]:
    """Bring in a file, a batch of rows at a time. Yields the report so far after each batch."""
    report = Report()
    batch: list[tuple[int, dict[str, Any]]] = []
    lines: dict[str, int] = {}
    for number, row in rows_of(path):
        if isinstance(row, RowTrouble):
            report.left_out.append((number, str(row)))
        elif (key := str(row.get("id") or "").strip()) in lines:
            report.left_out.append((number, f"its id {key!r} stands in line {lines[key]} already"))
        else:
            if key:
                lines[key] = number
            batch.append((number, row))
        if len(batch) == BATCH:
            _bring_in_batch(batch, order, report)
            batch.clear()
            yield report
    _bring_in_batch(batch, order, report)
    yield report


def _bring_in_batch(batch: list[tuple[int, dict[str, Any]]], order: Order, report: Report) -> None:
    with transaction():
        keys = [str(row.get("id") or "").strip() for _number, row in batch]
        there = set(
            session.scalars(
                select(Submission.external_id).where(
                    Submission.organisation_id == order.organisation.id,
                    Submission.kind == order.kind,
                    Submission.external_id.in_(keys),
                )
            )
        )
        topics = {
            name: topic
            for topic in session.scalars(select(Topic))
            for name in (topic.slug, topic.name.casefold())
        }
        for (number, row), key in zip(batch, keys, strict=True):
            if key in there:
                report.there_already += 1
                continue
            try:
                _add(row, key, order, topics)
                report.added += 1
            except RowTrouble as trouble:
                report.left_out.append((number, str(trouble)))


def _add(row: Mapping[str, Any], key: str, order: Order, topics: Mapping[str, Topic]) -> None:
    if not key or len(key) > ID_LENGTH:
        raise RowTrouble(f"it needs an id of at most {ID_LENGTH} characters")
    text, title = _text_of(row)
    written_on = _date_of(row)
    extra = row.get("extra") if isinstance(row.get("extra"), Mapping) else {}
    summary = _line(row.get("summary") or (extra or {}).get("summary") or "") or first_sentence(
        to_plain(text[:5000])
    )
    try:
        details = checked_details(
            order.kind, {name: row[name] for name in KINDS[order.kind].details_names if row.get(name)}
        )
    except Refused as refused:
        raise RowTrouble(refused.message) from refused
    post = Submission(
        kind=order.kind,
        organisation_id=order.organisation.id,
        organisation=order.organisation,
        external_id=key,
        authority=order.authority,
        holder_id=order.holder.id,
        title=title,
        summary=shortened(summary or title, SUMMARY_LENGTH),
        body=text,
        details=details,
        evidence=row["evidence"] if row.get("evidence") in set(Evidence) else Evidence.UNTESTED,
        sharing=order.sharing,
        topics=_topics_of(row, topics),
        status=Status.DRAFT,
        version=1,
        begun_on=clock.today(),
    )
    session.add(post)
    session.flush()
    if order.published:
        post.published_at = datetime.combine(written_on, time(12), UTC) if written_on else None
        move(post, Status.PUBLISHED)
    kept = {"title": post.title, "summary": post.summary, "body": post.body, "details": details}
    session.add(Version(submission_id=post.id, number=1, why="saved", saved_at=clock.now(), text=kept))
    journal.write(
        "submission.published" if order.published else "submission.imported", post, authority=order.authority
    )


def _text_of(row: Mapping[str, Any]) -> tuple[str, str]:
    text, title = row.get("text"), row.get("title")
    if not isinstance(title, str) or not isinstance(text, str | None):
        raise RowTrouble("its title and text have to be words")
    try:
        cleaned = plain_text(TAG.sub("", text or "")).strip()
        line = plain_line(TAG.sub("", title))
    except ValueError as error:
        raise RowTrouble(str(error)) from error
    if not line:
        raise RowTrouble("it has no title")
    if len(cleaned) > BODY_LENGTH:
        raise RowTrouble(f"its text is longer than {BODY_LENGTH} characters")
    return cleaned or line, shortened(line, TITLE_LENGTH)


def _line(value: Any) -> str:
    try:
        return plain_line(TAG.sub("", value)) if isinstance(value, str) else ""
    except ValueError:
        return ""


def _date_of(row: Mapping[str, Any]) -> date | None:
    value = row.get("date")
    if not value:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise RowTrouble(f"its date {str(value)[:40]!r} is not written like 2026-11-27") from error


def _topics_of(row: Mapping[str, Any], topics: Mapping[str, Topic]) -> list[Topic]:
    tags = row.get("tags") or []
    words = tags.split(";") if isinstance(tags, str) else tags if isinstance(tags, list) else []
    found = {topics.get(str(word).strip().casefold()) for word in words}
    return [topic for topic in found if topic is not None]
