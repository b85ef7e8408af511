"""Organisations, their people, and what waits for a second administrator, as they are stored."""

from portal.people.models.asked import RoleAsked
from portal.people.models.organisations import Organisation
from portal.people.models.persons import (
    NAMED_ONLY,
    TITLE_ONLY,
    Absence,
    ApiToken,
    Delegation,
    Establishment,
    Grade,
    Headship,
    Person,
    RoleHeld,
    SignIn,
    Unit,
)

__all__ = [
    "NAMED_ONLY",
    "TITLE_ONLY",
    "Absence",
    "ApiToken",
    "Delegation",
    "Establishment",
    "Grade",
    "Headship",
    "Organisation",
    "Person",
    "RoleAsked",
    "RoleHeld",
    "SignIn",
    "Unit",
]
