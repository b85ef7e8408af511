"""Who holds a step: the choice of deciders from whoever is there today."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from portal.authorisation.rules.plan import Ask
from portal.authorisation.rules.words import Decider
from portal.foundation.errors import Refused
from portal.people.rules import Role

# Who is asked where a stage finds nobody: there is always somebody, so that nothing lies forgotten.
LAST_RESORT: tuple[Role, ...] = (
    Role.COVER_POOL,
    Role.INNOVATION_LEAD,
    Role.ORGANISATION_ADMINISTRATOR,
    Role.NATIONAL_CURATOR,
    Role.SYSTEM_ADMINISTRATOR,
)
# Who reads an anonymous post first where nobody is there who holds that role: rather somebody who knows none of the
# people in it, and never somebody who would be asked to decide while there is another.
READS_INSTEAD: tuple[Role, ...] = (
    Role.NATIONAL_CURATOR,
    Role.COVER_POOL,
    Role.INNOVATION_LEAD,
    Role.ORGANISATION_ADMINISTRATOR,
    Role.SYSTEM_ADMINISTRATOR,
)
UNITS_FOR_ANONYMOUS = 2

WENT_HIGHER = "Nobody who could decide heads the unit at present, so it went one higher."
AUTHOR_HEADS = "The head of the unit wrote it, so it went one higher."
YOU_HEAD = "You head this unit, so it went one higher."
NAMED_AWAY = "An author named whoever would decide as their own deputy, so it went higher."
PASSED_ON = "Nobody is in that position at present, so we have passed it on."
NO_UNIT = "It does not say which unit it comes from, so we have passed it on."


class Roster(Protocol):
    """Who is there today, as the choice of holders needs to know it. All answers leave out those who left."""

    def heads_of(self, unit_id: int) -> Sequence[int]:
        """Heads of a unit, first one first."""

    def heads(self, person_id: int) -> bool:
        """Whether somebody heads a unit, wherever."""

    def in_role(self, role: str, organisation_id: int, topics: Collection[str] = ()) -> Sequence[int]:
        """Holders of a role in an organisation, the least busy first; of a national role, anywhere.

        Of topic leads those who lead one of these ``topics``.
        """

    def is_here(self, person_id: int) -> bool:
        """Whether somebody still works here."""

    def unit_of(self, person_id: int) -> int:
        """The unit somebody works in."""

    def level_of(self, person_id: int) -> int:
        """The level of somebody's rank or grade; 0 where they have none."""

    def above(self, unit_id: int) -> Sequence[int]:
        """The units above a unit, the nearest first."""

    def back_on(self, person_id: int) -> date | None:
        """The first working day on which somebody who is away today is back; nothing where they are there."""

    def deputy_of(self, person_id: int, not_by: Collection[int] = ()) -> int | None:
        """Who decides today for somebody who is away; nobody whom one of ``not_by`` has named."""

    def delegate_of(self, person_id: int, route: str, not_by: Collection[int] = ()) -> int | None:
        """To whom is given for today what comes to somebody on a route, but for what one of ``not_by`` has given."""

    def deputies_of(self, people: Collection[int]) -> frozenset[int]:
        """All who decide today in the place of one of these people, as deputy or delegate, on whatever route."""

    def named_by(self, people: Collection[int]) -> frozenset[int]:
        """Those of them whom one of these people has named, in their own place."""

    def due_after(self, person_id: int, working_days: int) -> date:
        """The day by which somebody has had so many of their working days from today."""


