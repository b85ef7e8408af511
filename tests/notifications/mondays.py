"""Days around a Monday, and what was written to whom on them."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import select

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.outbox import OutgoingMail
from portal.notifications import actions as notifications
from portal.people.models import Person
from portal.reactions import REACTIONS

MONDAY = datetime(2026, 12, 14, 9, tzinfo=UTC)
A_DAY = timedelta(days=1)
URL = "https://portal.example"


def hour(days: int, hours: int = 7, minutes: int = 30) -> AbstractContextManager[None]:
    """Everything inside happens so many days after Monday, at a time on the clocks of winter."""
    return clock.at(datetime.combine(MONDAY.date() + days * A_DAY, time(hours, minutes), UTC))


def catch_up() -> None:
    journal.catch_up(REACTIONS)
    session.expire_all()


def work() -> int:
    """What the worker does behind the pages, as far as mail is concerned."""
    catch_up()
    looked_at = 0
    while one_round := notifications.write_mail_of_day():
        looked_at += one_round
    return looked_at


def mails(person: Person) -> list[OutgoingMail]:
    """What was written to somebody, oldest first."""
    session.expire_all()
    theirs = select(OutgoingMail).where(OutgoingMail.to == person.email)
    return list(session.scalars(theirs.order_by(OutgoingMail.written_at)))


def subjects(person: Person) -> list[str]:
    return [mail.subject for mail in mails(person)]
