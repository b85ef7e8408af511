"""What a configuration consists of: whom a stage asks, what a post must be to take a route, and the route. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from portal.authorisation.rules.words import CHECKING_ROLES, DECIDING_ROLES, READS_FIRST, Decider
from portal.people.rules import Role
from portal.submissions.rules import Sharing

REACH: tuple[Sharing, ...] = tuple(Sharing)  # narrowest first


@dataclass(frozen=True, slots=True)
class Ask:
    """One of those whom a stage asks. ``lowest`` and ``highest`` bound the level of their grade; 0 leaves it open.

    A head who is below ``lowest`` is passed by on the way up: "the first head above who is at least an inspector".
    """

    decider: Decider
    role: str = ""
    person_id: int | None = None
    unit_id: int | None = None
    lowest: int = 0
    highest: int = 0


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a score sheet, and what it weighs beside the others."""

    name: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What the choice of a route knows of a post. ``answers``: the questions of the share check answered with yes.

    Of an anonymous post nobody knows its author or their staff group.
    """

    kind: str
    sharing: str = Sharing.FORCE
    topics: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    cost: str = ""
    evidence: str = ""
    anonymous: bool = False
    staff_group: str = ""
    author_id: int | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a post must be. What is left empty holds for every post; of several values one must hold.

    It is to be shared at least as far as ``sharing``, and no further than ``up_to``.
    """

    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sharing: str = ""
    up_to: str = ""
    answers: tuple[str, ...] = ()
    costs: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    anonymous: bool | None = None
    staff_groups: tuple[str, ...] = ()
    authors: tuple[int, ...] = ()

    def hold(self, facts: Facts) -> bool:
        """Whether all of them hold of a post."""
        return (
            (not self.sharing or _reach(facts.sharing) >= _reach(self.sharing))
            and (not self.up_to or _reach(facts.sharing) <= _reach(self.up_to))
            and (not self.kinds or facts.kind in self.kinds)
            and (not self.topics or not facts.topics.isdisjoint(self.topics))
            and (not self.answers or not facts.answers.isdisjoint(self.answers))
            and (not self.costs or facts.cost in self.costs)
            and (not self.evidence or facts.evidence in self.evidence)
            and (self.anonymous is None or facts.anonymous is self.anonymous)
            and (not self.staff_groups or facts.staff_group in self.staff_groups)
            and (not self.authors or facts.author_id in self.authors)
        )

    @property
    def take_all(self) -> bool:
        """Whether they hold for every post of their kinds."""
        return self == Conditions(kinds=self.kinds)

    def may_hold_for_anonymous(self, kind: str) -> bool:
        """Whether there is an anonymous post of this kind for which they hold."""
        by_author = bool(self.staff_groups or self.authors)
        return self.anonymous is not False and not by_author and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, slots=True)
