"""What was said: the answers to something asked, in groups, and the comments on a post."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import joinedload, lazyload

from portal.conversation.models import Remark, SameHere, Talk
from portal.conversation.queries.talks import Asked
from portal.conversation.rules import Sort
from portal.conversation.rules.grouping import Group, Worded, grouped
from portal.conversation.rules.moderating import READABLE
from portal.foundation.database import session
from portal.library.search.analysis import STOP_WORDS, root, words
from portal.people.models import TITLE_ONLY

COMMENTS_SHOWN = 5
COMMENTS_A_PAGE = 25

_POST: BindParameter[int] = bindparam("post")
_LEAN = (
    joinedload(Remark.by, innerjoin=True).options(*TITLE_ONLY),
    joinedload(Remark.organisation, innerjoin=True),
    lazyload(Remark.submission),
)


class Comments(NamedTuple):
    """Some of the comments on a post, the newest first, and how many there are."""

    shown: Sequence[Remark]
    total: int


_HOW_MANY = select(func.count()).where(Remark.submission_id == _POST, Remark.sort == Sort.COMMENT)
_NEWEST = (
    select(Remark)
    .where(Remark.submission_id == _POST, Remark.sort == Sort.COMMENT)
    .order_by(Remark.number.desc())
    .options(*_LEAN)
)


def _how_many(post_id: int) -> int:
    """How many comments there are on a post."""
    return session.scalar(_HOW_MANY, {"post": post_id}) or 0


def comments_by(person_id: int, post_id: int) -> int:
    """How many comments somebody made on a post, hidden ones too."""
    return session.scalar(_HOW_MANY.where(Remark.by_id == person_id), {"post": post_id}) or 0


def comments_on(post_id: int, page: int = 0) -> Comments:
    """The newest few comments on a post, as its page shows them; from 1 on a page of all of them."""
    total = _how_many(post_id)
    if not total:
        return Comments((), 0)
    some = (
        _NEWEST.limit(COMMENTS_A_PAGE).offset((page - 1) * COMMENTS_A_PAGE)
        if page
        else _NEWEST.limit(COMMENTS_SHOWN)
    )
    return Comments(session.scalars(some, {"post": post_id}).all(), total)


@dataclass(frozen=True, slots=True)
class Counts:
    """What came back to one question: from how many who know, how many would like to know it too, and what helped."""

    answers: int = 0
    same: int = 0
    accepted: Remark | None = None
    done: str = ""


def counts_of(questions: Collection[int]) -> Mapping[int, Counts]:
    """The same for several questions at once, by their keys; what nobody said anything to is not there."""
    talks = session.scalars(select(Talk).where(Talk.question_id.in_(questions))).all() if questions else ()
    if not talks:
        return {}
    keys = [talk.id for talk in talks]
    answers = select(Remark.talk_id, func.count()).where(Remark.talk_id.in_(keys), Remark.state.in_(READABLE))
    same = select(SameHere.talk_id, func.count()).where(SameHere.talk_id.in_(keys))
    given = {row[0]: row[1] for row in session.execute(answers.group_by(Remark.talk_id))}
    too = {row[0]: row[1] for row in session.execute(same.group_by(SameHere.talk_id))}
    helped = select(Remark).where(Remark.talk_id.in_(keys), Remark.accepted, Remark.state.in_(READABLE))
    accepted = {one.talk_id: one for one in session.scalars(helped.options(*_LEAN))}
    return {
        talk.question_id: Counts(
            given.get(talk.id, 0),
            too.get(talk.id, 0),
            accepted.get(talk.id),
            talk.done,
        )
        for talk in talks
        if talk.question_id is not None
    }


def grouped_answers(asked: Asked) -> list[tuple[Group, list[Remark]]]:
    """The answers of those who know, in groups: what helped first, then as many as say the same, then as they came.

    What is hidden stands alone, at its place, and its words bring nothing together.
    """
    if asked.talk is None:
        return []
    given = select(Remark).where(Remark.talk_id == asked.talk.id).order_by(Remark.number).options(*_LEAN)
    remarks = {one.id: one for one in session.scalars(given)}
    found = grouped(
        [Worded(key, _stems(one.text) if one.state in READABLE else {}) for key, one in remarks.items()]
    )
    groups = [(group, [remarks[key] for key in group.keys if isinstance(key, int)]) for group in found]
    return sorted(groups, key=lambda pair: (not any(one.accepted for one in pair[1]), -len(pair[1])))


def _stems(text: str) -> Mapping[str, str]:
    """What the forms of a text's words have in common, each with the word as it was first written."""
    found: dict[str, str] = {}
    for word in words(text):
        if word not in STOP_WORDS:
            found.setdefault(root(word), word)
    return found


class Same(NamedTuple):
    """How many say the same of something, and whether whoever reads it does."""

    people: int
    mine: bool


def same_of(asked: Asked, remarks: Collection[int], person_id: int) -> tuple[Same, Mapping[int, Same]]:
    """Of a question, and of these answers: how many said "same here"."""
    talk = asked.talk.id if asked.talk is not None else None
    said = select(SameHere.talk_id, SameHere.remark_id, SameHere.person_id).where(
        (SameHere.talk_id == talk) | SameHere.remark_id.in_(remarks)
    )
    people: dict[int | None, set[int]] = {}
    for _talk, remark, person in session.execute(said) if talk is not None else ():
        people.setdefault(remark, set()).add(person)
    each = {key: Same(len(who), person_id in who) for key, who in people.items() if key is not None}
    own = people.get(None, set())
    return Same(len(own), person_id in own), each
