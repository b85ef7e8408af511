"""Receipts, door codes and when the desk is emptied. Pure."""

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32
CHECK_ALPHABET = ALPHABET + "*~$=U"
RECEIPT_LENGTH = 26  # 130 bits, of which 112 would do (ASVS 5.0 6.5.2)
GROUP = 3
DOOR_LENGTH = 6
ENOUGH_TO_RELEASE = 3
ALIKE = str.maketrans("OIL", "011")


class State(StrEnum):
    """Where a post is, as the desk knows it."""

    HELD = "held"  # safe here, not yet passed on
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What an author did at the desk, which is passed on with the next batch."""

    FILE = "file"
    CHANGE = "change"
    ANSWER = "answer"
    WITHDRAW = "withdraw"


def check_symbol(receipt: str) -> str:
    """Crockford's check symbol: it finds every single wrong symbol and every swap of neighbours."""
    number = 0
    for symbol in receipt:
        number = number * 32 + ALPHABET.index(symbol)
    return CHECK_ALPHABET[number % 37]


def receipt_from(random_bytes: bytes) -> str:
    """A receipt of 26 symbols and its check symbol, from at least 17 random bytes."""
    number = int.from_bytes(random_bytes, "big")
    symbols = ""
    for _ in range(RECEIPT_LENGTH):
        number, place = divmod(number, 32)
        symbols += ALPHABET[place]
    return symbols + check_symbol(symbols)


def read_receipt(typed: str) -> str | None:
    """The one canonical form of a receipt as somebody typed it; nothing where it cannot be one.

    Any case, spaces, hyphens, full-width digits, and O for 0 or I and L for 1, are all the same receipt.
    """
    folded = unicodedata.normalize("NFKC", typed[:200]).upper()
    body = "".join(symbol for symbol in folded if symbol not in " -\t\r\n").translate(ALIKE)
    if len(body) != RECEIPT_LENGTH + 1 or any(symbol not in ALPHABET for symbol in body[:-1]):
        return None
    return body if check_symbol(body[:-1]) == body[-1] else None


def spoken_receipt(receipt: str) -> list[str]:
    """A receipt in groups of three, as it is written down."""
    return [receipt[place : place + GROUP] for place in range(0, len(receipt), GROUP)]


def derived(receipt: str, purpose: str) -> str:
    """What is stored of a receipt for one purpose. 130 random bits need no slow hash."""
    return hashlib.sha256(f"portal receipt {purpose}\x1f{receipt}".encode()).hexdigest()


def door_code(key: str, organisation: str, day: date) -> str:
    """The code that everybody in an organisation sees on a day: it proves belonging and nothing else."""
    mark = hmac.new(key.encode(), f"door {organisation} {day.isoformat()}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(mark[:8], "big")
    symbols = ""
    for _ in range(DOOR_LENGTH):
        number, place = divmod(number, 32)
        symbols += ALPHABET[place]
    return symbols


def read_door_code(typed: str) -> str:
    """The canonical form of a door code as somebody typed it."""
    folded = unicodedata.normalize("NFKC", typed[:50]).upper().translate(ALIKE)
    return "".join(symbol for symbol in folded if symbol in ALPHABET)


def slot_of(moment: datetime, hours: Sequence[time]) -> str:
    """The last set hour that has struck, as a name: it changes when the desk is to be emptied."""
    struck = [hour for hour in sorted(hours) if hour <= moment.time()]
    return (
        f"{moment.date().isoformat()} {struck[-1]:%H:%M}" if struck else f"{moment.date().isoformat()} night"
    )


def release_is_due(waiting: int, slot: str, last_slot: str) -> bool:
    """Whether the desk passes on what it holds: at a set hour, or as soon as enough wait to hide in."""
    return waiting > 0 and (waiting >= ENOUGH_TO_RELEASE or slot != last_slot)
