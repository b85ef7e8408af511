"""The words of the hierarchy: deciders, verdicts, states, reasons, and the routes that everybody starts with."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.people.rules import Role


class Decider(StrEnum):
    """How a stage finds who decides."""

    UNIT_HEAD = "unit_head"
    HEAD_ABOVE = "head_above"
    ROLE = "role"
    PERSON = "person"


class Verdict(StrEnum):
    """What a decider can answer."""

    APPROVE = "approve"
    RETURN = "return"
    DECLINE = "decline"


class StepState(StrEnum):
    """Where one step of a post's own route is."""

    AHEAD = "ahead"
    OPEN = "open"
    APPROVED = "approved"
    RETURNED = "returned"
    DECLINED = "declined"
    CLOSED = "closed"  # the post was withdrawn, or ended at an earlier step


class ReasonCode(StrEnum):
    """The short reason given with a decline, beside the words (requirement 83)."""

    NOT_HERE = "not_here"
    NOT_NOW = "not_now"
    ALREADY_DONE = "already_done"
    COST = "cost"
    RISK = "risk"
    EVIDENCE = "evidence"
    OUR_POWERS = "our_powers"
    OTHER = "other"


DECIDER_NAMES: dict[Decider, str] = {
    Decider.UNIT_HEAD: "Head of the author's unit",
    Decider.HEAD_ABOVE: "Head of the unit above",
    Decider.ROLE: "Somebody who holds a role",
    Decider.PERSON: "A named person",
}

VERDICT_NAMES: dict[Verdict, str] = {
    Verdict.APPROVE: "Approve",
    Verdict.RETURN: "Ask for changes",
    Verdict.DECLINE: "Decline",
}

REASON_CODES: dict[ReasonCode, str] = {
    ReasonCode.NOT_HERE: "It would not work here as things are",
    ReasonCode.NOT_NOW: "Not now: other work has to come first",
    ReasonCode.ALREADY_DONE: "It is being done already",
    ReasonCode.COST: "It costs more than it would bring",
    ReasonCode.RISK: "It carries a risk we cannot take",
    ReasonCode.EVIDENCE: "What we know speaks against it",
    ReasonCode.OUR_POWERS: "It is not ours to decide",
    ReasonCode.OTHER: "Another reason",
}

STATE_AFTER: dict[Verdict, StepState] = {
    Verdict.APPROVE: StepState.APPROVED,
    Verdict.RETURN: StepState.RETURNED,
    Verdict.DECLINE: StepState.DECLINED,
}

# The roles that a stage can ask, as they stand in a sentence. Administrators configure; they do not decide.
DECIDING_ROLES: dict[Role, str] = {
    Role.INNOVATION_LEAD: "the innovation lead",
    Role.DATA_SHARING_OFFICER: "the data-sharing officer",
    Role.PROFESSIONAL_STANDARDS: "professional standards",
    Role.COMMUNICATIONS: "communications",
    Role.TOPIC_LEAD: "a topic lead",
    Role.NATIONAL_CURATOR: "the national curator",
}


@dataclass(frozen=True, slots=True)
class StagePlan:
    """One stage as configured. ``limit_days`` counts working days."""

    name: str
    decider: Decider
    limit_days: int
    question: str = ""
    role: str = ""
    person_id: int | None = None


# The route that a new organisation starts with (contract: head of the author's unit, then the innovation lead).
HEAD_STAGE = StagePlan(
    "Head of unit",
    Decider.UNIT_HEAD,
    3,
    "Is it right, safe to share, and worth somebody's time? You need not agree with it to let others see it.",
)
LEAD_STAGE = StagePlan(
    "Innovation lead",
    Decider.ROLE,
    5,
    "Will a stranger understand it and be able to use it? Who will take it forward?",
    role=Role.INNOVATION_LEAD,
)
DATA_STAGE = StagePlan(
    "Data check",
    Decider.ROLE,
    5,
    "Could anybody be recognised from it? Is it lawful to share it this far?",
    role=Role.DATA_SHARING_OFFICER,
)
FIRST_ROUTES: dict[str, tuple[StagePlan, ...]] = {
    "idea": (HEAD_STAGE, LEAD_STAGE),
    "learning": (HEAD_STAGE, LEAD_STAGE),
    "impact-case": (HEAD_STAGE, LEAD_STAGE, DATA_STAGE),
}
ANONYMOUS_AT_FIRST = frozenset({"idea", "impact-case"})


def decider_in_words(stage: StagePlan, person: str = "") -> str:
    """Who decides a stage, as part of a sentence. ``person`` is the name of a named decider."""
    match stage.decider:
        case Decider.UNIT_HEAD:
            return "head of the author's unit"
        case Decider.HEAD_ABOVE:
            return "head of the unit above"
        case Decider.PERSON:
            return person or "a named person"
        case Decider.ROLE:
            return (
                DECIDING_ROLES.get(Role(stage.role), stage.role)
                if stage.role
                else "somebody who holds a role"
            )


def days_in_words(days: int) -> str:
    """A number of working days, as people say it."""
    return f"{days} day" if days == 1 else f"{days} days"


def route_in_words(stages: Sequence[tuple[StagePlan, str]]) -> str:
    """A route as a sentence says it. Each stage comes with the name of its named decider, if it has one."""
    parts = [
        f"{decider_in_words(stage, person)} ({days_in_words(stage.limit_days)})" for stage, person in stages
    ]
    return ", then ".join(parts) if parts else "nobody: it would be published at once"
