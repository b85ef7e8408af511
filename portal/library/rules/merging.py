"""Who says of two published posts that they are the same, and of which two it can be said. Pure."""

from typing import Any

from portal.authorisation.rules.in_library import curates
from portal.foundation.errors import Refused
from portal.library.rules import SomePublication, may_open
from portal.people.rules import SomePerson
from portal.submissions.rules import (
    Reader,
    Status,
    all_read,
    is_author,
    known_to_house_of,
    leads_where_posted,
)

INTO = "into"  # the field in which the other post is named
WROTE_ONE = "You wrote one of the two. Ask somebody else to merge them."
UNKNOWN = "We know no post in the library with this reference. It stands beside the text of the post."


def may_merge(person: Reader, item: SomePublication) -> bool:
    """Whether the person may merge an item into another: an innovation lead where it was posted, or the curator.

    Nobody what they wrote themselves, and nothing that is still reviewed.
    """
    post = item.submission
    there = post.status == Status.PUBLISHED and not post.on_trust
    return there and _keeps(person, post) and not is_author(person, post) and may_open(person, item)


def may_part(person: Reader, item: SomePublication) -> bool:
    """Whether the person may take a merged item apart from the other: whoever could merge the two."""
    post = item.submission
    leader = post.merged_into
    if post.status != Status.MERGED or leader is None or not may_open(person, item):
        return False
    wrote = is_author(person, post) or is_author(person, leader)
    return _answers_for_both(person, post, leader) and not wrote


def check_merge(person: SomePerson, post: Any, leader: Any) -> None:
    """Raise ``Refused`` where two posts cannot become one by this person, or not this way round.

    That nothing else is merged into ``post`` is asked where that is stored.
    """
    if not _keeps(person, post):
        raise Refused("An innovation lead where it was posted merges it, or the curator.", code="not-yours")
    if post.id == leader.id:
        raise Refused("This is the post itself. Name the other one.", field=INTO)
    if post.status != Status.PUBLISHED:
        raise Refused("This post has been merged or has left the library since.", code="wrong-state")
    if leader.status == Status.MERGED:
        raise Refused("That post was itself merged into another. Name the other.", field=INTO)
    if leader.status != Status.PUBLISHED or post.on_trust or leader.on_trust:
        raise Refused("Only posts that are published, and reviewed, can be merged.", field=INTO)
    if not _answers_for_both(person, post, leader):
        raise Refused(
            "The two belong to two organisations. The national curator can merge them.",
            field=INTO,
            code="not-yours",
        )
    if is_author(person, post) or is_author(person, leader):
        raise Refused(WROTE_ONE, field=INTO, code="not-yours")
    if not all_read(leader, post):
        raise Refused(
            "Some who may read this post may not read that one. Merge them the other way round, or let that one "
            "be read by more people first.",
            field=INTO,
        )
    if not known_to_house_of(leader, post):
        raise Refused(
            f"Not everybody at {leader.organisation.name} may read this post, so nothing can be said of it there.",
            field=INTO,
        )


def check_alone(others: int) -> None:
    """Raise ``Refused`` where others were merged into a post: of what is found as one, one leads."""
    if others:
        words = "Another post was" if others == 1 else f"{others} other posts were"
        raise Refused(
            f"{words} merged into this one. Let this one lead, or take them apart first.", field=INTO
        )


def check_why(reason: str) -> None:
    """Raise ``Refused`` without a reason: both authors read it."""
    if not reason.strip():
        raise Refused("Say why, for those who wrote the two.", field="reason", code="missing")


def _keeps(person: SomePerson, post: Any) -> bool:
    return leads_where_posted(person, post) or curates(person)


def _answers_for_both(person: SomePerson, post: Any, leader: Any) -> bool:
    return curates(person) or (leads_where_posted(person, post) and leads_where_posted(person, leader))
