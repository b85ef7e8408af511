"""Answering what was asked, saying the same, and taking in what comes back."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from portal.conversation import queries, rules
from portal.conversation.models import Remark, SameHere, Talk
from portal.conversation.queries import Asked
from portal.conversation.rules import Sort
from portal.conversation.rules.moderating import READABLE
from portal.feedback.models import Answer
from portal.foundation import clock, journal
from portal.foundation.database import hold, session
from portal.foundation.errors import GONE, Refused
from portal.foundation.keys import read_reference
from portal.people import queries as people
from portal.people.models import Person
from portal.submissions.actions import moment_shown, take_hold
from portal.submissions.models import Submission

OF_POST = "of-post-"  # how a page names an answer of those who answer for the post, by its place


def moment_of(about: Any) -> datetime:
    """The moment that a row of the journal about a post or something wanted has: a day, where more tells too much."""
    return moment_shown(about) if isinstance(about, Submission) else clock.midnight()


def taken(asked: Asked) -> tuple[Asked, Talk]:
    """Hold what was asked until the transaction ends, as it is now, with how it is taken in.

    Of two who answer at one moment the second is judged by what the first has done. Raises ``Refused`` where what was
    wanted was taken back meanwhile.
    """
    if asked.post is not None:
        take_hold(asked.post)
    if not hold(asked.it):
        raise Refused("Whoever asked for this took it back meanwhile.", code=GONE)
    now = queries.asked_of(asked.question) if asked.question is not None else queries.asked_of_want(asked.it)
    talk = now.talk
    if talk is None:
        talk = Talk(
            question_id=asked.question.id if asked.question is not None else None,
            want_id=asked.want.id if asked.want is not None else None,
        )
        session.add(talk)
        session.flush()
    else:
        session.refresh(talk)
    return Asked(now.question, now.want, talk), talk


def answer(asked: Asked, text: str, *, by: Person) -> Remark:
    """Say what one knows. Whoever asked hears of it while their budget lasts, and finds it on the page in any case.

    Raises ``Refused`` where whoever asked has enough, for one more than anybody gives, for nothing, and where it is not
    theirs to answer by then.
    """
    now, talk = taken(asked)
    rules.check_answer(now, queries.answers_given(talk, by.id))
    if not rules.may_answer(by, now):
        raise Refused("This is not yours to answer any more.", code="not-yours")
    given = _say(Sort.ANSWER, now.about, rules.check_text(text, "answer"), talk=talk, by=by)
    journal.write(
        "answer.given",
        now.about,
        by_id=by.id,
        at=moment_of(now.about),
        question=now.reference,
        remark=given.reference,
    )
    return given


def comment(post: Submission, text: str, *, by: Person) -> Remark:
    """Say something about a post, for everybody who reads it.

    Raises ``Refused`` for nothing, where it is gone, and for one more than anybody says.
    """
    take_hold(post)
    rules.check_comment(by, post, queries.comments_by(by.id, post.id))
    said = _say(Sort.COMMENT, post, rules.check_text(text, "comment"), talk=None, by=by)
    journal.write("comment.made", post, by_id=by.id, at=moment_of(post), remark=said.reference)
    return said


def _say(sort: Sort, about: Any, text: str, *, talk: Talk | None, by: Person) -> Remark:
    of_post = isinstance(about, Submission)
    column = Remark.submission_id if of_post else Remark.want_id
    last = session.scalar(select(func.max(Remark.number)).where(column == about.id)) or 0
    said = Remark(
        sort=sort,
        talk_id=talk.id if talk is not None else None,
        submission_id=about.id if of_post else None,
        want_id=None if of_post else about.id,
        number=last + 1,
        by_id=by.id,
        organisation_id=by.organisation_id,
        text=text,
        said_on=clock.today(),
    )
    session.add(said)
    session.flush()
    return said


def same_question(asked: Asked, *, by: Person) -> bool:
    """Say that one would like to know it too; said again it is taken back. Returns whether it stands."""
    _now, talk = taken(asked)
    return _switch(SameHere.talk_id == talk.id, SameHere(talk_id=talk.id, person_id=by.id), by)


def same_answer(asked: Asked, remark: Remark, *, by: Person) -> bool:
    """Say that one would answer the same, instead of writing it once more; said again it is taken back."""
    taken(asked)
    session.refresh(remark)
    if remark.by_id == by.id or remark.state not in READABLE:
        raise Refused("You can say this of an answer that somebody else gave.", code="not-yours")
    return _switch(SameHere.remark_id == remark.id, SameHere(remark_id=remark.id, person_id=by.id), by)


def _switch(what: Any, made: SameHere, by: Person) -> bool:
    there = session.scalar(select(SameHere).where(what, SameHere.person_id == by.id))
    if there is not None:
        session.delete(there)
    else:
        session.add(made)
    session.flush()
    return there is None


def accept(asked: Asked, which: str, *, by: Person) -> None:
    """Say which answer helped; named again it helped no more than others. Whoever gave it hears.

    Raises ``Refused`` for one's own answer, and where it is not there to be read any more.
    """
    now, talk = taken(asked)
    was, talk.accepted_id = talk.accepted_id, None
    helped = session.scalar(select(Remark).where(Remark.talk_id == talk.id, Remark.accepted))
    session.execute(update(Remark).where(Remark.talk_id == talk.id).values(accepted=False))
    if which.startswith(OF_POST):
        of_post = _answer_at(now, which.removeprefix(OF_POST))
        rules.check_accepts(of_post.by_id, by.id)
        talk.accepted_id = of_post.id if of_post.id != was else None
        stands = talk.accepted_id is not None
    else:
        remark = session.scalar(
            select(Remark).where(Remark.reference == read_reference(which), Remark.talk_id == talk.id)
        )
        if remark is None or remark.state not in READABLE:
            raise Refused("This answer is not there any more.", code="already-decided")
        session.refresh(remark)
        rules.check_accepts(remark.by_id, by.id)
        stands = remark.accepted = helped is None or helped.id != remark.id
        if stands:
            named = _name_of_asker(now, by)
            journal.write(
                "answer.accepted",
                now.about,
                by_id=named,
                at=moment_of(now.about),
                question=now.reference,
                remark=remark.reference,
            )
    _settle(now, stands=stands)


def _answer_at(asked: Asked, place: str) -> Answer:
    answers = asked.question.answers if asked.question is not None else []
    if not place.isdecimal() or not 0 < int(place) <= len(answers):
        raise Refused("This answer is not there any more.", code="already-decided")
    return answers[int(place) - 1]


def _name_of_asker(asked: Asked, by: Person) -> int | None:
    """Who the journal says did it: nobody, where whoever asked for something did so without their name."""
    unnamed = asked.want is not None and asked.want.shown != "name"
    return None if unnamed and by.id == asked.asked_by_id else by.id


def _settle(asked: Asked, *, stands: bool) -> None:
    """A question waits for its post's author no more once whoever asked has what they need."""
    if asked.question is None or asked.talk is None:
        return
    asked.question.settled = stands or asked.talk.enough
    if asked.question.settled:
        post = asked.question.submission
        journal.write("question.settled", post, at=moment_of(post), question=asked.reference)


