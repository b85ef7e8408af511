"""Where a post stands, as a fold over the steps of its stages; and what a verdict must consist of. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Protocol

from portal.authorisation.rules.words import REASON_CODES, StepState, Verdict
from portal.foundation.errors import Refused
from portal.submissions.kinds import SUMMARY_LENGTH
from portal.submissions.rules import SomePost, Status

REASON_AT_LEAST = 20
REASON_LENGTH = 4000

UNDECIDED = frozenset({StepState.AHEAD, StepState.OPEN})


class StandingStep(Protocol):
    """What the fold needs to know of a step: its tier, the stage it is one of, its state, and the stage's terms."""

    @property
    def position(self) -> int: ...
    @property
    def stage(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def needed(self) -> int: ...
    @property
    def veto(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A step as it is not yet, so that one can see what would come of it."""

    position: int
    stage: int
    state: str
    needed: int = 1
    veto: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a post stands: its status, and the tier whose steps are open or come next."""

    status: Status
    position: int | None = None


def outcome(steps: Sequence[StandingStep]) -> StepState:
    """What has come of one stage. ``AHEAD``: it is not settled. A stage that nobody answered in time has lapsed.

    Whoever asks for changes is heard at once. Who declines ends it where one refusal is enough, or where too few
    are left to approve.
    """
    states = [StepState(step.state) for step in steps]
    for told in (StepState.CLOSED, StepState.RETURNED):
        if told in states:
            return told
    needed, veto = steps[0].needed, steps[0].veto
    if states.count(StepState.APPROVED) >= needed:
        return StepState.APPROVED
    left = sum(state in UNDECIDED for state in states)
    declined = states.count(StepState.DECLINED)
    if declined and (veto or states.count(StepState.APPROVED) + left < needed):
        return StepState.DECLINED
    return StepState.AHEAD if left else StepState.LAPSED


def standing(steps: Sequence[StandingStep]) -> Standing:
    """Where a post stands, from its steps in order. A route without steps publishes at once.

    The stages of a tier are asked at the same time: all of them must have approved, or lapsed, before the next.
    """
    for position, tier in groupby(steps, key=lambda step: step.position):
        stages = groupby(tier, key=lambda step: step.stage)
        outcomes = [outcome(list(stage)) for _number, stage in stages]
        for told, status in _ENDS:
            if told in outcomes:
                return Standing(status, position)
        if StepState.AHEAD in outcomes:
            return Standing(Status.WAITING, position)
    return Standing(Status.PUBLISHED)


_ENDS = (
    (StepState.DECLINED, Status.DECLINED),
    (StepState.RETURNED, Status.RETURNED),
    (StepState.CLOSED, Status.WITHDRAWN),
)


def check_seen(post: SomePost, seen: int) -> None:
    """Raise ``Refused`` where somebody decides on a text other than the one they read."""
    if post.version != seen:
        raise Refused(
            "The text was changed since you opened it. Read it again: what you typed is kept below.",
            code="old-version",
        )


def check_reason(verdict: Verdict, reason: str, code: str) -> None:
    """Raise ``Refused`` where a return or a decline gives the author nothing they can act on (requirement 97)."""
    if len(reason) > REASON_LENGTH:
        raise Refused(f"Use at most {REASON_LENGTH} characters.", field="reason", code="not-valid")
    if verdict is Verdict.APPROVE:
        return
    if len(reason.strip()) < REASON_AT_LEAST:
        what = "what to change" if verdict is Verdict.RETURN else "why, and what they can do next"
        raise Refused(
            f"Tell the author {what}, in a sentence or two. They read exactly these words.",
            field="reason",
            code="missing",
        )
    if verdict is Verdict.DECLINE and code not in set(REASON_CODES):
        raise Refused("Choose the reason that comes closest.", field="code", code="missing")


def wants_summary(written: str, *, last: bool) -> bool:
    """Whether who approves says in a line what a post is: with the last yes, and where its author has not."""
    return last and not written.strip()


def check_summary(summary: str, written: str, *, last: bool) -> None:
    """Raise ``Refused`` for a plain summary that is too long to be one, or in place of the author's (requirement 107).

    ``written`` is the one that stands there; ``last`` says whether the post is published with this yes.
    """
    if len(summary) > SUMMARY_LENGTH:
        raise Refused(f"Sum it up in at most {SUMMARY_LENGTH} characters.", field="summary", code="not-valid")
    if summary not in {"", written} and not wants_summary(written, last=last):
        raise Refused(
            "The summary is its author’s: the last who approves writes one, and only where there is none.",
            field="summary",
            code="wrong-state",
        )


def lateness(due_on: date | None, today: date) -> int:
    """Days past the limit: 0 where there is time left, or no limit."""
    return max(0, (today - due_on).days) if due_on else 0
