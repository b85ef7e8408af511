"""What is asked of messages: which are for somebody now, what was answered in numbers, and what was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import joinedload

from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.keys import digest, read_reference
from portal.leadership.models import Message, MessageCount, MessageMark, MessageQuestion
from portal.leadership.rules import messages as rules
from portal.leadership.rules.messages import Audience, Said
from portal.library.models import Publication
from portal.library.rules import may_open
from portal.people.models import TITLE_ONLY, Headship, Person, RoleHeld, Unit
from portal.submissions.rules import Reader

SHOWN = 50
_LEAN = (joinedload(Message.by).options(*TITLE_ONLY), joinedload(Message.unit).lazyload(Unit.organisation))


def message(reference: str) -> Message | None:
    """The message with this reference."""
    return session.scalar(select(Message).where(Message.reference == read_reference(reference)))


def question(reference: str) -> MessageQuestion | None:
    """What somebody asked about a message, by its reference."""
    found = select(MessageQuestion).where(MessageQuestion.reference == read_reference(reference))
    return session.scalar(found)


def messages_for(person: Reader, at_most: int = SHOWN) -> Sequence[Message]:
    """The messages that are said to somebody and not over, newest first; not their own."""
    today = clock.today()
    said = select(Message).where(
        Message.organisation_id == person.organisation_id, Message.expires_on >= today
    )
    theirs = said.where(_is_for(person), Message.by_id != person.id).options(*_LEAN)
    return (
        session.scalars(theirs.order_by(Message.sent_on.desc(), Message.reference).limit(at_most))
        .unique()
        .all()
    )


def _is_for(person: Reader) -> ColumnElement[bool]:
    """What ``rules.is_for`` says of one, as the database is asked it."""
    ways = [
        Message.audience == Audience.ORGANISATION,
        Message.unit_id.in_(person.unit.lineage),
        Message.role.in_(sorted(person.roles)),
    ]
    if person.headed_unit_ids:
        ways.append(Message.audience == Audience.HEADS)
    return or_(*ways)


def sent_by(person: Reader) -> Sequence[Message]:
    """What somebody said, newest first."""
    own = select(Message).where(Message.by_id == person.id).options(*_LEAN)
    return (
        session.scalars(own.order_by(Message.sent_on.desc(), Message.reference).limit(SHOWN)).unique().all()
    )


def still_open(by_id: int) -> int:
    """How many messages of somebody are not over yet."""
    mine = select(func.count()).select_from(Message).where(Message.by_id == by_id)
    return session.scalar(mine.where(Message.expires_on >= clock.today())) or 0


def post_of(person: Reader, found: Message) -> Publication | None:
    """The item of the library to which a message leads, for whoever may open it; for all others it leads nowhere."""
    if found.submission_id is None:
        return None
    items = select(Publication).where(Publication.submission_id == found.submission_id)
    item: Any = session.scalar(items.options(joinedload(Publication.submission)))
    return item if item is not None and may_open(person, item) else None


def mark_of(key: str, found: Message, person_id: int, said: Said) -> str:
    """The digest by which it is known that somebody has answered: nobody makes it again without the portal's key."""
    return digest(key, "message", found.reference, str(person_id), said)


def answered_by(key: str, found: Message, person: Reader) -> frozenset[Said]:
    """What this person has said of a message, for their own eyes."""
    marks = {mark_of(key, found, person.id, said): said for said in Said}
    there = select(MessageMark.mark).where(MessageMark.message_id == found.id, MessageMark.mark.in_(marks))
    return frozenset(marks[mark] for mark in session.scalars(there))


@dataclass(frozen=True, slots=True)
class Counted:
    """What was answered, as the sender reads it: nothing where it would point at few."""

    understood: int | None
    used: int | None


def counted(found: Message) -> Counted:
    """How many answered, up to yesterday: what comes today moves no number today."""
    today, crowd = clock.today(), found.organisation.crowd
    rows = (
        select(MessageCount.said, func.sum(MessageCount.number))
        .where(MessageCount.message_id == found.id, MessageCount.day < today)
        .group_by(MessageCount.said)
    )
    number = {said: int(count) for said, count in session.execute(rows)}
    size = _size_of_audience(found)
    understood, used = (rules.count_shown(number.get(said, 0), size, crowd) for said in Said)
    return Counted(understood, used)


def _size_of_audience(found: Message) -> int:
    """How many have an account of those whom a message is for, but for whoever said it."""
    here = select(func.count()).select_from(Person).join(Unit, Person.unit_id == Unit.id)
    here = here.where(Unit.organisation_id == found.organisation_id, Person.ended_on.is_(None))
    match Audience(found.audience):
        case Audience.UNIT:
            here = here.where(Unit.path.contains(f"/{found.unit_id}/"))
        case Audience.HEADS:
            here = here.where(exists().where(Headship.person_id == Person.id))
        case Audience.ROLE:
            here = here.where(exists().where(RoleHeld.person_id == Person.id, RoleHeld.role == found.role))
    return session.scalar(here.where(Person.id != found.by_id)) or 0


def questions_of(person: Reader, found: Message) -> Sequence[MessageQuestion]:
    """What was asked about a message: all of it for its sender, for others what was answered and what they asked."""
    asked = select(MessageQuestion).where(MessageQuestion.message_id == found.id)
    if not rules.may_keep(person, found):
        asked = asked.where(or_(MessageQuestion.answer != "", MessageQuestion.asked_by_id == person.id))
    lean = joinedload(MessageQuestion.asked_by).options(*TITLE_ONLY)
    rows = asked.options(lean).order_by(MessageQuestion.answer != "", MessageQuestion.reference)
    return session.scalars(rows.limit(rules.QUESTIONS_AT_MOST)).unique().all()


def count_questions(found: Message) -> int:
    """How many questions about a message wait for an answer."""
    asked = select(func.count()).select_from(MessageQuestion).where(MessageQuestion.message_id == found.id)
    return session.scalar(asked.where(MessageQuestion.answer == "")) or 0


def to_answer(person: Reader) -> int:
    """How many questions about what somebody said wait for them."""
    asked = select(func.count()).select_from(MessageQuestion).join(MessageQuestion.message)
    return session.scalar(asked.where(Message.by_id == person.id, MessageQuestion.answer == "")) or 0
