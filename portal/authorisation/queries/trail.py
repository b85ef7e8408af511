"""The audit trail as an organisation's administrators read it: a page in three statements, however much is on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true

from portal.authorisation.models import ConfigurationRow, OutsideDecider, SharedRoute, Step
from portal.authorisation.rules import trail as rules
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.people.models import Organisation, Person, Unit
from portal.people.rules import Role, SomePerson, administers, holds
from portal.submissions.models import Submission, wrote
from portal.submissions.rules import Status, is_in_library, opens, tokens_of, visibility_of

ROWS_A_PAGE = 40
ROWS_A_FILE = 10_000
PAGES_AT_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are asked for. Without an organisation, those of all."""

    organisation_id: int | None
    what: rules.What | None = None
    person_id: int | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whom a row names; ``reference`` is empty where the reader does not keep their account."""

    name: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the trail in words. A post is said by its reference; nobody is named where it is anonymous.

    ``opens`` is how the reader may open the post: on its page, in the library, or not at all.
    """

    at: datetime
    who: Named | None
    words: str
    why: str = ""
    post: str = ""
    opens: str = ""


def trail(wanted: Wanted, reader: Any, *, page: int = 1, rows: int = ROWS_A_PAGE) -> list[Line]:
    """One page of the trail, newest first."""
    found = _rows(wanted, reader).order_by(Entry.sequence.desc()).limit(rows).offset((page - 1) * rows)
    entries = session.execute(found).all()
    people = _people_of(entries, reader)
    return [_line(row, people, reader) for row in entries]


def count_of(wanted: Wanted, reader: Any) -> int:
    """How many rows there are in all."""
    keys = _rows(wanted, reader).with_only_columns(Entry.sequence).subquery()
    return session.scalar(select(func.count()).select_from(keys)) or 0


def _rows(wanted: Wanted, reader: Any) -> Select[Any]:
    post = case(
        (Entry.subject_kind == Submission.__tablename__, Entry.subject_id),
        (Entry.subject_kind == Step.__tablename__, Step.submission_id),
    )
    rows = (
        select(
            Entry.at, Entry.event, Entry.subject_kind, Entry.subject_id, Entry.by_id, Entry.facts,
            Submission.reference, Submission.desk_key, Submission.status, Submission.listed, Submission.on_trust,
            Submission.sharing, Submission.sent_sharing, Submission.left_for, Submission.organisation_id,
            Submission.unit_id, Organisation.region, wrote(reader.id).label("mine"),
        )
        .outerjoin(Step, and_(Entry.subject_kind == Step.__tablename__, Step.id == Entry.subject_id))
        .outerjoin(Submission, Submission.id == post)
        .outerjoin(Organisation, Organisation.id == Submission.organisation_id)
    )  # fmt: skip
    some = [wanted.what] if wanted.what is not None else list(rules.What)
    events = sorted(event for what in some for event in rules.EVENTS[what])
    by_others = or_(Entry.event != rules.ONLY_BY_OTHERS, Entry.by_id != Entry.subject_id)
    rows = rows.where(Entry.event.in_(events), by_others, _of(wanted.organisation_id))
    if wanted.person_id is not None:
        rows = rows.where(_names(wanted.person_id))
    if wanted.day is not None:
        begin, end = clock.begin_of(wanted.day), clock.begin_of(wanted.day + timedelta(days=1))
        rows = rows.where(Entry.at >= begin, Entry.at < end)
    return rows


