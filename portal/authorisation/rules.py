"""The hierarchy as pure decisions: who holds a step, who may decide, and where a post stands. Pure.

At sending, the stages of a route are copied into the post's own steps, so nothing here ever asks the
route again: changing a configuration moves no post that is on its way.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from portal.foundation.errors import Refused
from portal.people.rules import Role, SomePerson, administers, holds
from portal.submissions.rules import (
    SomePost,
    Status,
    barred_from_deciding,
    is_author,
    leads_where_posted,
)

REASON_AT_LEAST = 20
QUESTION_LENGTH = 600


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


class Roster(Protocol):
    """Who is there today, as the choice of holders needs to know it. All answers leave out those who left."""

    def heads_of(self, unit_id: int) -> Sequence[int]:
        """Heads of a unit, first one first."""

    def in_role(self, role: str, organisation_id: int) -> Sequence[int]:
        """Holders of a role in an organisation, the least busy first; of a national role, anywhere."""

    def is_here(self, person_id: int) -> bool:
        """Whether somebody still works here."""

    def unit_of(self, person_id: int) -> int:
        """The unit somebody works in."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the choice of a holder needs to know of a post. ``lineage``: the author's units, top first."""

    organisation_id: int
    lineage: tuple[int, ...]
    barred: frozenset[int]
    anonymous: bool = False
    decided_by: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Holders:
    """Who may decide a step. The first is its named holder; ``note`` tells the author of any detour."""

    ids: tuple[int, ...]
    unit_id: int | None = None
    role: str = ""
    note: str = ""


# Who is asked where a stage finds nobody: there is always somebody, so that nothing lies forgotten.
LAST_RESORT: tuple[Role, ...] = (
    Role.INNOVATION_LEAD,
    Role.ORGANISATION_ADMINISTRATOR,
    Role.NATIONAL_CURATOR,
    Role.SYSTEM_ADMINISTRATOR,
)


def holders_of(stage: StagePlan, case: Case, roster: Roster) -> Holders:
    """Who decides a stage today. Climbs past vacancies and past those who may not, and never comes back empty.

    Raises ``Refused`` where nobody at all is left who could decide.
    """
    if stage.decider is Decider.PERSON:
        found = _fit([stage.person_id] if stage.person_id and roster.is_here(stage.person_id) else [], case, roster)
        if found:
            return Holders(found)
    elif stage.decider is Decider.ROLE:
        found = _fit(roster.in_role(stage.role, case.organisation_id), case, roster)
        if found:
            return Holders(found, role=stage.role)
    else:
        climbed = _climb(stage, case, roster)
        if climbed:
            return climbed
    for role in LAST_RESORT:
        found = _fit(roster.in_role(role, case.organisation_id), case, roster)
        if found:
            return Holders(found, role=role, note="Nobody is in that post at present, so we have passed it on.")
    raise Refused("Nobody is there to decide on this yet. Ask your organisation's administrator to name somebody.")


def _climb(stage: StagePlan, case: Case, roster: Roster) -> Holders | None:
    upwards = list(reversed(case.lineage))
    if stage.decider is Decider.HEAD_ABOVE:
        upwards = upwards[1:]
    for height, unit_id in enumerate(upwards):
        heads = _fit(roster.heads_of(unit_id), case, roster)
        if heads:
            note = "The head of the unit is not there or is an author, so it went one higher." if height else ""
            return Holders(heads, unit_id=unit_id, note=note)
    return None


def _fit(candidates: Iterable[int], case: Case, roster: Roster) -> tuple[int, ...]:
    """Those who may decide: no author, nobody twice; for an anonymous post nobody from a unit that has decided.

    The author of an anonymous post may be a decider and the portal cannot know, so two people of
    different units decide on each (anonymity.md, unavoidable tension b).
    """
    fit = [person for person in candidates if person not in case.barred and person not in case.decided_by]
    if case.anonymous:
        spent = {roster.unit_of(person) for person in case.decided_by}
        fit = [person for person in fit if roster.unit_of(person) not in spent]
    return tuple(fit)


