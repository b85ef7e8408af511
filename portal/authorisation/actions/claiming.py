"""The author's right of way: once, their post goes to an independent reviewer, or further up."""

from portal.authorisation import queries, rules
from portal.authorisation.actions.routing import add_steps
from portal.authorisation.actions.sending import open_next, step_facts, take_hold, tell_opened
from portal.authorisation.models import Step
from portal.authorisation.rules import Decider, StagePlan, StepState
from portal.authorisation.rules.further import DECIDE_AFTER_A_CHECK
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions import actions as posts
from portal.submissions import queries as writings
from portal.submissions.models import Submission
from portal.submissions.rules import Status


def go_further(post: Submission, why: str, *, by: Person) -> Step:
    """Take a post past those who have had it. Returns the step it now waits at.

    Raises ``Refused`` where there is no cause, it was done once, nothing is said, or nobody else is there to decide.
    """
    take_hold(post)
    if not rules.may_go_further(by, post):
        raise Refused(
            "A post can be taken further once: after two missed limits, or when it was not taken forward.",
            code="wrong-state",
        )
    return _go_further(post, why, by_id=by.id)


def go_further_from_desk(post: Submission, why: str, *, key: str) -> bool:
    """The author of an anonymous post takes it further, by receipt. Returns whether there still was cause.

    ``key`` is that of the desk, by which the journal knows what it has passed on.
    """
    take_hold(post)
    if not rules.can_go_further(post):
        return False
    _go_further(post, why, by_id=None, key=key)
    return True


def _ask_for_two(step: Step) -> None:
    """Nobody overrules a check alone: whom it asked is asked again beside who decides next, and both must approve.

    Not whoever said no: another who holds the role, else the next in line.
    """
    stage = queries.stage_of(step)
    again = StagePlan(
        step.name,
        (step.ask,),
        step.limit_days,
        step.question,
        veto=step.veto,
        blind=step.blind,
        checklist=tuple(step.checklist),
        criteria=step.sheet,
        guidance=step.guidance,
    )
    place = {"round": step.round, "position": step.position, "stage": step.stage}
    free = max(each.seat for each in stage) + 1
    stage += add_steps(step.submission, again, place, four_eyes=step.four_eyes, first_seat=free)
    approved = sum(each.state == StepState.APPROVED for each in stage)
    for each in stage:
        each.needed = max(each.needed, approved + DECIDE_AFTER_A_CHECK)
        each.verifies, each.optional = True, False
    session.flush()
    step.submission.steps.sort(key=lambda each: (each.round, each.stage, each.seat))  # type: ignore[attr-defined]


def _go_further(post: Submission, why: str, *, by_id: int | None, key: str = "") -> Step:
    rules.check_unanswered(why)
    if post.status == Status.DECLINED and writings.last_sent(post) != post.version:
        raise Refused(
            "You have changed it since it was decided on. Send it again instead: it is read anew.",
            code="wrong-state",
        )
    steps = queries.present_steps(post)
    declined = post.status == Status.DECLINED
    late = [step for step in steps if rules.is_overdue_twice(step)]
    again = [step for step in steps if step.state == StepState.DECLINED] if declined else late
    had_it = {given.by_id for step in again for given in step.verdicts}
    had_it |= {step.holder_id for step in again if step.holder_id is not None}
    for step in again if declined else ():
        if rules.is_a_check(step):
            _ask_for_two(step)
    for step in again:
        step.decider, step.role = Decider.ROLE, Role.INDEPENDENT_REVIEWER
        step.person_id = step.of_unit_id = None
        step.lowest = step.highest = 0
    for step in steps:
        if step in again or (declined and step.state in {StepState.CLOSED, StepState.SPARED}):
            step.state = StepState.AHEAD
            step.lock += 1
    passage = queries.passage_of(post)
    if passage is not None:
        passage.claimed_on = clock.today()
    posts.move(post, Status.WAITING, holder_id=post.holder_id or next(iter(had_it)))
    opened = open_next(post, not_to=had_it)
    facts = {"from_desk": key} if key else {}
    moment = posts.moment_shown(post)
    journal.write(
        "submission.taken_further",
        post,
        by_id=by_id,
        at=moment,
        reason=why.strip(),
        **step_facts(opened[0]),
        **facts,
    )
    tell_opened(opened[1:])
    return opened[0]
