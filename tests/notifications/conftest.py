"""What tests of mail may ask for."""

from collections.abc import Iterator

import pytest

from portal.foundation import clock
from portal.notifications import actions as notifications
from tests.notifications.mondays import MONDAY, URL


@pytest.fixture
def monday() -> Iterator[None]:
    """A test happens on a Monday morning, and its links lead to the portal."""
    notifications.bind(URL, "Shared Practice")
    with clock.at(MONDAY):
        yield
    notifications.bind("", "")
