"""Which words mean the same: said, changed and taken back by the curator, with effect at once."""

from collections.abc import Sequence

from portal.foundation import journal
from portal.foundation.database import hold, session
from portal.foundation.errors import GONE, Refused
from portal.library.models import SynonymRing
from portal.library.queries import synonyms as queries
from portal.library.rules.synonyms import FIRST, checked_ways, in_words, may_keep_synonyms
from portal.library.search.synonyms import key_of
from portal.people.models import Person


def add_synonyms(typed: str, *, by: Person) -> SynonymRing:
    """Say that words mean the same. ``typed`` has one way of saying it a line.

    Raises ``Refused`` where the person may not, where a way cannot be looked for, or where it is said already.
    """
    _check_may(by)
    ways = _checked(typed)
    ring = SynonymRing(ways=list(ways))
    session.add(ring)
    session.flush()
    journal.write("synonyms.added", ring, by_id=by.id, ways=in_words(ways))
    queries.forget()
    return ring


def change_synonyms(ring: SynonymRing, typed: str, *, seen: int, by: Person) -> None:
    """Say otherwise which words mean the same. ``seen`` is the version that was read. Raises ``Refused`` as above."""
    _take(ring, by)
    if ring.version != seen:
        raise Refused(
            "Somebody else changed these words meanwhile. Look at what they say now, and change it again.",
            code="stale",
        )
    ways, before = _checked(typed, ring), tuple(ring.ways)
    if ways != before:
        ring.ways, ring.version = list(ways), ring.version + 1
        journal.write("synonyms.changed", ring, by_id=by.id, before=in_words(before), ways=in_words(ways))
        queries.forget()


def remove_synonyms(ring: SynonymRing, *, by: Person) -> None:
    """Say no longer that words mean the same. Raises ``Refused`` where the person may not, or somebody was quicker."""
    _take(ring, by)
    journal.write("synonyms.removed", ring, by_id=by.id, ways=in_words(ring.ways))
    session.delete(ring)
    session.flush()
    queries.forget()


def give_first_synonyms() -> None:
    """Say what policing says from the beginning, where nothing is said yet."""
    if not queries.rings():
        session.add_all(SynonymRing(ways=list(ways)) for ways in FIRST)
        session.flush()
        queries.forget()


def _checked(typed: str, ring: SynonymRing | None = None) -> Sequence[str]:
    ways, elsewhere = checked_ways(typed), queries.said_already(besides=ring)
    said: dict[tuple[str, ...], str] = {}
    for way in ways:
        key = key_of(way)
        if not key:
            raise Refused(f"There is no word or number in “{way}”.", field="ways")
        if key in said:
            raise Refused(
                f"“{said[key]}” and “{way}” are found as one already: leave one of them out.", field="ways"
            )
        said[key] = way
        if key in elsewhere:
            others = [one for one in elsewhere[key].ways if key_of(one) != key]
            raise Refused(f"“{way}” is said already, with {in_words(others)}. Change it there.", field="ways")
    return ways


def _take(ring: SynonymRing, by: Person) -> None:
    """Hold what is said, as it is now: of two curators at one moment the second sees what the first has done."""
    _check_may(by)
    if not hold(ring):
        raise Refused("Somebody else took this off the list meanwhile.", code=GONE)


def _check_may(by: Person) -> None:
    if not may_keep_synonyms(by):
        raise Refused(
            "Only the national curator or a system administrator says which words mean the same.",
            code="not-yours",
        )
