"""What meetings agreed: of one meeting, of one person, and who is to do it today."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.authorisation.queries import LiveRoster
from portal.authorisation.rules import Case, Roster
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.implementation.queries import first_who_reads
from portal.implementation.rules.owners import Duty, asked_in_turn
from portal.leadership.models import AgendaEntry, AgreedAction, Meeting
from portal.leadership.queries.meetings import OF_POST
from portal.leadership.rules.agreed import AgreedState, may_know_of
from portal.leadership.rules.meetings import may_read, sees_thing
from portal.people.models import NAMED_ONLY, Person
from portal.submissions.rules import Reader

_ABOUT = (
    joinedload(AgreedAction.meeting),
    joinedload(AgreedAction.owner_unit),
    joinedload(AgreedAction.holder).options(*NAMED_ONLY),
    joinedload(AgreedAction.entry).options(
        joinedload(AgendaEntry.submission).options(*OF_POST), joinedload(AgendaEntry.want)
    ),
)


def agreed(reference: str) -> AgreedAction | None:
    """Something agreed, by its reference."""
    return session.scalar(select(AgreedAction).where(AgreedAction.reference == read_reference(reference)))


def agreed_in(person: Reader, of: Meeting) -> list[AgreedAction]:
    """What was agreed in a meeting, as far as this person may know of it, what is due first."""
    found = select(AgreedAction).where(AgreedAction.meeting_id == of.id).options(*_ABOUT)
    rows = session.scalars(found.order_by(AgreedAction.due_on, AgreedAction.reference)).unique()
    return [one for one in rows if may_know_of(person, one)]


def open_for(person: Reader) -> list[AgreedAction]:
    """What is this person's to do, in their own place or in that of whoever they stand in for, what is due first."""
    theirs = AgreedAction.holder_id.in_({person.id, *person.deputises_for})
    found = select(AgreedAction).where(AgreedAction.state == AgreedState.OPEN, theirs).options(*_ABOUT)
    rows = session.scalars(found.order_by(AgreedAction.due_on, AgreedAction.reference)).unique()
    return [one for one in rows if may_know_of(person, one)]


def count_open_for(person: Reader) -> int:
    """How much of what was agreed waits for this person, as the page of it lists it: what they may know of."""
    return len(open_for(person))


def holder_today(
    duty: Duty, of: Meeting, entry: AgendaEntry | None, roster: Roster | None = None, now: int | None = None
) -> int | None:
    """Who is in a post of duty today and may read what it is about; past vacancies, as decisions find their holders.

    ``now`` is who held it until now, and does so while they may. Nobody where none of them reads it.
    """

    def reads(person: Person) -> bool:
        return may_read(person, of) and (entry is None or sees_thing(person, entry))

    case = Case(of.organisation_id, (), frozenset())
    return first_who_reads(asked_in_turn(duty, None), case, reads, roster or LiveRoster(), now)
