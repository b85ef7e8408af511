"""What the tests of following begin with: a Monday morning, two forces, and a topic."""

from collections.abc import Iterator

import pytest

from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.library.queries import labels, synonyms
from portal.library.search.bound import engine
from portal.notifications import actions as notifications
from portal.submissions.models import Topic
from tests import factories
from tests.factories import Force
from tests.notifications.mondays import MONDAY, URL


@pytest.fixture(autouse=True)
def monday(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test happens on a Monday morning, with an empty index and no names that another test has read."""
    monkeypatch.setattr(labels, "_labels", labels._Labels())
    synonyms.forget()
    engine().rebuild(())
    notifications.bind(URL, "Shared Practice")
    with clock.at(MONDAY):
        yield
    notifications.bind("", "")


@pytest.fixture
def here(monday: None) -> Force:
    """The force in which posts are written, and a topic to file them under."""
    with transaction():
        session.add_all([Topic(slug="handover", name="Handover"), Topic(slug="custody", name="Custody")])
    force = Force("Northmoor Police")
    for _number in range(3):  # enough to stand among
        factories.person(force.team)
    return force


@pytest.fixture
def there(here: Force) -> Force:
    """Another force, in another region."""
    made = Force("Southmoor Police")
    with transaction():
        made.organisation.region = "South"
    return made
