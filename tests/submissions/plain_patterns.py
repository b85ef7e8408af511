"""Plain patterns for American formats: what the checker is measured against, and nothing that the portal uses.

They are what anybody would write down first, one or two for each class. A name is any two words of which the first
is one of the commonest first names.
"""

import re
from collections.abc import Iterator

from portal.submissions.identifying import Kind

_COMMON = (
    "James|Robert|John|Michael|David|William|Richard|Joseph|Thomas|Charles|Mary|Patricia|Jennifer|Linda|Elizabeth"
    "|Barbara|Susan|Jessica|Sarah|Karen"
)
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
PLAIN: dict[Kind, tuple[str, ...]] = {
    Kind.PHONE: (r"(?:\+?1[ .-]?)?(?:\(\d{3}\) ?|\b\d{3}[ .-])\d{3}[ .-]\d{4}\b",),
    Kind.SOCIAL_SECURITY: (r"\b\d{3}-\d{2}-\d{4}\b",),
    Kind.EMAIL: (r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b",),
    Kind.PAYMENT_CARD: (r"\b(?:\d{4}[ -]?){3}\d{4}\b", r"\b3[47]\d{13}\b"),
    Kind.IP_ADDRESS: (r"\b\d{1,3}(?:\.\d{1,3}){3}\b", r"\b(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}\b"),
    Kind.LINK: (r"\bhttps?://\S+[\w/]",),
    Kind.BANK_ACCOUNT: (r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,4})?\b",),
    Kind.DRIVING_LICENCE: (r"\b[A-Z]\d{7}\b", r"\b[A-Z]\d{3}-\d{3}-\d{2}-\d{3}-\d\b"),
    Kind.PASSPORT: (r"\b[A-Z]?\d{8,9}\b",),
    Kind.DATE: (
        r"\b\d{1,2}/\d{1,2}/\d{2,4}\b",
        r"\b\d{4}-\d{2}-\d{2}\b",
        rf"\b(?:{_MONTHS})[a-z]*\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}\b",
    ),
    Kind.NAME: (rf"\b(?:{_COMMON}) [A-Z][a-z]+\b",),
}


def found_plainly(text: str) -> Iterator[tuple[Kind, int, int]]:
    """All that one of the plain patterns matches."""
    for kind, patterns in PLAIN.items():
        for pattern in patterns:
            for match in re.finditer(pattern, text):
                yield kind, *match.span()
