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
from portal.leadership.actions.messages import (
    Draft,
    answer,
    ask,
    end_message,
    forget_what_is_over,
    say,
    send,
)

__all__ = [
    "Draft",
    "Report",
    "Words",
    "answer",
    "arrange",
    "ask",
    "call",
    "change",
    "decide",
    "end",
    "end_message",
    "forget_what_is_over",
    "hand_over_agreed_after",
    "hide",
    "keep_asking",
    "plan",
    "put_on",
    "report",
    "say",
    "send",
    "show",
    "take_off",
]
