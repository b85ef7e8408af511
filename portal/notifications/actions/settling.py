"""What is over is news no longer: a notice says how it ended, and asks nothing of anybody."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, or_, select

from portal.authorisation.models import Step
from portal.authorisation.rules import StepState, may_know_of
from portal.authorisation.rules.edits import edit_waits
from portal.feedback import queries as feedback
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.journal import Entry, entries_about
from portal.implementation.queries import awaits_answer, awaits_confirming
from portal.library.queries import waits_to_be_confirmed
from portal.notifications.models import Notice
from portal.notifications.rules import NEWS_WHILE, named, words_when_answered, words_when_over
from portal.people.models import Person
from portal.submissions.models import Submission
from portal.submissions.queries import text_shared
from portal.submissions.rules import Status, is_decided_on

# What an owner is asked again and again until they answer, with whether it still waits for them.
REMINDERS: Mapping[str, Callable[[Submission], bool]] = {
    "item.review_asked": lambda post: waits_to_be_confirmed(post.id),
    "progress.asked": awaits_answer,
}
# What asks something of somebody, until it is done.
ASKING = ("question.asked", "submission.updated", "adoption.noted", *REMINDERS)


def title_of(person_id: int | None) -> str:
    """Name with rank of whoever has this key; nothing for nobody."""
    person = session.get(Person, person_id) if person_id is not None else None
    return person.title if person is not None else ""


def settle(post: Submission) -> None:
    """Let what is over be news no longer: a notice of a step says what became of it, and to whom it went."""
    title = named(text_shared(post)["title"], anonymous=post.anonymous)
    over: set[tuple[int, str, date]] = set()  # of two that say the same, the newer one stays
    reminded: set[tuple[int, str]] = set()
    for notice, entry in session.execute(_not_settled(post)).all():
        if notice.address.endswith("/proposed"):
            if not edit_waits(step_at(notice.address)):
                notice.seen, notice.address = True, f"/submissions/{post.reference}"
        elif notice.address.startswith("/steps/"):
            step = step_at(notice.address)
            if not _still_asks(step, notice, entry):
                notice.seen, notice.told_on = True, _over_since(step)
                notice.words, notice.address = _over(step, notice, title), _after(step, notice)
                same = (notice.person_id, notice.words, notice.told_on)
                notice.replaced = same in over
                over.add(same)
        elif entry.event == "question.asked":
            question = feedback.question(post.reference, str(entry.facts.get("question")))
            if question is not None:
                _settle_question(notice, question, title)
        elif entry.event == "adoption.noted":
            notice.seen = not awaits_confirming(str(entry.facts.get("entry")), notice.person_id)
        elif entry.event in REMINDERS:
            again = (notice.person_id, entry.event)
            notice.replaced = again in reminded
            notice.seen = notice.replaced or not REMINDERS[entry.event](post)
            reminded.add(again)
        elif notice.address.endswith("/outcome"):
            notice.seen = not feedback.outcome_is_out_of_date(post)
        elif _stands(post) not in NEWS_WHILE.get(entry.event, {_stands(post)}):
            notice.seen = True


def _settle_question(notice: Notice, question: Any, title: str) -> None:
    """A question asks nothing once it is answered, or once whoever asked has what they need."""
    if question.answers:
        notice.seen, notice.words = True, words_when_answered(title)
        notice.told_on = clock.local(question.answers[-1].answered_at).date()
    else:
        notice.seen = question.settled


def _stands(post: Submission) -> str:
    """Where a post stands for those who decide: what is in the library on trust waits for them too."""
    return Status.WAITING if is_decided_on(post) else post.status


def _not_settled(post: Submission) -> Select[Notice, Entry]:
    """What may be over by now: notices that still lead to a step, and unread ones of what passes."""
    passes = and_(Notice.seen.is_(False), Entry.event.in_((*ASKING, *NEWS_WHILE)))
    notices = select(Notice, Entry).join(Entry, Notice.entry == Entry.sequence)
    of_post = notices.where(
        Notice.submission_id == post.id, or_(Notice.address.startswith("/steps/"), passes)
    )
    return of_post.order_by(Notice.entry.desc())


def step_at(address: str) -> Step:
    """The step to which a notice leads."""
    reference = address.split("/")[2]
    return session.scalars(select(Step).where(Step.reference == reference)).one()


def _still_asks(step: Step, notice: Notice, entry: Entry) -> bool:
    """Whether a step waits for what a notice asked of somebody: to decide it, or to find somebody who does."""
    asked = entry.facts.get("holder_id") if notice.address.endswith("/hand-on") else str(notice.person_id)
    return step.state == StepState.OPEN and str(step.holder_id) == asked


def _over(step: Step, notice: Notice, title: str) -> str:
    last = step.verdicts[-1] if step.verdicts else None
    own = last is not None and last.by_id == notice.person_id and last.outside_id is None
    return words_when_over(
        StepState(step.state),
        title,
        by="You" if own else last.who if last is not None else "",
        holder=title_of(step.holder_id),
        taken_out=any("taken_out" in entry.facts for entry in entries_about(step.submission)),
    )


def _over_since(step: Step) -> date:
    """The day on which a step waited for somebody no longer: it was decided, or went to another."""
    if step.state == StepState.OPEN and step.given_on is not None:
        return step.given_on
    decided = step.verdicts and step.state != StepState.CLOSED
    return clock.local(step.verdicts[-1].given_at).date() if decided else clock.today()


def _after(step: Step, notice: Notice) -> str:
    """Where somebody reads what became of a post: on its page, if they still may once it has left them."""
    post: Any = step.submission
    person = session.get_one(Person, notice.person_id)
    readable = step.state != StepState.OPEN and may_know_of(person, post)
    return f"/submissions/{post.reference}" if readable else "/queue"
