"""What is done with what people wish to hear of."""

from portal.following.actions.follows import follow, forget_after, stop, stop_by_mail
from portal.following.actions.looked_for import looked_for_in_vain, to_list
from portal.following.actions.wants import (
    answer,
    ask_for,
    close,
    forget_wants_after,
    put_on_list,
    take_back,
    take_off,
)

__all__ = [
    "answer",
    "ask_for",
    "close",
    "follow",
    "forget_after",
    "forget_wants_after",
    "looked_for_in_vain",
    "put_on_list",
    "stop",
    "stop_by_mail",
    "take_back",
    "take_off",
    "to_list",
]
