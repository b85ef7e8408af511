"""How long an answer to a receipt is: whole steps, whatever it says. Pure."""

from base64 import b64encode
from hashlib import shake_256

# Most posts fit into one step, with what was said about them. A longer one takes the next.
STEP = 32 * 1024
OPENS, CLOSES = "<!-- ", " -->"
# No two stretches of it are alike, so that a proxy that compresses pages does not shorten it again. It is no secret
# and the same for everybody: two answers that say the same are the same byte for byte.
NOISE = b64encode(shake_256(b"portal padding").digest(STEP)).decode()[:STEP]


def padded(page: str) -> str:
    """A page that is filled up to a whole number of steps, by a comment before its end that says nothing."""
    end = page.rfind("</body>")
    room = -(len(page.encode()) + len(OPENS) + len(CLOSES)) % STEP
    filling = f"{OPENS}{NOISE[:room]}{CLOSES}"
    return f"{page}{filling}" if end < 0 else f"{page[:end]}{filling}{page[end:]}"
