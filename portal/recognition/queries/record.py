"""What is stored of what one person did, for them alone. Nothing of it is counted or kept a second time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from portal.authorisation.models import Opinion, Step
from portal.feedback.models import Answer, Outcome, Question
from portal.feedback.rules import ENDED, Result
from portal.following.models import Want
from portal.following.rules.wants import WantState
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.implementation.models import Adoption
from portal.implementation.rules.ledger import EntryState, How
from portal.library import queries as library
from portal.library.models import Publication
from portal.people.models import NAMED_ONLY, Person
from portal.recognition.models import Thanks
from portal.recognition.queries.thanks import thanks_to
from portal.recognition.rules.record import Deed, Help, Helped, Published, TakenUp, deeds_of
from portal.submissions.kinds import KINDS
from portal.submissions.models import Submission, in_library, wrote


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody did, newest first, and what leaders thanked them for."""

    deeds: Sequence[Deed]
    thanks: Sequence[Thanks]


def record_of(person: Person, since: date | None = None) -> Record:
    """What one person did under their name, from a day on where one is given. For them alone.

    A post of somebody else's is named only where they read it in the library now.
    """
    taken_up = _entries(Adoption.noted_by_id == person.id)
    confirmed = _entries(Adoption.decided_by_id == person.id)
    answers, opinions, found = _answers(person.id), _opinions(person.id), _found(person.id)
    keys = {one.submission_id for one in (*taken_up, *confirmed)} | {key for key, _day in answers}
    keys |= {one.step.submission_id for one in opinions} | {key for key, _day in found}
    known = _named(person, keys)
    helped = [
        *(Helped(Help.ANSWERED, day, *known.get(key, _NOBODYS)) for key, day in answers),
        *(Helped(Help.FOUND, day, *known.get(key, _NOBODYS)) for key, day in found),
        *(
            Helped(
                Help.OPINION,
                clock.local(one.answered_at).date(),
                *known.get(one.step.submission_id, _NOBODYS),
                by=one.asked_by.title,
            )
            for one in opinions
            if one.answered_at is not None
        ),
        *(
            Helped(Help.CONFIRMED, one.decided_on, *known.get(one.submission_id, _NOBODYS), place=one.place)
            for one in confirmed
            if one.decided_on is not None
        ),
    ]
    entries = (
        TakenUp(*known.get(one.submission_id, _NOBODYS), How(one.how), one.place, one.since, one.decided_on)
        for one in taken_up
        if one.decided_on is not None
    )
    thanks = [one for one in thanks_to(person.id) if since is None or one.said_on >= since]
    return Record(deeds_of(_published(person.id), entries, helped, since=since), thanks)


_NOBODYS = ("", "")


def _named(person: Person, keys: Collection[int]) -> Mapping[int, tuple[str, str]]:
    """Title and reference of those of these posts that somebody reads in the library."""
    cards = library.cards(person, sorted(keys)) if keys else {}
    return {key: (library.words_of(card.title), card.reference) for key, card in cards.items()}


def _published(person_id: int) -> Iterator[Published]:
    posts = (
        select(Publication)
        .join(Publication.submission)
        .where(wrote(person_id), in_library(), Publication.declined.is_(False))
        .order_by(Publication.published_on.desc(), Publication.reference)
    )
    found = session.scalars(posts).unique().all()
    keys = [one.submission_id for one in found]
    approved, ended = _approved(keys), _ended(keys)
    for one in found:
        yield Published(
            one.reference,
            one.title,
            KINDS[one.kind].name,
            one.published_on,
            tuple(dict.fromkeys(approved.get(one.submission_id, ()))),
            ended.get(one.submission_id),
        )


def _approved(keys: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """Who approved each of these posts, as the journal has it and its authors were told."""
    rows = (
        select(Entry.subject_id, Person)
        .join(Person, Person.id == Entry.by_id)
        .where(Entry.event == "submission.approved", Entry.subject_kind == Submission.__tablename__)
        .where(Entry.subject_id.in_(keys))
        .options(*NAMED_ONLY)
        .order_by(Entry.sequence)
    )
    said: dict[int, list[str]] = defaultdict(list)
    for key, by in session.execute(rows).unique() if keys else ():
        said[key].append(by.title)
    return said


def _ended(keys: Sequence[int]) -> Mapping[int, tuple[date, str]]:
    """Of these posts those of which was last said that they stopped or did not work: since when, and why."""
    said = select(Outcome).where(Outcome.submission_id.in_(keys)).order_by(Outcome.kept_at, Outcome.id)
    newest = {one.submission_id: one for one in session.scalars(said.options(lazyload(Outcome.by))) if keys}
    return {
        key: (clock.local(one.kept_at).date(), one.note)
        for key, one in newest.items()
        if one.note and (one.state in ENDED or one.result == Result.DID_NOT)
    }


def _entries(whose: ColumnElement[bool]) -> Sequence[Adoption]:
    """Confirmed entries of the ledger."""
    lean = (lazyload(Adoption.submission), joinedload(Adoption.organisation), joinedload(Adoption.unit))
    some = select(Adoption).where(whose, Adoption.state == EntryState.CONFIRMED)
    return (
        session.scalars(some.options(*lean).order_by(Adoption.since.desc(), Adoption.reference))
        .unique()
        .all()
    )


def _answers(person_id: int) -> Sequence[tuple[int, date]]:
    """Which posts of others somebody answered questions about, and when."""
    rows = (
        select(Question.submission_id, Answer.answered_at)
        .join(Answer.question)
        .join(Submission, Submission.id == Question.submission_id)
        .where(Answer.by_id == person_id, Submission.id.not_in(select(Submission.id).where(wrote(person_id))))
    )
    return _days(session.execute(rows))


def _opinions(person_id: int) -> Sequence[Opinion]:
    """The opinions that somebody gave when they were asked."""
    some = (
        select(Opinion)
        .join(Opinion.step)
        .where(Opinion.of_id == person_id, Opinion.answered_at.is_not(None))
        .options(
            contains_eager(Opinion.step).lazyload(Step.submission),
            joinedload(Opinion.asked_by).options(*NAMED_ONLY),
        )
    )
    return session.scalars(some.order_by(Opinion.answered_at, Opinion.id)).unique().all()


def _found(person_id: int) -> Sequence[tuple[int, date]]:
    """Which posts somebody named as an answer to what was wanted, and when, as the journal has it."""
    rows = (
        select(Submission.id, Entry.at)
        .join(Want, Want.answer == Submission.reference)
        .join(Entry, Entry.subject_id == Want.id)
        .where(Entry.event == "want.answered", Entry.subject_kind == Want.__tablename__)
        .where(Entry.by_id == person_id, Want.settled_by_id == person_id, Want.state == WantState.ANSWERED)
    )
    return _days(session.execute(rows))


def _days(rows: Iterable[Row[int, datetime]]) -> Sequence[tuple[int, date]]:
    """Each post and day once: two answers on one day are one help."""
    return sorted({(row[0], clock.local(row[1]).date()) for row in rows})
