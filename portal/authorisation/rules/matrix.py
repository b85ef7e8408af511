"""The threshold matrix: how sensitive a post is, by how far it is to be shared, and what that asks. Pure.

Requirements 140 to 146: wider sharing asks more verification.
"""

from dataclasses import dataclass, replace

from portal.authorisation.rules.plan import REACH, Conditions, Configuration, Facts, RoutePlan, StagePlan
from portal.authorisation.rules.words import CHECKING_ROLES, DECIDING_ROLES
from portal.people.rules import Role
from portal.submissions.rules import SHARE_CHECK, Sharing


@dataclass(frozen=True, slots=True)
class Cell:
    """What one post passes: its route, and the stages of it. ``sometimes``: those asked only of some such posts.

    ``or_else``: the routes tried before it that such a post takes where more holds of it than the matrix says.
    ``after``: its stages review it once it is published. ``read_first``: one without a name is read before them all.
    """

    route: str
    stages: tuple[StagePlan, ...]
    sometimes: tuple[StagePlan, ...] = ()
    or_else: tuple[str, ...] = ()
    after: bool = False
    read_first: bool = False

    @property
    def approvals(self) -> int:
        """How many people must say yes."""
        return sum(stage.needed for stage in self.stages if not (stage.optional or stage.reads_first))

    @property
    def checks(self) -> frozenset[str]:
        """The checking roles without whose yes no such post gets through."""
        sure = (one for one in self.stages if not one.optional and one.needed == len(one.asks))
        return frozenset(ask.role for one in sure for ask in one.asks if ask.role in CHECKING_ROLES)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the matrix: a question of the share check answered yes, or none of them; a cell for each reach."""

    question: str
    words: str
    cells: tuple[Cell, ...]

    @property
    def weaker(self) -> tuple[Sharing, Sharing] | None:
        """The first reach that asks for fewer approvals than a narrower one, and that one."""
        for place, cell in enumerate(self.cells):
            for nearer in range(place):
                if self.cells[nearer].approvals > cell.approvals:
                    return REACH[place], REACH[nearer]
        return None

    @property
    def unchecked(self) -> tuple[Sharing, Sharing, str] | None:
        """The first reach that leaves out a check that a narrower one has, that one, and who checks there."""
        for place, cell in enumerate(self.cells):
            for nearer in range(place):
                left_out = sorted(self.cells[nearer].checks - cell.checks)
                if left_out:
                    return REACH[place], REACH[nearer], DECIDING_ROLES[Role(left_out[0])]
        return None


def matrix_of(configuration: Configuration, kind: str, *, anonymous: bool = False) -> tuple[Line, ...]:
    """The matrix of one kind, for a post of which nothing else is known, by a named author or by nobody.

    Raises ``LookupError`` where no route takes it.
    """
    questions = (
        ("", "No to every question"),
        *((name, words) for name, words, _advice in SHARE_CHECK),
    )
    return tuple(
        Line(
            name, words, tuple(_cell(configuration, _facts(kind, name, reach, anonymous)) for reach in REACH)
        )
        for name, words in questions
    )


def _facts(kind: str, question: str, reach: Sharing, anonymous: bool) -> Facts:
    return Facts(kind, reach, answers=frozenset({question} if question else ()), anonymous=anonymous)


def _cell(configuration: Configuration, facts: Facts) -> Cell:
    taken = configuration.route_for(facts)
    before = configuration.routes[: configuration.routes.index(taken)]
    certain = taken.stages_for(facts)
    maybe = tuple(
        stage for stage in taken.stages if stage not in certain and _could_hold(stage.only_if, facts)
    )
    after = (
        taken.publish_first and not facts.anonymous and not facts.answers and facts.sharing != Sharing.PUBLIC
    )
    may_be_nameless = facts.kind in configuration.anonymous and taken.conditions.may_hold_for_anonymous(
        facts.kind
    )
    read_first = not facts.anonymous and may_be_nameless and taken.reads_first(facts.kind)
    others = tuple(_names_where_more_holds(before, facts))
    return Cell(taken.name, certain, maybe, others, after, read_first)


def _names_where_more_holds(before: tuple[RoutePlan, ...], facts: Facts) -> list[str]:
    return [route.name for route in before if _could_hold(route.conditions, facts)]


def _could_hold(conditions: Conditions, facts: Facts) -> bool:
    """Whether they hold of some post of this kind, reach and answers, without a name where it has none."""
    if facts.anonymous and not conditions.may_hold_for_anonymous(facts.kind):
        return False
    bare = replace(conditions, topics=(), costs=(), evidence=(), anonymous=None, staff_groups=(), authors=())
    return bare.hold(facts)
