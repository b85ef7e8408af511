"""What the tests of the room begin with: a Monday in March, and an empty index."""

from collections.abc import Iterator

import pytest

from portal.foundation import clock
from portal.library.search.bound import engine
from tests.factories import Force
from tests.promises.conftest import MONDAY


@pytest.fixture
def force(db: None) -> Iterator[Force]:
    """A small force, on a Monday morning."""
    engine().rebuild(())
    with clock.at(MONDAY):
        yield Force("Northmoor Police")
