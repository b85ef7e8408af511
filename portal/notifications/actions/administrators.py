"""Telling all who administer that somebody is to administer too, does, or does no longer."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.notifications.actions.routes import give_notice
from portal.notifications.actions.settling import title_of
from portal.notifications.models import Notice
from portal.notifications.rules.administrators import ASKED, words_about
from portal.people.models import Person, RoleHeld, Unit
from portal.people.queries import asked_to_administer
from portal.people.rules import GIVEN_BY_TWO, Role


def tell_who_administers(entries: Sequence[Entry]) -> None:
    """Reaction: nobody becomes an administrator, or stops being one, without the others hearing of it.

    What the operator of the portal does on its machine is told there.
    """
    with transaction():
        for entry in entries:
            if entry.by_id is not None and entry.facts.get("role") in GIVEN_BY_TWO:
                _tell(entry)


def _tell(entry: Entry) -> None:
    person = session.get(Person, entry.subject_id)
    if person is None:
        return
    role = str(entry.facts["role"])
    waits = any(one.role == role for one in asked_to_administer(person))
    if entry.event == ASKED and not waits:
        return  # by now nobody is asked any more
    words = words_about(
        entry.event, role, by=title_of(entry.by_id), whom=person.title, where=person.organisation.short_name
    )
    address = f"/admin/people/{person.reference}"
    if entry.event != ASKED:
        for notice in _asked_before(entry, address):
            notice.seen, notice.asks = True, False
    for other in _who_administers(person):
        give_notice(entry, other, words, address, asks=entry.event == ASKED)


def _who_administers(person: Person) -> Sequence[Person]:
    """The others who keep somebody's account: where they work, and of the whole service."""
    held = select(Person).join(RoleHeld).join(Unit, Person.unit_id == Unit.id)
    here = (RoleHeld.role == Role.ORGANISATION_ADMINISTRATOR) & (
        Unit.organisation_id == person.organisation_id
    )
    keeps = or_(RoleHeld.role == Role.SYSTEM_ADMINISTRATOR, here)
    others = held.where(keeps, Person.ended_on.is_(None), Person.id != person.id)
    return session.scalars(others.order_by(Person.id)).unique().all()


def _asked_before(entry: Entry, address: str) -> Sequence[Notice]:
    """What others were asked of which this entry is the end."""
    asked = select(Notice).join(Entry, Notice.entry == Entry.sequence).where(Notice.asks)
    before = asked.where(Entry.event == ASKED, Entry.sequence < entry.sequence)
    return session.scalars(before.where(Notice.address == address)).all()
