"""Routes that an organisation can adopt as they are. Data. Pure."""

from dataclasses import dataclass, replace

from portal.authorisation.rules.plan import (
    DATA_STAGE,
    HEAD_STAGE,
    LEAD_STAGE,
    Ask,
    Conditions,
    Configuration,
    RoutePlan,
    StagePlan,
)
from portal.authorisation.rules.words import Decider
from portal.people.rules import Role
from portal.submissions.kinds import KINDS
from portal.submissions.rules import Sharing


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """A route to start from, and what it is for. ``by_name``: for the posts of people who are named first."""

    slug: str
    words: str
    route: RoutePlan
    by_name: bool = False


def _role(name: str, role: Role, days: int, question: str) -> StagePlan:
    return StagePlan(name, (Ask(Decider.ROLE, role=role),), days, question)


_STANDARDS = _role(
    "Professional standards",
    Role.PROFESSIONAL_STANDARDS,
    5,
    "Is any of it a matter of conduct that has to be dealt with elsewhere? Is anybody blamed who could be recognised?",
)
_COMMUNICATIONS = _role(
    "Communications",
    Role.COMMUNICATIONS,
    3,
    "How will the public and the press read it? Is anything in it that should be said by us first?",
)
_CURATOR = _role(
    "National curator",
    Role.NATIONAL_CURATOR,
    5,
    "Is it new to the library, and does it stand on its own for a force that has never met it?",
)
_READER = _role(
    "Front-line reader",
    Role.FRONT_LINE_READER,
    3,
    "Would it work where the work is done? Say what would have to be so.",
)
_REVIEWER = _role(
    "Independent reviewer",
    Role.INDEPENDENT_REVIEWER,
    5,
    "Judge the text alone. Is it safe to share, and could it be of use to somebody?",
)
# An impact case is checked as closely however far it goes.
_CASE_DATA = replace(
    DATA_STAGE,
    checklist=(
        "No member of the public can be recognised",
        "No place, date or reference points to one case",
        "Sharing it this far is lawful",
    ),
)
_CASES = Conditions(kinds=("impact-case",))
_AFTERWARDS = (
    "It is in the library already. May it stay as it is, does something have to change, "
    "or must it be taken out?"
)

READY_MADE: tuple[ReadyMade, ...] = (
    ReadyMade(
        "unit-idea",
        "The head of the unit decides, in two days. For ideas that stay in the unit.",
        RoutePlan(
            "Idea within the unit",
            (replace(HEAD_STAGE, limit_days=2),),
            Conditions(kinds=("idea",), up_to=Sharing.UNIT, anonymous=False),
        ),
    ),
    ReadyMade(
        "force-idea",
        "The head of the unit, then the innovation lead; a front-line reader may be heard beside the lead. "
        "For ideas that go beyond the unit, to the region at most.",
        RoutePlan(
            "Idea for the force",
            (HEAD_STAGE, LEAD_STAGE, replace(_READER, beside=True, optional=True)),
            Conditions(kinds=("idea",), sharing=Sharing.FORCE, up_to=Sharing.REGION, anonymous=False),
        ),
    ),
    ReadyMade(
        "secondment",
        "The head of the unit reads what was learnt elsewhere, then the innovation lead.",
        RoutePlan(
            "Secondment learning",
            (
                replace(
                    HEAD_STAGE,
                    question="Did the placement go as it is told here? What could we take from it?",
                ),
                replace(
                    LEAD_STAGE,
                    checklist=(
                        "The host agrees to be named, or is not named",
                        "Nobody at the host can be recognised who did not agree",
                        "Somebody here is named who will try it",
                    ),
                ),
            ),
            Conditions(kinds=("learning",)),
        ),
    ),
    ReadyMade(
        "impact-case",
        "The head of the unit, then data check and professional standards at the same time, then the innovation lead.",
        RoutePlan(
            "Impact case with data check",
            (
                HEAD_STAGE,
                _CASE_DATA,
                replace(_STANDARDS, beside=True),
                LEAD_STAGE,
            ),
            _CASES,
            four_eyes=True,
        ),
    ),
    ReadyMade(
        "national",
        "For all of policing: head of unit, innovation lead, curator. Beside the lead, data check and professional "
        "standards for an impact case; for the others data check where the author answered yes, and an independent "
        "reviewer where nobody is named. For the public, communications too.",
        RoutePlan(
            "National sharing",
            (
                replace(
                    HEAD_STAGE, only_if=Conditions(anonymous=False)
                ),  # what has no name comes from no unit
                LEAD_STAGE,
                replace(_CASE_DATA, beside=True, only_if=_CASES),
                replace(_STANDARDS, beside=True, only_if=_CASES),
                replace(
                    DATA_STAGE,
                    name="Data check after a yes",
                    beside=True,
                    only_if=Conditions(
                        kinds=("idea", "learning"), answers=("personal_data", "operational", "third_party")
                    ),
                ),
                replace(
                    _REVIEWER,
                    beside=True,
                    blind=True,
                    only_if=Conditions(kinds=("idea", "learning"), anonymous=True),
                ),
                replace(_COMMUNICATIONS, beside=True, only_if=Conditions(sharing=Sharing.PUBLIC)),
                _CURATOR,
            ),
            Conditions(sharing=Sharing.POLICING),
            four_eyes=True,
        ),
    ),
    ReadyMade(
        "anonymous-idea",
        "Two people of different units judge the text alone: the innovation lead and an independent reviewer.",
        RoutePlan(
            "Anonymous idea",
            (replace(LEAD_STAGE, blind=True), replace(_REVIEWER, beside=True, blind=True)),
            Conditions(kinds=("idea",), anonymous=True),
            four_eyes=True,
        ),
    ),
    ReadyMade(
        "trusted-publisher",
        "What people whom you name share within your organisation is published at once. "
        "The innovation lead reviews it after, within three days. Until when, you say.",
        RoutePlan(
            "Trusted publisher",
            (replace(LEAD_STAGE, limit_days=3, question=_AFTERWARDS),),
            Conditions(up_to=Sharing.FORCE, anonymous=False),
            publish_first=True,
        ),
        by_name=True,
    ),
)


