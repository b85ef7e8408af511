"""Telling those who follow something of what is new in it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select

from portal.following import queries as following
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.library import queries as library
from portal.library.rules import may_read
from portal.notifications.models import Notice
from portal.notifications.rules import NEWS_FOR, MailKind, Pace, Reader, mailed_from
from portal.people.models import Person
from portal.people.rules.mail import MailChoice
from portal.submissions.rules import is_author


def tell_followers(entries: Sequence[Entry]) -> None:
    """Reaction: whoever follows what a new post is about hears of it, once, if they may read it and did not write it.

    What was brought in with others by import is no news: it is found, and nobody is told of each. However many posts
    and followers there are, the database is asked the same few times.
    """
    came = {entry.subject_id: entry for entry in entries if "authority" not in entry.facts}
    with transaction():
        items = library.items(came) if came else []
        found: dict[str, list[Any]] = defaultdict(list)
        for search in following.searches() if items else ():
            wish = following.wish_in(search)
            for item in items:
                if library.finds(wish, item):
                    found[search].append(item)
        if found:
            _tell(found, came)


def _tell(found: Mapping[str, Sequence[Any]], came: Mapping[int, Entry]) -> None:
    # Of several things that one person follows, a topic comes first: what went wrong elsewhere is told by it.
    by_topic = {search: bool(following.wish_in(search).filters.get("topic")) for search in found}
    follows = sorted(following.followers(found), key=lambda pair: (not by_topic[pair[1]], pair[1]))
    people = _people({person for person, _search in follows})
    told = _told(came)
    for person_id, search in follows:
        person = people.get(person_id)
        if person is None:
            continue
        for item in found[search]:
            entry = came[item.submission_id]
            known = {(person_id, item.submission_id), (person_id, -entry.sequence)}
            if known & told or is_author(person, item.submission) or not may_read(person, item):
                continue
            told |= known
            session.add(_notice(person, search, item, entry))


def _people(keys: Collection[int]) -> dict[int, Person]:
    there = select(Person).where(Person.id.in_(keys), Person.ended_on.is_(None))
    return {person.id: person for person in session.scalars(there).unique()}


def _told(came: Mapping[int, Entry]) -> set[tuple[int, int]]:
    """Who was told of these posts because they follow something, and, by the number below nought, of these entries."""
    entries = [entry.sequence for entry in came.values()]
    known = select(Notice.person_id, Notice.submission_id, Notice.entry, Notice.followed).where(
        or_(Notice.submission_id.in_(came), Notice.entry.in_(entries))
    )
    told: set[tuple[int, int]] = set()
    for person, post, entry, followed in session.execute(known):
        told.add((person, -entry))
        if followed is not None and post is not None:
            told.add((person, post))
    return told


def _notice(person: Person, search: str, item: Any, entry: Entry) -> Notice:
    """The notice, with the hour of its mail: never by itself, but with all else of a day.

    Whether they work on that day is asked when it has come.
    """
    reader = Reader(MailChoice(person.mail), person.organisation.mail_at, lambda _day: True)
    now = clock.local(clock.now())
    old = clock.now() - entry.at > NEWS_FOR
    at = mailed_from(Pace.DAILY, reader, now, urgent=False, gathered=True, by_somebody=True)
    return Notice(
        person_id=person.id,
        entry=entry.sequence,
        submission_id=item.submission_id,
        kind=MailKind.FOLLOWED,
        followed=search,
        address=f"/library/{item.reference}",
        told_on=clock.local(entry.at).date(),
        seen=old,
        mail_from=None if old else at,
    )
