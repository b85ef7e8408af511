"""Who may find what: every combination, without a database."""

from dataclasses import dataclass, field
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from portal.library import rules
from portal.submissions import rules as posts
from portal.submissions.rules import Sharing, Status


@dataclass
class Post:
    status: str = Status.PUBLISHED
    sharing: str = Sharing.FORCE
    listed: bool = False
    left_for: str | None = None
    on_trust: bool = False
    published_at: Any = None
    organisation_id: int = 1
    sent_sharing: str | None = None
    unit_id: int | None = 11
    author_id: int | None = 5
    desk_key: str | None = None
    designation: str | None = None
    confidential: bool = False
    claimed_by_id: int | None = None
    claimed_by: Any = None
    imported_by_id: int | None = None
    co_author_ids: frozenset[int] = frozenset()
    former_author_ids: frozenset[int] = frozenset()
    organisation: Any = field(default_factory=lambda: SimpleNamespace(region="North"))


def reader(
    *, organisation: int = 1, lineage: tuple[int, ...] = (10, 11), region: str = "North",
    kind: str = "force", reads_policing: bool = True, roles: frozenset[str] = frozenset(),
) -> Any:  # fmt: skip
    works_at = SimpleNamespace(id=organisation, kind=kind, reads_policing=reads_policing, region=region)
    return SimpleNamespace(
        id=9, organisation=works_at, organisation_id=organisation, unit=SimpleNamespace(lineage=lineage),
        unit_id=lineage[-1], roles=roles, headed_unit_ids=frozenset(), level=0,
    )  # fmt: skip


def test_only_what_is_published_or_was_left_there_is_in_the_library() -> None:
    for status, listed, on_trust in product(Status, (False, True), (False, True)):
        there = posts.is_in_library(Post(status=status, listed=listed, on_trust=on_trust))
        stays = (status == Status.DECLINED and listed) or (status == Status.RETURNED and on_trust)
        assert there == (status in {Status.PUBLISHED, Status.MERGED} or stays), (status, listed, on_trust)


@pytest.mark.parametrize(
    ("sharing", "unit", "region", "token"),
    [
        (Sharing.UNIT, 11, "North", "unit:11"),
        (Sharing.UNIT, None, "North", "organisation:1"),
        (Sharing.FORCE, 11, "North", "organisation:1"),
        (Sharing.REGION, 11, "North", "region:North"),
        (Sharing.REGION, 11, "", "organisation:1"),
        (Sharing.POLICING, 11, "North", "policing"),
        (Sharing.PUBLIC, 11, "North", "public"),
    ],
)
def test_the_token_of_a_post(sharing: Sharing, unit: int | None, region: str, token: str) -> None:
    assert posts.visibility_of(Post(sharing=sharing, unit_id=unit), region) == token


def test_what_was_declined_is_never_for_the_public() -> None:
    declined = Post(status=Status.DECLINED, listed=True, sharing=Sharing.PUBLIC, left_for=Sharing.PUBLIC)
    assert posts.visibility_of(declined, "North") == "policing"
    for sharing in Sharing:
        assert posts.visibility_of(Post(status=Status.DECLINED, sharing=sharing), "North") != "public"


@pytest.mark.parametrize("asked", list(Sharing))
@pytest.mark.parametrize("left", [Sharing.UNIT, Sharing.FORCE, Sharing.REGION, Sharing.POLICING])
def test_what_was_declined_goes_no_further_than_it_was_left_to_nor_than_was_asked(asked, left) -> None:
    declined = Post(status=Status.DECLINED, listed=True, sharing=asked, left_for=left)
    narrow = min(asked, left, key=list(Sharing).index)
    there = Post(sharing=narrow)
    assert posts.visibility_of(declined, "North") == posts.visibility_of(there, "North")


def test_the_tokens_of_a_reader() -> None:
    assert posts.tokens_of(reader()) == {
        "public", "policing", "region:North", "organisation:1", "unit:10", "unit:11",
    }  # fmt: skip


def test_a_partner_kept_to_what_all_may_read_holds_no_wider_token() -> None:
    kept = reader(kind="partner", reads_policing=False, organisation=7, lineage=(70,))
    assert posts.tokens_of(kept) == {"public", "organisation:7", "unit:70"}
    assert "policing" in posts.tokens_of(reader(kind="partner", reads_policing=True))
    assert "policing" in posts.tokens_of(reader(kind="force", reads_policing=False))


