"""What goes on by itself: what nobody answered goes to those who know, and whoever asked is asked what came of it."""

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy import delete, select, update

from portal.conversation import queries, rules
from portal.conversation.actions.talking import moment_of, taken
from portal.conversation.models import SameHere, Talk
from portal.conversation.rules import routing
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.people.models import Person

AT_ONCE = 200


def keep_going() -> int:
    """Put to those who know what nobody answered in time, and ask what came of answers. Returns how many that were.

    Run again at once it does nothing.
    """
    return _put_to_those_who_know() + _ask_what_came()


def _put_to_those_who_know() -> int:
    before = datetime.combine(clock.today() - routing.AFTER, time.max, clock.local(clock.now()).tzinfo)
    done = 0
    for one in queries.unanswered(before, AT_ONCE):
        with transaction():
            try:
                now, talk = taken(one)
            except Refused:  # taken back at this moment
                continue
            if not routing.is_due(
                now.asked_on,
                clock.today(),
                answered=queries.is_answered(now),
                routed=talk.routed_on is not None,
            ):
                continue
            talk.routed_on = clock.today()
            if routing.asked(queries.knowers_of(now), {now.asked_by_id}):
                # Who they are is found when they are told, and stands nowhere: some follow a topic.
                journal.write(
                    "question.put_to_others", now.about, at=moment_of(now.about), question=now.reference
                )
            done += 1
    return done


def _ask_what_came() -> int:
    done = 0
    for one in queries.to_ask_back(clock.today())[:AT_ONCE]:
        with transaction():
            try:
                now, talk = taken(one)
            except Refused:  # taken back at this moment
                continue
            first, asked = queries.first_answer_on(now), talk.asked_back_on is not None
            if rules.is_asked_back(first, clock.today(), asked=asked, said=bool(talk.done)):
                talk.asked_back_on = clock.today()
                journal.write(
                    "answers.asked_back", now.about, at=moment_of(now.about), question=now.reference
                )
                done += 1
    return done


def forget_after(entries: Sequence[Entry]) -> None:
    """Reaction: whoever has left would like to know nothing any more, and takes no answers for others."""
    with transaction():
        gone = select(Person.id).where(
            Person.id.in_({entry.subject_id for entry in entries}), Person.ended_on.is_not(None)
        )
        session.execute(delete(SameHere).where(SameHere.person_id.in_(gone)))
        session.execute(update(Talk).where(Talk.deputy_id.in_(gone)).values(deputy_id=None))
