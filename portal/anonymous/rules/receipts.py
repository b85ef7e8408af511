"""The receipt: a code of 130 random bits, the marks that one was made here, and what grows from it. Pure."""

import hashlib
import hmac

from portal.foundation.codes import (
    ALPHABET,
    CODE_LENGTH,
    code_from,
    derived,
    folded,
    read_code,
    spoken_code,
    symbols_from,
)

RECEIPT_LENGTH = CODE_LENGTH
NEWS_LENGTH = 8
NEWS_GROUP = 4

receipt_from, read_receipt, spoken_receipt = code_from, read_code, spoken_code


def within(text: str, receipt: str) -> bool:
    """Whether a text holds the receipt, however it is written there."""
    return receipt[:-1] in "".join(symbol for symbol in folded(text) if symbol in ALPHABET)


def news_code(receipt: str) -> str:
    """The short code under which the news board says that there is news, in two groups. Nothing leads back from it."""
    symbols = symbols_from(bytes.fromhex(derived(receipt, "news")), NEWS_LENGTH)
    return f"{symbols[:NEWS_GROUP]} {symbols[NEWS_GROUP:]}"


def key_for(secret: str, purpose: str) -> str:
    """A key that serves one purpose, made from the one that the operator keeps."""
    return hmac.new(secret.encode(), f"portal anonymous {purpose}".encode(), hashlib.sha256).hexdigest()


def seal(key: str, receipt: str) -> str:
    """The mark that a receipt was made here: it comes back with the post it was made for."""
    return hmac.new(key.encode(), f"receipt {receipt}".encode(), hashlib.sha256).hexdigest()


def sealed(key: str, receipt: str, mark: str) -> bool:
    """Whether this is the mark of this receipt."""
    return hmac.compare_digest(seal(key, receipt).encode(), mark.encode())
