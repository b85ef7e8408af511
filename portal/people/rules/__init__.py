"""Who may do what to whom, and the words of this room. Pure."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Protocol

from portal.foundation.errors import Refused


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
    FRONT_LINE_READER = "front-line-reader"
    INDEPENDENT_REVIEWER = "independent-reviewer"
    DEIDENTIFIER = "de-identification-reader"
    COVER_POOL = "cover-pool"
    GUARDIAN = "guardian"
    NATIONAL_CURATOR = "national-curator"
    ORGANISATION_ADMINISTRATOR = "organisation-administrator"
    SYSTEM_ADMINISTRATOR = "system-administrator"


ROLE_NAMES: dict[Role, str] = {
    Role.INNOVATION_LEAD: "Innovation lead",
    Role.DATA_SHARING_OFFICER: "Data-sharing officer",
    Role.PROFESSIONAL_STANDARDS: "Professional standards",
    Role.COMMUNICATIONS: "Communications",
    Role.TOPIC_LEAD: "Topic lead",
    Role.FRONT_LINE_READER: "Front-line reader",
    Role.INDEPENDENT_REVIEWER: "Independent reviewer",
    Role.DEIDENTIFIER: "De-identification reader",
    Role.COVER_POOL: "Cover pool",
    Role.GUARDIAN: "Guardian",
    Role.NATIONAL_CURATOR: "National curator",
    Role.ORGANISATION_ADMINISTRATOR: "Organisation administrator",
    Role.SYSTEM_ADMINISTRATOR: "System administrator",
}

# What a role lets somebody do, as their account page tells them.
ROLE_DUTIES: dict[Role, str] = {
    Role.INNOVATION_LEAD: "Look after every post of the organisation: triage, hand on, and record what became of it.",
    Role.DATA_SHARING_OFFICER: "Decide whether a post may be shared as widely as its author asks.",
    Role.PROFESSIONAL_STANDARDS: "Decide on posts that are sent to professional standards.",
    Role.COMMUNICATIONS: "Decide on posts that are sent to communications before they are shared widely.",
    Role.TOPIC_LEAD: "Be asked about posts on the topic.",
    Role.FRONT_LINE_READER: "Say whether a post would work where the work is done.",
    Role.INDEPENDENT_REVIEWER: "Decide on posts whose author has asked for somebody outside their line.",
    Role.DEIDENTIFIER: "Read anonymous posts before anybody else, and propose a text that gives no author away.",
    Role.COVER_POOL: "Decide on a post when all who should are away, have left, or may not.",
    Role.GUARDIAN: "Keep, with another guardian, who wrote a confidential post, and decide whether it is opened.",
    Role.NATIONAL_CURATOR: "Look after what all organisations share: the national library and its collections.",
    Role.ORGANISATION_ADMINISTRATOR: "Keep the people, units, roles and routes of the organisation.",
    Role.SYSTEM_ADMINISTRATOR: "Keep organisations, ranks and grades, and national roles.",
}

STAFF_GROUP_NAMES: dict[StaffGroup, str] = {
    StaffGroup.OFFICER: "Police officer",
    StaffGroup.STAFF: "Police staff",
    StaffGroup.PCSO: "Police community support officer",
    StaffGroup.SPECIAL: "Special constable",
    StaffGroup.VOLUNTEER: "Volunteer",
}

# Where an organisation works; the same codes as the sector of a placement's host.
SECTOR_NAMES: dict[str, str] = {
    "policing": "Policing",
    "public": "Public",
    "third": "Charity or community",
    "private": "Private",
    "academic": "Academic",
    "emergency": "Other emergency service",
    "overseas": "Overseas",
}

DEEPEST_UNIT = 12
# At most: kept to the day, a session ends when the fourteenth day begins, and never later.
SIGNED_IN_FOR_DAYS = 14

# Held over the whole service rather than in one organisation.
NATIONAL_ROLES = frozenset({Role.NATIONAL_CURATOR, Role.SYSTEM_ADMINISTRATOR})
# Given by two wherever two administer: who holds one of the first two can give roles, and two guardians together can
# learn who wrote in confidence.
GIVEN_BY_TWO = frozenset({Role.ORGANISATION_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.GUARDIAN})


class SomePerson(Protocol):
    """What the rules of every room need to know of the person who acts."""

    id: int
    unit_id: int

    @property
    def organisation_id(self) -> int: ...
    @property
    def roles(self) -> frozenset[str]: ...
    @property
    def led_topics(self) -> frozenset[str]: ...  # short names of the topics of which they are the lead
    @property
    def headed_unit_ids(self) -> frozenset[int]: ...
    @property
    def level(self) -> int: ...  # of their rank or grade, 0 where they have none
    @property
    def deputises_for(self) -> frozenset[int]: ...  # keys of those in whose place they decide today


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


def may_edit_person(person: SomePerson, other: SomePerson) -> bool:
    """Whether the person may change somebody's account.

    An account with a national role only a system administrator may touch: whoever can change an address
    can have the next password mailed to it.
    """
    if not NATIONAL_ROLES.isdisjoint(other.roles):
        return holds(person, Role.SYSTEM_ADMINISTRATOR)
    return administers(person, other.organisation_id)


def may_edit_organisation(person: SomePerson, _organisation: object) -> bool:
    """Whether the person may change an organisation itself: its name, region and sector."""
    return may_administer_everything(person)


def may_keep_grades(person: SomePerson, _grade: object) -> bool:
    """Whether the person may see and change this rank or grade on the administrators' pages."""
    return may_administer_everything(person)


