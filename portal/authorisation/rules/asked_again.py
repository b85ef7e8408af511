"""The checks that a post keeps though its route would not ask them any more: no answer gets round a no. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from portal.authorisation.rules.faults import NAME_LENGTH
from portal.authorisation.rules.plan import Ask, StagePlan
from portal.authorisation.rules.words import CHECKING_ROLES, DECIDING_ROLES, Decider
from portal.people.rules import Role

_AGAIN = " (again)"
_DAYS = 5


def stage_asked_before(steps: Sequence[Any]) -> StagePlan:
    """A stage as it was asked of a post, from its steps, to be asked once more. It checks, whatever its route says."""
    first = steps[0]
    return StagePlan(
        first.name,
        tuple(step.ask for step in steps),
        first.limit_days,
        first.question,
        needed=first.needed,
        veto=first.veto,
        blind=first.blind,
        optional=first.optional,
        checklist=tuple(first.checklist),
        criteria=first.sheet,
        guidance=first.guidance,
        again=True,
    )


def stages_of_who_took_it_out(roles: Iterable[str]) -> list[StagePlan]:
    """Whoever checks and took a post out of the library is asked before it comes there again."""
    return [
        StagePlan(
            f"Check: {DECIDING_ROLES[role].removeprefix('the ')}",
            (Ask(Decider.ROLE, role=role),),
            _DAYS,
            "It was taken out of the library. Is what was wrong with it put right?",
            again=True,
        )
        for role in sorted(CHECKING_ROLES.intersection(Role(one) for one in roles))
    ]


def with_those_asked_before(
    stages: tuple[StagePlan, ...], before: Iterable[StagePlan]
) -> tuple[StagePlan, ...]:
    """The stages that a route asks of a post, and before them those checks ``before`` that they do not cover.

    What is read first is read before all of them.
    """
    more: list[StagePlan] = []
    for one in before:
        if not any(_covers(stage, one) for stage in (*stages, *more)):
            names = {stage.name for stage in (*stages, *more)}
            more.append(replace(one, name=another_name(one.name)) if one.name in names else one)
    if not more:
        return stages
    reading = [stage for stage in (*stages, *more) if stage.reads_first]
    rest = [stage for stage in stages if not stage.reads_first]
    return (
        *reading,
        *(stage for stage in more if not stage.reads_first),
        *(replace(stage, beside=stage.beside and bool(place)) for place, stage in enumerate(rest)),
    )


def _covers(stage: StagePlan, before: StagePlan) -> bool:
    """Whether a stage asks what was asked before: one of the same, who cannot be outvoted there or left out."""
    if (stage.optional and not before.optional) or set(stage.asks).isdisjoint(before.asks):
        return False
    return stage.name == before.name or stage.needed == len(stage.asks)


def another_name(name: str) -> str:
    """What a stage is called on a way that has another of its name."""
    return name.removesuffix(_AGAIN)[: NAME_LENGTH - len(_AGAIN)] + _AGAIN


def place_of(stage: StagePlan, steps: Iterable[Any], *, by_name: bool) -> int | None:
    """Which stage of the way of a post this is; nothing where it was not asked yet.

    A check is the same where it asks one of the same too, unless it is told ``by_name``: its author may have taken
    it further.
    """
    names = {stage.name.strip(), another_name(stage.name.strip())}
    found = (
        step.stage
        for step in steps
        if step.name in names and (by_name or not stage.verifies or step.ask in stage.asks)
    )
    return next(found, None)
