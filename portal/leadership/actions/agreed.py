"""What is done with what meetings agree: it is given to a post of duty, asked about in time, and reported on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from portal.authorisation.queries import LiveRoster
from portal.foundation import clock, journal
from portal.foundation.database import hold, in_batches, session, transaction
from portal.foundation.errors import GONE, Refused
from portal.foundation.journal import Entry
from portal.implementation import queries as implementation
from portal.implementation.rules.chases import GRACE
from portal.implementation.rules.owners import Duty
from portal.leadership import queries
from portal.leadership.models import AgendaEntry, AgreedAction, Meeting
from portal.leadership.rules import agreed as rules
from portal.leadership.rules.agreed import AgreedState
from portal.leadership.rules.meetings import may_keep
from portal.people.models import Person, Unit

ASKED_AT_ONCE = 200  # in one transaction
ASKED_A_LOOK = 2000  # at most, so that other work goes on


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody says of something agreed: how it stands, in words, and a new day where it is put off."""

    state: AgreedState
    said: str = ""
    due_on: date | None = None


def plan(
    meeting: Meeting,
    words: str,
    owner: Duty,
    due_on: date | None,
    about: AgendaEntry | None = None,
    *,
    by: Person,
) -> AgreedAction:
    """Write down what a post of duty does by when; whoever is in it is told.

    Raises ``Refused`` where the person may not, where it says too little, and where nobody in that post could.
    """
    if not hold(meeting):
        raise Refused("Somebody else ended this meeting meanwhile.", code=GONE)
    if not may_keep(by, meeting):
        raise Refused(
            "Only whoever called this meeting, or an innovation lead, writes this down.", code="not-yours"
        )
    if not meeting.shown:
        raise Refused(
            "Show the meeting to its readers first: what was agreed is read there.", code="wrong-state"
        )
    there = len(queries.agreed_in(by, meeting))
    day = rules.check_plan(words, due_on, clock.today(), there)
    if not implementation.is_post_of(owner, meeting.organisation_id):
        raise Refused("Choose a unit of the organisation that meets.", field="owner")
    holder_id = queries.holder_today(owner, meeting, about)
    if holder_id is None:
        raise Refused("Nobody holds that role who may read it: choose another.", field="owner")
    made = AgreedAction(
        meeting_id=meeting.id, meeting=meeting, entry=about, words=words.strip(), due_on=day,
        owner_role=owner.role, owner_unit_id=owner.unit_id, holder_id=holder_id,
    )  # fmt: skip
    session.add(made)
    session.flush()
    journal.write("agreed.given", made, by_id=by.id, person_id=str(holder_id))
    return made


def report(agreed: AgreedAction, said: Report, *, by: Person) -> None:
    """Say that it is done, that it is not done after all and why, or by when it will be. Raises ``Refused``."""
    if not hold(agreed):
        raise Refused("Somebody else ended this meeting meanwhile.", code=GONE)
    if not rules.may_report(by, agreed):
        raise Refused("This is said by whoever has it, or by those who keep the meeting.", code="not-yours")
    if agreed.state != AgreedState.OPEN:
        raise Refused("Somebody has closed this already.", code="already-decided")
    rules.check_report(said.state, said.said, said.due_on, clock.today())
    agreed.state, agreed.said = said.state, said.said.strip()
    agreed.asked_on, agreed.passed_on = None, False
    if said.state is AgreedState.OPEN:
        agreed.due_on = said.due_on or agreed.due_on
    else:
        agreed.said_on = clock.today()
    session.flush()
    journal.write("agreed.reported", agreed, by_id=by.id)


def keep_asking() -> int:
    """Ask whoever has something agreed how it stands when its day comes, and tell who keeps it where they do not say.

    Returns how many were asked about or passed on. Run again at once it asks nobody.
    """
    today = clock.today()
    due = AgreedAction.asked_on.is_(None) & (AgreedAction.due_on <= today)
    late = (AgreedAction.asked_on <= today - GRACE) & AgreedAction.passed_on.is_(False)
    some = (
        select(AgreedAction)
        .where(AgreedAction.state == AgreedState.OPEN, or_(due, late))
        .order_by(AgreedAction.due_on, AgreedAction.reference)
        .limit(ASKED_AT_ONCE)
        .with_for_update(of=AgreedAction, skip_locked=True)
    )

    def ask_some() -> int:
        found = session.scalars(some).all()
        for one in found:
            _ask(one, today)
        return len(found)

    return in_batches(ask_some, ASKED_AT_ONCE, ASKED_A_LOOK)


def _ask(one: AgreedAction, today: date) -> None:
    if rules.is_asked(one, today):
        one.holder_id = queries.holder_today(one.owner, one.meeting, one.entry, now=one.holder_id)
        one.asked_on = today
        journal.write("agreed.asked", one, at=clock.midnight(), person_id=str(one.holder_id or ""))
    elif rules.is_passed_on(one, today):
        one.passed_on = True
        journal.write("agreed.passed_on", one, at=clock.midnight())


def hand_over_agreed_after(entries: Sequence[Entry]) -> None:
    """Reaction: somebody left, moved, lost or got a role or a headship. Whoever is in a post now has what is its."""
    people = {entry.subject_id for entry in entries if entry.subject_kind == Person.__tablename__}
    units = {entry.subject_id for entry in entries if entry.subject_kind == Unit.__tablename__}
    with transaction():
        for one in _open_around(people, units):
            holder_id = queries.holder_today(one.owner, one.meeting, one.entry, LiveRoster(), one.holder_id)
            if holder_id != one.holder_id:
                one.holder_id = holder_id
                if holder_id is not None:
                    journal.write("agreed.given", one, at=clock.midnight(), person_id=str(holder_id))


def _open_around(people: Collection[int], units: Collection[int]) -> Sequence[AgreedAction]:
    """What is open where these people work or these units are, or is theirs, held until the transaction ends."""
    here = select(Unit.organisation_id).join(Person, Person.unit_id == Unit.id).where(Person.id.in_(people))
    there = select(Unit.organisation_id).where(Unit.id.in_(units))
    at = Meeting.organisation_id.in_(here) | Meeting.organisation_id.in_(there)
    open_ = select(AgreedAction).join(AgreedAction.meeting).where(AgreedAction.state == AgreedState.OPEN)
    concerned = open_.where(at | AgreedAction.holder_id.in_(people)).order_by(AgreedAction.reference)
    return session.scalars(concerned.with_for_update(of=AgreedAction)).all()
