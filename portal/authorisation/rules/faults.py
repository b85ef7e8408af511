"""What stands in the way of using a configuration: by which some post could not travel. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.authorisation.rules.plan import (
    REACH,
    READING_STAGE,
    Ask,
    Conditions,
    Configuration,
    RoutePlan,
    StagePlan,
)
from portal.authorisation.rules.trust import faults_of_trust
from portal.authorisation.rules.words import DECIDING_ROLES, Decider
from portal.foundation.errors import Refused
from portal.submissions.kinds import KINDS
from portal.submissions.rules import Sharing

NAME_LENGTH = 80
QUESTION_LENGTH = 600
GUIDANCE_LENGTH = 4000
LINE_LENGTH = 200
LIMIT_DAYS_AT_MOST = 60
ROUTES_AT_MOST = 40
STAGES_AT_MOST = 12
ASKS_AT_MOST = 9
LINES_AT_MOST = 12
WEIGHT_AT_MOST = 5
DECIDERS_FOR_ANONYMOUS = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """Why no post could travel by a configuration: the sentence, and the route and stage, counted from nought."""

    words: str
    route: int | None = None
    stage: int | None = None


def faults_of(configuration: Configuration) -> list[Fault]:
    """All that stands in the way of using a configuration, route by route. Places are named as people count."""
    return list(_faults(configuration))


def check_configuration(configuration: Configuration) -> None:
    """Raise ``Refused`` for a configuration by which some post could not travel."""
    for fault in _faults(configuration):
        raise Refused(fault.words, code="not-valid")


def _faults(configuration: Configuration) -> Iterator[Fault]:
    if len(configuration.routes) > ROUTES_AT_MOST:
        yield Fault(f"There can be at most {ROUTES_AT_MOST} routes.")
    names = [route.name.strip() for route in configuration.routes]
    for place, route in enumerate(configuration.routes):
        if names[place] in names[:place]:
            yield Fault(f"Two routes are called “{names[place]}”. Give one of them another name.", place)
        for fault in _faults_of_route(route):
            yield Fault(fault.words, place, fault.stage)
    for kind in KINDS.values():
        matching = [
            one
            for one in configuration.routes
            if not one.conditions.kinds or kind.slug in one.conditions.kinds
        ]
        if not any(route.conditions.take_all for route in matching):
            yield Fault(
                f"Some {kind.plural.lower()} would have no route. "
                f"Add one at the end that takes every post of this kind."
            )
        for place, route in enumerate(configuration.routes):
            too_few = _sure_deciders(route) < DECIDERS_FOR_ANONYMOUS
            if (
                kind.slug in configuration.anonymous
                and route.conditions.may_hold_for_anonymous(kind.slug)
                and too_few
            ):
                yield Fault(
                    f"An anonymous post needs two deciders, because its author may be one of them. Add a stage to "
                    f"“{route.name}”, or do not allow anonymous {kind.plural.lower()}.",
                    place,
                )
    yield from _out_of_reach(configuration)


def _out_of_reach(configuration: Configuration) -> Iterator[Fault]:
    for place, route in enumerate(configuration.routes):
        kinds = set(route.conditions.kinds or KINDS)
        taken = {
            kind
            for before in configuration.routes[:place]
            if before.conditions.take_all
            for kind in before.conditions.kinds or KINDS
        }
        if kinds <= taken:
            yield Fault(
                f"No post comes to “{route.name}”: a route above it takes them all. Move it up, or remove it.",
                place,
            )


def _sure_deciders(route: RoutePlan) -> int:
    """How many people must say yes on every way through a route."""
    always = [stage for stage in route.stages if not stage.optional and stage.only_if == Conditions()]
    return sum(stage.needed for stage in always)


def _faults_of_route(route: RoutePlan) -> Iterator[Fault]:
    called = f"“{route.name.strip()}”" if route.name.strip() else "A route without a name"
    if not 0 < len(route.name.strip()) <= NAME_LENGTH:
        yield Fault(f"Give each route a name of at most {NAME_LENGTH} characters.")
    if not route.stages:
        yield Fault(f"{called} needs at least one stage: somebody has to say yes.")
    elif not _sure_deciders(route):
        yield Fault(f"{called} needs one stage that every post must pass and that cannot be left out.")
    if len(route.stages) > STAGES_AT_MOST:
        yield Fault(f"{called} can have at most {STAGES_AT_MOST} stages.")
    if not route.right_of_way and not route.why_not.strip():
        yield Fault(f"Say why authors have no right of way on {called}. All who post there read it.")
    yield from _faults_of_reading(route, called)
    if _never(route.conditions):
        yield Fault(f"No post can come to {called}: its “at least” is further than its “at most”.")
    yield from (Fault(words) for words in faults_of_trust(route, called))
    stages = [stage.name.strip() for stage in route.stages]
    for place, stage in enumerate(route.stages):
        number = place + 1
        if stages[place] and stages[place] in stages[:place]:
            yield Fault(f"Two stages of {called} are called “{stages[place]}”.", None, place)
        for words in _faults_of_stage(stage, number):
            yield Fault(words, None, place)


def _faults_of_reading(route: RoutePlan, called: str) -> Iterator[Fault]:
    if route.read_first is False and not route.why_unread.strip():
        yield Fault(f"Say why nobody reads anonymous posts of {called} first. All who post there read it.")
    for place, stage in enumerate(route.stages):
        if stage.name.strip().casefold() == READING_STAGE.name.casefold():
            yield Fault(
                f"“{READING_STAGE.name}” is what the reading before all stages is called. "
                f"Give stage {place + 1} of {called} another name.",
                None,
                place,
            )


def _never(conditions: Conditions) -> bool:
    """Whether no post can be shared as far as they want."""
    if not (conditions.sharing and conditions.up_to):
        return False
    return REACH.index(Sharing(conditions.sharing)) > REACH.index(Sharing(conditions.up_to))


def _faults_of_stage(stage: StagePlan, number: int) -> Iterator[str]:
    if not 0 < len(stage.name.strip()) <= NAME_LENGTH:
        yield f"Give stage {number} a name of at most {NAME_LENGTH} characters."
    if not 1 <= stage.limit_days <= LIMIT_DAYS_AT_MOST:
        yield f"Give stage {number} between 1 and {LIMIT_DAYS_AT_MOST} working days."
    if len(stage.question) > QUESTION_LENGTH:
        yield f"Ask at stage {number} in at most {QUESTION_LENGTH} characters."
    if len(stage.guidance) > GUIDANCE_LENGTH:
        yield f"Guide those at stage {number} in at most {GUIDANCE_LENGTH} characters."
    if not 1 <= len(stage.asks) <= ASKS_AT_MOST:
        yield f"Ask between one and {ASKS_AT_MOST} people at stage {number}."
    elif not 1 <= stage.needed <= len(stage.asks):
        yield f"At stage {number}, between 1 and {len(stage.asks)} of those asked must approve."
    if _never(stage.only_if):
        yield f"No post can come to stage {number}: its “at least” is further than its “at most”."
    if stage.beside and number == 1:
        yield "The first stage has none before it that it could run beside."
    for ask in stage.asks:
        yield from _faults_of_ask(ask, number)
    named = [ask.person_id for ask in stage.asks if ask.person_id is not None]
    if len(set(named)) < len(named):
        yield f"Somebody is asked twice at stage {number}."
    yield from _faults_of_sheets(stage, number)


def _faults_of_ask(ask: Ask, number: int) -> Iterator[str]:
    if ask.decider is Decider.ROLE and ask.role not in set(DECIDING_ROLES):
        yield f"Choose the role that decides at stage {number}."
    if ask.decider is Decider.PERSON and ask.person_id is None:
        yield f"Choose the person who decides at stage {number}."
    if ask.decider is Decider.HEAD_OF and ask.unit_id is None:
        yield f"Choose the unit whose head decides at stage {number}."
    if ask.lowest and ask.highest and ask.lowest > ask.highest:
        yield f"At stage {number} the lowest rank asked is above the highest."


def _faults_of_sheets(stage: StagePlan, number: int) -> Iterator[str]:
    scores = [one.name for one in stage.criteria]
    for lines, what in ((stage.checklist, "The checklist"), (scores, "The score sheet")):
        if len(lines) > LINES_AT_MOST or not all(0 < len(line.strip()) <= LINE_LENGTH for line in lines):
            yield f"{what} of stage {number} can have {LINES_AT_MOST} lines of at most {LINE_LENGTH} characters."
    if not all(1 <= one.weight <= WEIGHT_AT_MOST for one in stage.criteria):
        yield f"On the score sheet of stage {number}, weights go from 1 to {WEIGHT_AT_MOST}."
