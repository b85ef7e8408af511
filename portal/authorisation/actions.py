"""What can be done on the way to the library: send, decide, hand on, configure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, select, update

from portal.authorisation import queries, rules
from portal.authorisation.models import GivenVerdict, Route, Stage, Step
from portal.authorisation.rules import Roster, StagePlan, StepState, Verdict
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.submissions import actions as posts
from portal.submissions.kinds import KINDS, Needed
from portal.submissions.models import Submission
from portal.submissions.rules import Status, check_version, may_send, missing

STAGES_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Decision:
    """What a decider answers. ``seen`` is the version of the text they read; ``summary`` one they supply."""

    verdict: Verdict
    reason: str = ""
    code: str = ""
    seen: int = 0
    summary: str = ""


def give_first_routes(organisation_id: int) -> list[Route]:
    """Give an organisation a route for every kind that has none yet (contract.md)."""
    there = {route.kind: route for route in routes_of(organisation_id)}
    for kind in KINDS:
        if kind not in there:
            route = Route(
                organisation_id=organisation_id, kind=kind, anonymous_allowed=kind in rules.ANONYMOUS_AT_FIRST
            )
            _set_stages(route, rules.FIRST_ROUTES[kind])
            session.add(route)
            there[kind] = route
    session.flush()
    return list(there.values())


def routes_of(organisation_id: int) -> Sequence[Route]:
    """The routes of one organisation."""
    return session.scalars(select(Route).where(Route.organisation_id == organisation_id)).all()


def configure(
    route: Route, stages: Sequence[StagePlan], *, anonymous_allowed: bool, seen: int, by: Person
) -> None:
    """Replace the stages of a route. Posts that are on their way keep the steps they were sent with."""
    if not rules.may_configure(by, route.organisation_id):
        raise Refused("Only an administrator of the organisation can change its routes.")
    if route.version != seen:
        raise Refused("Somebody else changed this route since you opened it. Look at it again.", code="old-version")
    if not stages:
        raise Refused("A route needs at least one stage: somebody has to say yes.")
    if len(stages) > STAGES_AT_MOST:
        raise Refused(f"A route can have at most {STAGES_AT_MOST} stages.")
    before = [stage.name for stage in route.stages]
    route.stages.clear()
    session.flush()
    _set_stages(route, stages)
    route.anonymous_allowed = anonymous_allowed
    route.version += 1
    after = [stage.name for stage in stages]
    journal.write("route.changed", route, by_id=by.id, before=before, after=after, anonymous=anonymous_allowed)


def _set_stages(route: Route, stages: Sequence[StagePlan]) -> None:
    for position, plan in enumerate(stages):
        route.stages.append(
            Stage(
                position=position,
                name=plan.name,
                decider=plan.decider,
                role=plan.role,
                person_id=plan.person_id,
                question=plan.question,
                limit_days=plan.limit_days,
            )
        )


def send(post: Submission, *, by: Person) -> Step | None:
    """Send a post on its way. Returns the step it now waits at, or nothing where it was published at once.

    Raises ``Refused`` where something is missing, or the person may not send it.
    """
    if not may_send(by, post):
        raise Refused("Only its author can send this post, and only while it is theirs to change.", code="wrong-state")
    for name, sentence in missing(post, Needed.TO_SEND):
        raise Refused(sentence, field=name, code="missing")
    return set_off(post, by_id=by.id)


def set_off(post: Submission, *, by_id: int | None) -> Step | None:
    """Copy the route into the post's own steps, or take up the step that returned it, and open the next.

    Called for staff by ``send`` and for anonymous posts by the release from the desk.
    """
    again = post.status != Status.DRAFT
    if post.status != Status.RETURNED:
        _copy_route(post)
    else:
        for step in queries.present_steps(post):
            if step.state == StepState.RETURNED:
                step.state = StepState.AHEAD
    session.flush()
    version = posts.keep_version(post, "sent", by_id=by_id)
    opened = _open_next(post)
    facts: dict[str, Any] = {"version": version.number}
    if opened is not None:
        facts |= _step_facts(opened)
    event = "submission.sent_again" if again else "submission.sent"
    journal.write(event, post, by_id=by_id, at=posts.moment_shown(post), **facts)
    return opened


def _copy_route(post: Submission) -> None:
    route = queries.route_of(post.organisation_id, post.kind)
    if route is None:
        routes = give_first_routes(post.organisation_id)
        route = next(route for route in routes if route.kind == post.kind)
    earlier = session.scalars(select(Step.round).where(Step.submission_id == post.id)).all()
    for stage in route.stages:
        session.add(
            Step(
                submission_id=post.id,
                submission=post,
                round=max(earlier, default=0) + 1,
                position=stage.position,
                name=stage.name,
                decider=stage.decider,
                role=stage.role,
                person_id=stage.person_id,
                question=stage.question,
                limit_days=stage.limit_days,
            )
        )


def _open_next(post: Submission, roster: Roster | None = None) -> Step | None:
    """Bring a post to where its steps say it stands, and open the step that comes next."""
    steps = queries.present_steps(post)
    stands = rules.standing([StepState(step.state) for step in steps])
    if stands.status is not Status.WAITING:
        posts.move(post, stands.status)
        return None
    step = steps[stands.position or 0]
    decided_by = [verdict.by_id for earlier in steps for verdict in earlier.verdicts if earlier is not step]
    holders = rules.holders_of(step.plan, queries.case_of(post, decided_by), roster or queries.LiveRoster())
    # Whoever sent it back reads it again, as long as they still may.
    again = [verdict.by_id for verdict in step.verdicts if verdict.by_id in holders.ids]
    step.state = StepState.OPEN
    step.holder_id = again[-1] if again else holders.ids[0]
    step.unit_id, step.role, step.note = holders.unit_id, holders.role, holders.note
    step.opened_at = clock.now()
    step.due_on = rules.working_day_after(clock.today(), step.limit_days)
    step.lock += 1
    posts.move(post, Status.WAITING, holder_id=step.holder_id)
    session.flush()
    return step


def decide(step: Step, decision: Decision, *, by: Person) -> Step | None:
    """Decide a step. Returns the step that the post waits at next, if any.

    Raises ``Refused`` where the person may not, the text is another than the one they read, something is
    missing, or somebody else was faster.
    """
    post = step.submission
    if step.state != StepState.OPEN:
        raise already_decided(step)
    if not rules.may_decide(by, step):
        raise Refused("This decision is not yours to make.", code="not-yours")
    check_version(post, decision.seen)
    rules.check_reason(decision.verdict, decision.reason, decision.code)
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
    if decision.summary and decision.summary != post.summary:
        post.summary = decision.summary
        post.version += 1
        posts.keep_version(post, "saved", by_id=by.id)
    step.verdicts.append(
        GivenVerdict(
            verdict=decision.verdict,
            code=decision.code if decision.verdict is Verdict.DECLINE else "",
            reason=decision.reason.strip(),
            by_id=by.id,
            by=by,
            given_at=clock.now(),
            version=post.version,
        )
    )
    session.flush()
    return _after(step, decision, by)


def _after(step: Step, decision: Decision, by: Person) -> Step | None:
    post = step.submission
    said: dict[str, Any] = {"step": step.name, "reason": decision.reason.strip(), "code": decision.code, "version": post.version}
    if decision.verdict is not Verdict.APPROVE:
        if decision.verdict is Verdict.DECLINE:
            _close_rest(post)
        posts.move(post, Status.RETURNED if decision.verdict is Verdict.RETURN else Status.DECLINED)
        event = "submission.returned" if decision.verdict is Verdict.RETURN else "submission.declined"
        journal.write(event, post, by_id=by.id, **said)
        return None
    steps = queries.present_steps(post)
    if all(each.state == StepState.APPROVED for each in steps):
        for name, sentence in missing(post, Needed.TO_PUBLISH):
            raise Refused(
                sentence if name == "summary" else f"It cannot be published yet. Ask the author: {sentence}",
                field="summary" if name == "summary" else None,
                code="missing",
            )
        journal.write("submission.approved", post, by_id=by.id, **said)
        posts.move(post, Status.PUBLISHED)
        posts.keep_version(post, "published", by_id=by.id)
        journal.write("submission.published", post, at=posts.moment_shown(post), version=post.version)
        return None
    following = _open_next(post)
    waits = _step_facts(following) if following is not None else {}
    journal.write("submission.approved", post, by_id=by.id, **said, **waits)
    return following


def _close_rest(post: Submission) -> None:
    for step in queries.present_steps(post):
        if step.state in {StepState.AHEAD, StepState.OPEN}:
            step.state = StepState.CLOSED
            step.lock += 1


def withdraw(post: Submission, *, by: Person) -> None:
    """Take a post back before it is published, and close what is left of its way."""
    posts.withdraw(post, by=by)
    _close_rest(post)


def already_decided(step: Step) -> Refused:
    """What the second of two deciders is told."""
    if step.verdicts:
        last = step.verdicts[-1]
        moment = clock.local(last.given_at)
        when = f"at {moment:%H:%M} on {moment.day} {moment:%B}"
        return Refused(f"This was already decided by {last.by.name} {when}.", code="already-decided")
    return Refused("This is no longer waiting for a decision.", code="already-decided")


def hand_on(step: Step, to: Person, *, by: Person, reason: str = "") -> None:
    """Give an open step to somebody else who may decide it. Raises ``Refused`` where they may not."""
    if not rules.may_reassign(by, step) and by.id != step.holder_id and not rules.may_decide(by, step):
        raise Refused("Handing this on is not yours to do.", code="not-yours")
    if step.state != StepState.OPEN:
        raise already_decided(step)
    post = step.submission
    if to.ended_on is not None or to.organisation_id != post.organisation_id:
        raise Refused("Choose somebody who works in the same organisation.", field="to")
    decided_by = [verdict.by_id for each in queries.present_steps(post) for verdict in each.verdicts]
    if to.id in queries.case_of(post).barred or (post.anonymous and to.id in decided_by):
        raise Refused(f"{to.name} wrote it, or has decided on it already. Choose somebody else.", field="to")
    if to.id == step.holder_id:
        return
    step.holder_id = to.id
    step.lock += 1
    posts.move(post, Status.WAITING, holder_id=to.id)
    journal.write("step.handed_on", post, by_id=by.id, **_step_facts(step), reason=reason)


def _step_facts(step: Step) -> dict[str, Any]:
    """What the journal keeps of an open step: its name, its holder and the day by which it is due."""
    return {
        "waits_at": step.name,
        "holder_id": str(step.holder_id),
        "due_on": step.due_on.isoformat() if step.due_on else "",
        "note": step.note,
    }