class SomeStep(Protocol):
    """What the rules need to know of a step."""

    position: int
    state: str
    holder_id: int | None
    unit_id: int | None
    role: str

    @property
    def submission(self) -> "RoutedPost": ...


def may_decide(person: SomePerson, step: SomeStep) -> bool:
    """Whether the person may decide this step. Judged now, by the roles and posts of today, never by old lists."""
    post = step.submission
    if step.state != StepState.OPEN or person.id in barred_from_deciding(post):
        return False
    return is_asked(person, step)


def is_asked(person: SomePerson, step: SomeStep) -> bool:
    """Whether a step is put to this person: its holder, a fellow head, or another who holds the role there."""
    if person.id == step.holder_id:
        return True
    if step.unit_id is not None and step.unit_id in person.headed_unit_ids:
        return True
    here = person.organisation_id == step.submission.organisation_id or step.role == Role.NATIONAL_CURATOR
    return bool(step.role) and here and step.role in person.roles


def may_reassign(person: SomePerson, step: SomeStep) -> bool:
    """An innovation lead may hand an open step on; so may an administrator, who need not read it (row 39)."""
    post = step.submission
    if step.state != StepState.OPEN or is_author(person, post):
        return False
    return leads_where_posted(person, post) or administers(person, post.organisation_id)


def may_know_of_step(person: SomePerson, step: SomeStep) -> bool:
    """Whether the person may learn that a step exists."""
    return may_know_of(person, step.submission) or is_asked(person, step) or may_reassign(person, step)


def may_know_of(person: SomePerson, post: "RoutedPost") -> bool:
    """Whether the person may learn that a post exists before it is published, and read it."""
    if is_author(person, post) or person.id == post.imported_by_id or person.id == post.holder_id:
        return True
    if post.status == Status.DRAFT:
        return False
    if leads_where_posted(person, post):
        return True
    reached = [step for step in post.steps if step.state != StepState.AHEAD]
    return any(is_asked(person, step) for step in reached if step.state == StepState.OPEN) or any(
        person.id in step.decider_ids for step in reached
    )


class DecidedStep(SomeStep, Protocol):
    """A step with those who have decided it."""

    @property
    def decider_ids(self) -> Collection[int]: ...


class RoutedPost(SomePost, Protocol):
    """A post with the steps of its own route."""

    @property
    def steps(self) -> Sequence[DecidedStep]: ...


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


def check_reason(verdict: Verdict, reason: str, code: str) -> None:
    """Raise ``Refused`` where a return or a decline gives the author nothing they can act on (requirement 97)."""
    if verdict is Verdict.APPROVE:
        return
    if len(reason.strip()) < REASON_AT_LEAST:
        what = "what to change" if verdict is Verdict.RETURN else "why, and what they can do next"
        raise Refused(f"Tell the author {what}, in a sentence or two. They read exactly these words.", field="reason")
    if verdict is Verdict.DECLINE and code not in set(ReasonCode):
        raise Refused("Choose the reason that comes closest.", field="code")


def working_day_after(day: date, working_days: int, holidays: Collection[date] = ()) -> date:
    """The day that lies so many working days after ``day``: Monday to Friday, less the holidays given."""
    left = working_days
    while left > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            left -= 1
    return day


def lateness(due_on: date | None, today: date) -> int:
    """Days past the limit: 0 where there is time left, or no limit."""
    return max(0, (today - due_on).days) if due_on else 0


def may_see_queue(person: SomePerson) -> bool:
    """Whether the queue is for this person: whoever heads a unit, holds a role, or has something waiting."""
    return bool(person.headed_unit_ids) or bool(person.roles)


def may_configure(person: SomePerson, organisation_id: int) -> bool:
    """Whether the person may change the routes of an organisation."""
    return administers(person, organisation_id)


def curates(person: SomePerson) -> bool:
    """Whether the person looks after the library of the whole service."""
    return holds(person, Role.NATIONAL_CURATOR)
