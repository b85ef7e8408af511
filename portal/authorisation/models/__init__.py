"""Routes as configured, version by version, and the steps of each post's own route with the verdicts given."""

from portal.authorisation.models.outside import OutsideAsking, OutsideDecider
from portal.authorisation.models.routes import ConfigurationRow, Passage
from portal.authorisation.models.shared import SharedRoute
from portal.authorisation.models.steps import NOTE_LENGTH, Conflict, GivenVerdict, Opinion, Step

__all__ = [
    "NOTE_LENGTH",
    "ConfigurationRow",
    "Conflict",
    "GivenVerdict",
    "Opinion",
    "OutsideAsking",
    "OutsideDecider",
    "Passage",
    "SharedRoute",
    "Step",
]
