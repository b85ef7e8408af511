"""The author's right of way: once, a post goes to somebody further on than those who have had it. Pure.

After two missed limits, or after a decline whose reason does not help its author (issue of requirement 97: "ideas
vanish without an answer"). Who judges the reason is the author: they say in words what it leaves open.
"""

from typing import Any, Protocol

from portal.authorisation.rules.clocks import LAST_REMINDER
from portal.authorisation.rules.reasons import check_why
from portal.authorisation.rules.words import CHECKING_ROLES, StepState
from portal.people.rules import SomePerson
from portal.submissions.rules import Status, is_author

MISSED_LIMITS = 2
# So many must say yes where a check said no.
DECIDE_AFTER_A_CHECK = 2


def check_unanswered(why: str) -> None:
    """Raise ``Refused`` where an author who goes further does not say what was not answered."""
    check_why(why, "Say in a sentence or two what was not answered.")


class TimedStep(Protocol):
    """What is known of the limits of a step that passed: how often it went on, how far its holder was reminded."""

    state: str
    escalations: int
    reminded: int

    @property
    def reads_first(self) -> bool: ...


def missed(step: TimedStep) -> int:
    """How many limits have passed at a step without an answer."""
    return step.escalations + (step.reminded >= LAST_REMINDER)


def is_overdue_twice(step: TimedStep) -> bool:
    """Whether a step that is open has missed as many limits as give its author a right of way.

    Whoever reads an anonymous post first decides nothing that somebody further on could decide instead.
    """
    return step.state == StepState.OPEN and not step.reads_first and missed(step) >= MISSED_LIMITS


def is_a_check(step: Any) -> bool:
    """Whether a step checks: it asks one of the checking roles, or is asked because of an answer or of reach."""
    return step.verifies or step.role in CHECKING_ROLES


def overrules_a_check(post: Any) -> bool:
    """Whether a post that goes further would go past the no of a check: two decide then."""
    return post.status == Status.DECLINED and any(
        step.state == StepState.DECLINED and is_a_check(step)
        for step in post.steps
        if step.round == post.steps[-1].round
    )


def can_go_further(post: Any) -> bool:
    """Whether a post, with its steps and passages, may be taken further: its route allows it, and there is cause."""
    passages = post.passages
    if not passages or not passages[-1].right_of_way or any(one.claimed_on for one in passages):
        return False
    if post.status == Status.DECLINED:
        return True
    return post.status == Status.WAITING and any(is_overdue_twice(step) for step in post.steps)


def may_go_further(person: SomePerson, post: Any) -> bool:
    """Whether the person may take a post further: one of its authors, while there is cause; by receipt at the desk."""
    return is_author(person, post) and not post.anonymous and can_go_further(post)
