"""The last gate: whose yes a post has when it comes into the library, and whether that is enough. Pure."""

from collections.abc import Iterable
from typing import Any

from portal.authorisation.rules.holders import UNITS_FOR_ANONYMOUS
from portal.authorisation.rules.plan import Ask, StagePlan
from portal.authorisation.rules.words import Decider, StepState, Verdict
from portal.people.rules import Role

ONE_MORE = "One more decider"


def yes_that_stands(steps: Iterable[Any]) -> list[Any]:
    """The approvals that stand on these steps: the last word at each. To read a post first is none."""
    words = [
        step.verdicts[-1]
        for step in steps
        if step.state == StepState.APPROVED and step.verdicts and not step.reads_first
    ]
    return [given for given in words if given.verdict == Verdict.APPROVE]


def is_approved_by_enough(post: Any, steps: Iterable[Any]) -> bool:
    """Whether so many have said yes that a post may be published, on whatever way it came here.

    Somebody has; of an anonymous post two people of different units have, for its author may be one of them
    (requirement 88).
    """
    given = yes_that_stands(steps)
    if not post.anonymous:
        return bool(given)
    people, units = ({one.by_id for one in given}, {one.by.unit_id for one in given})
    return min(len(people), len(units)) >= UNITS_FOR_ANONYMOUS


def one_more_name(steps: Iterable[Any]) -> str:
    """What one more decider is called on a way with these steps: each of them otherwise."""
    number = 1 + sum(name.startswith(ONE_MORE) for name in {step.name for step in steps})
    return ONE_MORE if number == 1 else f"{ONE_MORE} ({number})"


def one_more(post: Any, name: str, limit_days: int) -> StagePlan:
    """The stage that is asked where a post would be published with less."""
    why = "Two people of different units approve what was posted anonymously. " if post.anonymous else ""
    return StagePlan(
        name,
        (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),),
        limit_days,
        f"{why}Is it right, and safe to share?",
        blind=post.blind,
    )
