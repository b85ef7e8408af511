"""A configuration tried ahead: the way of each post with today's people, and what would go wrong on it. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from portal.authorisation.rules.cover import Way
from portal.authorisation.rules.faults import Fault, faults_of
from portal.authorisation.rules.foresight import (
    RosterAhead,
    Seat,
    StageAhead,
    days_until_decided,
    spoke_twice,
    walked,
)
from portal.authorisation.rules.holders import (
    AUTHOR_HEADS,
    NAMED_AWAY,
    PASSED_ON,
    WENT_HIGHER,
    Case,
    Roster,
    holders_of,
)
from portal.authorisation.rules.plan import Ask, Configuration, Facts, Names, ask_in_words, listed
from portal.authorisation.rules.telling import COST_NAMES, QUESTION_NAMES, SHARED_WITH
from portal.authorisation.rules.words import Decider
from portal.foundation.errors import Refused
from portal.submissions.kinds import KINDS
from portal.submissions.rules import EVIDENCE_NAMES, Evidence, Sharing

DEPUTIES_AT_MOST = 12  # of deputies, followed from one to the next


class Snag(StrEnum):
    """What can go wrong on the way of a post, the worst first."""

    NO_ROUTE = "no_route"
    NOBODY = "nobody"
    ONLY_AUTHOR = "only_author"
    NO_OTHER = "no_other"
    ONE_UNIT = "one_unit"
    UNCOVERED = "uncovered"
    CIRCLE = "circle"
    GIVEN_ROUND = "given_round"
    NO_DEPUTY = "no_deputy"
    LAST_RESORT = "last_resort"
    TWICE = "twice"
    WENT_HIGHER = "went_higher"
    AUTHOR_HEADS = "author_heads"


# With one of these a post comes to nobody at all. All others find somebody, though not whom one might think.
DEAD_ENDS = frozenset({Snag.NO_ROUTE, Snag.NOBODY, Snag.ONLY_AUTHOR, Snag.NO_OTHER, Snag.ONE_UNIT})

_WORDS: Mapping[Snag, str] = {
    Snag.NO_ROUTE: "No route takes it.",
    Snag.NOBODY: "Nobody at all is there to decide.",
    Snag.ONLY_AUTHOR: "Only those who wrote it could decide, and nobody decides on their own work.",
    Snag.NO_OTHER: "Everybody who could decide has another step of it, and nobody may have this one too.",
    Snag.ONE_UNIT: "It is anonymous, so people of two units must decide: all who are left work where the first does.",
    Snag.LAST_RESORT: "Nobody could decide as {asked}, so it falls to {to}.",
    Snag.AUTHOR_HEADS: "The head of the unit wrote it, so it goes one higher, to {to}.",
    Snag.WENT_HIGHER: "Nobody who could decide heads the unit, so it goes one higher, to {to}.",
    Snag.UNCOVERED: "{away} is away and nobody is there instead, so it waits until they are back.",
    Snag.NO_DEPUTY: "{away} is away without a deputy who could decide, so it goes to {to}.",
    Snag.CIRCLE: "{away} is away, and so are their deputy and whoever that one named: it goes round in a circle.",
    Snag.GIVEN_ROUND: "What comes to {to} is given away in a circle, so they have it themselves.",
    Snag.TWICE: "{to} decides at two stages.",
}
_BY_NAME = "{asked} cannot decide on it, so it falls to {to}."


@dataclass(frozen=True, slots=True)
class Item:
    """A post to try: a real one by its reference, or one made up. An anonymous one has neither reference nor unit."""

    facts: Facts
    case: Case
    reference: str = ""
    made_up: bool = False

    @property
    def unit_id(self) -> int | None:
        """The unit that it comes from."""
        return self.case.lineage[-1] if self.case.lineage else None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that goes wrong, at which stage of which route, and with whom. ``ask``: whom the stage wanted."""

    snag: Snag
    route: str = ""
    stage: str = ""
    to_id: int | None = None
    away_id: int | None = None
    ask: Ask | None = None

    @property
    def people(self) -> frozenset[int]:
        """Keys of those whom it names."""
        return frozenset(one for one in (self.to_id, self.away_id) if one is not None)

    @property
    def is_dead_end(self) -> bool:
        """Whether the post comes to nobody."""
        return self.snag in DEAD_ENDS

    def words(self, titles: Mapping[int, str], names: Names) -> str:
        """It as a sentence. ``titles``: what those are called with whom it goes wrong, by their keys."""
        by_name = self.ask is not None and self.ask.decider is Decider.PERSON
        return (_BY_NAME if by_name else _WORDS[self.snag]).format(
            to=titles.get(self.to_id or 0),
            away=titles.get(self.away_id or 0),
            asked=ask_in_words(self.ask, names) if self.ask is not None else "",
        )


