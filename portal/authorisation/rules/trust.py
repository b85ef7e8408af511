"""Graduated trust: what may be published first and reviewed after, and the card that says so. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto

from portal.authorisation.rules.plan import REACH, Conditions, Configuration, Facts, Names, RoutePlan
from portal.authorisation.rules.reach import YOUR_READERS
from portal.authorisation.rules.telling import takers_in_words
from portal.foundation.text import day_with_year
from portal.submissions.kinds import KINDS
from portal.submissions.rules import Sharing

# What the journal says of a post that is in the library on trust: it is there, or it is there no longer.
STAYS, OUT = "stays", "out"
# So many working days an author has to change what stands there, before it leaves until somebody approved it.
DAYS_TO_CHANGE = 5


class ReadFirst(StrEnum):
    """Why a post is read before it is published, although its route would publish it first."""

    ENDED = auto()
    NOBODY = auto()
    UPDATE = auto()
    AGAIN = auto()
    RETYPED = auto()
    TOO_FAR = auto()
    ANSWERED = auto()
    MARKED = auto()
    WANTING = auto()


_WORDS: Mapping[ReadFirst, str] = {
    ReadFirst.ENDED: "Such posts were published at once until {until}. That day is over, so it is read first.",
    ReadFirst.NOBODY: "It is read first, because it is not sent by an author who works here.",
    ReadFirst.UPDATE: "It is read first, because it changes what stands in the library.",
    ReadFirst.AGAIN: "It is read first, because it was sent before and did not stay in the library.",
    ReadFirst.RETYPED: "It is read first, because nearly the same was sent in the last twelve months and is not in "
    "the library.",
    ReadFirst.TOO_FAR: "It is read first, because nothing goes to the public that nobody has read.",
    ReadFirst.ANSWERED: "It is read first, because not every question about sharing is answered with no.",
    ReadFirst.MARKED: "It is read first, because it keeps a detail by which somebody might be recognised.",
    ReadFirst.WANTING: "It is read first, because something is missing that the library needs, such as a summary.",
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """How a post is sent, beyond what the choice of its route knows.

    ``by_author``: an author who works here sends it under their name. ``again``: it was on its way before and came to
    an end there. ``retyped``: nearly the same text was, as another post. ``checked``: every question of the share check
    is answered, with no. ``marked``: something in it may identify somebody. ``complete``: it has all that the library
    needs.
    """

    by_author: bool = True
    update: bool = False
    again: bool = False
    retyped: bool = False
    checked: bool = True
    marked: bool = False
    complete: bool = True


def why_read_first(route: RoutePlan, facts: Facts, occasion: Occasion, today: date) -> ReadFirst | None:
    """Why a post on a route that publishes first is read before all the same; nothing where it is published at once.

    It keeps the route: trust that has ended, or does not reach so far, never sends a post another way.
    """
    causes = (
        (has_ended(route, today), ReadFirst.ENDED),
        (facts.anonymous or not occasion.by_author, ReadFirst.NOBODY),
        (occasion.update, ReadFirst.UPDATE),
        (occasion.again, ReadFirst.AGAIN),
        (occasion.retyped, ReadFirst.RETYPED),
        (facts.sharing == Sharing.PUBLIC, ReadFirst.TOO_FAR),
        (bool(facts.answers) or not occasion.checked, ReadFirst.ANSWERED),
        (occasion.marked, ReadFirst.MARKED),
        (not occasion.complete, ReadFirst.WANTING),
    )
    return next((cause for holds, cause in causes if holds), None)


def goes_first(route: RoutePlan, facts: Facts, occasion: Occasion, today: date) -> bool:
    """Whether a post is published the moment it is sent, and reviewed after."""
    return route.publish_first and why_read_first(route, facts, occasion, today) is None


def why_in_words(cause: ReadFirst, route: RoutePlan) -> str:
    """Why it is read first, as its author is told before sending it."""
    return _WORDS[cause].format(until=day_written(route.until))


def has_ended(route: RoutePlan, today: date) -> bool:
    """Whether the day is over until which a route publishes first. One that names no day has not begun."""
    return route.until is None or route.until < today


def day_written(day: date | None) -> str:
    """A day with its year: whoever reads until when they are trusted must not have to guess."""
    return day_with_year(day) if day is not None else "a day that nobody has named"


def trust_in_words(route: RoutePlan, today: date) -> str:
    """What a route says of trust, in a sentence or two; nothing where it reads every post first."""
    if not route.publish_first:
        return ""
    if route.until is not None and route.until < today:
        return (
            f"Its posts were published at once until {day_written(route.until)}. "
            "Since then they are reviewed before."
        )
    return f"Its posts are published at once, until {day_written(route.until)}, and reviewed after."


def faults_of_trust(route: RoutePlan, called: str) -> Iterator[str]:
    """What stands in the way of publishing first on a route."""
    if not route.publish_first:
        return
    conditions = route.conditions
    if route.until is None:
        yield f"Say until which day {called} publishes first. Trust is given for a time, and then looked at again."
    if not conditions.up_to or conditions.up_to == Sharing.PUBLIC:
        yield (
            f"Say with whom at most posts of {called} are shared: all of policing, or fewer. "
            "Nothing goes to the public that nobody has read."
        )
    if any(conditions.may_hold_for_anonymous(kind) for kind in conditions.kinds or KINDS):
        yield (
            f"{called} publishes first, so it can take no anonymous posts: trust is given to somebody. "
            "Choose “only with the author's name”, or name the people."
        )
    if conditions.answers:
        yield f"{called} publishes first, so it cannot be for posts whose author answered yes in the share check."
    if any(stage.blind for stage in route.stages):
        yield f"{called} publishes first, so its stages can read in the library who wrote it: let none be blind."


@dataclass(frozen=True, slots=True)
class Card:
    """What somebody may share without waiting: which posts, how far at most, and until when.

    ``sometimes``: a route that is tried before takes some such posts.
    """

    route: RoutePlan
    words: str
    sometimes: bool = False


def cards_of(configuration: Configuration, facts: Facts, today: date, names: Names) -> list[Card]:
    """The cards of one person. ``facts`` say who they are: their key and how they serve."""
    found = []
    for place, route in enumerate(configuration.routes):
        if not route.publish_first or has_ended(route, today) or not _meant_for(route.conditions, facts):
            continue
        before = configuration.routes[:place]
        sometimes = any(_meant_for(one.conditions, facts) and _meet(one, route) for one in before)
        found.append(Card(route, _card_in_words(route, names), sometimes))
    return found


def _meant_for(conditions: Conditions, facts: Facts) -> bool:
    """Whether somebody's posts can meet these conditions, whatever they write."""
    named = not conditions.authors or facts.author_id in conditions.authors
    serves = not conditions.staff_groups or facts.staff_group in conditions.staff_groups
    return named and serves and conditions.anonymous is not True


