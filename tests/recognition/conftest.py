"""A force whose library is empty, and the anonymous desk beside it."""

import pytest

from portal.library.search.bound import engine
from tests.anonymous.conftest import at_desk, desk_url
from tests.factories import Force

__all__ = ["at_desk", "desk_url"]


@pytest.fixture
def force(db: None) -> Force:
    engine().rebuild(())
    return Force("Northmoor Police")
