"""Where a post stands, what a verdict and a route must consist of, and how days are counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.authorisation.rules.words import (
    DECIDING_ROLES,
    REASON_CODES,
    Decider,
    StagePlan,
    StepState,
    Verdict,
)
from portal.foundation.errors import Refused
from portal.submissions.kinds import SUMMARY_LENGTH
from portal.submissions.rules import SomePost, Status

REASON_AT_LEAST = 20
REASON_LENGTH = 4000
QUESTION_LENGTH = 600
STAGE_NAME_LENGTH = 80
LIMIT_DAYS_AT_MOST = 60
STAGES_AT_MOST = 12
STAGES_FOR_ANONYMOUS = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a post stands: its status, and the place of the step that is open or comes next."""

    status: Status
    position: int | None = None


def standing(states: Sequence[StepState]) -> Standing:
    """Where a post stands, as a fold over its steps in order. A route without steps publishes at once."""
    for position, state in enumerate(states):
        if state is StepState.DECLINED:
            return Standing(Status.DECLINED, position)
        if state is StepState.RETURNED:
            return Standing(Status.RETURNED, position)
        if state is StepState.CLOSED:
            return Standing(Status.WITHDRAWN, position)
        if state is not StepState.APPROVED:
            return Standing(Status.WAITING, position)
    return Standing(Status.PUBLISHED)


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


def check_stages(stages: Sequence[StagePlan], *, anonymous_allowed: bool) -> None:
    """Raise ``Refused`` for a route on which a post could not travel. Stages are counted from one, as people do."""
    if not stages:
        raise Refused("A route needs at least one stage: somebody has to say yes.")
    if len(stages) > STAGES_AT_MOST:
        raise Refused(f"A route can have at most {STAGES_AT_MOST} stages.")
    if anonymous_allowed and len(stages) < STAGES_FOR_ANONYMOUS:
        raise Refused(
            "An anonymous post needs two deciders, because its author may be one of them. "
            "Add a stage, or do not allow anonymous posts.",
            field="anonymous_allowed",
        )
    for number, stage in enumerate(stages, start=1):
        if not stage.name.strip() or len(stage.name) > STAGE_NAME_LENGTH:
            raise Refused(f"Give stage {number} a name of at most {STAGE_NAME_LENGTH} characters.")
        if not 1 <= stage.limit_days <= LIMIT_DAYS_AT_MOST:
            raise Refused(f"Give stage {number} between 1 and {LIMIT_DAYS_AT_MOST} working days.")
        if stage.decider is Decider.ROLE and stage.role not in set(DECIDING_ROLES):
            raise Refused(f"Choose the role that decides at stage {number}.")
        if stage.decider is Decider.PERSON and stage.person_id is None:
            raise Refused(f"Choose the person who decides at stage {number}.")
        if len(stage.question) > QUESTION_LENGTH:
            raise Refused(f"Ask at stage {number} in at most {QUESTION_LENGTH} characters.")


def lateness(due_on: date | None, today: date) -> int:
    """Days past the limit: 0 where there is time left, or no limit."""
    return max(0, (today - due_on).days) if due_on else 0