@dataclass(frozen=True, slots=True)
class Case:
    """What the choice of a holder needs to know of a post. ``lineage``: the author's units, top first.

    ``barred`` are those who wrote it or brought it in: they never decide, and neither does whoever stands in for one
    of them today. Whom one of them has named to stand in for a decider does not do so here. ``apart`` are barred
    themselves and nobody else for their sake: they decide beside, or have asked not to decide on it.
    ``decided_by``: those who have decided other steps, or hold them. With ``four_eyes`` none of them decides another.
    ``route`` is what the route is called that the post takes; ``lowest`` and ``highest`` are what its stage asks.
    ``reading``: an anonymous post is read first here. Whoever does is no decider: of whichever unit they may be.
    ``approved_by``: those of them whose yes stands, or who hold a step; where it is not known, all of them.
    ``topics`` are the short names of those it is filed under: a topic lead is asked about their own alone.
    """

    organisation_id: int
    lineage: tuple[int, ...]
    barred: frozenset[int]
    anonymous: bool = False
    decided_by: tuple[int, ...] = ()
    four_eyes: bool = False
    apart: frozenset[int] = frozenset()
    route: str = ""
    lowest: int = 0
    highest: int = 0
    reading: bool = False
    approved_by: tuple[int, ...] | None = None
    topics: frozenset[str] = frozenset()

    @property
    def spent_by(self) -> tuple[int, ...]:
        """Those whose units have had their voice on an anonymous post."""
        return self.decided_by if self.approved_by is None else self.approved_by


@dataclass(frozen=True, slots=True)
class Holders:
    """Who may decide a step. The first is its named holder; ``note`` tells the author of any detour."""

    ids: tuple[int, ...]
    unit_id: int | None = None
    role: str = ""
    note: str = ""


def holders_of(ask: Ask, case: Case, roster: Roster) -> Holders:
    """Whom a stage asks today. Climbs past vacancies and past those who may not, and never comes back empty.

    Somebody who has decided an earlier step is asked again only where nobody else is in that post, and
    never about an anonymous post. Raises ``Refused`` where nobody at all is left who could decide.
    """
    for find in (_in_post, _last_resort):
        for twice in (False, True):
            found = find(ask, case, roster, twice)
            if found is not None:
                return found
    raise Refused(
        "Nobody is there to decide on this yet. Ask your organisation's administrator to name somebody.",
        code="nobody-there",
    )


def _in_post(ask: Ask, case: Case, roster: Roster, twice: bool) -> Holders | None:
    if ask.decider is Decider.PERSON:
        named = [ask.person_id] if ask.person_id and roster.is_here(ask.person_id) else []
        found = fit(of_rank(named, ask, roster), case, roster, twice=twice)
        if found:
            return Holders(found)
    elif ask.decider is Decider.ROLE:
        held = of_rank(in_role(ask.role, case, roster), ask, roster)
        found = fit(held, case, roster, twice=twice)
        return Holders(found, role=ask.role) if found else None
    upwards = _upwards(ask, case, roster)
    for height, unit_id in enumerate(upwards):
        heads = fit(of_rank(heads_asked(unit_id, case, roster), ask, roster), case, roster, twice=twice)
        if heads:
            return Holders(heads, unit_id=unit_id, note=_detour(upwards[:height], ask, case, roster))
    return None


def in_role(role: str, case: Case, roster: Roster) -> Sequence[int]:
    """Those who hold a role where a post belongs; of topic leads, those of what it is filed under.

    Nobody who heads a unit reads an anonymous post first: they may head that of its author, which nobody knows.
    """
    held = roster.in_role(role, case.organisation_id, case.topics)
    return held if role != Role.DEIDENTIFIER else [one for one in held if not roster.heads(one)]


def _upwards(ask: Ask, case: Case, roster: Roster) -> list[int]:
    """The units whose heads a stage asks, the nearest first.

    Those of a person whom it names only where an author has put them out of the way.
    """
    match ask.decider:
        case Decider.UNIT_HEAD:
            return list(reversed(case.lineage))
        case Decider.HEAD_ABOVE:
            return list(reversed(case.lineage))[1:]
        case Decider.HEAD_OF if ask.unit_id is not None:
            return [ask.unit_id, *roster.above(ask.unit_id)]
        case Decider.PERSON if ask.person_id is not None and ask.person_id in put_away(case, roster):
            own = roster.unit_of(ask.person_id)
            return [own, *roster.above(own)]
    return []


def put_away(case: Case, roster: Roster) -> frozenset[int]:
    """Those whom an author of the post keeps from deciding by having named them as their own deputy."""
    return roster.named_by(case.barred)


