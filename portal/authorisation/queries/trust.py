"""Graduated trust as it stands today: what is published first, and the cards that say who may share what."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from portal.authorisation.models import Passage, Step
from portal.authorisation.queries.named import names_of
from portal.authorisation.queries.retyped import is_retyped
from portal.authorisation.queries.routes import (
    as_published,
    configuration_of,
    facts_of,
    facts_of_new,
    key_in_force,
    versions_of,
)
from portal.authorisation.rules import (
    RoutePlan,
    StepState,
    route_in_words,
    takers_of,
)
from portal.authorisation.rules.trust import (
    Card,
    Occasion,
    cards_of,
    goes_first,
    has_ended,
    trust_in_words,
    why_in_words,
    why_read_first,
)
from portal.foundation import clock
from portal.foundation.database import session
from portal.people.models import Person
from portal.submissions.kinds import Needed
from portal.submissions.models import Submission
from portal.submissions.rules import (
    SHARE_CHECK,
    Status,
    home_when_sent,
    marked,
    missing,
)


def occasion_of(post: Submission, by_id: int | None) -> Occasion:
    """How a post would be sent now by somebody: what trust looks at, beyond what the choice of its route knows.

    Whether it is ``retyped`` is asked last, and only where all else lets it go first.
    """
    author = post.author
    stays = post.status == Status.RETURNED and post.on_trust
    return Occasion(
        by_author=author is not None and author.ended_on is None and by_id == author.id,
        update=post.updates_id is not None,
        again=post.tried_before or (post.status != Status.DRAFT and not stays),
        checked=all(post.share_check.get(name) == "no" for name, _question, _advice in SHARE_CHECK),
        marked=bool(marked(post)),
        complete=not any(True for _one in missing(post, Needed.TO_PUBLISH)),
    )


def is_published_first(post: Submission, occasion: Occasion, passage: Passage) -> bool:
    """Whether a post is published the moment it is sent, by the routes that it was sent with.

    And by those in force today too: trust that was taken back is not used again by a post that comes back.
    """
    facts, today = facts_of(post), clock.today()
    then = as_published(passage.configuration_id)
    if not goes_first(then.route_for(facts), facts, occasion, today):
        return False
    now = configuration_of(post.organisation_id)
    return goes_first(now.route_for(facts), facts, occasion, today) and not is_retyped(post)


@dataclass(frozen=True, slots=True)
class HowPublished:
    """What an author is told of trust before they send a post, and whether it is then published at once.

    ``depends``: on what they have still to answer.
    """

    first: bool
    words: str
    depends: bool = False


def how_it_is_published(post: Submission) -> HowPublished | None:
    """How a post would be published were its author to send it now; nothing where its route reads every post first."""
    facts, today, home = facts_of(post), clock.today(), home_when_sent(post)
    route = configuration_of((home or post).organisation_id).route_for(facts)
    if not route.publish_first:
        return None
    occasion = replace(occasion_of(post, post.author_id), retyped=is_retyped(post))
    cause = why_read_first(route, facts, occasion, today)
    if cause is None:
        return HowPublished(True, FIRST)
    as_good = replace(Occasion(), **{name: getattr(occasion, name) for name in _STAYS_SO})
    if not facts.answers and goes_first(route, facts, as_good, today):
        return HowPublished(False, IF_ALL_IS_WELL, depends=True)
    return HowPublished(False, why_in_words(cause, route))


# What an author's answers do not change any more.
_STAYS_SO = ("by_author", "update", "again", "retyped")
FIRST = "It is in the library the moment you send it, and is read after."
IF_ALL_IS_WELL = (
    "It is in the library the moment you send it, and is read after: if it has a summary, keeps no marked detail, and "
    "you answer the three questions about sharing with no. Else it is read first."
)


@dataclass(frozen=True, slots=True)
class HeldCard:
    """A card as its holder reads it: what they may share, who reviews it after, and who set it when."""

    card: Card
    reviewed_by: str
    set_by: str
    set_on: date | None


def cards_of_person(person: Person) -> list[HeldCard]:
    """What somebody may share without waiting, by the routes in force where they work."""
    key = key_in_force(person.organisation_id)
    if key is None or not any(route.publish_first for route in as_published(key).routes):
        return []
    facts = facts_of_new(person, "")
    configuration = as_published(key)
    names = names_of(person.organisation_id, configuration)
    found = []
    for card in cards_of(configuration, facts, clock.today(), names):
        by, on = _set(person.organisation_id, card.route)
        found.append(HeldCard(card, route_in_words(card.route.stages, names), by, on))
    return found


def _set(organisation_id: int, route: RoutePlan) -> tuple[str, date | None]:
    """Who first put in force what a route says of trust today, and when; later versions have only kept it."""
    first = None
    for row in versions_of(organisation_id):
        there = as_published(row.id).route(route.name)
        if there is None or _terms(there) != _terms(route):
            break
        first = row
    if first is None or first.published_at is None:
        return "", None
    return first.published_by.name if first.published_by else "", clock.local(first.published_at).date()


def _terms(route: RoutePlan) -> tuple[object, ...]:
    return route.conditions, route.publish_first, route.until


@dataclass(frozen=True, slots=True)
class RouteTrust:
    """What a route says of trust today, in words, and whether it publishes first."""

    first: bool
    words: str


def trust_of(route: RoutePlan) -> RouteTrust:
    """What a route says of trust today."""
    today = clock.today()
    return RouteTrust(route.publish_first and not has_ended(route, today), trust_in_words(route, today))


def trusted_routes(organisation_id: int) -> list[tuple[str, str]]:
    """Who publishes first where somebody leads: which posts a route takes, and what it says of trust today."""
    configuration = configuration_of(organisation_id)
    trusting = [one for one in configuration.routes if one.publish_first]
    if not trusting:
        return []
    names = names_of(organisation_id, configuration)
    return [
        (takers_of(configuration.routes, configuration.routes.index(one), names), trust_of(one).words)
        for one in trusting
    ]


@dataclass(frozen=True, slots=True)
class Review:
    """Who reviews a post that is in the library on trust: the stage, its holder, and until when.

    It has no holder while its author changes it.
    """

    stage: str
    holder: Person | None
    due_on: date | None


def review_of(post: Submission) -> Review | None:
    """Where the review of a post stands that is in the library on trust; of several steps the first that is due."""
    now = (StepState.OPEN, StepState.RETURNED)
    asked = select(Step).where(Step.submission_id == post.id, Step.state.in_(now))
    step = session.scalar(asked.order_by(Step.due_on, Step.stage, Step.seat).limit(1))
    if step is None:
        return None
    return Review(step.name, step.holder if step.state == StepState.OPEN else None, step.due_on)
