"""What can be asked of the library.

What the index finds is looked up in the database before anybody sees it, and judged by what the posts are
now: a stale index can hide an item, never show one.
"""

from portal.library.queries.answers import same_question
from portal.library.queries.cards import Card, Pieces, cards, words_of
from portal.library.queries.exporting import EXPORTED, exported
from portal.library.queries.finding import News, finds, items, news_of
from portal.library.queries.freshness import (
    Kept,
    Report,
    kept_by,
    report,
    successor_of,
    waits_to_be_confirmed,
    who_leads,
    whole_report,
    whose,
    without_owner,
)
from portal.library.queries.labels import label
from portal.library.queries.merging import Joined, joined
from portal.library.queries.public import (
    Record,
    first_record_on,
    how_many_public,
    public_items,
    record,
    records,
)
from portal.library.queries.reading import (
    Alike,
    Edition,
    TakenOut,
    authors,
    details_of,
    editions,
    item,
    item_typed,
    place_of,
    related,
    taken_out,
    why_declined,
)
from portal.library.queries.searching import (
    Asked,
    Found,
    Option,
    asked,
    newest,
    newest_elsewhere,
    search,
    search_public,
)
from portal.library.queries.synonyms import ring, rings
from portal.library.queries.topics import COLUMNS, Row, challenges, topic_page
from portal.library.queries.tried import Tried, like_post, similar

__all__ = [
    "COLUMNS",
    "EXPORTED",
    "Alike",
    "Asked",
    "Card",
    "Edition",
    "Found",
    "Joined",
    "Kept",
    "News",
    "Option",
    "Pieces",
    "Record",
    "Report",
    "Row",
    "TakenOut",
    "Tried",
    "asked",
    "authors",
    "cards",
    "challenges",
    "details_of",
    "editions",
    "exported",
    "finds",
    "first_record_on",
    "how_many_public",
    "item",
    "item_typed",
    "items",
    "joined",
    "kept_by",
    "label",
    "like_post",
    "newest",
    "newest_elsewhere",
    "news_of",
    "place_of",
    "public_items",
    "record",
    "records",
    "related",
    "report",
    "ring",
    "rings",
    "same_question",
    "search",
    "search_public",
    "similar",
    "successor_of",
    "taken_out",
    "topic_page",
    "waits_to_be_confirmed",
    "who_leads",
    "whole_report",
    "whose",
    "why_declined",
    "without_owner",
    "words_of",
]
