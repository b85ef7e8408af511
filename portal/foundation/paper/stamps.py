"""A stamp on a PDF: whoever holds the file checks without the portal that it is as the portal made it.

It stands behind the end of the document, where readers of PDF pass it over, and signs all that is before it.
"""

import re

from portal.foundation import paper
from portal.foundation.sealing import is_signed, signature

NOT_STAMPED = "This PDF bears no stamp of a portal."
NOT_AS_MADE = "The stamp is not from that portal, or the file was altered."

REST = b"\n% "
SPARE = (
    500  # bytes; a longer filling adds a few beside itself, and readers look for the end in the last 1,024
)
_MEANS = b"portal stamp on a document\x1f"  # so that no stamp is taken for a signature of something else
_STAMP = re.compile(rb"\n% Stamp of the portal that made this: ([0-9a-f]{128})\n\Z")


def stamped(document: bytes, seed: bytes) -> bytes:
    """The document with the stamp of whoever holds this seed of a signing key."""
    mark = signature(seed, _MEANS + document)
    return document + f"\n% Stamp of the portal that made this: {mark}\n".encode("ascii")


def stamped_in_steps(document: paper.Document, seed: bytes, step: int) -> bytes:
    """The same of a document, filled up to a whole number of steps: how long it is says nothing of what it says."""
    bare = len(stamped(paper.pdf(document, filling=1), seed))
    whole = paper.pdf(document, filling=-(bare + SPARE) % step)
    rest = -(len(stamped(whole, seed)) + len(REST)) % step
    return stamped(whole + REST + b"." * rest, seed)


def fault_in(content: bytes, key: str) -> str:
    """What is wrong with a stamped PDF; nothing where it is as the portal of this key made it."""
    found = _STAMP.search(content)
    if not content.startswith(b"%PDF-") or found is None:
        return NOT_STAMPED
    before = content[: found.start()]
    return "" if is_signed(key, _MEANS + before, found[1].decode("ascii")) else NOT_AS_MADE
