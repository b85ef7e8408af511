"""What is done after approval: owners are named and handed over, say how it goes, and are asked in time."""

from portal.implementation.actions.adopting import (
    Said,
    ask_others_after,
    confirm,
    note_adoption,
    refuse,
    take_back,
)
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
from portal.implementation.actions.standing import go_on, keep_outcome, resume, still, stop_asking

__all__ = [
    "Said",
    "ask_others_after",
    "begin_after",
    "confirm",
    "drop_milestone",
    "go_on",
    "hand_over_after",
    "keep_asking",
    "keep_outcome",
    "name_owner",
    "note",
    "note_adoption",
    "plan_milestone",
    "reach",
    "refuse",
    "resume",
    "still",
    "stop_asking",
    "take_back",
]
