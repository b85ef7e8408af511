"""What people have been told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from portal.following import queries as following
from portal.following.rules import is_warning, news, what_to_do
from portal.foundation.database import session
from portal.library import queries as library
from portal.library.queries import News
from portal.notifications.models import Notice
from portal.submissions.rules import Reader

SHOWN = 100


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
