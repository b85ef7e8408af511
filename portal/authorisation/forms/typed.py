"""Between a route and its form: filled in, rearranged by one button, and what its lines mean."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wtforms import Field, FieldList, FormField, ValidationError

from portal.authorisation.rules import (
    ASKS_AT_MOST,
    STAGES_AT_MOST,
    Ask,
    Conditions,
    Criterion,
    Decider,
    RoutePlan,
    StagePlan,
)

USUAL_DAYS = 5
_WEIGHT = re.compile(r"^(?P<name>.*\S)\s*[x×*]\s*(?P<weight>\d{1,2})$")


@dataclass(frozen=True, slots=True)
class Told:
    """What the lines that name people and units mean: by what is typed, the key."""

    people: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, int] = field(default_factory=dict)


def lines_of(text: str | None) -> list[str]:
    """What stands on each line that is not empty."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def criterion_of(line: str) -> Criterion:
    """One line of a score sheet: what is judged, and at its end how much it weighs."""
    weighed = _WEIGHT.match(line)
    return Criterion(weighed["name"], int(weighed["weight"])) if weighed else Criterion(line)


def meant(field: Field, words: str, known: Mapping[str, int]) -> int:
    """Whom a line of a field names. Raises ``ValidationError`` where it names nobody, and says so beside the field."""
    key = known.get(words)
    if key is None:
        said = (
            f"Nobody and nothing here is called “{words}”. Choose from the list, or write an e-mail address."
        )
        field.errors = [*field.errors, said]
        raise ValidationError(said)
    return key


def meant_or_none(field: Field, known: Mapping[str, int]) -> int | None:
    """Whom a field names; nobody where nothing is typed, which the rules have a sentence for."""
    return meant(field, field.data, known) if field.data else None


def typed(route: RoutePlan, people: Mapping[int, str], units: Mapping[int, str]) -> dict[str, Any]:
    """A route as its form is filled in."""
    return {
        "name": route.name,
        "conditions": _conditions(route.conditions, people),
        "stages": [_stage(stage, people, units) for stage in route.stages],
        "four_eyes": route.four_eyes,
        "right_of_way": route.right_of_way,
        "why_not": route.why_not,
        "read_first": {None: "", True: "all", False: "none"}[route.read_first],
        "why_unread": route.why_unread,
        "publish_first": route.publish_first,
        "until": route.until,
    }


def _conditions(conditions: Conditions, people: Mapping[int, str]) -> dict[str, Any]:
    return {
        "kinds": list(conditions.kinds),
        "topics": list(conditions.topics),
        "sharing": conditions.sharing,
        "up_to": conditions.up_to,
        "answers": list(conditions.answers),
        "costs": list(conditions.costs),
        "evidence": list(conditions.evidence),
        "anonymous": {None: "", True: "yes", False: "no"}[conditions.anonymous],
        "staff_groups": list(conditions.staff_groups),
        "authors": "\n".join(people.get(one, "") for one in conditions.authors),
    }


def _stage(stage: StagePlan, people: Mapping[int, str], units: Mapping[int, str]) -> dict[str, Any]:
    scores = (f"{one.name} × {one.weight}" if one.weight > 1 else one.name for one in stage.criteria)
    return {
        "name": stage.name,
        "asks": [_ask(ask, people, units) for ask in stage.asks],
        "needed": stage.needed,
        "veto": stage.veto,
        "beside": stage.beside,
        "limit_days": stage.limit_days,
        "question": stage.question,
        "blind": stage.blind,
        "optional": stage.optional,
        "guidance": stage.guidance,
        "checklist": "\n".join(stage.checklist),
        "criteria": "\n".join(scores),
        "conditional": "y" if stage.only_if != Conditions() else "",
        "only_if": _conditions(stage.only_if, people),
    }


def _ask(ask: Ask, people: Mapping[int, str], units: Mapping[int, str]) -> dict[str, Any]:
    return {
        "decider": ask.decider.value,
        "role": ask.role,
        "person": people.get(ask.person_id or 0, ""),
        "unit": units.get(ask.unit_id or 0, ""),
        "lowest": ask.lowest,
        "highest": ask.highest,
    }


_NEW_ASK = Ask(Decider.ROLE)
_NEW_STAGE = StagePlan("", (_NEW_ASK,), USUAL_DAYS)


def rearranged(route: dict[str, Any], deed: str) -> dict[str, Any] | None:
    """What is typed of a route, after one button; nothing for a button that rearranges nothing.

    ``add``; of a stage ``up-1``, ``down-0``, ``copy-0``, ``remove-2``, ``ask-0`` for one asked more, ``unask-0-1`` for
    one less, ``when-0`` and ``always-0`` for the conditions on which it is asked.
    """
    stages = [dict(stage) for stage in route["stages"]]
    if deed == "add":
        added = [*stages, _stage(_NEW_STAGE, {}, {})] if len(stages) < STAGES_AT_MOST else stages
        return {**route, "stages": added}
    verb, *places = deed.split("-")
    if not places or not all(place.isdecimal() and len(place) < 3 for place in places):
        return None
    at, *which = (int(place) for place in places)
    if at >= len(stages) or len(which) != (verb == "unask"):
        return None
    if verb in _WITH_STAGES:
        return {**route, "stages": _WITH_STAGES[verb](stages, at)}
    if verb in _WITH_ONE:
        stages[at] |= _WITH_ONE[verb](stages[at], *which)
        return {**route, "stages": stages}
    return None


Typed = dict[str, Any]


def _swapped(stages: list[Typed], at: int, to: int) -> list[Typed]:
    if 0 <= to < len(stages):
        stages[at], stages[to] = stages[to], stages[at]
    return stages


def _copied(stages: list[Typed], at: int) -> list[Typed]:
    if len(stages) == STAGES_AT_MOST:
        return stages
    return [*stages[: at + 1], {**stages[at], "name": ""}, *stages[at + 1 :]]


def _asks_more(stage: Typed) -> Typed:
    more = [_ask(_NEW_ASK, {}, {})] if len(stage["asks"]) < ASKS_AT_MOST else []
    return {"asks": [*stage["asks"], *more]}


def _asks_less(stage: Typed, which: int) -> Typed:
    asks = [ask for place, ask in enumerate(stage["asks"]) if place != which]
    return {"asks": asks, "needed": min(stage["needed"] or 1, max(len(asks), 1))}


_WITH_STAGES: dict[str, Callable[[list[Typed], int], list[Typed]]] = {
    "up": lambda stages, at: _swapped(stages, at, at - 1),
    "down": lambda stages, at: _swapped(stages, at, at + 1),
    "copy": _copied,
    "remove": lambda stages, at: [*stages[:at], *stages[at + 1 :]],
}
_WITH_ONE: dict[str, Callable[..., Typed]] = {
    "ask": _asks_more,
    "unask": _asks_less,
    "when": lambda _stage: {"conditional": "y"},
    "always": lambda _stage: {"conditional": "", "only_if": _conditions(Conditions(), {})},
}


def errors_in(form: Any) -> Iterator[tuple[str, str]]:
    """Every error of a form with parts, as the id of its field and the sentence."""
    for each in form:
        if isinstance(each, FormField):
            yield from errors_in(each.form)
        elif isinstance(each, FieldList):
            for entry in each.entries:
                yield from errors_in([entry])
        else:
            yield from ((each.id, message) for message in each.errors)
