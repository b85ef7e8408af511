"""A small force for whom programs ask."""

import pytest

from portal.library.search.bound import engine
from tests.factories import Force


@pytest.fixture
def force(db: None) -> Force:
    """A force with a constable, a sergeant and a lead, and an index without anything of another test."""
    engine().rebuild(())
    return Force()
