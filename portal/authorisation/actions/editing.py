"""Approved with a change to the text: the author accepts it, declines it, or it lapses. Their original is kept."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from portal.authorisation import queries, rules
from portal.authorisation.actions.deciding import Decision, already_decided, check_decision, decide
from portal.authorisation.actions.sending import keep_holder, start, take_hold
from portal.authorisation.models import Step
from portal.authorisation.rules import StepState, Verdict
from portal.authorisation.rules.edits import (
    PARTS,
    EditState,
    check_edit,
    edit_waits,
    mark_of,
    may_answer_edit,
)
from portal.authorisation.rules.reading import DAYS_TO_ANSWER, check_because, may_edit_without_author
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.submissions import actions as posts
from portal.submissions.models import Submission

CHANGED = "The text, or who decides on it, has changed since. Decline it: it is read again."
ONLY_UNANSWERED = (
    "Its text is changed without its author only where they did not answer what was put to them in time."
)
NOT_THERE = "This change waits no longer: it was answered, or decided otherwise."


def propose_edit(step: Step, decision: Decision, text: Mapping[str, Any], *, by: Person) -> None:
    """Approve a post once its author accepts a change to the text. They have as long as the step allows.

    An answer by receipt has two days more in which it is passed on, as long as the desk keeps it in a quiet week.

    ``text`` holds title, summary and body, and under ``details`` the answers to the questions of its kind.

    Raises ``Refused`` where the person may not decide, or read another text; where the stage asks for more; and where
    nothing is changed, or nobody is there who could accept it.
    """
    post = step.submission
    take_hold(post)
    if not rules.may_answer(by, step):
        raise Refused("This decision is not yours to make.", code="not-yours")
    if step.state != StepState.OPEN:
        raise already_decided(step)
    if edit_waits(step):
        raise Refused("A change to the text waits for its author already.", code="wrong-state")
    check_decision(step, replace(decision, verdict=Verdict.APPROVE, summary=""))
    changed = check_edit(post, text, last=queries.is_last(step))
    days = max(step.limit_days, DAYS_TO_ANSWER) if step.reads_first else step.limit_days
    until = queries.LiveRoster().due_after(step.holder_id or by.id, days)
    step.edit = {
        "state": EditState.PROPOSED,
        "by_id": str(by.id),
        "version": post.version,
        "text": changed,
        "reason": decision.reason.strip(),
        "ticked": list(decision.ticked),
        "scores": {name: list(given) for name, given in decision.scores.items()},
        "anew": step.edit.get("anew", False),
        # What they declined once is theirs: no second proposal, left unanswered, is made without them.
        "refused": step.edit.get("refused", False) or step.edit.get("state") == EditState.DECLINED,
        "due_on": step.due_on.isoformat() if step.due_on else "",
    }
    step.edit_until = until + rules.PASSED_ON_WITHIN if post.anonymous else until
    if step.due_on is None or step.due_on < step.edit_until:
        step.due_on = step.edit_until  # its holder can do nothing before its author has answered
    step.lock += 1
    keep_holder(post)
    said = _for_all(step, decision.reason)
    _note(step, "edit.proposed", by_id=by.id, until=until.isoformat(), reason=said)


def _for_all(step: Step, words: str) -> str:
    """What is kept where others read it: not the words between an author and whoever reads their post first."""
    return "" if step.reads_first else words.strip()


def accept_edit(step: Step, *, by: Person, read: str = "", shown: bool = False) -> Step | None:
    """Take a change over, as a version of its own, and let the approval count. Returns the step that comes next.

    ``read`` is the mark of the change that was read; ``shown`` says whether readers of the library may see it beside
    what stands there. Raises ``Refused`` where it waits no longer, another was read, or whoever proposed it may not
    decide any more.
    """
    take_hold(step.submission)
    if not may_answer_edit(by, step):
        raise Refused(NOT_THERE, code="wrong-state")
    if read not in {"", mark_of(step.edit)}:
        raise Refused("Another change was put to you since. Read it again.", code="old-version")
    if not _still_fits(step):
        raise Refused(CHANGED)
    if shown:
        step.edit = step.edit | {"shown": True}
        step.submission.edits_shown = True
    return _take_over(step, by_id=by.id)


def _still_fits(step: Step) -> bool:
    """Whether the text is the one that was changed, and whoever changed it may decide still."""
    proposer = session.get_one(Person, int(step.edit["by_id"]))
    return bool(step.edit["version"] == step.submission.version) and rules.may_answer(proposer, step)


def edit_without_author(step: Step, because: str, *, seen: int, by: Person) -> Step | None:
    """Pass a post on as it was proposed to an author who did not answer in time. All who read it read why.

    Raises ``Refused`` where its author did answer, the text is another, or no reason is given.
    """
    post = step.submission
    take_hold(post)
    if not rules.may_answer(by, step):
        raise Refused("This is not yours to pass on.", code="not-yours")
    if step.state != StepState.OPEN:
        raise already_decided(step)
    rules.check_seen(post, seen)
    if not may_edit_without_author(by, step):
        raise Refused(ONLY_UNANSWERED, code="wrong-state")
    check_because(because)
    _change(step, by)
    post.edited_because = because.strip()
    _settle(step, EditState.MADE)
    _note(step, "edit.made", by_id=by.id, reason=because.strip())
    return decide(step, Decision(Verdict.APPROVE, seen=post.version), by=by)


def _change(step: Step, by: Person) -> None:
    """Make the text what was proposed, as a version of its own."""
    post, edit = step.submission, step.edit
    for name in PARTS:
        setattr(post, name, edit["text"][name])
    post.details = {**post.details, **edit["text"].get("details", {})}
    post.version += 1
    posts.keep_version(post, by_id=by.id)


def _take_over(step: Step, *, by_id: int | None, **more: Any) -> Step | None:
    post, edit = step.submission, step.edit
    proposer = session.get_one(Person, int(edit["by_id"]))
    _change(step, proposer)
    posts.note_sent(post, by_id=by_id)
    _settle(step, EditState.ACCEPTED)
    for other in queries.present_steps(post):
        if queries.checked_another_text(other):
            other.state = StepState.AHEAD  # whoever checked it reads it again (decision 20)
    _note(step, "edit.accepted", by_id=by_id, **more)
    scores = {name: (given[0], given[1]) for name, given in edit["scores"].items()}
    decision = Decision(
        Verdict.APPROVE, edit["reason"], seen=post.version, ticked=tuple(edit["ticked"]), scores=scores
    )
    return decide(step, decision, by=proposer)


def decline_edit(step: Step, why: str, *, by: Person) -> None:
    """Keep the text as it is: the post goes back to whoever decides, whose time begins anew."""
    take_hold(step.submission)
    if not may_answer_edit(by, step):
        raise Refused(NOT_THERE, code="wrong-state")
    _leave(step, why, by_id=by.id)


def _leave(step: Step, why: str, *, by_id: int | None, **more: Any) -> None:
    _settle(step, EditState.DECLINED, why=why.strip())
    _begin_anew(step)
    _note(
        step, "edit.declined", by_id=by_id, reason=_for_all(step, why), holder_id=str(step.holder_id), **more
    )


def answer_edit_from_desk(
    post: Submission, reference: str, *, read: str, accepts: bool, why: str, key: str
) -> bool:
    """What the author of an anonymous post answered by receipt to the change that they ``read``.

    Whether it came in time: a change that lapsed, or was overtaken, is not taken over, nor one that they did not read.
    What nobody may decide any more as it was proposed lapses, where all can see it. ``key`` is that of what waited at
    the desk.
    """
    take_hold(post)
    step = next((one for one in queries.present_steps(post) if one.reference == reference), None)
    if not post.anonymous or step is None or not edit_waits(step) or mark_of(step.edit) != read:
        return False
    if not accepts:
        _leave(step, why, by_id=None, from_desk=key)
    elif _still_fits(step):
        _take_over(step, by_id=None, from_desk=key)
    else:
        _lapse(step, from_desk=key)
    return True


def _lapse(step: Step, **more: Any) -> None:
    _settle(step, EditState.LAPSED)
    _begin_anew(step)
    _note(step, "edit.lapsed", holder_id=str(step.holder_id), **more)


def lapse_edits(answered: Collection[str] = ()) -> int:
    """Let changes lapse that no author answered in time: each is open again with its holder. Returns how many.

    Not of the posts whose desk keys are ``answered``: what their authors said waits to be passed on.
    """
    waiting = (
        select(Step.id)
        .join(Submission, Submission.id == Step.submission_id)
        .where(queries.IS_OPEN, Step.edit_until < clock.today())
        .where(or_(Submission.desk_key.is_(None), Submission.desk_key.not_in(answered)))
    )
    lapsed = 0
    for key in session.scalars(waiting).all():
        with transaction():
            step = session.get_one(Step, key)
            take_hold(step.submission)
            if step.edit_until is None or step.edit_until >= clock.today() or not edit_waits(step):
                continue
            _lapse(step)
            lapsed += 1
    return lapsed


def _settle(step: Step, state: EditState, **more: Any) -> None:
    step.edit = step.edit | {"state": state} | more
    step.edit_until = None


def _begin_anew(step: Step) -> None:
    """Its holder's time begins anew, once; after another change it is due when it was: nothing is held up for good."""
    if step.holder_id is not None and not step.edit["anew"]:
        start(step, step.holder_id, queries.LiveRoster())
        step.given_on, step.reminded = clock.today(), rules.NOT_YET
    elif step.edit["due_on"]:
        step.due_on = date.fromisoformat(step.edit["due_on"])
    step.edit = step.edit | {"anew": True}
    step.lock += 1
    keep_holder(step.submission)


def _note(step: Step, event: str, *, by_id: int | None = None, **facts: Any) -> None:
    named: dict[str, Any] = {"step": step.name, "of_step": step.reference, "at_step": step.reference}
    post = step.submission
    journal.write(event, post, by_id=by_id, at=posts.moment_shown(post), **named, **facts)
