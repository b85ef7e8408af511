"""How a post would go today: the same choice of holders that it meets on its way, made ahead. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Protocol

from portal.authorisation.rules.cover import Given, present
from portal.authorisation.rules.holders import UNITS_FOR_ANONYMOUS, Case, Roster, holders_of
from portal.authorisation.rules.plan import Ask, StagePlan, tiers_of
from portal.foundation.errors import Refused


class RosterAhead(Roster, Protocol):
    """Who is there today, and how it would be once some of them had more to decide."""

    def holding(self, more: Sequence[int]) -> Roster:
        """The same roster once each of these people holds a step more for every time that they are named."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One of those whom a stage asks, and who would have it: nobody where there is a ``refusal``.

    ``case`` is what the choice knew when it was made. ``answers``: the stage is settled only with their answer, as
    long as those answer first who are first to be due.
    """

    ask: Ask
    case: Case
    given: Given | None = None
    due_on: date | None = None
    refusal: str = ""
    answers: bool = False


@dataclass(frozen=True, slots=True)
class StageAhead:
    """A stage that a post would come to; those of one ``tier`` are asked at the same time."""

    plan: StagePlan
    tier: int
    seats: tuple[Seat, ...]


def walked(stages: Sequence[StagePlan], case: Case, roster: RosterAhead) -> list[StageAhead]:
    """The whole way of a post, were every step approved in the order in which they are due.

    It is what opening the steps one after the other does: those of one stage are never the same person, those who
    hold a step of a tier count as deciders at its others, and once enough have approved the rest is spared.
    """
    found: list[StageAhead] = []
    numbered = zip(tiers_of(stages), stages, strict=True)
    for tier, together in groupby(numbered, key=lambda pair: pair[0]):
        opened: list[list[Seat]] = []
        hold: list[int] = []
        plans = [plan for _tier, plan in together]
        for plan in plans:
            seats: list[Seat] = []
            for ask in plan.asks:
                beside = {seat.given.holder_id for seat in seats if seat.given is not None}
                here = replace(
                    case,
                    apart=case.apart | beside,
                    decided_by=(*case.decided_by, *hold),
                    lowest=ask.lowest,
                    highest=ask.highest,
                    reading=plan.reads_first,
                )
                seat = _opened(ask, plan.limit_days, here, roster.holding(hold) if hold else roster)
                seats.append(seat)
                hold += [seat.given.holder_id] if seat.given is not None else []
            opened.append(seats)
        answered = _answered(plans, opened, case, roster)
        spoken = [seat.given.holder_id for seats in answered for seat in seats if seat.given and seat.answers]
        if plans[0].reads_first:  # whoever read it decides nowhere, and their unit is not that of a decider
            case = replace(case, apart=case.apart | frozenset(spoken))
        else:
            case = replace(case, decided_by=(*case.decided_by, *spoken))
        found += [StageAhead(plan, tier, tuple(seats)) for plan, seats in zip(plans, answered, strict=True)]
    return found


def _opened(ask: Ask, limit_days: int, case: Case, roster: Roster) -> Seat:
    try:
        holders = holders_of(ask, case, roster)
    except Refused as refused:
        return Seat(ask, case, refusal=refused.message)
    given = present(holders, holders.ids[0], limit_days, case, roster)
    return Seat(ask, case, given, roster.due_after(given.holder_id, limit_days))


def _answered(
    plans: Sequence[StagePlan], opened: Sequence[Sequence[Seat]], case: Case, roster: Roster
) -> list[list[Seat]]:
    """The seats of a tier, each with whether its answer is waited for: in turn, as long as their stage wants more."""
    waiting = [
        (seat.due_on or date.max, stage, number, seat.given.holder_id)
        for stage, seats in enumerate(opened)
        for number, seat in enumerate(seats)
        if seat.given is not None
    ]
    waiting.sort()
    spoken, heard = list(case.decided_by), set[tuple[int, int]]()
    while True:
        wanted = [one for one in waiting if sum(stage == one[1] for stage, _ in heard) < plans[one[1]].needed]
        turn = next((one for one in wanted if _may_speak(one[3], spoken, case, roster)), None)
        if turn is None:
            return [
                [replace(seat, answers=(stage, number) in heard) for number, seat in enumerate(seats)]
                for stage, seats in enumerate(opened)
            ]
        waiting.remove(turn)
        heard.add((turn[1], turn[2]))
        spoken.append(turn[3])


def _may_speak(holder_id: int, spoken: Sequence[int], case: Case, roster: Roster) -> bool:
    """Whether it is somebody's turn yet: the first two who decide on an anonymous post work in different units."""
    if not case.anonymous:
        return True
    units = {roster.unit_of(person) for person in spoken}
    return len(units) >= UNITS_FOR_ANONYMOUS or roster.unit_of(holder_id) not in units


def foreseen(stages: Sequence[StagePlan], case: Case, roster: RosterAhead) -> list[list[Given | str]]:
    """For each stage, who would have each of its steps were all approved in turn; or the sentence why nobody would."""
    return [[seat.given or seat.refusal for seat in stage.seats] for stage in walked(stages, case, roster)]


def days_until_decided(way: Iterable[StageAhead]) -> int:
    """The working days that a way takes where each of those asked takes all of theirs."""
    return sum(
        max(stage.plan.limit_days for stage in tier) for _number, tier in groupby(way, lambda s: s.tier)
    )


def spoke_twice(way: Iterable[StageAhead]) -> list[tuple[int, list[str]]]:
    """Those whose answer is waited for at several stages, and what the stages are called."""
    spoken = [
        (seat.given.holder_id, stage.plan.name)
        for stage in way
        for seat in stage.seats
        if seat.given is not None and seat.answers
    ]
    often = [person for person, times in Counter(person for person, _name in spoken).items() if times > 1]
    return [(person, [name for who, name in spoken if who == person]) for person in often]
