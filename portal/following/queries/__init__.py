"""What people wish to hear of, as it is asked for."""

from portal.following.queries.follows import (
    follow,
    follow_to_stop,
    followers,
    follows_of,
    phrase_of,
    search_in,
    searches,
    wish_in,
)
from portal.following.queries.wants import (
    Wanted,
    count_open,
    is_small,
    looked_for,
    looked_for_as,
    small_homes,
    want,
    wanted,
    wants_of,
)

__all__ = [
    "Wanted",
    "count_open",
    "follow",
    "follow_to_stop",
    "followers",
    "follows_of",
    "is_small",
    "looked_for",
    "looked_for_as",
    "phrase_of",
    "search_in",
    "searches",
    "small_homes",
    "want",
    "wanted",
    "wants_of",
    "wish_in",
]
