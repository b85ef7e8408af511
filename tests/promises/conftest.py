"""What the tests of promises begin with: a Monday in March, an ordinary week before it and after."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from portal.foundation import clock
from portal.library.search.bound import engine
from tests.factories import Force

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def monday(db: None) -> Iterator[None]:
    """The clock stands at nine on a Monday morning, and nothing is in the index."""
    engine().rebuild(())
    with clock.at(MONDAY):
        yield


@pytest.fixture
def force(monday: None) -> Force:
    """A small force."""
    return Force("Northmoor Police")
