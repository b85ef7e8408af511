"""What time does to open steps: cover for those who are away, reminders, and on to the next in line."""

from collections.abc import Sequence
from dataclasses import replace

from portal.authorisation import queries, rules
from portal.authorisation.actions.asking_outside import close_over
from portal.authorisation.actions.holding import pass_on
from portal.authorisation.actions.sending import (
    give,
    keep_holder,
    note_cover,
    open_next,
    spare_rest,
    start,
    step_facts,
    take_hold,
    tell_opened,
)
from portal.authorisation.actions.trusting import leave_unchanged
from portal.authorisation.models import NOTE_LENGTH, Step
from portal.authorisation.rules import Case, Given, Roster, StepState, Way
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry
from portal.people.models import Person
from portal.submissions import actions as posts
from portal.submissions.models import Submission
from portal.submissions.rules import Status


def keep_time() -> int:
    """Look at each open step whose holder is away, gone or barred, or whose time comes, and do what is due.

    Links to people outside that are over are closed after it, and what was published on trust and is not changed in
    time leaves the library. Returns how many something was done about. Run again at once it does nothing. Each step has
    a transaction of its own, and one for which nobody at all could be found holds up no other.
    """
    done = 0
    for key in queries.steps_whose_time_comes():
        try:
            with transaction():
                done += _keep(session.get_one(Step, key))
        except Refused:
            continue  # nobody is left who could decide: `portal check` names it, and it is tried again
    return done + close_over() + leave_unchanged()


def cover_after(_entries: Sequence[Entry]) -> None:
    """Reaction: somebody is away, or gave away what comes to them. It need not wait for the next look at the clock."""
    keep_time()


def stop_clock(step: Step) -> bool:
    """Let the clock of an open step stand while its author is asked. Whether it does: it stands once at most.

    It is due its whole limit later, at the latest, so that a question nobody answers holds up nothing for good; and as
    soon as there is an answer, by as many days later as it stood.
    """
    take_hold(step.submission)
    if (
        step.state != StepState.OPEN
        or step.due_on is None
        or step.holder is None
        or step.stopped_on is not None
    ):
        return False
    step.stopped_on, step.due_before = clock.today(), step.due_on
    days = rules.days_for(step.limit_days, anonymous=step.submission.anonymous)
    step.due_on = rules.due_while_stopped(step.due_on, days, step.holder.works_on)
    keep_holder(step.submission)
    _note_clock("step.clock_stopped", step)
    return True


def clock_goes_on(post: Submission) -> None:
    """Its author has answered all that they were asked: the clocks that stood for that go on."""
    take_hold(post)
    for step in queries.present_steps(post):
        stopped, before = step.stopped_on, step.due_before
        if step.state != StepState.OPEN or step.holder is None or stopped is None or before is None:
            continue
        today, works_on = clock.today(), step.holder.works_on
        days = rules.days_for(step.limit_days, anonymous=post.anonymous)
        due_on = rules.due_once_answered(before, stopped, today, days, works_on)
        if due_on != before:
            step.reminded = rules.NOT_YET
        step.due_on, step.due_before = due_on, None
        _note_clock("step.clock_went_on", step)
    keep_holder(post)


def _note_clock(event: str, step: Step) -> None:
    post, day = step.submission, clock.day_in_words(step.due_on)
    journal.write(event, post, at=posts.moment_shown(post), **step_facts(step), day=day)


def _keep(step: Step) -> bool:
    take_hold(step.submission)
    if step.state != StepState.OPEN or step.holder_id is None or step.due_on is None:
        return False
    holder = session.get_one(Person, step.holder_id, populate_existing=True)
    if holder.ended_on is not None or not rules.may_decide(holder, step):
        return pass_on(step, holder.id)
    roster = queries.LiveRoster()
    case = queries.case_at(step)
    noted = False
    given = rules.instead(step.holders, holder.id, step.due_on, case, roster)
    if given is not None:
        if given.way is not None:
            give(step, given.holders, given.holder_id)
            note_cover(step, given, roster)
            # Who gave it away is there: nobody is told that somebody is away.
            event = "step.handed_on" if given.way is Way.DELEGATE else "step.covered"
            journal.write(event, step.submission, **step_facts(step), from_id=str(holder.id))
            return True
        noted = _note_that_nobody_is_there(step, given, roster)
    return _escalate_or_remind(step, holder, case, roster) or noted


def _note_that_nobody_is_there(step: Step, given: Given, roster: Roster) -> bool:
    before = step.note
    note_cover(step, given, roster)
    if step.note == before:
        return False
    facts = {name: fact for name, fact in step_facts(step).items() if name != "holder_id"}
    journal.write("step.covered", step.submission, **facts)
    return True


def _escalate_or_remind(step: Step, holder: Person, case: Case, roster: Roster) -> bool:
    due_on, today = step.due_on, clock.today()
    if due_on is None:
        return False
    given_on = step.given_on or due_on
    grace = step.submission.organisation.escalate_after
    goes_on = rules.goes_on_from(due_on, given_on, grace, holder.works_on)
    if today >= goes_on:
        if step.optional and queries.stands_if(step, StepState.LAPSED).status is Status.WAITING:
            _lapse(step)
            return True
        further = _further(step, holder, case, roster)
        if further is not None:
            _escalate(step, holder, further, roster)
            return True
        return _remind_at_the_top(step, rules.weeks_at_the_top(goes_on, today))
    which = rules.reminder_due(due_on, given_on, today, holder.works_on)
    if which <= step.reminded:
        return False
    step.reminded = which
    said = rules.reminder_in_words(which, clock.day_in_words(due_on))
    journal.write("step.reminded", step.submission, **step_facts(step), said=said)
    return True


def _further(step: Step, holder: Person, case: Case, roster: Roster) -> Given | None:
    """Who has a late step next; somebody who was late with this post before only where nobody else is left."""
    without = replace(case, apart=case.apart | queries.late_with(step.submission))
    for one in (without, case):
        found = rules.next_tier(step.holders, holder.id, step.limit_days, one, roster, times=step.escalations)
        if found is not None:
            return found
    return None


def _lapse(step: Step) -> None:
    """Nobody answered at a stage that can be passed: it goes on without. Nothing is published, or declined, by that."""
    post, told = step.submission, step_facts(step)
    step.state = StepState.LAPSED
    step.lock += 1
    facts = {"step": step.name, "of_step": step.reference, "from_id": told["holder_id"]}
    journal.write("step.lapsed", post, **facts, holder_id=told["holder_id"])
    spare_rest(post)
    tell_opened(open_next(post))


def _escalate(step: Step, late: Person, given: Given, roster: Roster) -> None:
    start(step, given.holder_id, roster)
    give(step, given.holders, given.holder_id)
    step.escalations += 1
    to = queries.titles_of({given.holder_id})[given.holder_id]
    words = rules.escalation_in_words(late.title, to, clock.day_in_words(step.due_on))
    step.note = words[:NOTE_LENGTH]
    journal.write("step.escalated", step.submission, **step_facts(step), from_id=str(late.id))


def _remind_at_the_top(step: Step, weeks: int) -> bool:
    """Nobody is left to whom it could go: those who look after the organisation hear of it once a week."""
    count = rules.LAST_REMINDER + weeks
    if count <= step.reminded:
        return False
    step.reminded = count
    said = f"was due on {clock.day_in_words(step.due_on)}, and nobody is next in line"
    journal.write("step.overdue", step.submission, **step_facts(step), said=said)
    return True
