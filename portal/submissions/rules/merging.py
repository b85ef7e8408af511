"""Two published posts that say the same are found as one: which of them, and for as long as what holds. Pure."""

from collections.abc import Iterator
from typing import Any

from portal.submissions.rules.life import PostInLibrary, Status, is_in_library
from portal.submissions.rules.readers import opens, tokens_at, visibility_of


def is_found(post: PostInLibrary) -> bool:
    """Whether search, lists and counts show a post: all that is in the library, but what was merged into another.

    That is read at its own address, where it says into which. ``models.found`` says the same to the database.
    """
    return is_in_library(post) and post.status != Status.MERGED


def all_read(leader: Any, post: Any) -> bool:
    """Whether everybody who may read a post in the library may read the one there that it would be merged into."""
    token = visibility_of(leader, leader.organisation.region)
    return all(opens(token, leader.organisation_id, tokens) for tokens in _readers_of(post))


def known_to_house_of(leader: Any, post: Any) -> bool:
    """Whether all who work where the leader was posted may read a post: its authors are told of it."""
    token = visibility_of(post, post.organisation.region)
    own_unit = token.startswith("unit:") and token == visibility_of(leader, leader.organisation.region)
    return own_unit or opens(token, post.organisation_id, tokens_at(leader.organisation))


def may_stand_as_one(leader: Any, post: Any) -> bool:
    """Whether a post may be found as another: nobody loses what they read, and nobody learns of what they may not."""
    return leader.status == Status.PUBLISHED and all_read(leader, post) and known_to_house_of(leader, post)


def _readers_of(post: Any) -> Iterator[frozenset[str]]:
    """The fewest tokens with which somebody reads a post in the library. Whoever holds more reads no less."""
    for_whom = visibility_of(post, post.organisation.region)
    if for_whom.startswith("unit:"):
        yield tokens_at(post.organisation, post.unit.lineage)
        return
    yield tokens_at(post.organisation)
    if for_whom == "public":
        yield frozenset({"public"})
    elif not for_whom.startswith("organisation:"):
        yield frozenset({"public", "policing", for_whom})
