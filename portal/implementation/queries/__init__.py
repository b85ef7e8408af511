"""What can be asked of how published posts are seen through."""

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
    "asked_of",
    "awaits_answer",
    "duty_typed",
    "holder_of",
    "holder_today",
    "implementation",
    "milestone",
    "seen_through_by",
    "sponsor_today",
    "state_of",
    "waiting_for_lead",
]
