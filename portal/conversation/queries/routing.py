"""Who knows something of what nobody has answered, and what waits for one reader, with the reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import lazyload, selectinload

from portal.conversation.models import Remark, Talk
from portal.conversation.queries.talks import Asked
from portal.conversation.rules import may_join, may_read
from portal.conversation.rules.moderating import READABLE
from portal.conversation.rules.routing import Because, because_in_words
from portal.feedback.models import Question
from portal.feedback.rules import may_answer
from portal.following import queries as following
from portal.following.models import Want
from portal.following.rules.wants import WantState
from portal.foundation.database import session
from portal.implementation import queries as implementation
from portal.implementation.models import Adoption, Implementation
from portal.implementation.rules.ledger import EntryState
from portal.library import queries as library
from portal.library.queries import Asked as Wish
from portal.people.models import Person, RoleHeld
from portal.people.rules import Role, holds
from portal.submissions.models import Submission, Topic, wrote
from portal.submissions.rules import Status

SHOWN = 100
LOOKED_AT = 500  # of questions and of wishes at most, the oldest, so that many cost no more than a page can


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that waits for an answer, and why this reader is asked; nothing where everybody is."""

    asked: Asked
    because: str


@dataclass(frozen=True, slots=True)
class Knows:
    """What somebody knows something of: topics they lead and follow, posts they see through, and took up."""

    leads: frozenset[str]
    follows: frozenset[str]
    sees_through: frozenset[int]
    took_up: frozenset[int]


def _knows(person: Any) -> Knows:
    leads = select(RoleHeld.topic).where(RoleHeld.person_id == person.id, RoleHeld.role == Role.TOPIC_LEAD)
    holds_it = Implementation.holder_id.in_({person.id, *person.deputises_for})
    entered = select(Adoption.submission_id).where(
        Adoption.noted_by_id == person.id, Adoption.state == EntryState.CONFIRMED
    )
    wishes = [following.wish_in(one.search) for one in following.follows_of(person)]
    topics = {slug for wish in wishes for slug in _topics_of(wish)}
    return Knows(
        frozenset(session.scalars(leads)),
        frozenset(topics),
        frozenset(session.scalars(select(Implementation.submission_id).where(holds_it))),
        frozenset(session.scalars(entered)),
    )


def _topics_of(wish: Wish) -> Sequence[str]:
    """The topics that a search is for, where it is for nothing else."""
    return wish.filters["topic"] if not wish.q and set(wish.filters) == {"topic"} else ()


def reasons_for(person: Any, asked: Asked, knows: Knows | None = None) -> list[tuple[Because, str]]:
    """Why somebody is asked, with the topic where it is one: what is nearest first."""
    if person.id == asked.asked_by_id:
        return []
    knows = knows or _knows(person)
    found: list[tuple[Because, str]] = []
    if asked.question is not None:
        if may_answer(person, asked.question):
            found.append((Because.ANSWERS_FOR_IT, ""))
        key = asked.question.submission_id
        found += [(Because.SEES_IT_THROUGH, "")] if key in knows.sees_through else []
        found += [(Because.ADOPTED, "")] if key in knows.took_up else []
    for slug in _slugs(asked):
        found += [(Because.LEADS_TOPIC, slug)] if slug in knows.leads else []
        found += [(Because.FOLLOWS, slug)] if slug in knows.follows else []
    order = list(Because)
    return sorted(found, key=lambda one: order.index(one[0]))


def in_words(reasons: Sequence[tuple[Because, str]]) -> str:
    """The first of the reasons, as the page says it; nothing where there is none."""
    if not reasons:
        return ""
    because, slug = reasons[0]
    return because_in_words(because, library.label("topic", slug) if slug else "")


def _slugs(asked: Asked) -> list[str]:
    if asked.post is not None:
        return sorted(topic.slug for topic in asked.post.topics)
    return sorted(following.wish_in(asked.it.search).filters.get("topic", ()))


