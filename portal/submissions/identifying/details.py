"""The kinds of detail that may identify somebody, and what to tell the author about each.

Pure: standard library only.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a detail is."""

    NAME = "name"
    SHOULDER_NUMBER = "shoulder_number"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    VEHICLE = "vehicle"
    REFERENCE = "reference"
    NATIONAL_INSURANCE = "national_insurance"
    NHS_NUMBER = "nhs_number"
    BIRTH_DATE = "birth_date"
    DATE = "date"
    ADDRESS = "address"
    ACCOUNT = "account"
    PLACE = "place"
    LINK = "link"
    IP_ADDRESS = "ip_address"
    COORDINATES = "coordinates"
    PAYMENT_CARD = "payment_card"
    BANK_ACCOUNT = "bank_account"
    PASSPORT = "passport"
    DRIVING_LICENCE = "driving_licence"
    SOCIAL_SECURITY = "social_security"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Advice:
    """How a kind of detail is spoken of to the author."""

    label: str
    why: str
    suggestion: str


ADVICE: dict[Kind, Advice] = {
    Kind.NAME: Advice(
        "Name", "It names a person.", "Say the role instead: an officer, a supervisor, a resident."
    ),
    Kind.SHOULDER_NUMBER: Advice("Collar number", "It leads to one officer.", "Leave the number out."),
    Kind.PHONE: Advice("Phone number", "It leads to a person or a desk.", "Leave it out, or name the team."),
    Kind.EMAIL: Advice("Email address", "It often holds a name.", "Leave it out, or name the team."),
    Kind.POSTCODE: Advice(
        "Postcode", "It leads to a few homes.", "Say the kind of area: a town centre, a village."
    ),
    Kind.VEHICLE: Advice("Registration mark", "It leads to a keeper.", "Say the kind of vehicle."),
    Kind.REFERENCE: Advice(
        "Reference number", "It leads to a record with names in it.", "Leave the number out."
    ),
    Kind.NATIONAL_INSURANCE: Advice(
        "National Insurance number", "It belongs to one person.", "Leave it out."
    ),
    Kind.NHS_NUMBER: Advice("NHS number", "It belongs to one person.", "Leave it out."),
    Kind.BIRTH_DATE: Advice(
        "Date of birth", "With little else it names a person.", "Say an age band: in their 30s."
    ),
    Kind.DATE: Advice(
        "Exact date", "With a place it leads to one incident.", "Say the month, or the season."
    ),
    Kind.ADDRESS: Advice(
        "Address", "It leads to one home.", "Say the kind of place: a flat, a terraced house."
    ),
    Kind.ACCOUNT: Advice(
        "Account name", "It leads to a person's profile.", "Say which service, without the name."
    ),
    Kind.PLACE: Advice(
        "Place and day",
        "A named place and a day together lead to one incident.",
        "Say the kind of place, or leave the day out.",
    ),
    Kind.LINK: Advice(
        "Web address", "It may lead to a person, or to a page that few can see.", "Say what stands there."
    ),
    Kind.IP_ADDRESS: Advice(
        "Device address", "It leads to one connection or one device.", "Leave the number out."
    ),
    Kind.COORDINATES: Advice(
        "Map reference", "It leads to one spot.", "Say the kind of place: a field, a car park."
    ),
    Kind.PAYMENT_CARD: Advice(
        "Payment card", "It belongs to one person, and can be misused.", "Leave the number out."
    ),
    Kind.BANK_ACCOUNT: Advice(
        "Bank account", "It belongs to one person, and can be misused.", "Leave the number out."
    ),
    Kind.PASSPORT: Advice("Passport number", "It belongs to one person.", "Leave the number out."),
    Kind.DRIVING_LICENCE: Advice(
        "Driving licence",
        "It belongs to one person, and holds the date of birth.",
        "Leave the number out.",
    ),
    Kind.SOCIAL_SECURITY: Advice(
        "Social security number", "It belongs to one person.", "Leave the number out."
    ),
    Kind.AUTHOR: Advice(
        "About you", "Colleagues may recognise you by it.", "Say it without yourself: a sergeant."
    ),
}


class Finding(NamedTuple):
    """A place in a text, from ``start`` up to ``end``, and what to think about.

    ``instead`` is offered for the part from ``cut_from`` up to ``cut_to``: the words, and where nothing comes
    instead of them the comma or the space beside them too.
    """

    kind: Kind
    start: int
    end: int
    words: str
    instead: str
    cut_from: int
    cut_to: int

    @property
    def why(self) -> str:
        """Why the author may want to leave it out."""
        return ADVICE[self.kind].why

    @property
    def suggestion(self) -> str:
        """What the author may write instead, in a sentence."""
        return ADVICE[self.kind].suggestion
