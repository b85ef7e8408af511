"""Who may do what to whom, and the words of this room. Pure."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

PASSWORD_AT_LEAST = 12
PASSWORD_AT_MOST = 128


class OrganisationKind(StrEnum):
    """A police force, or a body that works with forces."""

    FORCE = "force"
    PARTNER = "partner"


class StaffGroup(StrEnum):
    """How somebody serves. None of them is a second-class author (requirement 87)."""

    OFFICER = "officer"
    STAFF = "staff"
    PCSO = "pcso"
    SPECIAL = "special"
    VOLUNTEER = "volunteer"


class Role(StrEnum):
    """A duty that somebody holds by name, beside or instead of heading a unit."""

    INNOVATION_LEAD = "innovation-lead"
    DATA_SHARING_OFFICER = "data-sharing-officer"
    PROFESSIONAL_STANDARDS = "professional-standards"
    COMMUNICATIONS = "communications"
    TOPIC_LEAD = "topic-lead"
    NATIONAL_CURATOR = "national-curator"
    ORGANISATION_ADMINISTRATOR = "organisation-administrator"
    SYSTEM_ADMINISTRATOR = "system-administrator"


ROLE_NAMES: dict[Role, str] = {
    Role.INNOVATION_LEAD: "Innovation lead",
    Role.DATA_SHARING_OFFICER: "Data-sharing officer",
    Role.PROFESSIONAL_STANDARDS: "Professional standards",
    Role.COMMUNICATIONS: "Communications",
    Role.TOPIC_LEAD: "Topic lead",
    Role.NATIONAL_CURATOR: "National curator",
    Role.ORGANISATION_ADMINISTRATOR: "Organisation administrator",
    Role.SYSTEM_ADMINISTRATOR: "System administrator",
}

STAFF_GROUP_NAMES: dict[StaffGroup, str] = {
    StaffGroup.OFFICER: "Police officer",
    StaffGroup.STAFF: "Police staff",
    StaffGroup.PCSO: "Police community support officer",
    StaffGroup.SPECIAL: "Special constable",
    StaffGroup.VOLUNTEER: "Volunteer",
}

# Held over the whole service rather than in one organisation.
NATIONAL_ROLES = frozenset({Role.NATIONAL_CURATOR, Role.SYSTEM_ADMINISTRATOR})


class SomePerson(Protocol):
    """What the rules of every room need to know of the person who acts."""

    id: int
    unit_id: int

    @property
    def organisation_id(self) -> int: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def headed_unit_ids(self) -> frozenset[int]: ...


class SomeUnit(Protocol):
    """A unit, or anything else that belongs to one organisation."""

    organisation_id: int


def holds(person: SomePerson, *roles: Role) -> bool:
    """Whether the person holds one of these roles."""
    return not person.roles.isdisjoint(roles)


def administers(person: SomePerson, organisation_id: int) -> bool:
    """Whether the person keeps the people, units and routes of an organisation."""
    if holds(person, Role.SYSTEM_ADMINISTRATOR):
        return True
    return holds(person, Role.ORGANISATION_ADMINISTRATOR) and person.organisation_id == organisation_id


def may_administer(person: SomePerson) -> bool:
    """Whether the administrators' pages are for this person at all."""
    return holds(person, Role.ORGANISATION_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR)


def may_administer_everything(person: SomePerson) -> bool:
    """Whether the person keeps what all organisations share: organisations, grades, vocabularies."""
    return holds(person, Role.SYSTEM_ADMINISTRATOR)


def may_edit(person: SomePerson, thing: SomeUnit) -> bool:
    """Whether the person may change somebody, a unit or a route of an organisation."""
    return administers(person, thing.organisation_id)


def may_lead(person: SomePerson) -> bool:
    """Whether the innovation lead's workspace is for this person."""
    return holds(person, Role.INNOVATION_LEAD)


def may_grant(person: SomePerson, role: Role, *, to_id: int) -> bool:
    """Whether the person may give a role. Nobody gives one to themselves (permission matrix, row 37)."""
    if person.id == to_id:
        return False
    if role in NATIONAL_ROLES:
        return holds(person, Role.SYSTEM_ADMINISTRATOR)
    return may_administer(person)


def weakness_of(password: str, *, words: Iterable[str] = ()) -> str | None:
    """Why a password is too weak to take, in a sentence; nothing where it will do.

    Length and not composition, as ASVS 5.0 6.2.1 to 6.2.12 ask. ``words`` are those an attacker would
    try first: the person's name and address, and the name of the organisation.
    """
    if len(password) < PASSWORD_AT_LEAST:
        return f"Use at least {PASSWORD_AT_LEAST} characters. Three unrelated words work well."
    if len(password) > PASSWORD_AT_MOST:
        return f"Use at most {PASSWORD_AT_MOST} characters."
    folded = password.casefold()
    if len(set(folded)) <= PASSWORD_AT_LEAST // 3:
        return "Use more different characters. Three unrelated words work well."
    rest = folded
    for word in sorted((word.casefold() for word in words if len(word) > 3), key=len, reverse=True):
        rest = rest.replace(word, "")
    for common in COMMON:
        rest = rest.replace(common, "")
    if sum(character.isalpha() for character in rest) < 4 and len(rest) < PASSWORD_AT_LEAST:
        return "That is one of the first things somebody would try. Three unrelated words work well."
    return None


COMMON = ("password", "qwertyuiop", "qwerty", "letmein", "welcome", "police", "portal", "1234567890", "123456", "abc123")
