"""A decision is made once, by somebody who may, on the text they read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from sqlalchemy import CursorResult, update

from portal.authorisation import queries, rules
from portal.authorisation.actions.routing import stands_at_last
from portal.authorisation.actions.sending import (
    close_rest,
    keep_holder,
    open_next,
    spare_rest,
    step_facts,
    take_hold,
    tell_opened,
)
from portal.authorisation.models import GivenVerdict, OutsideDecider, Step
from portal.authorisation.queries.outside import is_barred_outside
from portal.authorisation.rules import StepState, Verdict
from portal.authorisation.rules.declining import stays_for
from portal.authorisation.rules.edits import EditState
from portal.authorisation.rules.reading import check_passed_on
from portal.authorisation.rules.trust import DAYS_TO_CHANGE, OUT, STAYS
from portal.authorisation.rules.voices import Scored, check_ticked, scored
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.submissions import actions as posts
from portal.submissions.kinds import Needed
from portal.submissions.models import Submission
from portal.submissions.rules import Sharing, Status, missing


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decider answers. ``seen`` is the version of the text they read; ``summary`` one they supply.

    ``sharing`` is for whom they approve it; where it is empty, as its author asked. ``ticked`` are the lines of the
    checklist that they ticked, ``scores`` what they gave each line of the score sheet, with a note. ``take_out``: what
    is in the library on trust leaves it while its author changes it. ``leave``: how far its author may leave what is
    declined in the library (``rules.declining.Stay``).
    """

    verdict: Verdict
    reason: str = ""
    code: str = ""
    seen: int = 0
    summary: str = ""
    sharing: str = ""
    ticked: tuple[str, ...] = ()
    scores: Mapping[str, tuple[int | None, str]] = field(default_factory=dict)
    take_out: bool = False
    leave: str = ""


def check_decision(step: Step, decision: Decision) -> tuple[Scored, ...]:
    """Raise ``Refused`` where a decision lacks something that its stage asks. Returns the score sheet filled in."""
    post = step.submission
    rules.check_seen(post, decision.seen)
    if step.reads_first:
        check_passed_on(decision.verdict)
    rules.check_reason(decision.verdict, decision.reason, decision.code)
    check_ticked(step.checklist, decision.ticked, decision.verdict)
    if decision.verdict is Verdict.APPROVE:
        rules.check_summary(decision.summary, post.summary, last=queries.is_last(step))
        if decision.sharing:
            rules.check_reach(post.sharing, decision.sharing)
    return () if decision.verdict is Verdict.RETURN else scored(step.sheet, decision.scores)


def decide(
    step: Step, decision: Decision, *, by: Person, outside: OutsideDecider | None = None
) -> Step | None:
    """Decide a step. Returns the step that the post waits at next, if any.

    ``outside`` is whose decision it is where ``by`` asked somebody outside and answers for it. Raises ``Refused``
    where the person may not, the text is another than the one they read, something is missing, or somebody else was
    faster.
    """
    post = step.submission
    take_hold(post)
    if not rules.may_answer(by, step):
        raise Refused("This decision is not yours to make.", code="not-yours")
    if outside is not None and (post.anonymous or is_barred_outside(outside, step)):
        raise Refused("This decision is not yours to make.", code="not-yours")
    if step.state != StepState.OPEN:
        raise already_decided(step)
    sheet = check_decision(step, decision)
    if (
        step.reads_first
    ):  # they say nothing of the idea, and what they said of the text is for its author alone
        decision = Decision(Verdict.APPROVE, seen=decision.seen)
    lock = step.lock
    taken = session.execute(
        update(Step)
        .where(Step.id == step.id, Step.state == StepState.OPEN, Step.lock == lock)
        .values(state=rules.STATE_AFTER[decision.verdict], lock=lock + 1)
        .execution_options(synchronize_session="fetch")
    )
    if cast("CursorResult[Any]", taken).rowcount != 1:
        session.refresh(step)
        raise already_decided(step)
    taken_over = _take_over(post, decision, by) if decision.verdict is Verdict.APPROVE else {}
    step.verdicts.append(
        GivenVerdict(
            verdict=decision.verdict,
            code=decision.code if decision.verdict is Verdict.DECLINE else "",
            reason=decision.reason.strip(),
            by_id=by.id,
            by=by,
            asked_at=step.opened_at,
            given_at=clock.now(),
            version=post.version,
            sharing=taken_over.get("narrowed_to"),
            ticked=[line for line in step.checklist if line in decision.ticked],
            scores=[asdict(line) for line in sheet],
            files=queries.files_read(step),
            outside=outside,
        )
    )
    if step.edit_until is not None:  # a change to the text that its author had not answered
        step.edit, step.edit_until = step.edit | {"state": EditState.OVERTAKEN}, None
    session.flush()
    return _after(step, decision, by, taken_over | ({"outside_id": str(outside.id)} if outside else {}))


