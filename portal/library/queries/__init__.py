"""What can be asked of the library.

What the index finds is looked up in the database before anybody sees it, and judged by what the posts are
now: a stale index can hide an item, never show one.
"""

from portal.library.queries.cards import Card, Pieces
from portal.library.queries.exporting import EXPORTED, exported
from portal.library.queries.finding import News, finds, items, news_of
from portal.library.queries.labels import label
from portal.library.queries.reading import (
    Alike,
    Edition,
    TakenOut,
    authors,
    details_of,
    editions,
    item,
    place_of,
    related,
    taken_out,
    why_declined,
)
from portal.library.queries.searching import Asked, Found, Option, asked, newest, search
from portal.library.queries.synonyms import ring, rings
from portal.library.queries.tried import Tried, like_post, similar

__all__ = [
    "EXPORTED",
    "Alike",
    "Asked",
    "Card",
    "Edition",
    "Found",
    "News",
    "Option",
    "Pieces",
    "TakenOut",
    "Tried",
    "asked",
    "authors",
    "details_of",
    "editions",
    "exported",
    "finds",
    "item",
    "items",
    "label",
    "like_post",
    "newest",
    "news_of",
    "place_of",
    "related",
    "ring",
    "rings",
    "search",
    "similar",
    "taken_out",
    "why_declined",
]
