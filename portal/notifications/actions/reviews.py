"""Telling innovation leads of many posts at once: those that are due, and those that somebody is to see through."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.implementation import queries as implementation
from portal.implementation.rules import chases, ledger
from portal.library import queries as library
from portal.library.rules import freshness
from portal.notifications.actions.routes import give_notice
from portal.notifications.models import Notice
from portal.people.models import Organisation, Person
from portal.promises import queries as promises
from portal.promises.rules import promised_in_words

NAME_A_LEAD = "/admin/people"
SEEN_THROUGH = "/seeing-through"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the leads of an organisation: how many it counts, in which words, and where they stand."""

    counted: Callable[[int], int]
    in_words: Callable[[int, str], str]
    page: str


WAITING: Mapping[str, Waiting] = {
    "organisation.reviews_due": Waiting(library.without_owner, freshness.waiting_in_words, "/keeping/report"),
    "organisation.progress_due": Waiting(
        implementation.waiting_for_lead, chases.waiting_in_words, SEEN_THROUGH
    ),
    "organisation.entries_wait": Waiting(
        implementation.entries_for_leads, ledger.waiting_in_words, "/adoption"
    ),
    "organisation.promises_near": Waiting(promises.count_waiting, promised_in_words, "/promise"),
}


def tell_leads(entries: Sequence[Entry]) -> None:
    """Reaction: whoever leads an organisation hears how many of its posts wait for a word; the last count stands.

    Where it has no lead, those who can name one hear of it, so that nothing is left to nobody.
    """
    with transaction():
        for entry in entries:
            organisation, waiting = session.get(Organisation, entry.subject_id), WAITING[entry.event]
            total = waiting.counted(organisation.id) if organisation is not None else 0
            if organisation is None or not total:
                continue  # by now nothing waits
            words = waiting.in_words(total, organisation.short_name)
            people, lead = library.who_leads(organisation.id)
            for person in people:
                address = waiting.page if lead else NAME_A_LEAD
                _take_the_place_of_earlier(entry, person, address)
                said = words if lead else f"{words}, and it has no innovation lead. Name one"
                give_notice(entry, person, said, address, asks=True)


def tell_new_owners(entries: Sequence[Entry]) -> None:
    """Reaction: whoever came into a post of duty hears how many posts are theirs to see through with it."""
    with transaction():
        for entry in entries:
            person = session.get(Person, int(entry.facts["person_id"]))
            if person is not None and person.ended_on is None:
                count = entry.facts["count"]
                posts = "1 post is" if count == 1 else f"{count} posts are"
                words = f"{posts} yours to see through now: whoever did before has left or changed post"
                give_notice(entry, person, words, SEEN_THROUGH, asks=False)


def _take_the_place_of_earlier(entry: Entry, person: Person, address: str) -> None:
    """Of two counts only the newer one is true."""
    before = select(Notice).join(Entry, Notice.entry == Entry.sequence)
    same = before.where(Entry.event == entry.event, Entry.sequence < entry.sequence)
    for notice in session.scalars(same.where(Notice.person_id == person.id, Notice.address == address)):
        notice.seen, notice.replaced, notice.asks, notice.mail_from = True, True, False, None
