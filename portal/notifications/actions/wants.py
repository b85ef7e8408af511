"""Telling of what is asked for: those who can answer where it was asked, and whoever asked of what became of it."""

from collections.abc import Sequence

from sqlalchemy import update

from portal.following import queries as following
from portal.following.models import Want
from portal.following.rules.wants import WantState, asker_shown, may_be_told_of
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.notifications.actions.routes import give_notice
from portal.notifications.actions.settling import title_of
from portal.notifications.models import Notice
from portal.notifications.rules.wants import ANSWERED, ASKED, CLOSED
from portal.people.queries.holders import holders_in
from portal.people.rules import Role


def tell_of_wants(entries: Sequence[Entry]) -> None:
    """Reaction: innovation leads hear what is asked for where they work, and whoever asked hears the answer.

    No notice repeats what was asked for: whoever takes it back takes its words with it.
    """
    with transaction():
        for entry in entries:
            want = session.get(Want, entry.subject_id)
            if want is None:
                continue  # taken back meanwhile
            address = f"/wanted/{want.reference}"
            if want.state == WantState.OPEN:
                small = following.small_homes([want])
                leads = holders_in(want.organisation_id, Role.INNOVATION_LEAD)
                for person in leads if may_be_told_of(want, small) else ():
                    give_notice(entry, person, ASKED.format(by=asker_shown(want, small)), address)
            elif entry.event != "want.asked":
                others = update(Notice).where(Notice.address == address, Notice.person_id != want.asked_by_id)
                session.execute(others.values(seen=True))
                words = ANSWERED if want.state == WantState.ANSWERED else CLOSED
                give_notice(entry, want.asked_by, words.format(by=title_of(entry.by_id)), address)
