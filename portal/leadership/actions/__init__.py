"""What leaders do: call meetings, decide in them, agree who does what, and say something in a few words."""

from portal.leadership.actions.agreed import (
    Report,
    hand_over_agreed_after,
    keep_asking,
    plan,
    report,
)
from portal.leadership.actions.meetings import (
    Words,
    arrange,
    call,
    change,
    decide,
    end,
    hide,
    put_on,
    show,
    take_off,
)

__all__ = [
    "Report",
    "Words",
    "arrange",
    "call",
    "change",
    "decide",
    "end",
    "hand_over_agreed_after",
    "hide",
    "keep_asking",
    "plan",
    "put_on",
    "report",
    "show",
    "take_off",
]