class StagePlan:
    """One stage: whom it asks, how many of them must approve, and on what terms. ``limit_days`` counts working days.

    With ``veto`` one who declines ends it; without, it ends once too few are left. ``beside`` runs it at the same
    time as the stage before. An ``optional`` stage that nobody answered in time is passed. ``guidance`` is what helps
    to decide, in Markdown. ``only_if`` says of which posts it is asked at all.
    """

    name: str
    asks: tuple[Ask, ...]
    limit_days: int
    question: str = ""
    needed: int = 1
    veto: bool = True
    beside: bool = False
    blind: bool = False
    optional: bool = False
    checklist: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    only_if: Conditions = field(default_factory=Conditions)
    guidance: str = ""
    again: bool = False  # no route holds it: a post was asked it before, and is again

    @property
    def verifies(self) -> bool:
        """Whether it is a check: it asks one of the checking roles, or is asked because of an answer or of reach."""
        asked = any(ask.role in CHECKING_ROLES for ask in self.asks)
        return self.again or asked or self.reads_first or bool(self.only_if.answers or self.only_if.sharing)

    @property
    def reads_first(self) -> bool:
        """Whether an anonymous post is read here before anybody decides on it."""
        return any(ask.role == Role.DEIDENTIFIER for ask in self.asks)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a route was taken over from: the organisation and its code, what the route is called there, its version."""

    organisation: str
    code: str
    route: str
    version: int


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """A way to the library, and the posts that take it. With ``four_eyes`` nobody decides at two of its stages.

    ``right_of_way``: its author may once take it to the next tier (requirement 97); without, ``why_not`` says why.
    ``publish_first``: to the day ``until`` its posts are published at once, and its stages review them after.
    ``read_first``: its anonymous posts are read by somebody trained before anybody decides, or none is, and
    ``why_unread`` says why; where it says neither, impact cases are. ``origin``: the route of another organisation of
    which this was a copy.
    """

    name: str
    stages: tuple[StagePlan, ...]
    conditions: Conditions = field(default_factory=Conditions)
    four_eyes: bool = False
    right_of_way: bool = True
    why_not: str = ""
    publish_first: bool = False
    until: date | None = None
    read_first: bool | None = None
    why_unread: str = ""
    origin: Origin | None = None

    def stages_for(self, facts: Facts) -> tuple[StagePlan, ...]:
        """The stages that are asked of one post: before all others the first reading, where it has one."""
        asked = tuple(stage for stage in self.stages if stage.only_if.hold(facts))
        if not (facts.anonymous and self.reads_first(facts.kind)):
            return asked
        return (
            READING_STAGE,
            *(replace(stage, beside=stage.beside and bool(place)) for place, stage in enumerate(asked)),
        )

    @property
    def last_word(self) -> str:
        """Why authors cannot ask that somebody else decides; nothing where they can."""
        return "" if self.right_of_way else self.why_not

    def reads_first(self, kind: str) -> bool:
        """Whether an anonymous post of this kind is read before anybody decides on it."""
        return kind in USUALLY_READ_FIRST if self.read_first is None else self.read_first


@dataclass(frozen=True, slots=True)
class Configuration:
    """All routes of an organisation, in the order in which they are tried; and what holds for all of them.

    ``anonymous``: the kinds that may be posted at the desk. ``two_publish``: a change needs a second administrator.
    """

    routes: tuple[RoutePlan, ...]
    anonymous: frozenset[str] = frozenset()
    two_publish: bool = False

    def route_for(self, facts: Facts) -> RoutePlan:
        """The first route whose conditions hold. Raises ``LookupError`` where none does: ``check`` lets none pass."""
        for route in self.routes:
            if route.conditions.hold(facts):
                return route
        raise LookupError(f"no route takes {facts.kind}")

    def route(self, name: str) -> RoutePlan | None:
        """The route of this name."""
        return next((route for route in self.routes if route.name == name), None)


# Of these kinds an anonymous post is read first unless its route says otherwise: they tell of a case that happened.
USUALLY_READ_FIRST = frozenset({"impact-case"})


def _reach(sharing: str) -> int:
    return REACH.index(Sharing(sharing))


def tiers_of(stages: Sequence[StagePlan]) -> list[int]:
    """For each stage the number of its tier: those of one tier are asked at the same time."""
    numbers: list[int] = []
    for stage in stages:
        last = numbers[-1] if numbers else -1
        numbers.append(last if numbers and stage.beside else last + 1)
    return numbers


# Before all stages of an anonymous post. No route holds it: a route says for which posts it is asked.
READING_STAGE = StagePlan(
    "Read first",
    (Ask(Decider.ROLE, role=Role.DEIDENTIFIER),),
    3,
    "Does anything in it say who wrote it, or let a colleague guess? You do not judge the idea.",
)

# The stages of the route that a new organisation starts with (contract: head of the author's unit, then the
# innovation lead; an impact case also the data-sharing officer).
HEAD_STAGE = StagePlan(
    "Head of unit",
    (Ask(Decider.UNIT_HEAD),),
    3,
    "Is it right, safe to share, and worth somebody's time? You need not agree with it to let others see it.",
)
LEAD_STAGE = StagePlan(
    "Innovation lead",
    (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),),
    5,
    "Will a stranger understand it and be able to use it? Who will take it forward?",
)
DATA_STAGE = StagePlan(
    "Data check",
    (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),),
    5,
    "Could anybody be recognised from it? Is it lawful to share it this far?",
)
FIRST_CONFIGURATION = Configuration(
    (
        RoutePlan("Ideas", (HEAD_STAGE, LEAD_STAGE), Conditions(kinds=("idea",))),
        RoutePlan("Learning from placements", (HEAD_STAGE, LEAD_STAGE), Conditions(kinds=("learning",))),
        RoutePlan("Impact cases", (HEAD_STAGE, LEAD_STAGE, DATA_STAGE), Conditions(kinds=("impact-case",))),
    ),
    anonymous=frozenset({"idea", "impact-case"}),
)


@dataclass(frozen=True, slots=True)
class Names:
    """What people and units are called, by key, ranks and grades, by level, and topics, by their short name."""

    people: Mapping[int, str] = field(default_factory=dict)
    units: Mapping[int, str] = field(default_factory=dict)
    levels: Mapping[int, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)


def ask_in_words(ask: Ask, names: Names) -> str:
    """Whom a stage asks, as part of a sentence."""
    match ask.decider:
        case Decider.UNIT_HEAD:
            who = "head of the author's unit"
        case Decider.HEAD_ABOVE:
            who = "head of the unit above"
        case Decider.HEAD_OF:
            who = f"head of {names.units.get(ask.unit_id or 0, 'another unit')}"
        case Decider.PERSON:
            who = names.people.get(ask.person_id or 0, "a named person")
        case Decider.ROLE:
            named = {**DECIDING_ROLES, Role.DEIDENTIFIER: READS_FIRST}
            who = named.get(Role(ask.role), ask.role) if ask.role else "somebody who holds a role"
    low, high = (names.levels.get(level, f"grade {level}") for level in (ask.lowest, ask.highest))
    if ask.lowest and ask.highest:
        return f"{who}, from {low} to {high}"
    return f"{who}, {low} or higher" if ask.lowest else f"{who}, up to {high}" if ask.highest else who


def stage_in_words(stage: StagePlan, names: Names) -> str:
    """Who decides at a stage, as part of a sentence."""
    asked = [ask_in_words(ask, names) for ask in stage.asks]
    if len(asked) < 2 or stage.needed == len(asked):
        return listed(asked)
    return f"{stage.needed} of {listed(asked)}"


def listed(names: Sequence[str]) -> str:
    """Several names as a sentence says them."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def days_in_words(days: int) -> str:
    """A number of working days, as people say it."""
    return f"{days} day" if days == 1 else f"{days} days"


def route_in_words(stages: Sequence[StagePlan], names: Names) -> str:
    """A route as a sentence says it."""
    words = ""
    for stage in stages:
        joint = "" if not words else ", at the same time " if stage.beside else ", then "
        words += f"{joint}{stage_in_words(stage, names)} ({days_in_words(stage.limit_days)})"
    return words
