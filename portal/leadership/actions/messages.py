"""What is done with messages: say something in a few words, answer it, ask about it, and end it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, update

from portal.foundation import clock, journal
from portal.foundation.database import hold, session
from portal.foundation.errors import GONE, Refused
from portal.leadership import queries
from portal.leadership.models import Message, MessageCount, MessageMark, MessageQuestion
from portal.leadership.rules import messages as rules
from portal.leadership.rules.messages import Audience, Said
from portal.library.models import Publication
from portal.library.rules import may_open
from portal.people.models import Person, Unit

OVER = "This message is over."


@dataclass(frozen=True, slots=True)
class Draft:
    """What a leader is about to say, to whom, until when, and what there is to read."""

    words: str
    audience: Audience
    expires_on: date | None
    unit: Unit | None = None
    role: str = ""
    item: Publication | None = None
    link: str = ""


def send(said: Draft, *, by: Person) -> Message:
    """Say something in a few words. Raises ``Refused`` for whoever may not, and for what is too much."""
    # Two windows of one person come one after the other.
    session.execute(select(Person.id).where(Person.id == by.id).with_for_update(key_share=True))
    if not rules.may_send(by):
        raise Refused("Only innovation leads, heads of units and senior ranks say something to all.")
    rules.check_audience(by, said.audience, said.unit)
    day = rules.check_message(
        said.words, said.link, said.expires_on, clock.today(), sent=queries.still_open(by.id)
    )
    if said.item is not None and not may_open(by, said.item):
        raise Refused("There is no post of this reference that you may read.", field="more")
    made = Message(
        organisation_id=by.organisation_id, by_id=by.id, words=said.words.strip(), link=said.link,
        submission_id=said.item.submission_id if said.item is not None else None, audience=said.audience,
        unit_id=said.unit.id if said.unit is not None else None, role=said.role,
        sent_on=clock.today(), expires_on=day,
    )  # fmt: skip
    session.add(made)
    session.flush()
    journal.write("message.sent", made, by_id=by.id)
    return made


def say(message: Message, said: Said, *, key: str, by: Person) -> None:
    """Say that one understood or used it. Counted once, and kept with nobody; said again it is passed over.

    ``key`` is the portal's own. Raises ``Refused`` where it is not for them, or over. Nothing of this is journaled.
    """
    if not hold(message) or not rules.may_answer(by, message):
        raise Refused(OVER, code=GONE)
    mark = queries.mark_of(key, message, by.id, said)
    there = select(MessageMark.id).where(MessageMark.message_id == message.id, MessageMark.mark == mark)
    if session.scalar(there) is not None:
        return
    session.add(MessageMark(message_id=message.id, mark=mark))
    today = (
        select(MessageCount)
        .where(MessageCount.message_id == message.id, MessageCount.said == said)
        .where(MessageCount.day == clock.today())
    )
    counted = session.scalar(today)
    if counted is None:
        counted = MessageCount(message_id=message.id, said=said, day=clock.today(), number=0)
        session.add(counted)
    counted.number += 1
    session.flush()


def ask(message: Message, text: str, *, named: bool, by: Person) -> MessageQuestion:
    """Ask about a message, with one's name for its sender alone, or with none that is kept anywhere.

    Raises ``Refused`` where it is not for them, or over, and where very many have asked.
    """
    if not hold(message) or not rules.may_answer(by, message):
        raise Refused(OVER, code=GONE)
    rules.check_question(text, queries.count_questions(message))
    made = MessageQuestion(message_id=message.id, text=text.strip(), asked_by_id=by.id if named else None)
    session.add(made)
    session.flush()
    # A name is forgotten with the message, and what is journaled is never: it stands in no entry.
    journal.write("message.asked", made, at=clock.midnight())
    return made


def answer(question: MessageQuestion, text: str, *, by: Person) -> None:
    """Answer what was asked; all whom the message is for read both, without who asked. Raises ``Refused``."""
    if not hold(question):
        raise Refused(OVER, code=GONE)
    if not rules.may_keep(by, question.message):
        raise Refused("Whoever said it answers.", code="not-yours")
    if not text.strip():
        raise Refused("Type your answer.", field="text", code="missing")
    question.answer, question.answered_on = text.strip(), clock.today()
    session.flush()
    journal.write("message.answered", question, by_id=by.id)


def end_message(message: Message, *, by: Person) -> None:
    """End a message before its day: nobody reads it any more. Raises ``Refused`` for all but who said it."""
    if not hold(message):
        raise Refused(OVER, code=GONE)
    if not rules.may_keep(by, message):
        raise Refused("Whoever said it can end it.", code="not-yours")
    session.delete(message)
    session.flush()


def forget_what_is_over() -> None:
    """Forget of messages that are over who has answered and who asked; the numbers stay."""
    over = select(Message.id).where(Message.expires_on < clock.today())
    session.execute(delete(MessageMark).where(MessageMark.message_id.in_(over)))
    asked = update(MessageQuestion).where(MessageQuestion.message_id.in_(over))
    session.execute(asked.where(MessageQuestion.asked_by_id.is_not(None)).values(asked_by_id=None))
