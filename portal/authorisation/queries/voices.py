"""The way of a post, stage by stage, with the voices of those whom each stage asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from portal.authorisation.models import GivenVerdict, Opinion, Step
from portal.authorisation.queries.steps import present_steps, stage_of
from portal.authorisation.rules import (
    UNDECIDED,
    StepState,
    Verdict,
    listed,
    may_decide,
    may_give_opinion,
    outcome,
)
from portal.authorisation.rules.voices import (
    LineMean,
    judges_alone,
    line_means,
    stage_in_short,
    weighted_mean,
)
from portal.authorisation.rules.words import DRAWN
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.people.models import NAMED_ONLY, Person
from portal.people.rules import SomePerson
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Voice:
    """One of those whom a stage asks, as a page draws them. ``state`` is done, now, next, back, stopped or skipped.

    ``held_since`` is the day on which its present holder got it. What somebody answered is ``hidden`` from those who
    still have to answer beside them.
    """

    state: str
    step: Step
    holder: str = ""
    held_since: date | None = None
    verdict: GivenVerdict | None = None
    hidden: bool = False

    @property
    def words(self) -> str:
        """What they said, or by when they will."""
        if self.hidden:
            return "has answered; you read it once you have"
        if self.step.state == StepState.SKIPPED:
            return "passed over, with a reason"
        if self.step.state == StepState.LAPSED:
            return "nobody answered in time; it could go on without"
        return {
            "done": "read it first, and passed it on" if self.step.reads_first else "approved",
            "now": f"has it until {clock.day_in_words(self.step.due_on)}" if self.step.due_on else "has it",
            "back": "asked for a change",
            "stopped": "did not approve",
            "skipped": "need not answer any more",
        }.get(self.state, "")


@dataclass(frozen=True, slots=True)
class RouteStage:
    """One stage of a post's way as a page draws it, with the voices of those whom it asks.

    ``terms`` says how many of them must approve, and ``beside`` that it is asked at the same time as the one before.
    """

    label: str
    state: str
    voices: tuple[Voice, ...]
    terms: str = ""
    beside: bool = False

    @property
    def step(self) -> Step:
        """The step that says most of the stage: one that is open, else one that is answered."""
        return self._says_most.step

    @property
    def holder(self) -> str:
        """Who has it, or decided last, where only one is asked."""
        return self._says_most.holder if len(self.voices) == 1 else ""

    @property
    def held_since(self) -> date | None:
        """Since when whoever is asked has had it."""
        return self._says_most.held_since

    @property
    def decided_at(self) -> datetime | None:
        """When the last answer was given."""
        given = [one.verdict.given_at for one in self.voices if one.verdict is not None]
        return max(given, default=None) if self.held_since is None else None

    @property
    def _says_most(self) -> Voice:
        order = (self.state, "now", "done", "stopped", "back", "next", "skipped")
        return min(self.voices, key=lambda one: order.index(one.state))


_PEOPLE = select(Person).where(Person.id.in_(bindparam("keys"))).options(*NAMED_ONLY)
_ON_STEPS = (
    select(Opinion)
    .where(Opinion.step_id.in_(bindparam("steps")))
    .order_by(Opinion.asked_at)
    .options(*(selectinload(who).options(*NAMED_ONLY) for who in (Opinion.of, Opinion.asked_by)))
)
_ASKED_OF = (
    select(Opinion)
    .join(Step, Step.id == Opinion.step_id)
    .where(Opinion.of_id == bindparam("person"), Opinion.answered_at.is_(None), Step.state == StepState.OPEN)
    .order_by(Opinion.asked_at)
    .options(selectinload(Opinion.step))
)


def route_line(post: Submission, reader: Person | None = None) -> list[RouteStage]:
    """The way of a post in its present round, stage by stage; nothing where it has not been sent.

    ``reader`` is who looks at it: while they still have to answer at a stage, what the others said there is kept
    from them.
    """
    steps = present_steps(post)
    named = {step.holder_id for step in steps} | {given.by_id for step in steps for given in step.verdicts}
    # Kept here, so that each step finds its own among them and asks for nobody.
    _people = session.scalars(_PEOPLE, {"keys": [key for key in named if key is not None]}).all()
    line: list[RouteStage] = []
    for _number, together in groupby(steps, key=lambda step: step.stage):
        stage = list(together)
        alone = reader is not None and judges_alone(reader, stage)
        voices = tuple(_voice(step, hidden=alone) for step in stage)
        beside = bool(line) and line[-1].step.position == stage[0].position
        terms = stage_in_short(stage[0].needed, len(stage))
        line.append(RouteStage(stage[0].name, _state_of(stage, voices), voices, terms, beside))
    return line


def together_in_words(line: Sequence[RouteStage]) -> tuple[str, str]:
    """Who has a post that several are asked about at the same time, in short and in full; empty where one is asked."""
    now = [stage for stage in line if stage.state == "now"]
    if sum(len(stage.voices) for stage in now) < 2:
        return "", ""
    if len(now) > 1:
        return (
            f"It is at several steps at the same time: {listed([stage.label.lower() for stage in now])}.",
            "",
        )
    said = [f"{one.holder} {one.words}" for one in now[0].voices if one.holder]
    return f"{now[0].label}: {now[0].terms[:1].lower()}{now[0].terms[1:]}.", f"{', '.join(said)}."


def _voice(step: Step, *, hidden: bool) -> Voice:
    last = step.verdicts[-1] if step.verdicts else None
    if step.state == StepState.OPEN:
        return Voice("now", step, step.holder.title if step.holder else "", step.given_on)
    if last is not None and step.state not in {StepState.AHEAD, StepState.CLOSED}:
        drawn = "now" if hidden else DRAWN[step.state]
        return Voice(drawn, step, last.who, None, None if hidden else last, hidden=hidden)
    return Voice(
        DRAWN[step.state], step, step.holder.title if step.holder and step.state == StepState.SPARED else ""
    )


def _state_of(stage: Sequence[Step], voices: Sequence[Voice]) -> str:
    """How a stage is drawn: as its one step, or as what has come of those who decide together."""
    if len(stage) == 1:
        return voices[0].state
    states = {one.state for one in voices}
    if "now" in states:
        return "now"
    return DRAWN[outcome(stage)]


def kept_back(post: Submission, reader: Person) -> frozenset[str]:
    """References of the steps of which this reader is told nothing yet: they still have to answer beside them."""
    steps = session.scalars(
        select(Step).where(Step.submission_id == post.id).order_by(Step.round, Step.stage)
    )
    found: set[str] = set()
    for _place, together in groupby(steps, key=lambda step: (step.round, step.stage)):
        stage = list(together)
        if judges_alone(reader, stage):
            found |= {step.reference for step in stage}
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody answered at a stage, as those read it who decide with them or after them."""

    who: str
    words: str
    reason: str
    ticked: tuple[str, ...]
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """What a stage's score sheets come to, beside the decision: it decides nothing."""

    stage: str
    people: int
    mean: float
    lines: tuple[LineMean, ...]


