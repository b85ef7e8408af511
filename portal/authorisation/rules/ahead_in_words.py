"""What is said of each post that a rehearsal tries: from where it comes, who has it, why it goes elsewhere. Pure."""

from collections.abc import Mapping

from portal.authorisation.rules.foresight import StageAhead
from portal.authorisation.rules.plan import Configuration, Facts, Names, RoutePlan, listed
from portal.authorisation.rules.rehearsal import Snag, Tried, Trouble
from portal.authorisation.rules.telling import takers_in_words


def is_kept(tried: Tried) -> bool:
    """Whether somebody would decide on a real post without learning who wrote it: then nothing here tells either."""
    return not tried.item.made_up and any(stage.plan.blind for stage in tried.stages)


def troubles_told(tried: Tried) -> tuple[Trouble, ...]:
    """What goes wrong on the way of a post, without what would tell who wrote one that is decided blind."""
    kept = is_kept(tried)
    return tuple(one for one in tried.troubles if not (kept and one.snag is Snag.AUTHOR_HEADS))


def from_in_words(tried: Tried, titles: Mapping[int, str], names: Names) -> str:
    """Where it comes from. Who wrote a real post is nobody's to read here."""
    item = tried.item
    unit = names.units.get(item.unit_id or 0, "")
    if item.made_up and item.facts.author_id is not None:
        return f"As if by {titles.get(item.facts.author_id, 'somebody')}, {unit}"
    return f"From {unit}" if unit and not item.facts.anonymous and not is_kept(tried) else ""


def holders_in_words(stage: StageAhead, titles: Mapping[int, str]) -> str:
    """Who would have a stage today."""
    return listed(
        [titles[seat.given.holder_id] if seat.given is not None else "nobody" for seat in stage.seats]
    )


def why_elsewhere(today: Configuration, then: Configuration, facts: Facts, names: Names) -> str:
    """Why a post would take another way than by the routes in force; nothing where it would not, or would have none."""
    before, after = _taken(today, facts), _taken(then, facts)
    if before is None or after is None:
        return "" if after is None else "No route in force takes it."
    if before.name == after.name:
        if before.stages_for(facts) == after.stages_for(facts):
            return ""
        return f"Today it takes “{before.name}” too, and other stages of it."
    return f"Today it takes “{before.name}”. {_because(today, then, (before, after), facts, names)}"


def _because(
    today: Configuration,
    then: Configuration,
    ways: tuple[RoutePlan, RoutePlan],
    facts: Facts,
    names: Names,
) -> str:
    before, after = ways
    left, was = then.route(before.name), today.route(after.name)
    if left is None:
        return f"There is no “{before.name}” any more."
    if not left.conditions.hold(facts):
        return f"“{before.name}” is only for other posts then: {_takers(left, names)}."
    if was is None:
        return f"“{after.name}” is new, and is tried before it: {_takers(after, names)}."
    if not was.conditions.hold(facts):
        return f"“{after.name}” is for it too then, and is tried before it: {_takers(after, names)}."
    return f"“{after.name}” is tried before it then."


def _takers(route: RoutePlan, names: Names) -> str:
    words = takers_in_words(route.conditions, names)
    return words[:1].lower() + words[1:]


def _taken(configuration: Configuration, facts: Facts) -> RoutePlan | None:
    try:
        return configuration.route_for(facts)
    except LookupError:
        return None
