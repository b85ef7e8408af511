"""What people have been told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from portal.authorisation.rules import may_know_of
from portal.following import queries as following
from portal.following.rules import is_warning, news, what_to_do
from portal.foundation.database import session
from portal.library import queries as library
from portal.library.queries import News
from portal.notifications.models import MailWishes, Muted, Notice
from portal.notifications.rules import named, what_stops
from portal.people.rules import SomePerson
from portal.submissions.models import Submission
from portal.submissions.queries import text_shared
from portal.submissions.rules import Reader, may_read_post

SHOWN = 100
POSTS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that somebody was told, as it reads now. ``note`` is what it says besides, if anything."""

    words: str
    address: str
    told_on: date
    seen: bool
    note: str = ""


class Words(NamedTuple):
    """What a notice says: by itself, below what it is new in, and what it says besides."""

    whole: str
    short: str = ""
    note: str = ""


def notices_of(person: Reader, at_most: int = SHOWN) -> list[Told]:
    """What somebody has been told, newest first; of what they follow only what they may read now."""
    mine = select(Notice).where(Notice.person_id == person.id, Notice.replaced.is_(False))
    told = mine.order_by(Notice.told_on.desc(), Notice.entry.desc(), Notice.id)
    found = session.scalars(told.limit(at_most)).all()
    said = words_of(person, found)
    return [
        Told(said[notice.id].whole, notice.address, notice.told_on, notice.seen, said[notice.id].note)
        for notice in found
        if notice.id in said
    ]


def unseen(person: Reader) -> int:
    """How many of them are new. What is new in what they follow counts as far as they may read it now."""
    new = select(Notice.followed.is_not(None), func.count()).where(
        Notice.person_id == person.id, Notice.seen.is_(False)
    )
    rows = session.execute(new.group_by(Notice.followed.is_not(None)))
    counts: dict[bool, int] = {bool(followed): count for followed, count in rows}
    if not counts.get(True):
        return counts.get(False, 0)
    keys = select(Notice.submission_id).where(
        Notice.person_id == person.id, Notice.seen.is_(False), Notice.followed.is_not(None)
    )
    return counts.get(False, 0) + len(
        library.news_of(person, {key for key in session.scalars(keys) if key is not None})
    )


def words_of(person: Reader, notices: Sequence[Notice]) -> dict[int, Words]:
    """What each notice says to somebody now, by its key; of what they may not read nothing."""
    keys = {
        one.submission_id for one in notices if one.followed is not None and one.submission_id is not None
    }
    new = library.news_of(person, keys) if keys else {}
    said = {}
    for one in notices:
        if one.followed is None:
            said[one.id] = Words(one.words)
        elif one.submission_id in new:
            said[one.id] = _words(person, one.followed, new[one.submission_id])
    return said


def _words(person: Reader, followed: str, of: News) -> Words:
    by_topic = bool(following.wish_in(followed).filters.get("topic"))
    warning = is_warning(of.kind, by_topic=by_topic, elsewhere=of.organisation_id != person.organisation_id)
    whole = news(following.phrase_of(followed), of.title, warning=warning)
    return Words(whole, news("", of.title, warning=warning), what_to_do(of.advice) if warning else "")


def wishes_of(person: SomePerson) -> MailWishes:
    """What somebody wishes of mail; where they have said nothing, nothing in particular, and it is not kept."""
    return session.get(MailWishes, person.id) or MailWishes(person_id=person.id, kinds={})


@dataclass(frozen=True, slots=True)
class Lately:
    """A post of which somebody was told lately. ``muted``: they want no mail of it."""

    reference: str
    title: str
    muted: bool


def told_of_lately(person: SomePerson) -> list[Lately]:
    """The posts of which somebody was told lately, the newest first, and all of which they want no mail.

    Not what was made without a name: nothing tells one such post from another. Nor what they follow, which they stop
    where they began it.
    """
    own = select(Notice.submission_id).where(Notice.person_id == person.id, Notice.followed.is_(None))
    last = own.order_by(Notice.told_on.desc(), Notice.entry.desc()).limit(SHOWN)
    keys = [key for key in dict.fromkeys(session.scalars(last)) if key is not None]
    muted = set(session.scalars(select(Muted.submission_id).where(Muted.person_id == person.id)))
    found = session.scalars(
        select(Submission).where(Submission.id.in_({*keys, *muted}), Submission.desk_key.is_(None))
    ).all()
    by_key = {post.id: post for post in found}
    readable = [key for key in (*keys, *sorted(muted - set(keys))) if _may_read(person, by_key.get(key))]
    shown = [key for place, key in enumerate(readable) if place < POSTS_SHOWN or key in muted]
    return [
        Lately(by_key[key].reference, named(text_shared(by_key[key])["title"], anonymous=False), key in muted)
        for key in shown
    ]


def _may_read(person: Any, post: Any) -> bool:
    return post is not None and (may_know_of(person, post) or may_read_post(person, post))


def stops(token: str, what: str) -> str:
    """What a link in a mail would stop, in words; nothing for one that is none. It never says that a post exists."""
    there = session.scalar(select(MailWishes.person_id).where(MailWishes.stop == token))
    return what_stops(what) if there is not None else ""
