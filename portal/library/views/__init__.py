"""The library's pages: search, one item, and what readers say of it."""

from portal.library.views import (
    asking,
    embedding,
    keeping,
    merging,
    reading,
    responding,
    topics,
    tried,
    wording,
)
from portal.library.views.room import pages, row
from portal.library.views.searching import address, asked_here

__all__ = [
    "address",
    "asked_here",
    "asking",
    "embedding",
    "keeping",
    "merging",
    "pages",
    "reading",
    "responding",
    "row",
    "topics",
    "tried",
    "wording",
]