def ready_made(slug: str) -> ReadyMade | None:
    """The ready-made route of this short name."""
    return next((one for one in READY_MADE if one.slug == slug), None)


def adopted(configuration: Configuration, route: RoutePlan) -> tuple[Configuration, int]:
    """The configuration with a route more, and its place: before the first that would leave it no post.

    A name that is taken is given a number.
    """
    routes = configuration.routes
    place = next((number for number, one in enumerate(routes) if _goes_before(route, one)), len(routes))
    named = replace(route, name=_free_name(configuration, route.name))
    return replace(configuration, routes=(*routes[:place], named, *routes[place:])), place


def _goes_before(route: RoutePlan, other: RoutePlan) -> bool:
    """Whether a route must be tried before another to get the posts that are meant.

    One for people by name is tried before all that ask neither who wrote a post nor what it holds: what takes certain
    answers, topics, costs or evidence stays before it, so that nobody's name leads past it.
    """
    mine, theirs = route.conditions, other.conditions
    if not set(mine.kinds or KINDS) & set(theirs.kinds or KINDS):
        return False
    looks_closer = (theirs.authors, theirs.answers, theirs.topics, theirs.costs, theirs.evidence)
    return theirs.take_all or (bool(mine.authors) and not any(looks_closer))


def _free_name(configuration: Configuration, name: str) -> str:
    number, free = 1, name
    while configuration.route(free) is not None:
        number += 1
        free = f"{name} {number}"
    return free


def moved(configuration: Configuration, deed: str) -> tuple[Configuration, int]:
    """The configuration after one button, and the place to look at; as it was for a button that there is not.

    ``new`` adds an empty route at the end, ``clear`` takes all of them out; ``up-1``, ``down-0``, ``copy-0`` and
    ``remove-2`` are about one of them.
    """
    routes = list(configuration.routes)
    if deed == "new":
        added = RoutePlan(_free_name(configuration, "New route"), ())
        return replace(configuration, routes=(*routes, added)), len(routes)
    if deed == "clear":
        return replace(configuration, routes=()), 0
    verb, _, place = deed.partition("-")
    at = int(place) if place.isdecimal() and len(place) < 3 else len(routes)
    to = at + {"up": -1, "down": 1}.get(verb, 0)
    if at >= len(routes) or not 0 <= to < len(routes):
        return configuration, 0
    match verb:
        case "up" | "down":
            routes[at], routes[to] = routes[to], routes[at]
        case "copy":
            to = at + 1
            routes.insert(to, replace(routes[at], name=_free_name(configuration, routes[at].name)))
        case "remove":
            del routes[at]
            to = max(at - 1, 0)
    return replace(configuration, routes=tuple(routes)), to