def _of(organisation_id: int | None) -> ColumnElement[bool]:
    """Whether a row belongs to an organisation: what it is about does, or whoever tried or did it works there."""
    if organisation_id is None:
        return true()
    here = (
        select(Person.id).join(Unit, Unit.id == Person.unit_id).where(Unit.organisation_id == organisation_id)
    )
    drafts = select(ConfigurationRow.id)
    tables: dict[str, Select[Any]] = {
        "people": here,
        "units": select(Unit.id).where(Unit.organisation_id == organisation_id),
        "configurations": drafts.where(ConfigurationRow.organisation_id == organisation_id),
        "shared_routes": select(SharedRoute.id).where(SharedRoute.organisation_id == organisation_id),
        "outside_deciders": select(OutsideDecider.id).where(
            OutsideDecider.organisation_id == organisation_id
        ),
    }
    by_here = Entry.by_id.in_(here)
    attempt = Entry.event == rules.ATTEMPT
    about = [and_(Entry.subject_kind == kind, Entry.subject_id.in_(keys)) for kind, keys in tables.items()]
    gone = and_(Entry.subject_kind == "configurations", Entry.subject_id.not_in(drafts), by_here)
    tokens = and_(Entry.subject_kind == "api_tokens", by_here)  # one that was taken back is there no more
    itself = and_(Entry.subject_kind == "organisations", Entry.subject_id == organisation_id)
    on_post = Submission.organisation_id == organisation_id
    from_outside = and_(attempt, Entry.by_id.is_(None), on_post)
    return or_(
        and_(attempt, by_here), from_outside, and_(~attempt, or_(on_post, itself, gone, tokens, *about))
    )


def _names(person_id: int) -> ColumnElement[bool]:
    """Whether a row names somebody as who did it, or is about them: of an anonymous post none does."""
    did = and_(Entry.by_id == person_id, Entry.event.not_in(rules.NAMES_NOBODY))
    by_name = (rules.ATTEMPT, *sorted(rules.GUARDIANS))
    shown = or_(Entry.event.in_(by_name), Submission.desk_key.is_(None))
    about = and_(Entry.subject_kind == "people", Entry.subject_id == person_id, Entry.event != rules.ATTEMPT)
    return or_(and_(did, shown), about)


def _people_of(entries: Sequence[Any], reader: SomePerson) -> dict[int, Named]:
    keys: set[int] = set()
    for row in entries:
        keys |= rules.people_in(row.facts) | {row.by_id or 0}
        keys |= {row.subject_id} if row.subject_kind == "people" else set()
    if not keys:
        return {}
    called = select(Person.id, Person.name, Person.reference, Unit.organisation_id).join(
        Unit, Unit.id == Person.unit_id
    )
    found = session.execute(called.where(Person.id.in_(keys) if keys else false()))
    return {
        key: Named(name, reference if administers(reader, home) else "")
        for key, name, reference, home in found
    }


def _line(row: Any, people: dict[int, Named], reader: Any) -> Line:
    attempt = row.event == rules.ATTEMPT
    nameless = row.desk_key is not None and row.event not in rules.GUARDIANS
    on_post = row.reference is not None and not (attempt and (nameless or row.subject_kind != "steps"))
    hidden = (nameless and not attempt) or row.event in rules.NAMES_NOBODY
    who = None if hidden else people.get(row.by_id)

    def name(key: str) -> str:
        one = None if nameless or not key.isdecimal() else people.get(int(key))
        return one.name if one is not None else rules.SOMEBODY

    if attempt and "erased" not in row.facts:
        words = rules.tried_in_words(row.facts["permission"])
        why = rules.why_in_words(row.facts["code"])
    else:
        subject = name(str(row.subject_id)) if row.subject_kind == "people" else ""
        words, why = rules.in_words(row.event, row.facts, subject, name), ""
    return Line(
        at=row.at,
        who=who,
        words=words,
        why=why,
        post=row.reference if on_post else "",
        opens=_opens(row, reader) if on_post else "",
    )


def _opens(row: Any, reader: Any) -> str:
    """How the reader may open a post that has been on its way: as one who leads or wrote it, or in the library."""
    if row.status != Status.DRAFT:
        leads = holds(reader, Role.INNOVATION_LEAD) and reader.organisation_id == row.organisation_id
        if row.mine or (leads and row.status != Status.WITHDRAWN):
            return "page"
    token = visibility_of(row, row.region)
    if is_in_library(row) and opens(token, row.organisation_id, tokens_of(reader)):
        return "library"
    return ""
