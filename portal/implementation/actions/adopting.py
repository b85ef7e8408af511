"""What a unit or an organisation did with a published post: written down by one, confirmed by another.

For what was posted anonymously every moment is kept to the day, as for the post itself (anonymity.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from portal.feedback.rules import Result, result_names
from portal.foundation import clock, journal
from portal.foundation.database import hold, session, transaction
from portal.foundation.errors import GONE, Refused
from portal.foundation.journal import Entry
from portal.implementation.models import Adoption
from portal.implementation.queries import ledger as queries
from portal.implementation.rules import ledger as rules
from portal.implementation.rules.ledger import EntryState, How, Place
from portal.people.models import Person
from portal.submissions.actions import moment_shown, take_hold
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Said:
    """What is written down: what was done and since when, where it is used, what was changed, what came of it."""

    how: How
    since: date | None
    context: str = ""
    changed: str = ""
    result: Result | None = None
    note: str = ""


def note_adoption(post: Submission, place: Place | None, said: Said, *, by: Person) -> Adoption:
    """Write down what a place did with a post. Somebody else confirms it before readers see it.

    Raises ``Refused`` where the person may not, for a place that is not theirs, and where it says too little.
    """
    take_hold(post)
    if not rules.may_note(by, post):
        raise Refused("You can enter this for a published post that is not your own.", code="not-yours")
    if place is None or not rules.may_note_for(by, place, by.unit.lineage):
        raise Refused("Choose your unit, one above it, or your organisation.", field="place")
    since = rules.check_entry(said.how, said.since, said.changed, said.note, clock.today())
    again = select(Adoption.id).where(
        Adoption.submission_id == post.id,
        Adoption.organisation_id == place.organisation_id,
        Adoption.unit_id == place.unit_id if place.unit_id is not None else Adoption.unit_id.is_(None),
        Adoption.state == EntryState.WAITING,
    )
    if session.scalar(again) is not None:
        raise Refused("An entry of this place waits to be confirmed already.", field="place", code="waits")
    last = select(func.max(Adoption.number)).where(Adoption.submission_id == post.id)
    entry = Adoption(
        submission_id=post.id,
        number=(session.scalar(last) or 0) + 1,
        submission=post,
        organisation_id=place.organisation_id,
        unit_id=place.unit_id,
        how=said.how,
        since=since,
        context=said.context.strip(),
        changed=said.changed.strip(),
        result=said.result or "",
        note=said.note.strip(),
        noted_by_id=by.id,
        noted_by=by,
        noted_on=clock.today(),
        holder_id=queries.confirms(place, post, by.id),
    )
    session.add(entry)
    session.flush()
    _write("adoption.noted", entry, by, holder_id=str(entry.holder_id or ""))
    return entry


def confirm(entry: Adoption, *, by: Person) -> None:
    """Say that an entry is right: readers see it from then on. Raises ``Refused`` where the person may not."""
    _decide(entry, EntryState.CONFIRMED, "", by)
    result = Result(entry.result) if entry.result else None
    came = result_names(entry.submission.kind)[result] if result is not None else ""
    _write("adoption.confirmed", entry, by, person_id=str(entry.noted_by_id), came=came, reason=entry.note)


def refuse(entry: Adoption, reason: str, *, by: Person) -> None:
    """Say that an entry is not right, and why. Raises ``Refused`` where the person may not, and without a reason."""
    rules.check_refusal(reason)
    _decide(entry, EntryState.REFUSED, reason.strip(), by)
    _write("adoption.refused", entry, by, person_id=str(entry.noted_by_id), reason=entry.reason)


def take_back(entry: Adoption, *, by: Person) -> None:
    """Take an entry off the ledger again. Raises ``Refused`` where it is not the person's own."""
    _hold(entry)
    if not rules.may_take_back(by, entry):
        raise Refused("Whoever wrote it down takes it back.", code="not-yours")
    _write("adoption.taken_back", entry, by)
    session.delete(entry)
    session.flush()


def _hold(entry: Adoption) -> None:
    """Let nobody else change an entry meanwhile. Raises ``Refused`` where it was taken back."""
    take_hold(entry.submission)
    if not hold(entry):
        raise Refused("Whoever wrote this down took it back meanwhile.", code=GONE)


def _decide(entry: Adoption, state: EntryState, reason: str, by: Person) -> None:
    _hold(entry)
    if entry.state != EntryState.WAITING:
        raise Refused("Somebody has answered this already.", code="already-decided")
    if not rules.may_confirm(by, entry):
        raise Refused(
            "An entry is confirmed by the head of its unit, or the innovation lead there, and not by who wrote it.",
            code="not-yours",
        )
    entry.state, entry.reason = state, reason
    entry.decided_by_id, entry.decided_on, entry.holder_id = by.id, clock.today(), None
    session.flush()


def _write(event: str, entry: Adoption, by: Person, **facts: Any) -> None:
    journal.write(
        event,
        entry.submission,
        by_id=by.id,
        at=moment_shown(entry.submission),
        entry=entry.reference,
        how=rules.HOW_NAMES[How(entry.how)].lower(),
        place=entry.place,
        organisation=entry.organisation.name,
        **facts,
    )


def ask_others_after(entries: Sequence[Entry]) -> None:
    """Reaction: whoever was to confirm an entry has left, moved or lost a post of duty. Somebody else is asked."""
    held = {entry.subject_id for entry in entries if entry.subject_kind == Person.__tablename__}
    held |= {int(entry.facts["person_id"]) for entry in entries if entry.facts.get("person_id")}
    with transaction():
        waiting = select(Adoption).where(Adoption.state == EntryState.WAITING, Adoption.holder_id.in_(held))
        for one in session.scalars(waiting.with_for_update(of=Adoption)):
            place = Place(one.organisation_id, one.unit_id)
            holder = queries.confirms(place, one.submission, one.noted_by_id)
            if holder != one.holder_id:
                one.holder_id, one.passed_on = holder, False
                _write("adoption.noted", one, one.noted_by, holder_id=str(holder or ""))
