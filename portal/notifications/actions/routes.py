"""Telling administrators of routes that one of them proposed, where two must publish."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from portal.authorisation.models import ConfigurationRow
from portal.authorisation.rules import ConfigurationState
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.notifications.actions.audience import key_in
from portal.notifications.actions.mailing import mail_at_once, reader_of
from portal.notifications.actions.settling import title_of
from portal.notifications.models import Notice
from portal.notifications.rules import NEWS_FOR, Pace, kind_of, mailed_from
from portal.notifications.rules.routes import ENDS, PROPOSED, words_of_end, words_of_proposal
from portal.people.models import Organisation, Person, RoleHeld
from portal.people.queries.holders import holders_in
from portal.people.rules import Role


def tell_administrators(entries: Sequence[Entry]) -> None:
    """Reaction: the others hear what waits for a second of them; whoever proposed it hears how it ended."""
    with transaction():
        for entry in entries:
            if entry.event == PROPOSED:
                _ask_others(entry)
            elif entry.event in ENDS and key_in(entry.facts.get("proposed_by")) is not None:
                _say_how_it_ended(entry)


def _ask_others(entry: Entry) -> None:
    draft = session.get(ConfigurationRow, entry.subject_id)
    if draft is None or draft.state != ConfigurationState.DRAFT or draft.proposed_by_id != entry.by_id:
        return  # by now nobody is asked any more
    words = words_of_proposal(title_of(entry.by_id), draft.organisation.name)
    for person in _administrators(draft.organisation_id, but=entry.by_id):
        give_notice(entry, person, words, f"/admin/routes/{draft.reference}/publish", asks=True)


def _administrators(organisation_id: int, *, but: int | None) -> Iterator[Person]:
    """The other administrators of an organisation; where it has none, those of the service, who may publish too."""
    own = [one for one in holders_in(organisation_id, Role.ORGANISATION_ADMINISTRATOR) if one.id != but]
    works = select(Person).join(RoleHeld).where(Person.ended_on.is_(None), Person.id != but)
    anybody = works.where(RoleHeld.role == Role.SYSTEM_ADMINISTRATOR)
    yield from own or session.scalars(anybody).unique().all()


def _say_how_it_ended(entry: Entry) -> None:
    proposer = session.get(Person, key_in(entry.facts.get("proposed_by")))
    organisation = session.get(Organisation, key_in(entry.facts.get("organisation")))
    if proposer is None or organisation is None:
        return
    address = f"/admin/routes/history?organisation={organisation.code}"
    by = title_of(entry.by_id)
    for notice in _asked_before(entry):
        notice.seen, notice.asks, notice.address = True, False, address
        own = "You" if notice.person_id == entry.by_id else by
        notice.words = words_of_end(entry.event, by=own, whose=proposer.title)
        notice.told_on = clock.local(entry.at).date()
    give_notice(entry, proposer, words_of_end(entry.event, by=by, whose="you"), address)


def _asked_before(entry: Entry) -> Sequence[Notice]:
    """What others were asked about the draft that this entry is the end of, and have not heard the end of yet."""
    asked = select(Notice).join(Entry, Notice.entry == Entry.sequence).where(Notice.asks)
    before = asked.where(Entry.event == PROPOSED, Entry.sequence < entry.sequence)
    return session.scalars(
        before.where(Entry.subject_kind == entry.subject_kind, Entry.subject_id == entry.subject_id)
    ).all()


def give_notice(entry: Entry, person: Person, words: str, address: str, *, asks: bool = False) -> None:
    """Give somebody a notice, once, with a mail as they want it; nothing to whoever did it."""
    known = select(Notice.id).where(Notice.person_id == person.id, Notice.entry == entry.sequence)
    if person.ended_on is not None or person.id == entry.by_id or session.scalar(known) is not None:
        return
    now = clock.local(clock.now())
    old = clock.now() - entry.at > NEWS_FOR
    by_somebody = entry.by_id is not None
    kind = kind_of(entry.event)
    at = mailed_from(
        Pace.DAILY, reader_of(person, kind), now, urgent=False, gathered=False, by_somebody=by_somebody
    )
    notice = Notice(
        person_id=person.id,
        entry=entry.sequence,
        words=words,
        address=address,
        told_on=clock.local(entry.at).date(),
        kind=kind,
        asks=asks,
        seen=old,
        mail_from=None if old or at == now else at,
    )
    session.add(notice)
    session.flush()
    if at == now and not old:
        mail_at_once(person, notice)