_NOBODY_ANSWERED = ~exists().where(Remark.talk_id == Talk.id, Remark.state.in_(READABLE))
_NOT_ENOUGH = or_(Talk.id.is_(None), and_(Talk.enough.is_(False), _NOBODY_ANSWERED))
_QUESTIONS = (
    select(Question, Talk)
    .join(Submission, Submission.id == Question.submission_id)
    .outerjoin(Talk, Talk.question_id == Question.id)
    .where(
        Question.before_publication.is_(False),
        Question.settled.is_(False),
        Submission.status == Status.PUBLISHED,
        ~Question.answers.any(),
        _NOT_ENOUGH,
    )
    .order_by(Question.asked_at, Question.id)
    .options(selectinload(Question.submission).selectinload(Submission.topics))
)
_WANTS = (
    select(Want, Talk)
    .outerjoin(Talk, Talk.want_id == Want.id)
    .where(Want.to_all, Want.state == WantState.OPEN, _NOT_ENOUGH)
    .order_by(Want.asked_on, Want.id)
)


def _questions(where: ColumnElement[bool], at_most: int = LOOKED_AT) -> Iterator[Asked]:
    for question, talk in session.execute(_QUESTIONS.where(where).limit(at_most)).unique():
        yield Asked(question, None, talk)


def _wants(*where: ColumnElement[bool], at_most: int = LOOKED_AT) -> Iterator[Asked]:
    for want, talk in session.execute(_WANTS.where(*where).limit(at_most)).unique():
        yield Asked(None, want, talk)


def waiting_for(person: Any) -> tuple[list[Waits], list[Waits]]:
    """What waits for an answer: of what somebody is asked, and why; and what is asked of everybody. Oldest first.

    What they may not read is not there, and leaves no gap.
    """
    knows = _knows(person)
    topics = knows.leads | knows.follows
    near: list[ColumnElement[bool]] = [
        wrote(person.id),
        Question.submission_id.in_(knows.sees_through | knows.took_up),
        Submission.topics.any(Topic.slug.in_(topics)),
    ]
    if holds(person, Role.INNOVATION_LEAD):
        near.append(Submission.organisation_id == person.organisation_id)
    if holds(person, Role.NATIONAL_CURATOR):
        near = [Question.id.is_not(None)]
    of_me: list[Waits] = []
    of_all: list[Waits] = []
    others = Question.asked_by_id != person.id
    for one in (*_questions(and_(others, or_(*near))), *_wants(Want.asked_by_id != person.id)):
        because = in_words(reasons_for(person, one, knows)) if may_read(person, one) else ""
        if because:
            of_me.append(Waits(one, because))
        elif one.want is not None and may_join(person, one.want):
            of_all.append(Waits(one, ""))
    return of_me[:SHOWN], of_all[:SHOWN]


def unanswered(before: datetime, at_most: int) -> list[Asked]:
    """Some of what was asked before this moment, that nobody has answered, and that was not put to those who know."""
    not_yet = or_(Talk.id.is_(None), Talk.routed_on.is_(None))
    found = [
        *_questions(and_(Question.asked_at <= before, not_yet), at_most),
        *_wants(Want.asked_on <= before.date(), not_yet, at_most=at_most),
    ]
    return found[:at_most]


def knowers_of(asked: Asked) -> Mapping[Because, Sequence[int]]:
    """Who knows something of it and may read it, by why they are asked; not those who were told when it was asked."""
    found: dict[Because, list[int]] = {}
    if asked.post is not None:
        found[Because.SEES_IT_THROUGH] = [one.id for one in implementation.asked_of(asked.post)]
        entered = select(Adoption.noted_by_id).where(
            Adoption.submission_id == asked.post.id, Adoption.state == EntryState.CONFIRMED
        )
        found[Because.ADOPTED] = list(session.scalars(entered.order_by(Adoption.number.desc())))
    slugs = _slugs(asked)
    if slugs:
        leads = select(RoleHeld.person_id).where(RoleHeld.role == Role.TOPIC_LEAD, RoleHeld.topic.in_(slugs))
        found[Because.LEADS_TOPIC] = list(session.scalars(leads.order_by(RoleHeld.person_id)))
        searches = [following.search_in(Wish(filters={"topic": (slug,)})) for slug in slugs]
        found[Because.FOLLOWS] = sorted({person for person, _search in following.followers(searches)})
    keys = {key for some in found.values() for key in some}
    there = (
        select(Person)
        .where(Person.id.in_(keys), Person.ended_on.is_(None))
        .options(lazyload(Person.headships))
    )
    people = {one.id: one for one in session.scalars(there).unique()}
    may = {key for key, one in people.items() if may_read(one, asked) and not _was_told(one, asked)}
    return {because: [key for key in some if key in may] for because, some in found.items()}


def _was_told(person: Person, asked: Asked) -> bool:
    return asked.question is not None and may_answer(person, asked.question)