class Placed(Protocol):
    """What is about one person who works in a unit: when they are away."""

    @property
    def person(self) -> Any: ...


def may_note_absence(person: SomePerson, thing: Placed) -> bool:
    """Whether the person may say when somebody is away.

    Oneself, a head of their unit or of one above (for illness), an administrator of their organisation.
    """
    other = thing.person
    if person.id == other.id or administers(person, other.organisation_id):
        return True
    return not person.headed_unit_ids.isdisjoint(other.unit.lineage)


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


def check_confirms(
    person: SomePerson, asked_by: SomePerson, role: Role, to: SomePerson, *, here: bool
) -> None:
    """Raises ``Refused`` where the person may not be the second who makes somebody an administrator.

    ``here``: whoever asked for it still works here. Two people decide it, and both may.
    """
    check_grant(person, role, to)
    if person.id == asked_by.id:
        raise Refused("You asked for it, so another administrator confirms it.", code="not-yours")
    if not here or not may_grant(asked_by, role, to_id=to.id) or not may_edit_person(asked_by, to):
        raise Refused(
            "Whoever asked for it could not ask for it any more. Ask for it anew.", code="wrong-state"
        )


def check_grant(person: SomePerson, role: Role, to: SomePerson) -> None:
    """Raises ``Refused`` where the person may not give or take away this role (permission matrix, 36 and 37)."""
    if person.id == to.id:
        raise Refused(
            "Nobody changes their own roles. Ask another administrator.", field="role", code="own-role"
        )
    if not may_grant(person, role, to_id=to.id):
        raise Refused(f"Only a system administrator can do that for “{ROLE_NAMES[role]}”.", field="role")
    if not may_edit_person(person, to):
        raise Refused("Only an administrator of their own organisation can do that.", field="role")


def check_may_close(unit: str, *, working: Sequence[str], below: Sequence[str]) -> None:
    """Raises ``Refused`` where people work in a unit or units belong to it, and says who and what is in the way."""
    in_the_way = []
    if working:
        in_the_way.append(f"{_named(working)} {'works' if len(working) == 1 else 'work'} in it")
    if below:
        in_the_way.append(f"{_named(below)} {'belongs' if len(below) == 1 else 'belong'} to it")
    if in_the_way:
        raise Refused(
            f"{unit} cannot be closed yet: {', and '.join(in_the_way)}. Move them first.", code="not-empty"
        )


def _named(names: Sequence[str], most: int = 3) -> str:
    shown = list(names) if len(names) <= most + 1 else [*names[:most], f"{len(names) - most} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def check_not_below_itself(lineage_of_parent: tuple[int, ...], unit_id: int) -> None:
    """Raises ``Refused`` where a unit would be moved into itself, or the tree would be deeper than it may be."""
    if unit_id in lineage_of_parent:
        raise Refused("A unit cannot be moved below itself.", field="parent")
    if len(lineage_of_parent) >= DEEPEST_UNIT:
        raise Refused(f"Units can be nested {DEEPEST_UNIT} deep, and no deeper.", field="parent")
