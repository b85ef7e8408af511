"""What changed from one configuration to the next, in sentences. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from portal.authorisation.rules.plan import (
    Configuration,
    Names,
    RoutePlan,
    StagePlan,
    days_in_words,
    listed,
    stage_in_words,
)
from portal.authorisation.rules.telling import (
    USUALLY,
    how_many,
    read_first_in_words,
    stage_in_full,
    takers_in_words,
)
from portal.authorisation.rules.trust import day_written
from portal.submissions.kinds import KINDS

# Terms that are there or not: what is said where they are there now, and where they no longer are.
_SWITCHES: dict[str, tuple[str, str]] = {
    "beside": ("is asked at the same time as the stage before", "waits for the stage before"),
    "blind": ("no longer sees who wrote it", "sees who wrote it again"),
    "optional": ("is passed by if nobody answers in time", "is never passed by"),
    "veto": ("ends when one declines", "ends only when too few are left"),
}


def differences(before: Configuration, after: Configuration, names: Names) -> list[str]:
    """All that a configuration says otherwise than the one before it, one sentence each, in the order of its routes."""
    return list(_differences(before, after, names))


def _differences(before: Configuration, after: Configuration, names: Names) -> Iterator[str]:
    renamed = _renamed(before.routes, after.routes)
    for old, new in renamed.items():
        yield f"“{old}” is now called “{new}”."
    was = {renamed.get(route.name, route.name): route for route in before.routes}
    now = {route.name: route for route in after.routes}
    for name, route in now.items():
        if name not in was:
            yield f"Added the route “{name}”: {_whole(route, names)}."
        else:
            yield from _of_route(replace(was[name], name=name), route, names)
    for name in was:
        if name not in now:
            yield f"Removed the route “{name}”."
    kept = [name for name in was if name in now]
    order = [name for name in now if name in was]
    if kept != order:
        yield f"They are tried in another order: {listed([f'“{name}”' for name in order])}."
    for kind in KINDS.values():
        if (kind.slug in before.anonymous) is not (kind.slug in after.anonymous):
            can = "can now" if kind.slug in after.anonymous else "can no longer"
            yield f"{kind.plural} {can} be posted without a name."
    if before.two_publish is not after.two_publish:
        yield (
            "A change of the routes now needs two administrators."
            if after.two_publish
            else "One administrator is now enough to change the routes."
        )


def _renamed(before: Sequence[RoutePlan], after: Sequence[RoutePlan]) -> dict[str, str]:
    """Routes that differ in nothing but their name, old name to new."""
    left, come = {route.name for route in before}, {route.name for route in after}
    found: dict[str, str] = {}
    for old in before:
        for new in after:
            free = new.name not in left and new.name not in found.values()
            if old.name not in come and free and replace(old, name=new.name) == new:
                found.setdefault(old.name, new.name)
    return found


def _whole(route: RoutePlan, names: Names) -> str:
    takes = takers_in_words(route.conditions, names)
    stages = "; ".join(f"{stage.name} ({stage_in_full(stage, names)})" for stage in route.stages)
    first = f". Published at once, until {day_written(route.until)}" if route.publish_first else ""
    return f"{takes[:1].lower()}{takes[1:]}{first}. Stages: {stages or 'none yet'}"


def _of_route(before: RoutePlan, after: RoutePlan, names: Names) -> Iterator[str]:
    called = f"“{after.name}”"
    if before.conditions != after.conditions:
        words = takers_in_words(after.conditions, names)
        yield f"{called} now takes {words[:1].lower()}{words[1:]}."
    was = {stage.name: stage for stage in before.stages}
    now = {stage.name: stage for stage in after.stages}
    for name, stage in now.items():
        if name not in was:
            yield f"{called}: added the stage “{name}” ({stage_in_full(stage, names)})."
        elif stage != was[name]:
            yield f"{called}: the stage “{name}” {listed(list(_of_stage(was[name], stage, names)))}."
    for name in was:
        if name not in now:
            yield f"{called}: removed the stage “{name}”."
    order = [name for name in now if name in was]
    if [name for name in was if name in now] != order:
        yield f"{called}: the stages come in another order: {listed([f'“{name}”' for name in order])}."
    yield from _of_origin(before, after, called)
    if before.four_eyes is not after.four_eyes:
        may = "Nobody decides at two stages of" if after.four_eyes else "The same person may decide twice on"
        yield f"{may} {called}."
    if before.right_of_way is not after.right_of_way:
        yield (
            f"Authors have the right of way on {called}."
            if after.right_of_way
            else f"Authors no longer have the right of way on {called}: {after.why_not}"
        )
    elif before.why_not != after.why_not:
        yield f"{called} says in other words why there is no right of way: {after.why_not}"
    yield from _of_reading(before, after, called)
    if (before.publish_first, before.until) != (after.publish_first, after.until):
        yield (
            f"{called} publishes at once, until {day_written(after.until)}, and reviews after."
            if after.publish_first
            else f"{called} reviews every post before it is published."
        )


def _of_reading(before: RoutePlan, after: RoutePlan, called: str) -> Iterator[str]:
    if before.read_first is not after.read_first:
        words = read_first_in_words(after, otherwise=USUALLY)
        yield f"{called}: {words[:1].lower()}{words[1:]}"
    elif before.why_unread != after.why_unread:
        yield f"{called} says in other words why no anonymous post is read first: {after.why_unread}"


def _of_origin(before: RoutePlan, after: RoutePlan, called: str) -> Iterator[str]:
    if before.origin == after.origin:
        return
    there = after.origin
    yield (
        f"{called} is now a copy of “{there.route}” of {there.organisation}, version {there.version}."
        if there is not None
        else f"{called} no longer says where it came from."
    )


def _of_stage(before: StagePlan, after: StagePlan, names: Names) -> Iterator[str]:
    if before.asks != after.asks:
        yield f"asks {stage_in_words(after, names)} instead of {stage_in_words(before, names)}"
    elif before.needed != after.needed:
        yield f"says: {how_many(after)}"
    if before.limit_days != after.limit_days:
        yield f"gives {days_in_words(after.limit_days)} instead of {before.limit_days}"
    for term, (there, gone) in _SWITCHES.items():
        if getattr(before, term) is not getattr(after, term):
            yield there if getattr(after, term) else gone
    if before.only_if != after.only_if:
        words = takers_in_words(after.only_if, names)
        yield f"is for {words[:1].lower()}{words[1:]}"
    for term, words in (
        ("question", "asks another question"),
        ("guidance", "gives other guidance"),
        ("checklist", "has another checklist"),
        ("criteria", "has another score sheet"),
    ):
        if getattr(before, term) != getattr(after, term):
            yield words
