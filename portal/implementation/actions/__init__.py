"""What is done after approval: owners are named and handed over, say how it goes, and are asked in time."""

from portal.implementation.actions.chasing import keep_asking
from portal.implementation.actions.owning import (
    begin_after,
    drop_milestone,
    hand_over_after,
    name_owner,
    note,
    plan_milestone,
    reach,
)
from portal.implementation.actions.standing import keep_outcome, resume, still, stop_asking

__all__ = [
    "begin_after",
    "drop_milestone",
    "hand_over_after",
    "keep_asking",
    "keep_outcome",
    "name_owner",
    "note",
    "plan_milestone",
    "reach",
    "resume",
    "still",
    "stop_asking",
]
