"""The topics of the whole service: added, renamed, retired, and brought back."""

from itertools import count

from sqlalchemy import select

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.keys import new_key
from portal.people.models import Person
from portal.people.rules.names import code_of
from portal.submissions.models import Topic
from portal.submissions.rules.topics import checked_topic, may_keep_topics

SLUG_LENGTH = 60


def add_topic(name: str, *, by: Person) -> Topic:
    """Add a topic that posts can be filed under. Raises ``Refused`` where there is one of this name."""
    _check_may(by)
    there = session.scalars(select(Topic)).all()
    name = checked_topic(name, [topic.name for topic in there])
    taken, slug = {topic.slug for topic in there}, code_of(name)
    numbered = (f"{slug[: SLUG_LENGTH - 4]}-{number}" for number in count(2))
    topic = Topic(
        id=new_key(), slug=slug if slug not in taken else next(s for s in numbered if s not in taken)
    )
    topic.name = name
    session.add(topic)
    session.flush()
    journal.write("topic.added", topic, by_id=by.id, name=name)
    return topic


def rename_topic(topic: Topic, name: str, *, by: Person) -> None:
    """Call a topic otherwise, for all that is filed under it. Addresses and files keep its short name."""
    _check_may(by)
    others = session.scalars(select(Topic.name).where(Topic.id != topic.id)).all()
    name, before = checked_topic(name, others), topic.name
    if name != before:
        topic.name = name
        session.flush()
        journal.write("topic.renamed", topic, by_id=by.id, before=before, name=name)


def retire_topic(topic: Topic, *, by: Person) -> None:
    """Offer a topic no longer. What is filed under it stays there, and is found by it."""
    _check_may(by)
    if topic.retired_on is None:
        topic.retired_on = clock.today()
        journal.write("topic.retired", topic, by_id=by.id, name=topic.name)


def bring_back_topic(topic: Topic, *, by: Person) -> None:
    """Offer a retired topic again."""
    _check_may(by)
    if topic.retired_on is not None:
        topic.retired_on = None
        journal.write("topic.brought_back", topic, by_id=by.id, name=topic.name)


def _check_may(by: Person) -> None:
    if not may_keep_topics(by):
        raise Refused(
            "Only the national curator or a system administrator keeps the topics.", code="not-yours"
        )
