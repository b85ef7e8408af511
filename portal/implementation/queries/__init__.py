"""What can be asked of how published posts are seen through."""

from portal.implementation.queries.ledger import (
    Ledger,
    adoption,
    awaits_confirming,
    entries_of,
    ledger_of,
    place_typed,
    places_of,
    places_using,
)
from portal.implementation.queries.owners import (
    asked_of,
    awaits_answer,
    duty_typed,
    holder_of,
    holder_today,
    implementation,
    milestone,
    seen_through_by,
    sponsor_today,
    state_of,
    waiting_for_lead,
)

__all__ = [
    "Ledger",
    "adoption",
    "asked_of",
    "awaits_answer",
    "awaits_confirming",
    "duty_typed",
    "entries_of",
    "holder_of",
    "holder_today",
    "implementation",
    "ledger_of",
    "milestone",
    "place_typed",
    "places_of",
    "places_using",
    "seen_through_by",
    "sponsor_today",
    "state_of",
    "waiting_for_lead",
]
