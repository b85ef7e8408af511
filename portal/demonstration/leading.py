"""What the demonstration shows of leaders: a meeting that was held, one to come, thanks, and a few words to all."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from portal.demonstration.hierarchy import at, by_email
from portal.foundation.database import session, transaction
from portal.implementation.rules.owners import Duty
from portal.leadership import actions
from portal.leadership.actions import Draft, Report, Words
from portal.leadership.models import AgreedAction
from portal.leadership.rules.agreed import AgreedState
from portal.leadership.rules.messages import Audience
from portal.people.models import Person
from portal.recognition import actions as recognition
from portal.submissions.models import Submission
from portal.submissions.rules import Status

HOST = "@kelderby.example"
LEAD, SERGEANT, CHIEF = f"ruth.emberley{HOST}", f"bethan.lockyer{HOST}", f"marguerite.oyelaran{HOST}"
ASKER = f"kayleigh.rudd{HOST}"
HELD, TO_COME = -12, 9  # days from today
# What was talked about, what was decided on it, and what somebody does about it.
TALKED_OF = (
    (
        "Debriefs at which the youngest in service speaks first",
        "We try it in the north for three months. The superintendent clears the room and the time for it.",
        "Free a room and two hours a week for the trial",
    ),
    (
        "Red tape on radio batteries that do not hold a charge",
        "Yes, from next month in every station: red tape, a box beside the charger, and stores replaces what is in it.",
        "Put a box beside every charger",
    ),
)


# For what a leader says thank you: a beginning, and an end that was told.
THANKED = (
    (
        "Two weeks on an ambulance clinical desk: what they ask that we do not",
        "derek.amponsah@kelderby.example",
        "Your three questions are the first thing that whoever joins the room is shown. People are safer for it.",
    ),
    (
        "PCSO twilight visits to children's homes to cut missing reports",
        LEAD,
        "You said openly that it did not work, and why. Two forces that had planned it spent the money elsewhere.",
    ),
)


def deeds(today: date, titles: Collection[str]) -> Iterator[tuple[datetime, Any]]:
    """A board that was held and decided something, one thing done of what it agreed, thanks, and a board to come.

    ``titles`` are those of all posts that are told of: where some are left out, so is what leaders say of them.
    """
    if all(title in titles for title, _decided, _task in TALKED_OF):
        yield at(today, HELD, 16), partial(_held, today)
        yield at(today, HELD + 8, 11), _done
    for days, (title, by, words) in enumerate(THANKED):
        if title in titles:
            yield at(today, days - 9, 15), partial(_thank, title, by, words)
    yield at(today, -2, 9), partial(_to_come, today)
    yield at(today, -6, 8), partial(_say, today)


def _held(today: date) -> None:
    with transaction():
        by = by_email(LEAD)
        said = Words(
            "Culture board, North division",
            today + timedelta(days=HELD),
            "Parade room, Northgate",
            "Constables and PCSOs of three shifts, two control room operators, a records clerk",
            "The chief constable, the superintendent of the north, the head of change",
            "Most of the hour went on what gets in the way of trying something. The chief constable asked that a "
            "sergeant may say yes to whatever costs nothing.",
        )
        meeting = actions.call(said, by=by)
        actions.show(meeting, by=by)
        owners = (Duty(unit_id=by_email(SERGEANT).headships[0].unit_id), Duty())
        for (title, decided, task), owner in zip(TALKED_OF, owners, strict=True):
            post = session.scalars(select(Submission).where(Submission.title == title)).one()
            entry = actions.put_on(meeting, post, by=by)
            actions.decide(entry, decided, by=by)
            actions.plan(meeting, task, owner, today + timedelta(days=5), entry, by=by)


def _done() -> None:
    with transaction():
        task = session.scalars(select(AgreedAction).where(AgreedAction.words == TALKED_OF[1][2])).one()
        said = Report(AgreedState.DONE, "Eleven stations have one. Stores empties them on Mondays.")
        actions.report(task, said, by=by_email(LEAD))


def _thank(title: str, by: str, words: str) -> None:
    with transaction():
        post = session.scalars(select(Submission).where(Submission.title == title)).one()
        recognition.thank(post, words, by=by_email(by))


def _to_come(today: date) -> None:
    with transaction():
        by = by_email(LEAD)
        said = Words(
            "Culture board, Custody and enquiry offices",
            today + timedelta(days=TO_COME),
            "Canteen, Canal Street",
            "Detention officers, enquiry office staff, a special constable",
            "The deputy chief constable, the head of criminal justice",
        )
        meeting = actions.call(said, by=by)
        for post in (*_posts(by, Status.PUBLISHED, 2, "impact-case"), *_posts(by, Status.WAITING, 1)):
            actions.put_on(meeting, post, "They asked that leaders hear of it.", by=by)
        actions.show(meeting, by=by)


def _say(today: date) -> None:
    """The chief says something to all, and the lead to the heads of units; somebody asks, and is answered."""
    with transaction():
        day, chief = today + timedelta(days=20), by_email(CHIEF)
        to_all = "If it costs nothing and breaks no rule, your sergeant may say yes. Try it, and tell us."
        message = actions.send(Draft(to_all, Audience.ORGANISATION, day), by=chief)
        asked = actions.ask(
            message, "Does that hold for the control room too?", named=False, by=by_email(ASKER)
        )
        actions.answer(asked, "Yes. There it is the duty manager who may say yes.", by=chief)
        to_heads = (
            "Twelve authors wait for a first answer. Three minutes each: please look at yours before Friday."
        )
        actions.send(Draft(to_heads, Audience.HEADS, day), by=by_email(LEAD))


def _posts(by: Person, status: Status, count: int, kind: str = "idea") -> Sequence[Submission]:
    """The last posts of where somebody works that stand so, and bear a name."""
    found = select(Submission).where(
        Submission.organisation_id == by.organisation_id,
        Submission.status == status,
        Submission.kind == kind,
        Submission.desk_key.is_(None),
        Submission.updates_id.is_(None),
    )
    return session.scalars(found.order_by(Submission.sent_at.desc(), Submission.reference).limit(count)).all()
