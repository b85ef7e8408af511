"""The administrators' pages: the routes in force, the draft of the next, trying it, publishing it, and the audit trail.

They belong to the same blueprint as deciding: importing this package adds them to it.
"""

from portal.authorisation.admin import (
    as_file,
    drafting,
    outside,
    publishing,
    rehearsing,
    sharing,
    showing,
    trail,
)
from portal.authorisation.views.room import pages

__all__ = [
    "as_file",
    "drafting",
    "outside",
    "pages",
    "publishing",
    "rehearsing",
    "sharing",
    "showing",
    "trail",
]
