"""Routes in plain words: which posts take one, and on what terms a stage decides. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.authorisation.rules.plan import (
    Conditions,
    Names,
    RoutePlan,
    StagePlan,
    days_in_words,
    listed,
    stage_in_words,
    tiers_of,
)
from portal.people.rules import STAFF_GROUP_NAMES, StaffGroup
from portal.submissions.kinds import KINDS
from portal.submissions.rules import EVIDENCE_NAMES, SHARE_CHECK, Evidence, Sharing

SHARED_WITH: dict[Sharing, str] = {
    Sharing.UNIT: "the author's unit",
    Sharing.FORCE: "the author's organisation",
    Sharing.REGION: "the author's region",
    Sharing.POLICING: "all of policing",
    Sharing.PUBLIC: "the public",
}
COST_NAMES: dict[str, str] = {
    value: label
    for kind in KINDS.values()
    for one in kind.fields
    if one.name == "cost_band"
    for value, label in one.options
}
QUESTION_NAMES: dict[str, str] = {name: question for name, question, _advice in SHARE_CHECK}


def takers_in_words(conditions: Conditions, names: Names, *, others: bool = False) -> str:
    """Which posts these conditions mean, as the beginning of a sentence. ``others``: some went elsewhere before."""
    if conditions == Conditions():
        return "All other posts" if others else "All posts"
    posts = listed([KINDS[kind].plural.lower() for kind in conditions.kinds]) or "posts"
    if conditions.take_all:
        return f"All other {posts}" if others else f"All {posts}"
    if conditions.anonymous is True:
        posts = f"anonymous {posts}"
    words = " ".join([posts, *_traits(conditions, names)])
    return f"{words[:1].upper()}{words[1:]}"


def _traits(conditions: Conditions, names: Names) -> Iterable[str]:
    if conditions.anonymous is False and not conditions.authors:
        yield "by a named author"
    if conditions.authors:
        yield f"by {either(names.people.get(one, 'somebody who has left') for one in conditions.authors)}"
    if conditions.staff_groups:
        yield f"by a {either(STAFF_GROUP_NAMES[StaffGroup(one)].lower() for one in conditions.staff_groups)}"
    if conditions.topics:
        yield f"on {either(names.topics.get(one, one) for one in conditions.topics)}"
    yield from _reach_in_words(conditions)
    if conditions.evidence:
        kinds = either(f"“{EVIDENCE_NAMES[Evidence(one)].lower()}”" for one in conditions.evidence)
        yield f"whose evidence is {kinds}"
    if conditions.costs:
        yield f"whose cost is {either(f'“{COST_NAMES[one].lower()}”' for one in conditions.costs)}"
    if set(conditions.answers) == set(QUESTION_NAMES):
        yield "whose author answered yes to a question of the share check"
    elif conditions.answers:
        questions = either(f"“{QUESTION_NAMES[one]}”" for one in conditions.answers)
        yield f"whose author answered yes to {questions}"


def _reach_in_words(conditions: Conditions) -> Iterable[str]:
    far = Sharing(conditions.sharing) if conditions.sharing else Sharing.UNIT
    most = Sharing(conditions.up_to) if conditions.up_to else Sharing.PUBLIC
    if far == most:
        yield f"to be shared with {SHARED_WITH[far]}"
    elif conditions.sharing and conditions.up_to:
        yield f"to be shared with {SHARED_WITH[far]} or further, at most with {SHARED_WITH[most]}"
    elif conditions.sharing:
        yield f"to be shared with {SHARED_WITH[far]} or further"
    elif conditions.up_to:
        yield f"to be shared at most with {SHARED_WITH[most]}"


def either(names: Iterable[str]) -> str:
    """Several names of which one holds, as a sentence says them."""
    said = list(names)
    return f"{', '.join(said[:-1])} or {said[-1]}" if len(said) > 1 else "".join(said)


def takers_of(routes: Sequence[RoutePlan], place: int, names: Names) -> str:
    """Which posts take one of several routes that are tried in order."""
    conditions = routes[place].conditions
    kinds = set(conditions.kinds or KINDS)
    others = any(kinds & set(before.conditions.kinds or KINDS) for before in routes[:place])
    return takers_in_words(conditions, names, others=others)


def reading_of(route: RoutePlan, anonymous: Iterable[str]) -> str:
    """What is read first of the anonymous posts that may take a route, as a sentence; nothing where none may.

    ``anonymous`` are the kinds that may be posted without a name.
    """
    kinds = [
        kind for kind in KINDS if kind in set(anonymous) and route.conditions.may_hold_for_anonymous(kind)
    ]
    read = listed([KINDS[kind].plural.lower() for kind in kinds if route.reads_first(kind)])
    if read:
        return f"Anonymous {read} are read first, by somebody trained, before anybody decides."
    return read_first_in_words(route) if kinds else ""


# What holds of a route that says nothing of it.
USUALLY = "Anonymous impact cases are read first, before anybody decides; other anonymous posts are not."


def read_first_in_words(route: RoutePlan, otherwise: str = "") -> str:
    """Which anonymous posts of a route are read before anybody decides; ``otherwise`` where it is as usual."""
    if route.read_first is None:
        return otherwise
    if route.read_first:
        return "Every anonymous post is read first, before anybody decides."
    return f"Anonymous posts are read by those who decide at once: {route.why_unread or 'nobody has said why yet'}"


def how_many(stage: StagePlan) -> str:
    """How many of those whom a stage asks must approve; nothing where it asks one."""
    asked = len(stage.asks)
    if asked < 2:
        return ""
    if stage.needed == asked:
        return "both must approve" if asked == 2 else f"all {asked} must approve"
    return "any one is enough" if stage.needed == 1 else f"{stage.needed} of {asked} must approve"


def terms_of(stage: StagePlan, names: Names) -> list[str]:
    """On what terms a stage decides, beyond whom it asks and how long they have: a few words each."""
    said = []
    if stage.only_if != Conditions():
        words = takers_in_words(stage.only_if, names)
        said.append(f"only {words[:1].lower()}{words[1:]}")
    if how_many(stage):
        said.append(how_many(stage))
    if len(stage.asks) > stage.needed:
        said.append("one who declines ends it" if stage.veto else "nobody can stop it alone")
    if stage.blind:
        said.append("does not see who wrote it")
    if stage.optional:
        said.append("passed by if nobody answers in time")
    if stage.guidance:
        said.append("guidance beside the text")
    if stage.checklist:
        said.append(f"a checklist of {len(stage.checklist)}")
    if stage.criteria:
        said.append(f"a score sheet of {len(stage.criteria)}")
    return said


def stage_in_full(stage: StagePlan, names: Names) -> str:
    """One stage as a sentence tells it to whoever compares two versions."""
    told = [stage_in_words(stage, names), days_in_words(stage.limit_days), *terms_of(stage, names)]
    return ", ".join(one for one in told if one)


@dataclass(frozen=True, slots=True)
class Box:
    """One stage in the picture of a route: its number, counted from one, whom it asks, and on what terms."""

    number: int
    name: str
    who: str
    days: str
    terms: tuple[str, ...]
    optional: bool


def picture_of(route: RoutePlan, names: Names) -> list[list[Box]]:
    """The picture of a route: its tiers in order, and side by side in each the stages asked at the same time."""
    tiers: dict[int, list[Box]] = {}
    for number, (tier, stage) in enumerate(zip(tiers_of(route.stages), route.stages, strict=True), start=1):
        who = stage_in_words(stage, names) or "nobody yet"
        left_out = stage.optional or stage.only_if != Conditions()
        box = Box(
            number,
            stage.name or f"Stage {number}",
            f"{who[:1].upper()}{who[1:]}",
            days_in_words(stage.limit_days),
            tuple(terms_of(stage, names)),
            left_out,
        )
        tiers.setdefault(tier, []).append(box)
    return list(tiers.values())