def switch_enough(asked: Asked, *, enough: bool) -> None:
    """Take no more answers, or take answers again. What was answered stays readable."""
    now, talk = taken(asked)
    if talk.enough != enough:
        talk.enough = enough
        helped = select(Remark.id).where(Remark.talk_id == talk.id, Remark.accepted)
        _settle(now, stands=talk.accepted_id is not None or session.scalar(helped) is not None)


def arrange(asked: Asked, budget: int, deputy: str, *, by: Person) -> None:
    """Say of how many answers one wants to hear, and who takes the rest, by their address for mail; nothing for nobody.

    Raises ``Refused`` for a number that cannot be meant, and for a deputy who cannot take it.
    """
    now, talk = taken(asked)
    rules.check_budget(budget)
    person = people.person_by_email(deputy) if deputy else None
    wanted = person.id if person is not None else None
    if wanted != talk.deputy_id or (deputy and person is None):
        rules.check_names_deputy(now, by.id)
        if deputy:
            rules.check_deputy(person, by.id, reads=person is not None and rules.may_read(person, now))
            journal.write(
                "answers.deputy_named",
                now.about,
                by_id=by.id,
                at=moment_of(now.about),
                question=now.reference,
                person_id=str(wanted),
            )
        talk.deputy_id = wanted
    talk.budget = budget


def say_what_came(asked: Asked, text: str, *, by: Person) -> None:
    """Say what one did with the answers: it stands with them, and those who answered hear.

    Raises ``Refused`` for nothing.
    """
    now, talk = taken(asked)
    talk.done, talk.done_on = rules.check_text(text, "done"), clock.today()
    journal.write(
        "answers.used",
        now.about,
        by_id=_name_of_asker(now, by),
        at=moment_of(now.about),
        question=now.reference,
    )
