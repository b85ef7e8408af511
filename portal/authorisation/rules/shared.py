"""Routes that one organisation offers to all others: what may leave it, and what others choose. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from portal.authorisation.rules.plan import Ask, Conditions, Configuration, Origin, RoutePlan, StagePlan
from portal.authorisation.rules.words import Decider
from portal.foundation.errors import Refused

WORDS_AT_LEAST = 20
WORDS_AT_MOST = 300
_ADDRESS = re.compile(r"\S+@\S+\.\S")


@dataclass(frozen=True, slots=True)
class Newer:
    """Where a route that was taken over stands with those who offered it.

    ``offered``: they still offer it. ``version``: the number of a later text of theirs that says something else;
    nothing where what they offer is what was taken over.
    """

    offered: bool
    version: int | None = None


def for_others(route: RoutePlan) -> RoutePlan:
    """A route as it can leave its organisation: without its people, units, days, and where it came from itself."""
    return replace(
        route,
        stages=tuple(_for_others(stage) for stage in route.stages),
        conditions=replace(route.conditions, authors=()),
        until=None,
        origin=None,
    )


def _for_others(stage: StagePlan) -> StagePlan:
    asks = tuple(replace(ask, person_id=None, unit_id=None) for ask in stage.asks)
    return replace(stage, asks=asks, only_if=replace(stage.only_if, authors=()))


def check_offer(route: RoutePlan, words: str, people: Iterable[str]) -> None:
    """Raise ``Refused`` for a route that cannot be offered to others, or for words that do not say what it is for.

    ``people`` are the names of those who work there: none of them, and no address, may stand in what others read.
    """
    length = len(words.strip())
    if not WORDS_AT_LEAST <= length <= WORDS_AT_MOST:
        raise Refused(
            f"Say in a sentence what it is for, in {WORDS_AT_LEAST} to {WORDS_AT_MOST} characters.",
            field="words",
        )
    if any(part.authors for part in _conditions(route)):
        raise Refused(
            "It is for posts of people by name. Without their names it would take the posts of everybody, "
            "so it cannot be shared. Say in its conditions how they serve, or on which topics.",
            code="wrong-state",
        )
    said = " ".join("\n".join((words, *_texts(route))).casefold().split())
    named = next((one for one in people if _stands_in(one, said)), None)
    if named is not None:
        raise Refused(
            f"It names {named}. Other forces would read it: take the name out first.", code="wrong-state"
        )
    if _ADDRESS.search(said):
        raise Refused("An e-mail address stands in it. Take it out first.", code="wrong-state")


def _stands_in(name: str, said: str) -> bool:
    plain = " ".join(name.casefold().split())
    return bool(plain) and plain in said and bool(re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", said))


def _conditions(route: RoutePlan) -> Iterator[Conditions]:
    yield route.conditions
    yield from (stage.only_if for stage in route.stages)


def _texts(route: RoutePlan) -> Iterator[str]:
    """All that somebody typed into a route."""
    yield from (route.name, route.why_not, route.why_unread)
    for stage in route.stages:
        yield from (stage.name, stage.question, stage.guidance, *stage.checklist)
        yield from (one.name for one in stage.criteria)


def to_choose(route: RoutePlan) -> list[str]:
    """What whoever takes a route over has to choose for themselves, each as part of a sentence."""
    found = [
        f"{_open_in_words(ask)} at “{stage.name}”"
        for stage in route.stages
        for ask in stage.asks
        if _is_open(ask)
    ]
    return (
        [*found, "until which day it publishes first"]
        if route.publish_first and route.until is None
        else found
    )


def _is_open(ask: Ask) -> bool:
    return (ask.decider is Decider.PERSON and ask.person_id is None) or (
        ask.decider is Decider.HEAD_OF and ask.unit_id is None
    )


def _open_in_words(ask: Ask) -> str:
    return "who decides" if ask.decider is Decider.PERSON else "which unit’s head decides"


def taken_over(route: RoutePlan, origin: Origin) -> RoutePlan:
    """A route of others as it stands in one's own draft, remembering where it came from."""
    return replace(for_others(route), origin=origin)


def renewed(was: Configuration, place: int, newer: RoutePlan) -> Configuration:
    """The configuration with the newer text of a route that was taken over, under the name that it has here."""
    mine = replace(newer, name=was.routes[place].name)
    return replace(was, routes=(*was.routes[:place], mine, *was.routes[place + 1 :]))


def origin_in_words(origin: Origin, newer: Newer) -> str:
    """Where a route came from, and what became of it there, as a sentence."""
    came = f"From {origin.organisation}, version {origin.version}"
    if newer.version is not None:
        return f"{came}; they have changed it since."
    return f"{came}." if newer.offered else f"{came}; they share it no longer. Yours stays as it is."
