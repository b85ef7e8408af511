"""Posts made up to try a configuration with: of every unit, of every kind, and one for every condition."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from portal.authorisation.rules import QUESTIONS, REACH, Case, Conditions, Configuration, Facts, Item
from portal.people.rules import Role
from portal.submissions.kinds import KINDS
from portal.submissions.rules import Evidence, Sharing

TRIES_A_POST = 4
_WITH_COST = frozenset(
    kind.slug for kind in KINDS.values() if any(one.name == "cost_band" for one in kind.fields)
)


@dataclass(frozen=True, slots=True)
class Home:
    """From where a post can come: an author, their staff group, and their units, top first."""

    author_id: int
    lineage: tuple[int, ...]
    staff_group: str = ""


def made_up(
    configuration: Configuration,
    organisation_id: int,
    homes: Sequence[Home],
    *,
    at_most: int,
    seed: int,
    led: Collection[str] = (),
) -> list[Item]:
    """Posts to try a configuration with, the same for the same seed: none of them twice.

    First one for which the conditions of each route and each stage hold, and an anonymous one of each kind that may
    be; then one from every home; then whatever comes: any kind, shared any far, with no question of the share check
    answered with yes or with one, anonymous where that is allowed. Their topics are those of the conditions and, where
    a stage asks a topic lead, those ``led``.
    """
    if not homes:
        return []
    draw = _Draw(configuration, organisation_id, homes, Random(seed), led)  # noqa: S311 - a sample, no secret
    found: dict[tuple[Facts, tuple[int, ...]], Item] = {}
    for item in draw.all(at_most * TRIES_A_POST):
        found.setdefault((item.facts, item.case.lineage), item)
        if len(found) >= at_most:
            break
    return list(found.values())


class _Draw:
    """What is drawn from, and the luck of the draw."""

    def __init__(
        self,
        configuration: Configuration,
        organisation_id: int,
        homes: Sequence[Home],
        luck: Random,
        led: Collection[str],
    ) -> None:
        self._conditions = list(_all_conditions(configuration))
        self._anonymous = sorted(configuration.anonymous)
        self._organisation_id = organisation_id
        self._homes, self._luck = list(homes), luck
        every = [one for several in self._conditions for one in several]
        asks = [ask for route in configuration.routes for stage in route.stages for ask in stage.asks]
        drawn = set(led) if any(ask.role == Role.TOPIC_LEAD for ask in asks) else set()
        self._topics = sorted(drawn.union(*(one.topics for one in every)))
        self._costs = sorted({cost for one in every for cost in one.costs})
        self._evidence = sorted({str(Evidence.UNTESTED)}.union(*(one.evidence for one in every)))

    def all(self, more: int) -> Iterator[Item]:
        for conditions in self._conditions:
            yield from self._aimed(conditions)
        for kind in self._anonymous:
            yield self._nameless(replace(self._facts(), kind=kind, cost=""))
        homes = list(self._homes)
        self._luck.shuffle(homes)
        for home in homes:
            yield self._item(self._facts(), home)
        for _time in range(more):
            facts = self._facts()
            if facts.kind in self._anonymous and self._luck.random() < 0.25:
                yield self._nameless(facts)
            else:
                yield self._item(facts, self._luck.choice(homes))

    def _facts(self) -> Facts:
        choose = self._luck.choice
        kind = choose(sorted(KINDS))
        answer, topic = choose(["", *QUESTIONS]), choose(["", *self._topics])
        return Facts(
            kind,
            choose(REACH),
            frozenset({topic} - {""}),
            frozenset({answer} - {""}),
            choose(["", *self._costs]) if kind in _WITH_COST else "",
            choose(self._evidence),
        )

    def _aimed(self, conditions: Sequence[Conditions]) -> Iterator[Item]:
        """A post for which all of these hold, where one can be made from the homes that there are."""
        choose = self._luck.choice
        nameless = any(one.anonymous for one in conditions)
        kinds = _allowed([one.kinds for one in conditions], sorted(self._anonymous if nameless else KINDS))
        costs = _allowed([one.costs for one in conditions], [])
        if any(one.costs for one in conditions):
            kinds = [kind for kind in kinds if kind in _WITH_COST]
        if not kinds:
            return
        least = max((REACH.index(Sharing(one.sharing)) for one in conditions if one.sharing), default=0)
        most = min((REACH.index(Sharing(one.up_to)) for one in conditions if one.up_to), default=len(REACH))
        facts = replace(
            self._facts(),
            kind=choose(kinds),
            sharing=choose(REACH[least : most + 1] or REACH),
            topics=frozenset(choose(one.topics) for one in conditions if one.topics),
            answers=frozenset(choose(one.answers) for one in conditions if one.answers),
            evidence=choose(_allowed([one.evidence for one in conditions], self._evidence) or self._evidence),
            cost=choose(costs) if costs else "",
        )
        made = [self._nameless(facts)] if nameless else [self._item(facts, home) for home in self._homes]
        fitting = [item for item in made if all(one.hold(item.facts) for one in conditions)]
        if fitting:
            yield choose(fitting)

    def _item(self, facts: Facts, home: Home) -> Item:
        case = Case(self._organisation_id, home.lineage, frozenset({home.author_id}), topics=facts.topics)
        return Item(_of(facts, home), case, made_up=True)

    def _nameless(self, facts: Facts) -> Item:
        """What comes over the desk says neither who wrote it nor from which unit."""
        case = Case(self._organisation_id, (), frozenset(), anonymous=True, topics=facts.topics)
        return Item(replace(facts, anonymous=True), case, made_up=True)


def _of(facts: Facts, home: Home) -> Facts:
    return replace(facts, author_id=home.author_id, staff_group=home.staff_group)


def _all_conditions(configuration: Configuration) -> Iterator[tuple[Conditions, ...]]:
    """What a post must be for each route, and for each stage that is not asked of every post there."""
    for route in configuration.routes:
        yield (route.conditions,)
        for stage in route.stages:
            if stage.only_if != Conditions():
                yield (route.conditions, stage.only_if)


def _allowed(wanted: Iterable[tuple[str, ...]], otherwise: Sequence[str]) -> list[str]:
    """The values that all of them allow; where none of them wants any in particular, the others given."""
    left: list[str] | None = None
    for values in wanted:
        if values:
            left = list(values) if left is None else [one for one in left if one in values]
    return list(otherwise) if left is None else left
