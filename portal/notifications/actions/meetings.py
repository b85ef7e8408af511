"""Telling of meetings: whoever asked for something of what was decided on it, and of what was agreed who does it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select, update

from portal.authorisation.queries import LiveRoster
from portal.following.models import Want
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.leadership.models import AgreedAction
from portal.leadership.rules.agreed import AgreedState, may_know_of
from portal.notifications.actions.routes import give_notice
from portal.notifications.models import Notice
from portal.notifications.rules.meetings import ASKED, DISCUSSED, GIVEN, PASSED_ON, REPORTED
from portal.people.models import Person
from portal.people.queries.holders import holders_in
from portal.people.rules import Role


def tell_of_meetings(entries: Sequence[Entry]) -> None:
    """Reaction: whoever asked for something hears that a meeting decided on it; of what was agreed whoever has it.

    Nobody is told of what they may not read.
    """
    with transaction():
        for entry in entries:
            if entry.event == "want.discussed":
                _tell_asker(entry)
            else:
                agreed = session.get(AgreedAction, entry.subject_id)
                if agreed is not None:  # else the meeting is not held after all
                    _tell_of_agreed(entry, agreed)


def _tell_asker(entry: Entry) -> None:
    want = session.get(Want, entry.subject_id)
    if want is not None:  # else it was taken back meanwhile
        give_notice(entry, want.asked_by, DISCUSSED, f"/wanted/{want.reference}")


def _tell_of_agreed(entry: Entry, agreed: AgreedAction) -> None:
    address = f"/agreed/{agreed.reference}"
    day = clock.day_in_words(agreed.due_on)
    is_open = agreed.state == AgreedState.OPEN
    match entry.event:
        case "agreed.given" if is_open:
            people, words = _who_has(agreed), GIVEN
        case "agreed.asked" if is_open and agreed.asked_on is not None:
            people, words = _who_has(agreed), ASKED
        case "agreed.passed_on" if is_open and agreed.passed_on:
            people, words = _who_keeps(agreed), PASSED_ON
        case "agreed.reported":
            before = update(Notice).where(Notice.address == address, Notice.entry < entry.sequence)
            session.execute(before.values(seen=True, asks=False, mail_from=None))
            people, words = [agreed.meeting.called_by], REPORTED[agreed.state]
        case _:
            return  # by now it is over
    asks = entry.event != "agreed.reported"
    for person in people:
        if may_know_of(person, agreed):
            give_notice(entry, person, words.format(words=agreed.words, day=day), address, asks=asks)


def _who_has(agreed: AgreedAction) -> Iterable[Person]:
    """Whoever has it today, and whoever stands in for them while they are away."""
    if agreed.holder_id is None:
        return _who_keeps(agreed)
    keys = {agreed.holder_id, LiveRoster().deputy_of(agreed.holder_id)} - {None}
    return session.scalars(select(Person).where(Person.id.in_(keys)).order_by(Person.id)).unique().all()


def _who_keeps(agreed: AgreedAction) -> Iterable[Person]:
    """Whoever called the meeting, and the innovation leads where it was."""
    meeting = agreed.meeting
    return [meeting.called_by, *holders_in(meeting.organisation_id, Role.INNOVATION_LEAD)]
