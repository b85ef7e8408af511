"""Two items are said to answer the same question, and no longer."""

from typing import Any

from sqlalchemy import delete, func, or_, select

from portal.foundation import journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.library.models import Publication, SameQuestion
from portal.library.rules import answers as rules
from portal.people.models import Person
from portal.submissions.actions import moment_shown, take_hold
from portal.submissions.models import Submission
from portal.submissions.rules import is_author


def link(item: Publication, other: Publication | None, *, by: Person) -> None:
    """Say that two items answer the same question; what is said already stays said.

    Raises ``Refused`` where the person may not, where there is no such item for them, and where one of the two has as
    many as anybody reads.
    """
    _check_may(item, by)
    if other is None:
        raise Refused(rules.UNKNOWN, field=rules.OTHER)
    rules.check_link(by, item, other)
    pair = _pair(item, other)
    if _is_there(pair):
        return
    rules.check_room(max(_how_many(key) for key in pair))
    item.submission.has_answers = other.submission.has_answers = True
    session.add(SameQuestion(first_id=pair[0], second_id=pair[1]))
    session.flush()
    _note("item.answer_linked", item, other, by)


def unlink(item: Publication, other: Publication, *, by: Person) -> None:
    """Say no longer that two items answer the same question. What nobody says is passed over."""
    _check_may(item, by)
    pair = _pair(item, other)
    if _is_there(pair):
        session.execute(delete(SameQuestion).where(*_same(pair)))
        _note("item.answer_unlinked", item, other, by)


def _check_may(item: Publication, by: Person) -> None:
    if not rules.may_link(by, item):
        raise Refused("This is for its authors, topic leads and the national curator.", code="not-yours")


def _pair(item: Publication, other: Publication) -> tuple[int, int]:
    """The keys of the two, held in the order in which everybody holds them."""
    both = sorted((item.submission, other.submission), key=lambda post: post.id)
    for post in both:
        take_hold(post)
    return both[0].id, both[1].id


def _same(pair: tuple[int, int]) -> Any:
    return SameQuestion.first_id == pair[0], SameQuestion.second_id == pair[1]


def _is_there(pair: tuple[int, int]) -> bool:
    return session.scalar(select(SameQuestion.first_id).where(*_same(pair))) is not None


def _how_many(key: int) -> int:
    theirs = or_(SameQuestion.first_id == key, SameQuestion.second_id == key)
    return session.scalar(select(func.count()).select_from(SameQuestion).where(theirs)) or 0


def _note(event: str, item: Publication, other: Publication, by: Person) -> None:
    """Note it of both. An author of one of them is not named: who decided on it blind may read the audit trail."""
    posts: tuple[Submission, Submission] = (item.submission, other.submission)
    named = None if any(is_author(by, post) for post in posts) else by.id
    for post, another in (posts, posts[::-1]):
        journal.write(event, post, by_id=named, at=moment_shown(post), other=another.reference)