@dataclass(frozen=True, slots=True)
class Tried:
    """The way that one post would take today. ``days``: the working days if each takes all of theirs."""

    item: Item
    route: str
    stages: tuple[StageAhead, ...]
    days: int
    troubles: tuple[Trouble, ...]

    @property
    def arrives(self) -> bool:
        """Whether it comes to the end of its way."""
        return not any(one.is_dead_end for one in self.troubles)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What came of trying a configuration: what is wrong with it as it stands, and the way of each post."""

    faults: tuple[Fault, ...]
    tried: tuple[Tried, ...]

    @property
    def arrive(self) -> int:
        """How many of the posts find their way."""
        return sum(each.arrives for each in self.tried)

    @property
    def holds(self) -> bool:
        """Whether there is nothing wrong with it and every post finds its way."""
        return not self.faults and self.arrive == len(self.tried)

    @property
    def grouped(self) -> list["Group"]:
        """Each thing that goes wrong with the same people once: the worst first, then what concerns most posts."""
        posts: dict[Trouble, set[int]] = {}
        places: dict[Trouble, dict[tuple[str, str], None]] = {}
        for number, each in enumerate(self.tried):
            for one in each.troubles:
                key = replace(one, route="", stage="")
                posts.setdefault(key, set()).add(number)
                places.setdefault(key, {})[one.route, one.stage] = None
        groups = [Group(key, tuple(sorted(places[key])), len(numbers)) for key, numbers in posts.items()]
        worst = list(Snag)
        return sorted(groups, key=lambda one: (worst.index(one.trouble.snag), -one.posts, one.places))


@dataclass(frozen=True, slots=True)
class Group:
    """What goes wrong with the same people: at which stages of which routes, and how many posts it concerns."""

    trouble: Trouble
    places: tuple[tuple[str, str], ...]
    posts: int

    @property
    def where(self) -> str:
        """Its routes and stages as people read them: a route once, with its stages."""
        stages: dict[str, list[str]] = {}
        for route, stage in self.places:
            if route:
                stages.setdefault(route, []).append(stage)
        return "; ".join(f"{route}: {', '.join(named)}" for route, named in stages.items())

    @property
    def posts_in_words(self) -> str:
        """How many posts it concerns."""
        return "1 post" if self.posts == 1 else f"{self.posts} posts"


def check_rehearsed(rehearsal: Rehearsal) -> None:
    """Raise ``Refused`` where some post would come to a dead end."""
    if rehearsal.faults:
        raise Refused(rehearsal.faults[0].words, code="not-valid")
    lost = len(rehearsal.tried) - rehearsal.arrive
    if lost:
        said = "One post would" if lost == 1 else f"{lost} posts would"
        raise Refused(f"{said} come to a dead end. Mend what is named below first.", code="dead-end")


def check_still_holds(rehearsal: Rehearsal) -> None:
    """Raise ``Refused`` where posts found their way when a draft was rehearsed, and one would not today."""
    if not rehearsal.holds:
        raise Refused(
            "People have left or moved since these routes were rehearsed, and a post would now come to a dead end. "
            "Rehearse them again, and mend what it names.",
            code="dead-end",
        )


def rehearse(configuration: Configuration, items: Iterable[Item], roster: RosterAhead) -> Rehearsal:
    """Try a configuration with posts and today's people."""
    tried = tuple(_tried(configuration, item, roster) for item in items)
    return Rehearsal(tuple(faults_of(configuration)), tried)


def _tried(configuration: Configuration, item: Item, roster: RosterAhead) -> Tried:
    try:
        route = configuration.route_for(item.facts)
    except LookupError:
        return Tried(item, "", (), 0, (Trouble(Snag.NO_ROUTE),))
    case = replace(item.case, four_eyes=route.four_eyes, route=route.name)
    way = walked(route.stages_for(item.facts), case, roster)
    found = [
        replace(one, route=route.name, stage=stage.plan.name)
        for stage in way
        for seat in stage.seats
        for one in _at(seat, item.case, roster)
    ]
    twice = [
        Trouble(Snag.TWICE, route.name, listed(names), to_id=person) for person, names in spoke_twice(way)
    ]
    return Tried(item, route.name, tuple(way), days_until_decided(way), (*found, *twice))


