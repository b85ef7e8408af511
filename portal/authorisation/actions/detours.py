"""Beside a decision: a colleague is asked what they think, a stage is passed over, one more decider is asked."""

from portal.authorisation import queries, rules
from portal.authorisation.actions.holding import let_go
from portal.authorisation.actions.routing import OUT_OF_THE_WAY, add_steps, put_in_order
from portal.authorisation.actions.sending import keep_holder, open_next, step_facts, take_hold, tell_opened
from portal.authorisation.models import Opinion, Step
from portal.authorisation.rules import Ask, Decider, StagePlan, StepState
from portal.authorisation.rules.at_last import one_more_name
from portal.authorisation.rules.detours import (
    OPINION_LENGTH,
    check_changed_because,
    check_one_passed_over,
    check_passed_over,
    check_passes,
)
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.submissions.models import Submission
from portal.submissions.rules import author_shown_to

PASSED_OVER = "Its holder passed over another step."


def ask_opinion(step: Step, of: Person | None, question: str, *, by: Person) -> Opinion:
    """Ask a colleague what they think of a post. It decides nothing, and the time of the step goes on.

    Raises ``Refused`` where it is not this person's to ask, or the colleague wrote it, decides on it, or was asked.
    """
    post = step.submission
    take_hold(post)
    if not rules.may_ask_opinion(by, step):
        raise Refused("Only whoever decides this can ask for an opinion.", code="not-yours")
    words = question.strip()
    if not words or len(words) > OPINION_LENGTH:
        raise Refused(
            f"Say what you would like to know, in at most {OPINION_LENGTH} characters.",
            field="question",
            code="missing",
        )
    if of is None or of.ended_on is not None or of.organisation_id != by.organisation_id:
        raise Refused("We know nobody with this address in your organisation. Check it.", field="of")
    if of.id == by.id:
        raise Refused("Ask somebody else: your own opinion is what you decide.", field="of")
    decides = any(of.id == each.holder_id or rules.is_asked(of, each) for each in queries.stage_of(step))
    if decides or not rules.fit([of.id], queries.case_at(step), queries.LiveRoster()):
        wrote = (
            ""
            if author_shown_to(by, post).hidden
            else " They wrote it, stand in for who did, or decide on it."
        )
        raise Refused(f"{of.name} cannot be asked about this.{wrote} Ask somebody else.", field="of")
    if any(one.of_id == of.id for one in step.opinions):  # type: ignore[attr-defined] # other end of Opinion.step
        raise Refused(f"{of.name} was asked already.", field="of")
    opinion = Opinion(step=step, question=words, asked_by=by, of=of, asked_at=clock.now())
    session.add(opinion)
    session.flush()
    journal.write(
        "opinion.asked",
        post,
        by_id=by.id,
        step=step.name,
        of_step=step.reference,
        person_id=str(of.id),
        opinion=opinion.reference,
    )
    return opinion


def give_opinion(opinion: Opinion, answer: str, *, by: Person) -> None:
    """Say what one thinks of a post. Raises ``Refused`` where nobody asks any more, or nothing is said."""
    step = opinion.step
    take_hold(step.submission)
    if not rules.may_give_opinion(by, opinion):
        raise Refused("Your opinion is not asked any more: it was answered, or decided.", code="wrong-state")
    words = answer.strip()
    if not words or len(words) > OPINION_LENGTH:
        raise Refused(
            f"Say what you think, in at most {OPINION_LENGTH} characters.", field="answer", code="missing"
        )
    opinion.answer, opinion.answered_at = words, clock.now()
    journal.write(
        "opinion.given",
        step.submission,
        by_id=by.id,
        step=step.name,
        at_step=step.reference,
        asked_by=str(opinion.asked_by_id),
    )


