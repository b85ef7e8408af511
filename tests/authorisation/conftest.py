"""What the tests of routes begin with: a force whose posts all find their way, and a draft of its next routes."""

from typing import Any

import pytest

from portal.authorisation import actions
from portal.foundation.database import transaction
from portal.people.rules import Role
from tests import factories
from tests.factories import Force


@pytest.fixture
def force(db: Any) -> Force:
    """Every post finds its way here: whoever checks is there, an administrator elsewhere, and two curators."""
    force = Force("Northshire Police")
    factories.person(force.division, Role.ORGANISATION_ADMINISTRATOR)
    for role in (Role.PROFESSIONAL_STANDARDS, Role.COMMUNICATIONS, Role.INDEPENDENT_REVIEWER):
        factories.person(force.division, role)
    for _curator in range(2):
        factories.person(factories.unit("College", factories.organisation()), Role.NATIONAL_CURATOR)
    return force


@pytest.fixture
def draft(force: Force) -> Any:
    """The draft of its administrator, as what is in force."""
    with transaction():
        return actions.begin_draft(force.organisation, by=force.administrator)