def heads_asked(unit_id: int, case: Case, roster: Roster) -> Sequence[int]:
    """The heads of a unit; none where an author has put one of them out of the way.

    An author would else choose their decider: it goes higher then, and not to a fellow head.
    """
    heads = roster.heads_of(unit_id)
    return () if put_away(case, roster).intersection(heads) else heads


def of_rank(candidates: Iterable[int], ask: Ask, roster: Roster) -> list[int]:
    """Those of the candidates whose rank or grade is within what is asked."""
    if not ask.lowest and not ask.highest:
        return list(candidates)
    return [one for one in candidates if is_within(roster.level_of(one), ask)]


class Bounds(Protocol):
    """From which rank up to which somebody is asked, by level; 0 leaves it open."""

    @property
    def lowest(self) -> int: ...
    @property
    def highest(self) -> int: ...


def is_within(level: int, bounds: Bounds) -> bool:
    """Whether a rank or grade of this level is asked."""
    return level >= bounds.lowest and (not bounds.highest or level <= bounds.highest)


def _detour(passed: Sequence[int], ask: Ask, case: Case, roster: Roster) -> str:
    """Why a step went past the heads of these units; nothing where it went past none, or past lower ranks only."""
    if ask.decider is Decider.PERSON:
        return NAMED_AWAY
    if not passed:
        return ""
    heads = [head for unit_id in passed for head in roster.heads_of(unit_id)]
    if put_away(case, roster).intersection(heads):
        return NAMED_AWAY
    if ask.lowest and heads and not of_rank(heads, ask, roster):
        return ""
    return AUTHOR_HEADS if heads and case.barred.issuperset(heads) else WENT_HIGHER


def note_to(note: str, *, heads_a_unit: bool) -> str:
    """A detour as an author reads it who heads a unit, or who does not."""
    return YOU_HEAD if heads_a_unit and note == AUTHOR_HEADS else note


def _last_resort(ask: Ask, case: Case, roster: Roster, twice: bool) -> Holders | None:
    climbs = ask.decider in {Decider.UNIT_HEAD, Decider.HEAD_ABOVE}
    note = NO_UNIT if climbs and not case.lineage else PASSED_ON
    if _would_ask(ask, case, roster) & put_away(case, roster):
        note = NAMED_AWAY
    for role in READS_INSTEAD if case.reading else LAST_RESORT:
        if role is Role.COVER_POOL and note == NAMED_AWAY:
            continue  # those are no higher than whom the author put out of the way
        found = fit(roster.in_role(role, case.organisation_id), case, roster, twice=twice)
        if found:
            return Holders(found, role=role, note=note)
    return None


def _would_ask(ask: Ask, case: Case, roster: Roster) -> set[int]:
    """All whom a stage could ask before its last resort."""
    if ask.decider is Decider.ROLE:
        return set(roster.in_role(ask.role, case.organisation_id, case.topics))
    heads = {head for unit_id in _upwards(ask, case, roster) for head in roster.heads_of(unit_id)}
    return heads | ({ask.person_id} if ask.person_id is not None else set())


def fit(candidates: Iterable[int], case: Case, roster: Roster, *, twice: bool = False) -> tuple[int, ...]:
    """Those of the candidates who may decide: no author nor who stands in for one, and nobody twice unless ``twice``.

    Nor twice where the route wants four eyes. The author of an anonymous post may be a decider and the portal cannot
    know, so nobody decides it twice, and the first two who do are of different units (anonymity.md, unavoidable
    tension b).
    """
    out = case.barred | case.apart | roster.deputies_of(case.barred)
    may = [person for person in candidates if person not in out]
    if twice and not case.anonymous and not case.four_eyes:
        return tuple(may)
    may = [person for person in may if person not in case.decided_by]
    if case.anonymous and not case.reading:
        spent = {roster.unit_of(person) for person in case.spent_by}
        if len(spent) < UNITS_FOR_ANONYMOUS:
            may = [person for person in may if roster.unit_of(person) not in spent]
    return tuple(may)
