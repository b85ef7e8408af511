"""The worker asks the owners of items that are due: a notice, and a line in the mail of their day."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.outbox import OutgoingMail
from portal.notifications.queries import notices_of
from portal.operation.working import Worker
from portal.people.models import Person
from tests import factories
from tests.anonymous.conftest import AtDesk

PUBLISHED = datetime.fromisoformat("2025-03-10T12:00:00+00:00")
DUE = datetime.fromisoformat("2026-03-10T12:00:00+00:00")  # a Tuesday, at noon: the hour of the mail is over


def test_the_worker_asks_once_and_mails_it_with_the_mail_of_the_day(at_desk: AtDesk, tmp_path: Path) -> None:
    force, worker = at_desk.force, Worker(replace(at_desk.settings, mail=str(tmp_path / "mail")))
    with clock.at(PUBLISHED):
        post = factories.published(force.constable)
        title, reference, key = post.title, post.reference, force.constable.id
        worker.all_that_is_due()
    with clock.at(DUE):
        worker.all_that_is_due()
        with clock.later(hours=1):
            worker.all_that_is_due()
        with clock.later(days=1):
            worker.all_that_is_due()
    author = session.get_one(Person, key)
    asked = [one for one in notices_of(author) if "Say if it is still right" in one.words]
    assert [one.address for one in asked] == [f"/library/{reference}"]
    mailed = select(OutgoingMail.subject).where(OutgoingMail.to == author.email)
    subjects = [subject for subject in session.scalars(mailed) if "confirmed" in subject]
    assert subjects == [f"“{title}” was last confirmed on 10 March 2025"], "once, in the mail of the day"
