"""What is known of each topic, and what is missing: as each reader may see it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.feedback.rules import Result
from portal.foundation.database import session
from portal.library.queries.cards import Card, cards_of, changed_since, closed_since
from portal.library.queries.searching import Asked, answer_to
from portal.library.rules import DID_NOT_WORK
from portal.library.search import Sort
from portal.people.models import Person, RoleHeld
from portal.people.rules import Role
from portal.submissions import queries as writings
from portal.submissions.kinds import KINDS
from portal.submissions.models import Topic
from portal.submissions.rules import Reader, tokens_of

NEWEST, NOT_WORKED = 8, 4

# What is looked for under each topic: the filter, its values, and what readers call it.
COLUMNS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    *(("kind", (kind.slug,), kind.plural) for kind in KINDS.values()),
    ("outcome", (Result.WORKED.value,), "Worked"),
    ("outcome", DID_NOT_WORK, "Did not work"),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """How many posts of a topic are of one sort, and the search that finds them."""

    wish: Asked
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Row:
    """A topic, with what there is of each sort."""

    topic: Topic
    cells: tuple[Cell, ...]


def challenges(person: Reader) -> Sequence[Row]:
    """All topics that are offered, with what this reader finds under each. An empty cell is a gap (requirement 153)."""
    tokens = tokens_of(person)
    without = closed_since(changed_since(), tokens)
    return [row_of(topic, tokens, without) for topic in writings.topics()]


def row_of(topic: Topic, tokens: frozenset[str], without: frozenset[int]) -> Row:
    """What holders of these tokens find under a topic; ``without`` is what they may no longer see."""
    filed = Asked(filters={"topic": (topic.slug,)}, per_page=1)
    counts = {
        facet: dict(counted)
        for facet, counted in answer_to(filed, tokens, ("kind", "outcome"), without).facets.items()
    }
    return Row(
        topic,
        tuple(
            Cell(
                Asked(filters={"topic": (topic.slug,), facet: values}),
                name,
                sum(counts.get(facet, {}).get(value, 0) for value in values),
            )
            for facet, values, name in COLUMNS
        ),
    )


@dataclass(frozen=True, slots=True)
class TopicPage:
    """What a topic's page shows."""

    row: Row
    leads: Sequence[Person]
    newest: tuple[Card, ...]
    failed: tuple[Card, ...]


def topic_page(person: Reader, topic: Topic) -> TopicPage:
    """What a reader finds on the page of a topic."""
    tokens = tokens_of(person)
    without = closed_since(changed_since(), tokens)
    filed = {"topic": (topic.slug,)}
    newest = Asked(filters=filed, sort=Sort.NEWEST, per_page=NEWEST)
    failed = Asked(filters={**filed, "outcome": DID_NOT_WORK}, sort=Sort.NEWEST, per_page=NOT_WORKED)
    return TopicPage(
        row_of(topic, tokens, without),
        leads_of(topic.slug),
        *(cards_of(answer_to(wish, tokens, (), without), tokens)[0] for wish in (newest, failed)),
    )


def leads_of(slug: str) -> Sequence[Person]:
    """Who leads a topic today, by name."""
    held = select(Person).join(RoleHeld).where(RoleHeld.role == Role.TOPIC_LEAD, RoleHeld.topic == slug)
    return session.scalars(held.where(Person.ended_on.is_(None)).order_by(Person.name)).unique().all()
