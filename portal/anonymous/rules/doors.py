"""The door code: everybody in an organisation sees the same one on a day. Pure."""

import hashlib
import hmac
from datetime import date

from portal.foundation.codes import ALPHABET, GROUP, folded, symbols_from

DOOR_LENGTH = 6


def door_code(key: str, organisation: str, day: date) -> str:
    """The code that everybody in an organisation sees on a day: it proves belonging and nothing else."""
    mark = hmac.new(key.encode(), f"door {organisation} {day.isoformat()}".encode(), hashlib.sha256).digest()
    return symbols_from(mark[:8], DOOR_LENGTH)


def read_door_code(typed: str) -> str:
    """The canonical form of a door code as somebody typed it."""
    return "".join(symbol for symbol in folded(typed[:50]) if symbol in ALPHABET)


def spoken_door_code(code: str) -> str:
    """A door code in two groups, as it stands at the foot of a page."""
    return f"{code[:GROUP]} {code[GROUP:]}"
