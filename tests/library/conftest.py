"""What the tests of the library's pages begin with."""

import pytest

from portal.library.search.bound import engine
from tests import factories


@pytest.fixture
def empty_index(db: None) -> None:
    """Nothing of another test in the index."""
    engine().rebuild(())


@pytest.fixture
def force(empty_index: None) -> factories.Force:
    """A small force, and an index without anything."""
    return factories.Force("Northmoor Police")
