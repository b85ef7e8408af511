"""The response standard of an organisation, and how a post stands against it. Pure.

Issue five of the requirements asks for it: "staff expected full transparency with swift responses" (rows 15, 45).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from portal.foundation.errors import Refused
from portal.people.rules import Role, SomePerson, holds
from portal.people.rules.calendar import WorksOn, working_day_after, working_days_between
from portal.people.rules.waits import working_days_in_words

SETTING = "promises"
DAYS_AT_MOST = 60
WEEKS_COUNTED = 12  # how far back an organisation says how it kept its promises


class Part(StrEnum):
    """What an author is promised, in the order in which it comes."""

    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    DECIDED = "decided"


PART_NAMES: dict[Part, str] = {
    Part.ACKNOWLEDGED: "Somebody says that they have it",
    Part.ANSWERED: "A first answer",
    Part.DECIDED: "A decision, with its reason",
}


@dataclass(frozen=True, slots=True)
class Standard:
    """Within how many working days each part comes, counted from the day after the post was sent."""

    acknowledged: int = 2
    answered: int = 5
    decided: int = 20

    def days(self, part: Part) -> int:
        """Within how many working days a part comes."""
        return int(getattr(self, part.value))

    def stored(self) -> dict[str, int]:
        """The standard as plain values."""
        return {part.value: self.days(part) for part in Part}


USUAL = Standard()


def standard_from(stored: Mapping[str, Any] | None) -> Standard:
    """A standard from plain values; the usual days where an organisation has said nothing."""
    kept = stored or {}
    return Standard(**{part.value: int(kept.get(part.value, USUAL.days(part))) for part in Part})


def check_standard(standard: Standard) -> None:
    """Raise ``Refused`` for days that cannot be meant: none, too many, or a later part that comes sooner."""
    before: Part | None = None
    for part in Part:
        days = standard.days(part)
        if not 1 <= days <= DAYS_AT_MOST:
            raise Refused(f"Say a number of working days from 1 to {DAYS_AT_MOST}.", field=part.value)
        if before is not None and days < standard.days(before):
            raise Refused(
                "This cannot come sooner than what is promised before it.", field=part.value, code="not-valid"
            )
        before = part


# What in the journal of a post keeps a part of what was promised. A later part keeps those before it too: whoever
# decides has answered, and whoever answers has it.
KEEPS: Mapping[str, Part] = {
    "submission.acknowledged": Part.ACKNOWLEDGED,
    "submission.read_first": Part.ACKNOWLEDGED,
    "opinion.asked": Part.ACKNOWLEDGED,
    "question.asked": Part.ANSWERED,
    "edit.proposed": Part.ANSWERED,
    "step.answered": Part.ANSWERED,
    "submission.approved": Part.ANSWERED,
    "submission.returned": Part.ANSWERED,
    "submission.declined": Part.DECIDED,
    "submission.published": Part.DECIDED,
    "submission.review_ended": Part.DECIDED,
    "submission.taken_up": Part.DECIDED,
}
BEGINS = frozenset({"submission.sent", "submission.sent_again", "submission.taken_further"})
ENDS = frozenset({"submission.withdrawn", "submission.taken_out"})
RETURNED = "submission.returned"
# While the next word is the author's, no day of theirs is counted against anybody: of a change, or of a question, at a
# step. What is said of that step without their answer ends the wait as well.
WAITS = frozenset({RETURNED, "edit.proposed", "step.clock_stopped"})
GOES_ON = {
    "edit.accepted": "edit.proposed",
    "edit.declined": "edit.proposed",
    "edit.lapsed": "edit.proposed",
    "step.clock_went_on": "step.clock_stopped",
}
WAITS_NO_MORE = frozenset(
    {
        "step.answered",
        "step.lapsed",
        "step.skipped",
        "step.spared",
        "step.escalated",
        "step.covered",
        "step.handed_on",
        "step.opened",
        "submission.approved",
        "submission.read_first",
    }
)


@dataclass(frozen=True, slots=True)
class Happened:
    """A row of the journal, as far as promises go: what happened, and on which day."""

    event: str
    day: date
    step: str = ""  # the one that was decided, or that is asked about
    on_trust: bool = False  # it came into the library before anybody decided: nothing is kept by that

    @property
    def keeps(self) -> Part | None:
        """Which part of the promise it keeps."""
        return None if self.event == "submission.published" and self.on_trust else KEEPS.get(self.event)


@dataclass(frozen=True, slots=True)
class Round:
    """One sending of a post, until it is decided or taken back: what was kept when, and when its author had it."""

    begun_on: date
    kept: Mapping[Part, date] = field(default_factory=dict)
    pauses: Sequence[tuple[date, date]] = ()
    paused_on: date | None = None
    ended_on: date | None = None

    def due(self, part: Part, standard: Standard, works_on: WorksOn) -> date:
        """The day by which a part was promised: later by the working days on which the author had the next word."""
        last = working_day_after(self.begun_on, standard.days(part), works_on)
        until = self.kept.get(part)
        for first, over in self.pauses:
            if first <= last and (until is None or first < until):
                stood = working_days_between(first, over, works_on)
                last = working_day_after(last, stood, works_on) if stood else last
        return last


def rounds(happened: Iterable[Happened]) -> list[Round]:
    """The rounds of a post, as a fold over its journal, oldest first.

    Sent again after it came back, a post goes on in its round; after a decision it begins another.
    """
    told: list[Round] = []
    waits: set[tuple[str, str]] = set()  # for what, and at which step
    for one in happened:
        current = told[-1] if told and told[-1].ended_on is None else None
        if current is None:
            if one.event in BEGINS:
                told.append(Round(one.day))
                waits.clear()
            continue
        if one.event in BEGINS:
            waits.clear()
        elif one.event in GOES_ON:
            waits.discard((GOES_ON[one.event], one.step))
        elif one.event in WAITS_NO_MORE:
            waits = {wait for wait in waits if wait[1] != one.step}
        elif one.event in WAITS:
            waits.add((one.event, "" if one.event == RETURNED else one.step))
        current = _kept(current, one)
        over = one.event in ENDS or one.keeps is Part.DECIDED
        told[-1] = _ended(current, one.day) if over else _paused(current, one.day, waits=bool(waits))
    return told


def _kept(current: Round, one: Happened) -> Round:
    if one.keeps is None:
        return current
    parts = list(Part)
    now = {part: one.day for part in parts[: parts.index(one.keeps) + 1] if part not in current.kept}
    return replace(current, kept={**current.kept, **now})


def _paused(current: Round, day: date, *, waits: bool) -> Round:
    if waits and current.paused_on is None:
        return replace(current, paused_on=day)
    if not waits and current.paused_on is not None:
        return replace(current, pauses=(*current.pauses, (current.paused_on, day)), paused_on=None)
    return current


def _ended(current: Round, day: date) -> Round:
    return replace(_paused(current, day, waits=False), ended_on=day)


class Standing(StrEnum):
    """How one part of what was promised stands."""

    KEPT = "kept"
    KEPT_LATE = "kept_late"
    TO_COME = "to_come"
    NEAR = "near"
    MISSED = "missed"
    WITH_AUTHOR = "with_author"
    NOT_NEEDED = "not_needed"


def standing_of(
    due: date,
    kept_on: date | None,
    today: date,
    *,
    near: date,
    paused_on: date | None = None,
    ended_on: date | None = None,
) -> Standing:
    """How a part stands on a day. ``near`` is the day up to which what is due is near.

    What its author took back in time was not missed; what was late by then stays missed, and is counted.
    """
    if kept_on is not None:
        return Standing.KEPT if kept_on <= due else Standing.KEPT_LATE
    if due < (ended_on or paused_on or today):
        return Standing.MISSED
    if ended_on is not None:
        return Standing.NOT_NEEDED
    if paused_on is not None:
        return Standing.WITH_AUTHOR
    return Standing.NEAR if due <= near else Standing.TO_COME


def said_to_author(part: Part, stands: Standing, due: str, kept_on: str) -> str:
    """What the author of a post reads of a part."""
    match stands:
        case Standing.KEPT:
            return f"{DONE[part]} on {kept_on}."
        case Standing.KEPT_LATE:
            return f"{DONE[part]} on {kept_on}. We had promised it by {due}, and were late."
        case Standing.MISSED:
            return f"We promised {PROMISED[part]} by {due}, and have not kept it. Your innovation lead sees that."
        case Standing.WITH_AUTHOR:
            return f"{AFTER[part]} after your next word."
        case Standing.NOT_NEEDED:
            return ""
        case _:
            return f"We promise {PROMISED[part]} by {due}."


DONE: dict[Part, str] = {
    Part.ACKNOWLEDGED: "Somebody had it",
    Part.ANSWERED: "You had a first answer",
    Part.DECIDED: "It was decided",
}
AFTER: dict[Part, str] = {
    Part.ACKNOWLEDGED: "Somebody says that they have it",
    Part.ANSWERED: "A first answer comes",
    Part.DECIDED: "A decision comes",
}
PROMISED: dict[Part, str] = {
    Part.ACKNOWLEDGED: "that somebody says they have it",
    Part.ANSWERED: "a first answer",
    Part.DECIDED: "a decision",
}


def standard_in_words(standard: Standard) -> str:
    """The standard as everybody reads it."""
    return (
        f"Somebody says that they have it within {working_days_in_words(standard.acknowledged)}. "
        f"A first answer comes within {working_days_in_words(standard.answered)}, and a decision with its reason "
        f"within {working_days_in_words(standard.decided)}."
    )


def near_in_words(near: int, missed: int) -> str:
    """What an innovation lead is told of posts whose authors are about to wait longer than they were promised."""
    said = []
    if near:
        said.append(f"{near} {'post needs' if near == 1 else 'posts need'} a word by the next working day")
    if missed:
        said.append(_longer(missed, alone=not near))
    return " and ".join(said)


def promised_in_words(total: int, where: str) -> str:
    """What an innovation lead is told the working day before."""
    return f"{total} {'post' if total == 1 else 'posts'} in {where} {'needs' if total == 1 else 'need'} a promised word"


def _longer(missed: int, *, alone: bool) -> str:
    posts = f" {'post' if missed == 1 else 'posts'}" if alone else ""
    return f"{missed}{posts} {'waits' if missed == 1 else 'wait'} longer than promised"


def may_see_stuck(person: SomePerson) -> bool:
    """Which posts wait longer than promised is for the innovation lead."""
    return holds(person, Role.INNOVATION_LEAD)


def may_set_standard(person: SomePerson) -> bool:
    """What an organisation promises is for its innovation lead and its administrators to say."""
    return holds(person, Role.INNOVATION_LEAD, Role.ORGANISATION_ADMINISTRATOR)
