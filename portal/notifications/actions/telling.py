"""Telling people: a notice in the portal, and a mail where they want one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from portal.authorisation.queries.outside import outsiders_of
from portal.authorisation.rules import Said, said_to_author
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.notifications.actions.audience import address_of, audience_of, due_in, goes_to, key_in
from portal.notifications.actions.letters import muted_by
from portal.notifications.actions.mailing import mail_at_once, reader_of
from portal.notifications.actions.settling import settle, title_of
from portal.notifications.models import Notice
from portal.notifications.rules import (
    DECISIONS,
    NEWS_FOR,
    TELLINGS,
    Audience,
    MailKind,
    Telling,
    is_urgent,
    kind_of,
    mailed_from,
    wording,
    words_quoted,
)
from portal.people.models import Person
from portal.submissions.models import Submission
from portal.submissions.queries import text_shared
from portal.submissions.rules import is_decided_on

# What is older than this when it is noticed comes with the mail of the day: it is urgent no longer.
URGENT_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Urgent:
    """A notice that is mailed at once, unless it is over by the time all is told."""

    notice: Notice
    person: Person
    quoted: str
    said: Said | None


def tell(entries: Sequence[Entry]) -> None:
    """Reaction: tell whom each entry concerns, once, however often it is run; and settle what is over."""
    about = {entry.subject_id for entry in entries if entry.subject_kind == "submissions"}
    with transaction():
        # All at once, and held until the end: one by one they would be most of the work.
        posts = {
            post.id: post for post in session.scalars(select(Submission).where(Submission.id.in_(about)))
        }
        at_hand = _people_named(entries, posts.values())
        urgent: list[Urgent] = []
        for entry in entries:
            post = posts.get(entry.subject_id)
            if post is not None and entry.subject_kind == "submissions":
                for telling in TELLINGS.get(entry.event, ()):
                    urgent += _tell_all(entry, post, telling)
        for post in posts.values():
            settle(post)
        for one in urgent:
            if not one.notice.seen:
                mail_at_once(one.person, one.notice, one.quoted, one.said)
        del at_hand


def _people_named(entries: Sequence[Entry], posts: Iterable[Submission]) -> Sequence[Person]:
    keys = {post.author_id for post in posts}
    keys |= {
        key_in(entry.facts.get(name)) for entry in entries for name in ("holder_id", "asked_by", "person_id")
    }
    keys |= {entry.by_id for entry in entries}
    return session.scalars(select(Person).where(Person.id.in_(keys - {None}))).all()


def _tell_all(entry: Entry, post: Submission, telling: Telling) -> list[Urgent]:
    """Give everybody whom it concerns their notice. Returns those that are to be mailed at once."""
    words = wording(
        telling,
        title=text_shared(post)["title"],
        kind_with_article=post.described.article,
        anonymous=post.anonymous,
        facts=entry.facts,
        by=_who(entry),
        goes_to=goes_to(entry),
        update=post.updates_id is not None,
    )
    urgent = []
    for person in audience_of(telling.audience, entry, post):
        known = select(Notice.id).where(Notice.person_id == person.id, Notice.entry == entry.sequence)
        if person.ended_on is not None or person.id == entry.by_id or session.scalar(known) is not None:
            continue
        notice = Notice(
            person_id=person.id,
            entry=entry.sequence,
            submission_id=post.id,
            words=words,
            address=address_of(telling, entry, post, person),
            told_on=clock.local(entry.at).date(),
            kind=kind_of(entry.event, telling.audience),
            asks=telling.asks,
            seen=clock.now() - entry.at > NEWS_FOR,
        )
        if _is_mailed_at_once(notice, telling, entry, post, person):
            said = _said(telling, entry, post)
            urgent.append(Urgent(notice, person, words_quoted(telling, entry.facts), said))
        session.add(notice)
        session.flush()
    return urgent


def _who(entry: Entry) -> str:
    """Whoever did it; of a decision from outside, who decided and who asked them."""
    by, key = title_of(entry.by_id), key_in(entry.facts.get("outside_id"))
    if key is None or entry.event.startswith("outside."):
        return by
    return outsiders_of({key})[key].asked_by(by)


def _is_mailed_at_once(
    notice: Notice, telling: Telling, entry: Entry, post: Submission, person: Person
) -> bool:
    """Whether a notice goes out by mail now; where it goes with a mail of the day, note from when on it may."""
    if notice.seen or (post.id in muted_by(person) and not notice.asks):
        return False
    now = clock.local(clock.now())
    waiting = is_decided_on(post)
    urgent = is_urgent(telling.pace, due_on=due_in(entry), today=now.date(), waiting=waiting)
    by_somebody = entry.by_id is not None
    mail_from = mailed_from(
        telling.pace,
        reader_of(person, MailKind(notice.kind)),
        now,
        urgent=urgent,
        gathered=post.anonymous or clock.now() - entry.at > URGENT_FOR,
        by_somebody=by_somebody,
    )
    if mail_from == now:
        return True
    notice.mail_from = mail_from
    return False


def _said(telling: Telling, entry: Entry, post: Submission) -> Said | None:
    """A decision in the words that whoever decided was shown, for its authors."""
    verdict = DECISIONS.get(entry.event)
    if verdict is None or telling.audience is not Audience.AUTHORS:
        return None
    further = goes_to(entry)
    return said_to_author(
        verdict,
        _who(entry) or "Whoever decided",
        reason=str(entry.facts.get("reason") or ""),
        code=str(entry.facts.get("code") or ""),
        goes_to=further,
        last=not further,
        update=post.updates_id is not None,
        narrowed_to=str(entry.facts.get("narrowed_to") or ""),
        trust=str(entry.facts.get("trust") or ""),
        summed_up=post.summary if entry.facts.get("summed_up") and post.summed_up else "",
    )


def mark_seen(person: Person) -> None:
    """Somebody has looked at what they were told."""
    mine = update(Notice).where(Notice.person_id == person.id, Notice.seen.is_(False))
    session.execute(mine.values(seen=True))
