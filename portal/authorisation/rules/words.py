"""The words of the hierarchy: deciders, verdicts, states and reasons. Pure."""

from enum import StrEnum

from portal.people.rules import Role


class Decider(StrEnum):
    """How a stage finds who decides."""

    UNIT_HEAD = "unit_head"
    HEAD_ABOVE = "head_above"
    HEAD_OF = "head_of"
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
    CLOSED = "closed"  # the post was withdrawn, or ended at another step
    SPARED = "spared"  # the others of its stage sufficed, or were too few without it
    LAPSED = "lapsed"  # nobody answered in time, at a stage that can be passed
    SKIPPED = "skipped"  # an innovation lead passed it over, and said why


class ConfigurationState(StrEnum):
    """Where a configuration is in its life: worked on, in force, or replaced by a later one."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


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
    Decider.HEAD_OF: "Head of another unit",
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

# How a step is drawn, on pages of staff and at the desk.
DRAWN: dict[str, str] = {
    StepState.AHEAD: "next",
    StepState.OPEN: "now",
    StepState.APPROVED: "done",
    StepState.RETURNED: "back",
    StepState.DECLINED: "stopped",
    StepState.CLOSED: "skipped",
    StepState.SPARED: "skipped",
    StepState.LAPSED: "skipped",
    StepState.SKIPPED: "skipped",
}

# The roles that a stage can ask, as they stand in a sentence. Administrators configure; they do not decide.
DECIDING_ROLES: dict[Role, str] = {
    Role.INNOVATION_LEAD: "the innovation lead",
    Role.DATA_SHARING_OFFICER: "the data-sharing officer",
    Role.PROFESSIONAL_STANDARDS: "professional standards",
    Role.COMMUNICATIONS: "communications",
    Role.TOPIC_LEAD: "a topic lead",
    Role.FRONT_LINE_READER: "a front-line reader",
    Role.INDEPENDENT_REVIEWER: "an independent reviewer",
    Role.NATIONAL_CURATOR: "the national curator",
}

# Whoever reads anonymous posts first. No stage asks them for a decision: they judge no idea.
READS_FIRST = "whoever reads anonymous posts first"

# Those of them who check: what they would ask cannot be left out, and they read again a text that was changed.
CHECKING_ROLES = frozenset({Role.DATA_SHARING_OFFICER, Role.PROFESSIONAL_STANDARDS, Role.COMMUNICATIONS})
