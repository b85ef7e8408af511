"""What can be done with guardians' keys, envelopes and what was asked about them."""

from portal.guardians.actions.destroying import close_after, destroy_due, settle
from portal.guardians.actions.keys import make_key, unlocked
from portal.guardians.actions.making import keep, seal_for, signed
from portal.guardians.actions.opening import answer_from_desk, approve, ask, ask_author, read, refuse

__all__ = [
    "answer_from_desk",
    "approve",
    "ask",
    "ask_author",
    "close_after",
    "destroy_due",
    "keep",
    "make_key",
    "read",
    "refuse",
    "seal_for",
    "settle",
    "signed",
    "unlocked",
]