def said_beside(step: Step, reader: Person) -> list[Answered]:
    """What the others of its stage answered; nothing to somebody who still has to answer there."""
    stage = stage_of(step)
    if judges_alone(reader, stage):
        return []
    given = [_last(each) for each in stage if each.state not in UNDECIDED and each.verdicts]
    return [
        Answered(
            "You" if one.is_said_by(reader) else one.who,
            ANSWER_WORDS[Verdict(one.verdict)],
            one.reason,
            tuple(one.ticked),
            one.given_at,
        )
        for one in sorted(given, key=lambda one: one.given_at)
        if len(stage) > 1 or one.ticked
    ]


def scores_of(post: Submission, reader: Person) -> list[Scoreboard]:
    """What the score sheets of each stage come to, as far as somebody may see it: not before they gave their own."""
    found = []
    for _number, together in groupby(present_steps(post), key=lambda step: step.stage):
        stage = list(together)
        sheets = [_last(step).scored for step in stage if step.verdicts and step.state not in UNDECIDED]
        mean = weighted_mean(sheets)
        if mean is None or any(may_decide(reader, step) for step in stage):
            continue
        scored = [sheet for sheet in sheets if sheet]
        found.append(Scoreboard(stage[0].name, len(scored), mean, tuple(line_means(scored))))
    return found


def _last(step: Step) -> GivenVerdict:
    return step.verdicts[-1]


ANSWER_WORDS: dict[Verdict, str] = {
    Verdict.APPROVE: "approved",
    Verdict.RETURN: "asked for a change",
    Verdict.DECLINE: "did not approve",
}


def opinion(reference: str) -> Opinion | None:
    """The request for an opinion with this reference."""
    return session.scalar(select(Opinion).where(Opinion.reference == read_reference(reference)))


def opinions_asked_of(person: SomePerson) -> list[Opinion]:
    """What colleagues would like to know from somebody, while it can still be answered, the oldest first."""
    found = session.scalars(_ASKED_OF, {"person": person.id}).all()
    return [one for one in found if may_give_opinion(person, one)]


def opinions_on(post: Submission) -> list[Opinion]:
    """What colleagues were asked about a post in its present round, the oldest first."""
    keys = [step.id for step in present_steps(post)]
    return list(session.scalars(_ON_STEPS, {"steps": keys}))