def _at(seat: Seat, case: Case, roster: Roster) -> Iterator[Trouble]:
    """What goes wrong where one of those whom a stage asks is chosen."""
    given = seat.given
    if given is None:
        yield Trouble(_why_nobody(seat, case, roster))
        return
    asked = given.away_id if given.away_id is not None else given.holder_id
    if given.holders.note in _DETOURS:
        snag = _DETOURS[given.holders.note]
        yield Trouble(snag, to_id=asked, ask=seat.ask if snag is Snag.LAST_RESORT else None)
    if _comes_back(given.holder_id, seat.case.route, roster):
        yield Trouble(Snag.GIVEN_ROUND, to_id=given.holder_id)
    if given.away_id is None:
        return
    if given.way is None:
        yield Trouble(Snag.UNCOVERED, away_id=asked)
    elif given.way in {Way.FELLOW, Way.HIGHER, Way.LAST}:
        yield Trouble(Snag.NO_DEPUTY, to_id=given.holder_id, away_id=asked)
    if _goes_round(given.away_id, roster):
        yield Trouble(Snag.CIRCLE, away_id=asked)


_DETOURS: Mapping[str, Snag] = {
    PASSED_ON: Snag.LAST_RESORT,
    AUTHOR_HEADS: Snag.AUTHOR_HEADS,
    WENT_HIGHER: Snag.WENT_HIGHER,
    NAMED_AWAY: Snag.WENT_HIGHER,
}


def _why_nobody(seat: Seat, case: Case, roster: Roster) -> Snag:
    """Why nobody is left who could decide: what would let somebody, were it not so."""
    anybody = Case(seat.case.organisation_id, seat.case.lineage, frozenset(), route=seat.case.route)
    if not _finds(seat, replace(anybody, four_eyes=seat.case.four_eyes, topics=seat.case.topics), roster):
        return Snag.NOBODY
    if _finds(seat, replace(seat.case, barred=seat.case.barred - case.barred), roster):
        return Snag.ONLY_AUTHOR
    in_any_unit = replace(seat.case, anonymous=False, four_eyes=True)
    return Snag.ONE_UNIT if _finds(seat, in_any_unit, roster) else Snag.NO_OTHER


def _finds(seat: Seat, case: Case, roster: Roster) -> bool:
    try:
        return bool(holders_of(seat.ask, case, roster).ids)
    except Refused:
        return False


def _goes_round(away_id: int, roster: Roster) -> bool:
    """Whether somebody who is away, their deputy, and so on, come back to one who was named before."""
    met = [away_id]
    while len(met) <= DEPUTIES_AT_MOST and roster.back_on(met[-1]) is not None:
        deputy = roster.deputy_of(met[-1])
        if deputy is None:
            return False
        if deputy in met:
            return True
        met.append(deputy)
    return False


def item_in_words(item: Item, names: Names) -> tuple[str, str]:
    """What a post is that was tried, and what the choice of its route looked at, as people say both."""
    facts, name = item.facts, KINDS[item.facts.kind].name
    nameless = f"{name} without a name" if facts.anonymous else name
    what = f"Made up: {nameless[:1].lower()}{nameless[1:]}" if item.made_up else nameless
    said = [f"Shared with {SHARED_WITH[Sharing(facts.sharing)]}"]
    said += [f"on {names.topics.get(topic, topic)}" for topic in sorted(facts.topics)]
    said += [f"cost “{COST_NAMES[facts.cost].lower()}”"] if facts.cost in COST_NAMES else []
    said += [
        f"yes to “{QUESTION_NAMES[answer]}”" for answer in sorted(facts.answers) if answer in QUESTION_NAMES
    ]
    if facts.evidence and facts.evidence != Evidence.UNTESTED:
        said.append(f"evidence “{EVIDENCE_NAMES[Evidence(facts.evidence)].lower()}”")
    return what, "; ".join(said)


def _comes_back(person_id: int, route: str, roster: Roster) -> bool:
    """Whether what somebody has given away is given on until it comes to one who had it before."""
    met, delegate = {person_id}, roster.delegate_of(person_id, route)
    while delegate is not None and delegate not in met:
        met.add(delegate)
        delegate = roster.delegate_of(delegate, route)
    return delegate is not None
