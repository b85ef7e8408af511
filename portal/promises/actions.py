"""What is done about promises: saying what is promised, working out how each post stands, and warning in time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.people.actions import hold_settled, settle
from portal.people.models import Organisation, Person
from portal.promises import queries, rules
from portal.promises.models import Promise
from portal.promises.rules import Part, Round, Standard
from portal.submissions.models import Submission

WARNED_AT_ONCE = 500


def set_standard(organisation: Organisation, standard: Standard, *, by: Person) -> None:
    """Say what an organisation promises. What was sent before keeps what held then. Raises ``Refused``."""
    if not rules.may_set_standard(by) or by.organisation_id != organisation.id:
        raise Refused("Only its innovation lead or an administrator says that.", code="not-yours")
    rules.check_standard(standard)
    hold_settled(organisation)
    if queries.standard_of(organisation) != standard:
        told: dict[str, Any] = {**standard.stored()}
        settle(organisation, **{rules.SETTING: standard.stored()})
        journal.write("organisation.promises_changed", organisation, by_id=by.id, **told)


def keep_after(entries: Sequence[Entry]) -> None:
    """Reaction: how the posts that these entries speak of stand against what was promised, from their journal."""
    keys = {entry.subject_id for entry in entries if entry.subject_kind == Submission.__tablename__}
    with transaction():
        posts = session.scalars(select(Submission).where(Submission.id.in_(keys)).order_by(Submission.id))
        here = {post.id: post.organisation for post in posts.unique()}
        happened = queries.journals_of(sorted(here))
        stored = queries.promises_of(sorted(here))
        for key, organisation in here.items():
            for number, told in enumerate(rules.rounds(happened[key]), start=1):
                promise = stored.get((key, number))
                if promise is None:
                    promise = _begun(key, number, told, organisation)
                _write(promise, told, organisation)


def _begun(submission_id: int, number: int, told: Round, organisation: Organisation) -> Promise:
    standard = queries.standard_of(organisation)
    promise = Promise(
        submission_id=submission_id,
        organisation_id=organisation.id,
        number=number,
        begun_on=told.begun_on,
        **{f"{part.value}_days": standard.days(part) for part in Part},
    )
    session.add(promise)
    return promise


def _write(promise: Promise, told: Round, organisation: Organisation) -> None:
    works_on = queries.working_days(organisation)
    for part in Part:
        setattr(promise, f"{part.value}_due", told.due(part, promise.standard, works_on))
        setattr(promise, f"{part.value}_on", told.kept.get(part))
    promise.paused_on, promise.ended_on = told.paused_on, told.ended_on
    waits: tuple[Part, date] | None = None
    if told.ended_on is None and told.paused_on is None:
        waits = next(((part, promise.due(part)) for part in Part if part not in told.kept), None)
    promise.next_part, promise.next_due = (waits[0].value, waits[1]) if waits else ("", None)


def warn() -> int:
    """Tell the innovation leads of posts that need a word by the next working day, each post and day once.

    So they hear before its author waits in vain. Returns how many posts were told of.
    """
    told = 0
    with transaction():
        for organisation in queries.organisations_that_promise():
            due = queries.to_warn_of(organisation, WARNED_AT_ONCE)
            for promise in due:
                promise.warned_for = promise.next_due
            if due:
                journal.write("organisation.promises_near", organisation, at=clock.midnight())
            told += len(due)
    return told
