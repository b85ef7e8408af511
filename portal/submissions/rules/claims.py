"""How the author of an anonymous post is known when they claim it: by a code that grows from their receipt. Pure."""

from itertools import count

from portal.foundation.codes import ALPHABET, code_from, derived


def claim_code(receipt: str) -> str:
    """The code with which an author claims their post. It opens nothing at the desk, and no receipt grows from it.

    Of those that grow from a receipt, the first whose check symbol is on a keypad: it can be written down.
    """
    codes = (code_from(bytes.fromhex(derived(receipt, f"claim {turn}"))) for turn in count())
    return next(code for code in codes if code[-1] in ALPHABET)


def claim_mark(code: str) -> str:
    """What is kept of a claim code beside the post: nothing leads back from it."""
    return derived(code, "claim mark")
