"""Who gathers items of the library, who reads what is gathered, and what a collection can hold. Pure."""

from collections.abc import Sequence
from typing import Protocol

from portal.foundation.errors import Refused
from portal.people.rules import Role, SomePerson, holds

TITLE_LENGTH = 120
INTRODUCTION_LENGTH = 4_000
NOTE_LENGTH = 300
ENTRIES_AT_MOST = 100

NATIONAL = frozenset({Role.NATIONAL_CURATOR, Role.SYSTEM_ADMINISTRATOR})
OF_AN_ORGANISATION = frozenset({Role.INNOVATION_LEAD, Role.ORGANISATION_ADMINISTRATOR, Role.TOPIC_LEAD})


class SomeCollection(Protocol):
    """A collection, as far as the rules look at it. Of no organisation, it is the service's own."""

    organisation_id: int | None
    shown: bool
    for_all: bool


def may_see_collections(_person: SomePerson) -> bool:
    """Whether the person may see which collections there are: everybody who is signed in may."""
    return True


def may_gather(person: SomePerson) -> bool:
    """Whether the person may begin a collection."""
    return holds(person, *NATIONAL, *OF_AN_ORGANISATION)


def is_national(person: SomePerson) -> bool:
    """Whether what the person begins is the service's own, rather than their organisation's."""
    return holds(person, *NATIONAL)


def may_change(person: SomePerson, collection: SomeCollection) -> bool:
    """Whether the person keeps this collection: those with the task, in the organisation whose it is."""
    if collection.organisation_id is None:
        return holds(person, *NATIONAL)
    return holds(person, *OF_AN_ORGANISATION) and person.organisation_id == collection.organisation_id


def may_read(person: SomePerson, collection: SomeCollection) -> bool:
    """Whether the person may open a collection. Of what is gathered in it each reads what they may read anyway."""
    if may_change(person, collection):
        return True
    here = collection.for_all or person.organisation_id == collection.organisation_id
    return collection.shown and here


def check_room(entries: int) -> None:
    """Raises ``Refused`` where a collection holds as much as anybody would read."""
    if entries >= ENTRIES_AT_MOST:
        raise Refused(f"A collection holds at most {ENTRIES_AT_MOST} posts. Begin another.", field="item")


def moved(order: Sequence[int], key: int, *, up: bool) -> list[int]:
    """The order with one key a place further up or down; as it was where that is its end, or the key is not in it."""
    keys = list(order)
    if key not in keys:
        return keys
    at = keys.index(key)
    to = at - 1 if up else at + 1
    if 0 <= to < len(keys):
        keys[at], keys[to] = keys[to], keys[at]
    return keys
