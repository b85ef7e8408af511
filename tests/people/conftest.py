"""A force with its people, for the tests of this room."""

import pytest
from flask import Flask

from portal.people import views
from portal.people.models import Person
from portal.people.rules import Role
from tests import factories
from tests.factories import Force


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """No test is slowed down by the wrong passwords of another."""
    views.attempts.__init__()  # type: ignore[misc]


@pytest.fixture
def force(app: Flask) -> Force:
    return Force()


@pytest.fixture
def chief(force: Force) -> Person:
    return factories.person(force.office, Role.SYSTEM_ADMINISTRATOR, name="Sol System")
