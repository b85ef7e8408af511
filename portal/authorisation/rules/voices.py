"""Those who decide together: what each answers before they approve, what they see of the others, and of the author.

Pure. A score never decides: it stands beside the decision, and is seen once one has given one's own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.authorisation.rules.permits import DecidedStep, may_decide, waits_for_another_unit
from portal.authorisation.rules.plan import Criterion
from portal.authorisation.rules.words import StepState, Verdict
from portal.foundation.errors import Refused
from portal.people.rules import SomePerson
from portal.submissions.rules import writes

SCORE_AT_MOST = 4
SCORE_NOTE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Scored:
    """What somebody gave on one line of a score sheet, with its weight as it was then."""

    name: str
    weight: int
    score: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class LineMean:
    """The mean of one line of a score sheet, the least and the most that it was given, and the notes on it."""

    name: str
    mean: float
    least: int
    most: int
    notes: tuple[str, ...] = ()


def check_ticked(checklist: Sequence[str], ticked: Collection[str], verdict: Verdict) -> None:
    """Raise ``Refused`` where somebody approves before each line of the stage's checklist is ticked."""
    if verdict is not Verdict.APPROVE:
        return
    left = [line for line in checklist if line not in ticked]
    if left:
        raise Refused(
            f"Tick each line of the checklist before you approve. Not ticked: “{left[0]}”"
            + (f", and {len(left) - 1} more." if len(left) > 1 else "."),
            field="ticked",
            code="missing",
        )


def scored(sheet: Sequence[Criterion], given: Mapping[str, tuple[int | None, str]]) -> tuple[Scored, ...]:
    """The sheet as somebody filled it in. Raises ``Refused`` where a line is not scored, or not from 0 to 4."""
    found = []
    for line in sheet:
        score, note = given.get(line.name, (None, ""))
        if score is None or not 0 <= score <= SCORE_AT_MOST:
            raise Refused(
                f"Give “{line.name}” a score from 0 to {SCORE_AT_MOST}.", field="scores", code="missing"
            )
        if len(note) > SCORE_NOTE_LENGTH:
            raise Refused(
                f"Use at most {SCORE_NOTE_LENGTH} characters for a note.", field="scores", code="not-valid"
            )
        found.append(Scored(line.name, line.weight, score, note.strip()))
    return tuple(found)


def weighted_mean(sheets: Iterable[Sequence[Scored]]) -> float | None:
    """The mean of several score sheets, each line by its weight; nothing where nobody has scored."""
    lines = [line for sheet in sheets for line in sheet]
    weight = sum(line.weight for line in lines)
    return sum(line.score * line.weight for line in lines) / weight if weight else None


def line_means(sheets: Sequence[Sequence[Scored]]) -> list[LineMean]:
    """Line by line what several people gave, in the order of the sheet."""
    names = dict.fromkeys(line.name for sheet in sheets for line in sheet)
    found = []
    for name in names:
        given = [line for sheet in sheets for line in sheet if line.name == name]
        scores = [line.score for line in given]
        notes = tuple(line.note for line in given if line.note)
        found.append(LineMean(name, sum(scores) / len(scores), min(scores), max(scores), notes))
    return found


def judges_alone(person: SomePerson, stage: Sequence[DecidedStep]) -> bool:
    """Whether somebody still has to answer at a stage, so that what the others said there is kept from them."""
    to_answer = (may_decide(person, step) or waits_for_another_unit(person, step) for step in stage)
    return len(stage) > 1 and any(to_answer)


def decides_blind(person: SomePerson, step: Any) -> bool:
    """Whether the author of a post is kept from somebody who decides, decided, or will be asked, at a blind step.

    So it is from whom an opinion is asked there. It holds from the moment the post is sent: who learnt the name
    beforehand would not be blind; and afterwards for whoever decided there. Authors are never blind to their own.
    """
    if not step.blind or writes(person, step.submission):
        return False
    if person.id == step.holder_id or person.id in step.decider_ids:
        return True
    if any(person.id == one.of_id for one in step.opinions):
        return True
    if step.state not in {StepState.AHEAD, StepState.OPEN, StepState.RETURNED}:
        return False
    return _named(person, step) or _asked_now(person, step)


def _named(person: SomePerson, step: Any) -> bool:
    """Whether the stage asks this person, as far as it says so before it is open."""
    here = person.organisation_id == step.submission.organisation_id
    heads = {unit for unit in (step.of_unit_id,) if unit is not None}
    if not step.role and step.person_id is None and step.of_unit_id is None:
        unit = step.submission.unit
        heads = set(unit.lineage) if unit is not None else set()
    by_role = bool(step.role) and step.role in person.roles and here
    return by_role or person.id == step.person_id or not heads.isdisjoint(person.headed_unit_ids)


def _asked_now(person: SomePerson, step: Any) -> bool:
    in_role = bool(step.asked_role) and step.asked_role in person.roles
    return in_role or (step.unit_id is not None and step.unit_id in person.headed_unit_ids)


def stage_in_short(needed: int, seats: int) -> str:
    """How many of those whom a stage asks must approve; nothing where it asks one."""
    if seats < 2:
        return ""
    if needed == seats:
        return "Both have to approve" if seats == 2 else f"All {seats} have to approve"
    return f"One of {seats} is enough" if needed == 1 else f"{needed} of {seats} have to approve"
