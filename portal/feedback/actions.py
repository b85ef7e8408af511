"""What can be said of a post: what became of it, of what use it was, what is asked and answered.

For what was posted anonymously every moment is kept to the day, as for the post itself (anonymity.md).
"""

from sqlalchemy import select

from portal.feedback import rules
from portal.feedback.models import Answer, Outcome, Question, Use
from portal.feedback.rules import OutcomeState, Result, UseKind
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.submissions.actions import moment_shown, take_hold
from portal.submissions.models import Submission
from portal.submissions.rules import Status


def keep_outcome(
    post: Submission,
    state: OutcomeState,
    result: Result | None,
    note: str,
    *,
    by: Person,
    sees_it_through: bool = False,
) -> Outcome:
    """Say what has become of a post. What was said before stays as its history.

    ``sees_it_through``: it is theirs to see through, as the room above knows.
    Raises ``Refused`` where the person may not, and where something ends without a reason.
    """
    if not rules.may_keep_outcome(by, post, sees_it_through=sees_it_through):
        raise Refused(
            "What became of a post is said by whoever sees it through, or an innovation lead there, and not of their "
            "own post.",
            code="not-yours",
        )
    rules.check_outcome(state, result, note)
    kept = Outcome(
        submission_id=post.id,
        state=state,
        result=result or "",
        note=note.strip(),
        by_id=by.id,
        by=by,
        kept_at=moment_shown(post),
    )
    # Of several kept in one day of an anonymous post only the last holds: their moments are the same.
    if post.anonymous:
        for earlier in session.scalars(
            select(Outcome).where(Outcome.submission_id == post.id, Outcome.kept_at == kept.kept_at)
        ):
            session.delete(earlier)
    session.add(kept)
    session.flush()
    journal.write(
        "outcome.kept",
        post,
        by_id=by.id,
        at=moment_shown(post),
        state=str(state),
        result=kept.result,
        said=rules.outcome_in_words(post.kind, state, result),
        note=kept.note,
    )
    return kept


def respond(
    post: Submission, kind: UseKind, reason: str, *, by: Person, in_words: bool = False
) -> Use | None:
    """Say of what use a post was; saying the same again takes it back, and then nothing is returned.

    ``in_words``: it comes from the field for a sentence, where the same again, or nothing, changes nothing.
    Raises ``Refused`` where the person may not, and for "it did not fit" without a reason.
    """
    take_hold(post)  # pressed twice at one moment, the second is judged by what the first has said
    if not rules.may_respond(by, post):
        raise Refused("You can say this of a published post that is not your own.", code="not-yours")
    reason = reason.strip()
    said = session.scalar(
        select(Use).where(Use.submission_id == post.id, Use.person_id == by.id, Use.kind == kind)
    )
    if said is not None and reason in {"", said.reason}:
        if in_words:
            return said
        session.delete(said)
        session.flush()
        journal.write("post.response_taken_back", post, by_id=by.id, at=moment_shown(post), kind=str(kind))
        return None
    rules.check_response(kind, reason)
    if said is None:
        said = Use(submission_id=post.id, person_id=by.id, person=by, kind=kind)
        session.add(said)
    said.organisation_id, said.organisation = by.organisation_id, by.organisation
    said.reason, said.said_on = reason, clock.today()
    session.flush()
    journal.write(
        "post.used",
        post,
        by_id=by.id,
        at=moment_shown(post),
        kind=str(kind),
        reason=reason,
        organisation=by.organisation.name,
    )
    return said


def ask(post: Submission, text: str, *, by: Person, deciding: bool = False) -> Question:
    """Ask about a post. Raises ``Refused`` where the person may not, or asks nothing.

    Whoever is ``deciding`` asks its author alone, also where the post is in the library already, on trust.
    """
    if not rules.may_ask(by, post):
        raise Refused("You cannot ask about this post as it stands now.", code="not-yours")
    if not text.strip():
        raise Refused("Type your question.", field="question", code="missing")
    asked = Question(
        submission_id=post.id,
        submission=post,
        asked_by_id=by.id,
        asked_by=by,
        text=text.strip(),
        asked_at=moment_shown(post),
        before_publication=deciding or post.status != Status.PUBLISHED,
        settled=False,
        answers=[],
    )
    session.add(asked)
    session.flush()
    journal.write(
        "question.asked", post, by_id=by.id, at=moment_shown(post), question=asked.reference, text=asked.text
    )
    return asked


def answer(question: Question, text: str, *, by: Person) -> Answer:
    """Answer a question, as the author, the organisation's innovation lead, or the national curator.

    Raises ``Refused`` for anybody else, and for an empty answer.
    """
    if not rules.may_answer(by, question):
        raise Refused("The author answers, or an innovation lead of the organisation.", code="not-yours")
    return _answer(question, text, by)


def answer_from_desk(question: Question, text: str) -> Answer:
    """The answer of an anonymous author, brought from the desk: nothing is known of it but its day.

    Raises ``Refused`` where the post was not posted anonymously, and for an empty answer.
    """
    if not question.submission.anonymous:
        raise Refused("The author of this post answers under their name.", code="not-yours")
    return _answer(question, text, None)


def _answer(question: Question, text: str, by: Person | None) -> Answer:
    if not text.strip():
        raise Refused("Type your answer.", field="answer", code="missing")
    post = question.submission
    given = Answer(
        question_id=question.id,
        by_id=by.id if by else None,
        by=by,
        text=text.strip(),
        answered_at=moment_shown(post),
    )
    question.answers.append(given)
    session.flush()
    journal.write(
        "question.answered",
        post,
        by_id=by.id if by else None,
        at=moment_shown(post),
        question=question.reference,
        text=given.text,
        asked_by=str(question.asked_by_id),
    )
    return given
