"""Of which two posts it can be said that they are the same: nobody loses what they read, nobody learns of more."""

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from portal.people.rules import OrganisationKind
from portal.submissions.rules import (
    Sharing,
    Status,
    all_read,
    is_found,
    is_in_library,
    known_to_house_of,
    may_read_post,
    may_stand_as_one,
)

SAME_UNIT, OTHER_UNIT = 11, 12


def house(key: int, *, force: bool = True, region: str = "Midlands", reads: bool = False) -> Any:
    kind = OrganisationKind.FORCE if force else OrganisationKind.PARTNER
    return SimpleNamespace(id=key, kind=kind, region=region, reads_policing=reads, name=f"House {key}")


def post_at(home: Any, sharing: str, unit: int | None = None, **changes: Any) -> Any:
    there = SimpleNamespace(id=unit, lineage=(1, unit), name="Team") if unit else None
    given = {
        "status": Status.PUBLISHED, "listed": False, "on_trust": False, "sharing": sharing, "sent_sharing": sharing,
        "left_for": None, "organisation": home, "organisation_id": home.id, "unit": there, "unit_id": unit,
    }  # fmt: skip
    return SimpleNamespace(**given | changes)


HOUSES = (
    house(1),
    house(2),
    house(3, region="North"),
    house(4, region=""),
    house(5, force=False),
    house(6, force=False, reads=True),
    house(7, region="North"),
    house(8, force=False),
)
PLACES = [
    post_at(home, sharing, unit)
    for home, sharing, unit in product(HOUSES, Sharing, (None, SAME_UNIT, OTHER_UNIT))
]
READERS = [
    SimpleNamespace(organisation=home, organisation_id=home.id, unit=SimpleNamespace(lineage=lineage))
    for home, lineage in product(HOUSES, ((1,), (1, SAME_UNIT), (1, OTHER_UNIT), (1, SAME_UNIT, 99)))
]


def test_all_read_says_for_every_two_posts_what_asking_every_reader_says() -> None:
    """A unit belongs to one organisation, so readers and posts of another organisation's unit are left out."""
    for leader, post in product(PLACES, PLACES):
        if leader.unit and post.unit and leader.organisation_id != post.organisation_id:
            continue
        readers = [
            one for one in READERS
            if all(one.organisation_id == it.organisation_id or 1 in one.unit.lineage[-1:]
                   for it in (leader, post) if it.unit and it.sharing == "unit")
        ]  # fmt: skip
        lost = [one for one in readers if may_read_post(one, post) and not may_read_post(one, leader)]
        assert all_read(leader, post) == (not lost), (leader, post)


@pytest.mark.parametrize(
    ("leader", "post", "read", "known"),
    [
        (("policing", 1), ("policing", 2), True, True),
        (("public", 1), ("policing", 2), True, True),
        (("policing", 1), ("public", 2), False, True),  # a partner kept to what everybody reads would lose it
        (("region", 1), ("region", 2), True, True),
        (("region", 1), ("region", 3), False, False),
        (("policing", 1), ("force", 2), True, False),  # those of house 1 would hear of what is house 2's
        (("policing", 1), ("force", 5), False, False),  # house 5 reads nothing but its own
        (("force", 1), ("force", 1), True, True),
        (("force", 1), ("unit", 1), True, False),
        (("unit", 1), ("unit", 1), True, True),
        (("unit", 1), ("force", 1), False, True),
    ],
)
def test_nobody_loses_what_they_read_and_nobody_hears_of_what_they_may_not(
    leader: tuple[str, int], post: tuple[str, int], read: bool, known: bool
) -> None:
    one, other = (
        post_at(HOUSES[key - 1], how_far, SAME_UNIT if how_far == "unit" else None)
        for how_far, key in (leader, post)
    )
    assert (all_read(one, other), known_to_house_of(one, other)) == (read, known)
    assert may_stand_as_one(one, other) == (read and known)
    one.status = Status.TAKEN_OUT
    assert not may_stand_as_one(one, other)


def test_what_is_merged_is_in_the_library_and_not_found() -> None:
    for status, listed, on_trust in product(Status, (False, True), (False, True)):
        post: Any = SimpleNamespace(status=status, listed=listed, on_trust=on_trust)
        assert is_found(post) == (is_in_library(post) and status != Status.MERGED)
    merged: Any = SimpleNamespace(status=Status.MERGED, listed=False, on_trust=False)
    assert is_in_library(merged)