def _meet(one: RoutePlan, other: RoutePlan) -> bool:
    """Whether two routes can be for the same post, by its kind and how far it is shared."""
    kinds = set(one.conditions.kinds or KINDS) & set(other.conditions.kinds or KINDS)
    return bool(kinds) and bool(_reach(one.conditions) & _reach(other.conditions))


def _reach(conditions: Conditions) -> set[Sharing]:
    low = REACH.index(Sharing(conditions.sharing)) if conditions.sharing else 0
    high = REACH.index(Sharing(conditions.up_to)) if conditions.up_to else len(REACH) - 1
    return set(REACH[low : high + 1])


def _card_in_words(route: RoutePlan, names: Names) -> str:
    """What somebody may share, with whom at most, and until when."""
    mine = replace(route.conditions, authors=(), staff_groups=(), anonymous=None, sharing="", up_to="")
    posts = takers_in_words(mine, names)
    posts = f"{posts[:1].lower()}{posts[1:]}".removeprefix("all ")
    most = Sharing(route.conditions.up_to or Sharing.UNIT)
    readers = YOUR_READERS[most]
    far = (
        f"with {readers}"
        if route.conditions.sharing == most or most is REACH[0]
        else f"with {readers}, or fewer,"
    )
    return f"You may share {posts} {far} without waiting, until {day_written(route.until)}."
