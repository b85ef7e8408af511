"""What tests of freshness begin with: a post that was published on 10 March 2025, and whoever keeps it."""

from datetime import datetime

from portal.foundation import journal
from portal.foundation.database import session
from portal.library import queries
from portal.library.models import Publication
from portal.people.models import Person
from tests import factories
from tests.library import settle

PUBLISHED = datetime.fromisoformat("2025-03-10T12:00:00+00:00")
WHY = "The form it needs was withdrawn in May."


def kept(person: Person, **changes: object) -> str:
    """The reference of an item by somebody."""
    reference = factories.published(person, **changes).reference
    settle()
    return reference


def item(reference: str) -> Publication:
    """The item as it is now."""
    found = queries.item(reference)
    assert found is not None
    return found


def again(person: Person) -> Person:
    """Somebody, in the session as it is now."""
    return session.get_one(Person, person.id)


def events(reference: str) -> list[str]:
    """What was done to keep an item right, oldest first."""
    about = journal.entries_about(item(reference).submission)
    return [one.event for one in about if one.event.startswith("item.")]
