"""Telling innovation leads of items that are due and that nobody keeps by name: all of them at once."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.library import queries as library
from portal.library.rules.freshness import waiting_in_words
from portal.notifications.actions.routes import give_notice
from portal.notifications.models import Notice
from portal.people.models import Organisation, Person

REPORT = "/keeping/report"
NAME_A_LEAD = "/admin/people"


def tell_leads(entries: Sequence[Entry]) -> None:
    """Reaction: whoever leads an organisation hears how many of its items wait for a word; the last count stands.

    Where it has no lead, those who can name one hear of it, so that nothing is left to nobody.
    """
    with transaction():
        for entry in entries:
            organisation = session.get(Organisation, entry.subject_id)
            total = library.without_owner(organisation.id) if organisation is not None else 0
            if organisation is None or not total:
                continue  # by now nothing waits
            words = waiting_in_words(total, organisation.short_name)
            people, lead = library.who_leads(organisation.id)
            for person in people:
                address = REPORT if lead else NAME_A_LEAD
                _take_the_place_of_earlier(entry, person, address)
                said = words if lead else f"{words}, and it has no innovation lead. Name one"
                give_notice(entry, person, said, address, asks=True)


def _take_the_place_of_earlier(entry: Entry, person: Person, address: str) -> None:
    """Of two counts only the newer one is true."""
    before = select(Notice).join(Entry, Notice.entry == Entry.sequence)
    same = before.where(Entry.event == entry.event, Entry.sequence < entry.sequence)
    for notice in session.scalars(same.where(Notice.person_id == person.id, Notice.address == address)):
        notice.seen, notice.replaced, notice.asks, notice.mail_from = True, True, False, None
