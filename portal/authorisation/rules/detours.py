"""What may be done beside a decision: ask a colleague what they think, pass a stage over, ask one more person. Pure."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from portal.authorisation.rules.holders import UNITS_FOR_ANONYMOUS
from portal.authorisation.rules.permits import is_barred, may_decide, may_know_of
from portal.authorisation.rules.reasons import check_why
from portal.authorisation.rules.standing import UNDECIDED, outcome
from portal.authorisation.rules.words import StepState, Verdict
from portal.foundation.errors import Refused
from portal.people.rules import SomePerson
from portal.submissions.rules import is_decided_on, is_shared, leads_where_posted, writes

OPINION_LENGTH = 2000


def may_ask_opinion(person: SomePerson, step: Any) -> bool:
    """Whoever may decide a step may ask a colleague what they think of it first, but for what is read first."""
    return may_decide(person, step) and not step.reads_first


def may_give_opinion(person: SomePerson, opinion: Any) -> bool:
    """Whoever was asked reads the post and answers, while the step waits; never who wrote it, nor who stands in."""
    if person.id != opinion.of_id or opinion.answered_at is not None:
        return False
    return opinion.step.state == StepState.OPEN and not is_barred(person, opinion.step.submission)


def may_know_of_opinion(person: SomePerson, opinion: Any) -> bool:
    """Whoever was asked for an opinion may know that they were, also once it is answered or too late."""
    return bool(person.id == opinion.of_id)


def may_open_file(person: SomePerson, file: Any) -> bool:
    """Whether the person may open a file of a post: a file follows its post (permission matrix, row 29).

    What its authors added since they last sent it is theirs alone.
    """
    post = file.submission
    if writes(person, post):
        return True
    asked = any(may_give_opinion(person, one) for step in post.steps for one in step.opinions)
    return is_shared(file) and (may_know_of(person, post) or asked)


def may_change_way(person: SomePerson, step: Any) -> bool:
    """Whether the person may pass a stage over, or ask one more decider: an innovation lead where it belongs.

    Never of what they wrote, and never once the stage is settled.
    """
    post = step.submission
    if not is_decided_on(post) or post.unread or step.state not in UNDECIDED or is_barred(person, post):
        return False
    return leads_where_posted(person, post)


def check_passed_over(stage: int, steps: Sequence[Any], *, anonymous: bool) -> None:
    """Raise ``Refused`` where a stage cannot be passed over.

    One required approval must still be to come, so that nobody publishes by passing over; a check is made by somebody;
    who declined is heard; and of an anonymous post two people decide (requirement 88).
    """
    stages = [list(one) for _number, one in groupby(steps, key=lambda step: step.stage)]
    passed = next(one for one in stages if one[0].stage == stage)
    if outcome(passed) is not StepState.AHEAD:
        raise Refused("This step is settled already.", code="wrong-state")
    if any(step.state == StepState.DECLINED for step in passed):
        raise Refused("Somebody did not approve it there. That is not passed over.", code="wrong-state")
    _check_no_check(passed[0])
    left = [one for one in stages if one is not passed and outcome(one) is StepState.AHEAD and _required(one)]
    if not left:
        raise Refused(
            "This is the last approval that it still needs, so it cannot be passed over. Hand it on instead.",
            code="wrong-state",
        )
    if anonymous:
        approved = {person for step in steps for person in step.approver_ids}
        if len(approved) + sum(one[0].needed for one in left) < UNITS_FOR_ANONYMOUS:
            raise Refused(
                "An anonymous post needs two deciders, so this step cannot be passed over.",
                code="wrong-state",
            )


def check_one_passed_over(stage: Sequence[Any], step: Any) -> None:
    """Raise ``Refused`` where one of those who are asked at a stage cannot be passed over, and the others go on.

    As many approvals are needed as before, and so many must still be possible: nothing is decided by this.
    """
    states = [StepState(each.state) for each in stage if each is not step]
    if step.state not in UNDECIDED or outcome(stage) is not StepState.AHEAD:
        raise Refused("This step is settled already.", code="wrong-state")
    _check_no_check(step)
    possible = sum(state in UNDECIDED or state is StepState.APPROVED for state in states)
    if possible < step.needed or not any(state in UNDECIDED for state in states):
        raise Refused(
            "Without them too few are left to approve it. Hand it on to somebody else, or pass over the whole step.",
            field="whom",
            code="wrong-state",
        )


def is_check(step: Any) -> bool:
    """Whether a stage checks what somebody else must not leave out: it is handed on, never passed over."""
    return bool(step.verifies and not step.optional)


def _check_no_check(step: Any) -> None:
    if is_check(step):
        raise Refused(
            "This is a check that it has to have, so it cannot be passed over. Hand it on instead.",
            code="wrong-state",
        )


def check_passes(by_id: int, steps: Sequence[Any]) -> None:
    """Raise ``Refused`` where whoever passes a stage over has approved another: their yes would count alone."""
    if any(
        given.by_id == by_id and given.verdict == Verdict.APPROVE for one in steps for given in one.verdicts
    ):
        raise Refused(
            "You have approved it yourself, so another innovation lead has to pass this over.",
            code="not-yours",
        )


def _required(stage: Sequence[Any]) -> bool:
    return not stage[0].optional


def check_changed_because(why: str) -> None:
    """Raise ``Refused`` where the way of a post is changed without a reason that its author can follow."""
    check_why(why, "Say why in a sentence or two. The author reads it.")
