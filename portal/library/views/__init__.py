"""The library's pages: search, one item, and what readers say of it."""

from portal.library.views import (
    adopting,
    answers,
    asking,
    embedding,
    harvest,
    keeping,
    merging,
    printing,
    progress,
    reading,
    responding,
    topics,
    tried,
    visiting,
    wording,
    you_said,
)
from portal.library.views.room import pages, row
from portal.library.views.searching import address, asked_here

__all__ = [
    "address",
    "adopting",
    "answers",
    "asked_here",
    "asking",
    "embedding",
    "harvest",
    "keeping",
    "merging",
    "pages",
    "printing",
    "progress",
    "reading",
    "responding",
    "row",
    "topics",
    "tried",
    "visiting",
    "wording",
    "you_said",
]