def pass_over(step: Step, why: str, *, by: Person) -> None:
    """Pass over the stage of a step, with a reason that its author reads.

    Whoever does decides on it no more: what they hold of it goes on. Raises ``Refused`` where it is the last approval
    that is needed, or a check, an anonymous post would be left with fewer than two deciders, somebody declined there,
    they approved another stage themselves, or nobody else is left who could decide.
    """
    post = step.submission
    _hold_to_pass_over(step, why, by)
    check_passed_over(step.stage, queries.present_steps(post), anonymous=post.anonymous)
    held = ""
    for each in queries.stage_of(step):
        if each.state in rules.UNDECIDED:
            held = str(each.holder_id) if each.state == StepState.OPEN and each.holder_id else held
            each.state, each.skipped_by_id = StepState.SKIPPED, by.id
            each.lock += 1
    session.flush()
    _note_passed_over(step, why, held, by=by)
    tell_opened(open_next(post))
    let_go(post, by, because=PASSED_OVER)
    keep_holder(post)


def pass_over_one(step: Step, why: str, *, by: Person) -> None:
    """Pass over one of those whom a stage asks, with a reason that the author reads. The others decide as before.

    Raises ``Refused`` where too few would be left to approve it.
    """
    post = step.submission
    _hold_to_pass_over(step, why, by)
    check_one_passed_over(queries.stage_of(step), step)
    opened = step.state == StepState.OPEN
    step.state, step.skipped_by_id = StepState.SKIPPED, by.id
    step.lock += 1
    session.flush()
    whom = step.holder.title if opened and step.holder is not None else ""
    _note_passed_over(step, why, str(step.holder_id) if opened else "", by=by, whom=whom)
    let_go(post, by, because=PASSED_OVER)
    keep_holder(post)


def _hold_to_pass_over(step: Step, why: str, by: Person) -> None:
    post = step.submission
    take_hold(post)
    if not rules.may_change_way(by, step):
        raise Refused("An innovation lead can pass over a step that waits or is to come.", code="not-yours")
    check_changed_because(why)
    check_passes(by.id, queries.present_steps(post))


def _note_passed_over(step: Step, why: str, held: str, *, by: Person, whom: str = "") -> None:
    journal.write(
        "step.skipped",
        step.submission,
        by_id=by.id,
        step=step.name,
        of_step=step.reference,
        reason=why.strip(),
        from_id=held,
        whom=whom,
    )


def add_decider(step: Step, to: Person, why: str, *, by: Person) -> Step:
    """Ask one more person at the end of the present tier. Their approval is needed too, and the author reads why.

    Raises ``Refused`` where they may not decide it, or are asked already.
    """
    post = step.submission
    take_hold(post)
    if not rules.may_change_way(by, step) or step.state != StepState.OPEN:
        raise Refused("An innovation lead can add a decider where a post waits.", code="not-yours")
    check_changed_because(why)
    steps = queries.present_steps(post)
    asked = {each.holder_id for each in steps if each.state == StepState.OPEN}
    asked |= {given.by_id for each in steps for given in each.verdicts}
    works_here = to.ended_on is None and to.organisation_id == post.organisation_id
    fits = rules.fit([to.id], queries.case_at(step), queries.LiveRoster())
    if not works_here or to.id in asked or not fits:
        raise Refused(f"{to.name} cannot be added: choose somebody who is not asked yet.", field="to")
    added = _put_after(post, step, to, why.strip())
    opened = open_next(post)
    facts = step_facts(added)
    journal.write(
        "step.added",
        post,
        by_id=by.id,
        step=added.name,
        of_step=added.reference,
        reason=why.strip(),
        **facts,
    )
    tell_opened([each for each in opened if each is not added])
    return added


def _put_after(post: Submission, step: Step, to: Person, why: str) -> Step:
    """A stage of its own, asked at the same time as the others of its tier, after them in order."""
    steps = queries.present_steps(post)
    last = max(each.stage for each in steps if each.position == step.position)
    later = [each for each in steps if each.stage > last]
    for each in later:
        each.stage += OUT_OF_THE_WAY  # so that no two of them share a place while they are put in order
    session.flush()
    for each in later:
        each.stage -= OUT_OF_THE_WAY - 1
    stage = StagePlan(
        one_more_name(steps),
        (Ask(Decider.PERSON, person_id=to.id),),
        step.limit_days,
        why,
        blind=step.blind,
    )
    place = {"round": step.round, "position": step.position, "stage": last + 1}
    [added] = add_steps(post, stage, place, four_eyes=step.four_eyes)
    put_in_order(post)
    return added