def _take_over(post: Submission, decision: Decision, by: Person) -> dict[str, str]:
    """Take the approver's summary and whom they let read it into the post. Returns what the journal keeps of it.

    The summary of an author is theirs alone: one is taken over only where they left it to whoever approves it last.
    """
    taken = {}
    if decision.sharing and decision.sharing != post.sharing:
        taken = {"narrowed_from": post.sharing, "narrowed_to": decision.sharing}
        post.sharing = decision.sharing
    summary = decision.summary or post.summary
    if taken or summary != post.summary:
        summed_up = summary != post.summary
        post.summary = summary
        if summed_up:
            post.summed_up, taken["summed_up"] = True, "yes"
        post.version += 1
        posts.keep_version(post, by_id=by.id)
        posts.note_sent(post, by_id=by.id)  # from now on it is what others than its authors read
    return taken


def _after(step: Step, decision: Decision, by: Person, more: Mapping[str, str]) -> Step | None:
    post, trusted = step.submission, step.submission.on_trust
    said: dict[str, Any] = {
        "step": step.name,
        "of_step": step.reference,
        "reason": decision.reason.strip(),
        "code": decision.code if decision.verdict is Verdict.DECLINE else "",
        "version": post.version,
        **more,
    }
    if trusted:
        said["trust"] = STAYS
    stands = stands_at_last(post)
    if stands.status is Status.RETURNED or stands.status is Status.DECLINED:
        if stands.status is Status.DECLINED:
            post.left_for = stays_for(decision.leave, decision.code, Sharing(post.sharing))
            spare_rest(post)
            close_rest(post)
        else:
            _pause_rest(post)
        posts.move(post, stands.status)
        event = "submission.returned" if stands.status is Status.RETURNED else "submission.declined"
        said |= _leave_or_stay(step, decision) if trusted else {}
        journal.write(event, post, by_id=by.id, **said)
        _note_reviewed(post, trusted=trusted, by=by)
        return None
    spare_rest(post)
    _note_reviewed(post, trusted=trusted, by=by)
    if step.reads_first:
        post.unread = False
        posts.note_sent(post, by_id=None)
    if rules.outcome(queries.stage_of(step)) is StepState.AHEAD:
        journal.write("step.answered", post, by_id=by.id, verdict=decision.verdict.value, **said)
        opened = open_next(post)  # who checked beside them reads again where the text is another by now
        tell_opened(opened)
        return opened[0] if opened else keep_holder(post)
    if stands.status is Status.PUBLISHED:
        _check_complete(step)
        journal.write("submission.approved", post, by_id=by.id, **said)
        posts.publish(post, by=by)
        return None
    opened = open_next(post)
    following = opened[0] if opened else keep_holder(post)
    waits = step_facts(following) if following is not None else {}
    together = sum(one.name == following.name for one in opened) if following is not None else 0
    if together > 1:
        waits["others"] = together - 1
    event = "submission.read_first" if step.reads_first else "submission.approved"
    journal.write(event, post, by_id=by.id, **(said | waits))
    tell_opened(opened[1:])
    return following


def _leave_or_stay(step: Step, decision: Decision) -> dict[str, str]:
    """What was published on trust leaves the library, or stays while its author changes it, for a time."""
    post = step.submission
    if decision.take_out:
        posts.leave_library(post)
    if not post.on_trust or post.author_id is None:
        return {"trust": OUT}
    step.due_on = queries.LiveRoster().due_after(post.author_id, DAYS_TO_CHANGE)
    return {"trust": STAYS, "until": step.due_on.isoformat()}


def _note_reviewed(post: Submission, *, trusted: bool, by: Person) -> None:
    """What somebody decided on what stands in the library may have changed it: its text, its readers, or its place."""
    if trusted:
        if post.on_trust:
            posts.note_published_once(post, by_id=by.id)
        journal.write("submission.reviewed", post, by_id=by.id)


def _pause_rest(post: Submission) -> None:
    """What others are asked beside waits until its author has sent it again."""
    for step in queries.present_steps(post):
        if step.state == StepState.OPEN:
            step.state = StepState.AHEAD
            step.lock += 1


def _check_complete(step: Step) -> None:
    for name, sentence in missing(step.submission, Needed.TO_PUBLISH):
        raise Refused(
            sentence
            if name == "summary"
            else f"It cannot be published yet. Ask the author for this: {sentence}",
            field="summary" if name == "summary" else None,
            code="missing",
        )


def already_decided(step: Step) -> Refused:
    """What the second of two deciders is told."""
    if step.verdicts:
        last = step.verdicts[-1]
        moment = clock.local(last.given_at)
        when = f"at {moment:%H:%M} on {moment.day} {moment:%B}"
        who = last.by.name if last.outside is None else last.who
        return Refused(f"This was already decided by {who} {when}.", code="already-decided")
    return Refused("This is no longer waiting for a decision.", code="already-decided")
