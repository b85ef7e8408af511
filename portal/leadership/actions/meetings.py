"""What is done with meetings: call, change, show and end one, make its agenda, and write down what it decided.

Whoever changes one holds it first: of two at one moment the second waits, and sees what the first has done.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.following.models import Want
from portal.foundation import clock, journal
from portal.foundation.database import hold, session
from portal.foundation.errors import GONE, Refused
from portal.leadership import queries
from portal.leadership.models import AgendaEntry, Meeting
from portal.leadership.rules import meetings as rules
from portal.people.models import Person
from portal.submissions.actions import moment_shown
from portal.submissions.models import Submission

STALE = "Somebody else changed this meeting meanwhile. Look at it as it is now, and change it again."
ENDED = "Somebody else ended this meeting meanwhile."


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of a meeting: its title, day and place, who comes from either side, and its minutes."""

    title: str
    held_on: date | None
    place: str = ""
    front_line: str = ""
    leaders: str = ""
    minutes: str = ""


def call(said: Words, *, by: Person) -> Meeting:
    """Call a meeting, seen by nobody else until it is shown. Raises ``Refused`` for whoever may not."""
    if not rules.may_call(by):
        raise Refused("Only innovation leads, heads of units and senior ranks call meetings.")
    made = Meeting(
        organisation_id=by.organisation_id,
        called_by_id=by.id,
        title="",
        held_on=rules.check_day(said.held_on),
    )
    _write(made, said)
    session.add(made)
    session.flush()
    journal.write("meeting.called", made, by_id=by.id, title=made.title)
    return made


def change(meeting: Meeting, said: Words, *, seen: int, by: Person) -> None:
    """Change what is said of a meeting. ``seen`` is the version that was read. Raises ``Refused``."""
    _take(meeting, by)
    if meeting.version != seen:
        raise Refused(STALE, code="stale")
    if meeting.shown:
        rules.check_both_sides(said.front_line, said.leaders)
    _write(meeting, said)
    meeting.version += 1
    session.flush()


def _write(meeting: Meeting, said: Words) -> None:
    meeting.title, meeting.held_on = said.title, rules.check_day(said.held_on)
    meeting.place, meeting.minutes = said.place, said.minutes
    meeting.front_line, meeting.leaders = said.front_line.strip(), said.leaders.strip()


def show(meeting: Meeting, *, by: Person) -> None:
    """Let everybody who works there read a meeting. Raises ``Refused`` where one of both sides is missing."""
    _take(meeting, by)
    rules.check_both_sides(meeting.front_line, meeting.leaders)
    if not meeting.shown:
        meeting.shown = True
        session.flush()
        journal.write("meeting.shown", meeting, by_id=by.id, title=meeting.title)


def hide(meeting: Meeting, *, by: Person) -> None:
    """Let nobody read a meeting but those who keep it. Raises ``Refused`` once something came of it."""
    _take(meeting, by)
    rules.check_may_end(*queries.has_come_of(meeting))
    if meeting.shown:
        meeting.shown = False
        session.flush()
        journal.write("meeting.hidden", meeting, by_id=by.id, title=meeting.title)


def end(meeting: Meeting, *, by: Person) -> None:
    """End a meeting that will not be held. Raises ``Refused`` once something came of it."""
    _take(meeting, by)
    rules.check_may_end(*queries.has_come_of(meeting))
    journal.write("meeting.ended", meeting, by_id=by.id, title=meeting.title)
    session.delete(meeting)
    session.flush()


def put_on(meeting: Meeting, thing: Submission | Want, note: str = "", *, by: Person) -> AgendaEntry:
    """Put a post, or what somebody asks for, at the end of an agenda; what is there already only says the note anew.

    Raises ``Refused`` where it is not theirs to read, or the agenda is full.
    """
    _take(meeting, by)
    is_post = isinstance(thing, Submission)
    which = AgendaEntry.submission_id if is_post else AgendaEntry.want_id
    there = session.scalar(select(AgendaEntry).where(AgendaEntry.meeting_id == meeting.id, which == thing.id))
    made = there or AgendaEntry(meeting_id=meeting.id, meeting=meeting, place=0)
    if isinstance(thing, Submission):
        made.submission_id, made.submission = thing.id, thing
    else:
        made.want_id, made.want = thing.id, thing
    if not rules.sees_thing(by, made):
        raise Refused("There is no such post or wish that you may read.", field="thing")
    if there is None:
        rules.check_room(len(queries.agenda(by, meeting)))
        last = select(func.max(AgendaEntry.place)).where(AgendaEntry.meeting_id == meeting.id)
        made.place = (session.scalar(last) or 0) + 1
        session.add(made)
    if note:
        made.note = note
    session.flush()
    return made


def arrange(entry: AgendaEntry, *, up: bool, by: Person) -> None:
    """Let something change places with the next one up or down that the person sees. Raises ``Refused``."""
    _take_entry(entry, by)
    seen = [item.entry for item in queries.agenda(by, entry.meeting)]
    key = rules.neighbour([one.id for one in seen], entry.id, up=up)
    other = next((one for one in seen if one.id == key), None)
    if other is not None:
        entry.place, other.place = other.place, entry.place
        session.flush()


def take_off(entry: AgendaEntry, *, by: Person) -> None:
    """Take something off an agenda. Raises ``Refused`` where something came of it: that stays readable."""
    _take_entry(entry, by)
    if entry.decision:
        raise Refused("It was decided on, so it stays on the agenda.", code="wrong-state")
    if queries.is_agreed_on(entry):
        raise Refused("Something was agreed on it, so it stays on the agenda.", code="wrong-state")
    session.delete(entry)
    session.flush()


def decide(entry: AgendaEntry, words: str, *, by: Person) -> None:
    """Write down what a meeting decided on something; whoever wrote it, or asked for it, is told.

    Said again in other words it is told again. Raises ``Refused`` where nobody could read it, or it says nothing.
    """
    meeting = entry.meeting
    _take_entry(entry, by)
    if not rules.sees_thing(by, entry):
        raise Refused("It is not yours to read any more.", code="not-yours")
    rules.check_may_decide(meeting.shown, words)
    if entry.decision == words.strip():
        return
    entry.decision, entry.decided_on = words.strip(), clock.today()
    if entry.submission is not None:
        journal.write(
            "meeting.decided",
            entry.submission,
            by_id=by.id,
            at=moment_shown(entry.submission),
            meeting=meeting.title,
            held_on=clock.day_in_words(meeting.held_on),
            text=entry.decision,
        )
    elif entry.want is not None:
        journal.write("want.discussed", entry.want, by_id=by.id, at=clock.midnight())
    session.flush()


def _take(meeting: Meeting, by: Person) -> None:
    """Hold a meeting, as it is now, until the transaction ends. Raises ``Refused`` if it is over or not theirs."""
    if not hold(meeting):
        raise Refused(ENDED, code=GONE)
    if not rules.may_keep(by, meeting):
        raise Refused(
            "Only whoever called this meeting, or an innovation lead, can change it.", code="not-yours"
        )


def _take_entry(entry: AgendaEntry, by: Person) -> None:
    """The same, with one thing on its agenda as it is now. Raises ``Refused`` where that was taken off meanwhile."""
    _take(entry.meeting, by)
    if not hold(entry):
        raise Refused("Somebody else took this off the agenda meanwhile.", code=GONE)
