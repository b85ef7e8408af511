"""What posts are filed under: who keeps the list of topics, and what a topic can be called. Pure."""

from collections.abc import Iterable

from portal.foundation.errors import Refused
from portal.people.rules import Role, SomePerson, holds
from portal.people.rules.names import checked_name, code_of, same_words

TOPIC_LENGTH = 60


def may_keep_topics(person: SomePerson) -> bool:
    """Whether the person keeps the topics of the whole service: the national curator, a system administrator."""
    return holds(person, Role.NATIONAL_CURATOR, Role.SYSTEM_ADMINISTRATOR)


def may_keep_topic(person: SomePerson, _topic: object) -> bool:
    """Whether the person may rename or retire this topic."""
    return may_keep_topics(person)


def checked_topic(name: str, others: Iterable[str]) -> str:
    """The name of a topic as it is kept. Raises ``Refused`` for one that cannot be, or that another topic has."""
    name = checked_name(name, at_most=TOPIC_LENGTH)
    if not code_of(name):
        raise Refused("A name needs at least one letter from A to Z.", field="name")
    if any(same_words(name) == same_words(other) for other in others):
        raise Refused("There is a topic of this name already, perhaps a retired one.", field="name")
    return name