def test_each_reader_reads_exactly_what_is_shared_with_them() -> None:
    readers = {
        "own unit": (reader(), {"unit", "force", "region", "policing", "public"}),
        "unit below": (reader(lineage=(10, 11, 12)), {"unit", "force", "region", "policing", "public"}),
        "unit above": (reader(lineage=(10,)), {"force", "region", "policing", "public"}),
        "same region": (reader(organisation=2, lineage=(20,)), {"region", "policing", "public"}),
        "elsewhere": (reader(organisation=3, lineage=(30,), region="South"), {"policing", "public"}),
        "kept partner": (
            reader(organisation=4, lineage=(40,), kind="partner", reads_policing=False),
            {"public"},
        ),
    }
    for name, (person, expected) in readers.items():
        read = {sharing.value for sharing in Sharing if rules.may_read_post(person, Post(sharing=sharing))}
        assert read == expected, name


def test_nobody_reads_in_the_library_what_is_not_in_it() -> None:
    for status in set(Status) - {Status.PUBLISHED, Status.MERGED}:
        assert not rules.may_read_post(reader(), Post(status=status, sharing=Sharing.PUBLIC))


def test_an_item_is_judged_by_what_is_stored_and_by_what_its_post_is_now() -> None:
    item = SimpleNamespace(visibility="policing", submission=Post(sharing=Sharing.FORCE))
    elsewhere = reader(organisation=3, lineage=(30,))
    assert not rules.may_read(elsewhere, item)
    item = SimpleNamespace(visibility="organisation:1", submission=Post(sharing=Sharing.POLICING))
    assert not rules.may_read(elsewhere, item)


@pytest.mark.parametrize(
    ("declined", "outcome", "result", "shown"),
    [
        (True, "done", "worked", "not_taken_forward"),
        (False, "done", "worked", "worked"),
        (False, "stopped", "", "stopped"),
        (False, "stopped", "did_not", "did_not"),
        (False, "planned", "", ""),
        (False, "", "", ""),
    ],
)
def test_one_value_says_what_became_of_it(declined: bool, outcome: str, result: str, shown: str) -> None:
    assert rules.outcome_shown(declined, outcome, result) == shown


def test_an_innovation_lead_opens_what_their_organisation_shares_narrowly() -> None:
    lead = reader(lineage=(19,), roles=frozenset({"innovation-lead"}))
    item = SimpleNamespace(visibility="unit:11", submission=Post(sharing=Sharing.UNIT))
    assert not rules.may_read(lead, item)
    assert rules.may_open(lead, item)
    other = reader(organisation=2, lineage=(20,), roles=frozenset({"innovation-lead"}))
    assert not rules.may_open(other, item)


def test_what_changed_between_two_texts_is_named_as_readers_know_it() -> None:
    before = {"title": "A", "summary": "S", "body": "B", "details": {"better": "x"}}
    after = {"title": "A2", "summary": "S", "body": "B", "details": {"better": "y"}}
    assert rules.parts_changed("idea", before, after) == ["title", "What would be better"]


@pytest.mark.parametrize("sharing", list(Sharing))
def test_an_organisations_own_people_read_what_it_shares_and_the_sentence_says_so(sharing: Sharing) -> None:
    kept = {"kind": "partner", "reads_policing": False}
    colleague, stranger = (reader(organisation=key, lineage=(key * 10,), **kept) for key in (7, 8))
    home = SimpleNamespace(region="North", name="A charity", **kept)
    post = Post(sharing=sharing, organisation_id=7, unit_id=71, organisation=home)
    post.unit = SimpleNamespace(name="Team")  # type: ignore[attr-defined]
    item = SimpleNamespace(visibility=posts.visibility_of(post, "North"), submission=post)
    assert rules.may_read(colleague, item) == (sharing != Sharing.UNIT)
    assert rules.may_read(stranger, item) == (sharing == Sharing.PUBLIC)
    words = posts.readers_in_words(post)
    named = sharing in {Sharing.FORCE, Sharing.REGION, Sharing.POLICING}
    assert ("A charity" in words) == named
