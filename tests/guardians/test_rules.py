"""Who sees, asks, answers and reads; what an envelope is; when a name is over."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from portal.foundation.errors import Refused
from portal.guardians import rules
from portal.guardians.rules import Destroy, Envelope, Identity
from portal.people.rules import Role
from portal.submissions.rules import Status

TODAY = date(2026, 11, 22)


@dataclass
class Somebody:
    id: int
    organisation_id: int = 1
    roles: frozenset[str] = frozenset({Role.GUARDIAN})


def it(*barred: int) -> Any:
    return SimpleNamespace(organisation_id=1, barred=frozenset(barred))


def opening(by: int = 1, *, of_author: bool = False, barred: tuple[int, ...] = ()) -> Any:
    return SimpleNamespace(asked_by_id=by, of_author=of_author, state="waiting", confidence=it(*barred))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.GUARDIAN])
def test_no_other_role_sees_what_guardians_see(role: Role):
    somebody: Any = Somebody(2, roles=frozenset({role}))
    assert not rules.may_serve(somebody)
    assert not rules.may_see(somebody, it())
    assert not rules.may_answer(somebody, opening())
    assert not rules.may_read(somebody, opening(by=2))


def test_a_guardian_sees_the_posts_of_their_own_organisation_in_which_they_have_no_part():
    guardian: Any = Somebody(1)
    elsewhere: Any = Somebody(1, organisation_id=2)
    assert rules.may_see(guardian, it())
    assert not rules.may_see(guardian, it(1))
    assert not rules.may_see(elsewhere, it())


def test_of_two_one_asks_and_the_other_answers():
    first, second = (Somebody(key) for key in (1, 2))
    assert not rules.may_answer(first, opening(by=1))  # type: ignore[arg-type] # all that the rule looks at
    assert rules.may_answer(second, opening(by=1))  # type: ignore[arg-type]
    assert not rules.may_answer(second, opening(by=1, of_author=True))  # type: ignore[arg-type]
    assert not rules.may_answer(second, opening(by=1, barred=(2,)))  # type: ignore[arg-type]
    assert rules.may_read(first, opening(by=1))  # type: ignore[arg-type]
    assert not rules.may_read(second, opening(by=1))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("I told Gwen Green and she laughed.", True),
        ("I told Gwen\n Green.", True),
        ("Ask Sgt Green.", True),
        ("Ask Sergeant green.", True),
        ("Write to gwen.green@force.example", True),
        ("The green form is better.", False),
        ("Green light for the bodycam.", False),
        ("Gwendolyn Greenwood wrote it.", False),
        ("", False),
    ],
)
def test_a_text_names_somebody_in_full_by_title_or_by_address(text: str, said: bool):
    assert rules.names(text, "Gwen Green", "gwen.green@force.example") is said


ENVELOPE = Envelope(
    mark="ab", organisation="force", day=TODAY.isoformat(), guardians=(("k1", "Sgt Ö"), ("k2", "B")),
    box="box", pairs={"k1.k2": "x", "k2.k1": "y"}, singles={"k1": "v", "k2": "w"},
)  # fmt: skip


def test_what_was_packed_is_unpacked():
    assert rules.unpacked(rules.packed(ENVELOPE)) == ENVELOPE


@pytest.mark.parametrize(
    "content",
    [b"", b"e30=", b"W10=", b"bnVsbA==", b"AAAA", b"\xff", b"x" * 50_000, b"eyJndWFyZGlhbnMiOiAxfQ=="],
)
def test_what_is_no_envelope_is_not_unpacked(content: bytes):
    with pytest.raises(ValueError, match=r".*"):
        rules.unpacked(content)


@pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (1, True), (2, False), (400, False)])
def test_an_envelope_counts_on_its_day_and_the_next(days: int, counts: bool):
    assert ENVELOPE.counts_on(TODAY + timedelta(days=days)) is counts


@pytest.mark.parametrize("keys", [2, 3, 6])
def test_every_two_guardians_have_a_part_in_either_order(keys: int):
    made = list(rules.both([f"k{number}" for number in range(keys)]))
    assert len(made) == keys * (keys - 1)
    assert {frozenset((first, then)) for _name, first, then in made if first != then} == {
        frozenset((f"k{one}", f"k{two}")) for one in range(keys) for two in range(one)
    }
    assert all(name == f"{first}.{then}" for name, first, then in made)


@pytest.mark.parametrize("name", ["A", "Ö" * 120, "名" * 120, "x" * 120])
def test_every_identity_is_as_long_as_every_other(name: str):
    identity = Identity(name, "e" * 254, "名" * 120, "0" * 32)
    content = rules.padded(identity)
    assert len(content) == rules.IDENTITY_BYTES
    assert rules.read_identity(content) == identity


OPEN = [status for status in Status if status not in rules.CLOSED]


@pytest.mark.parametrize("status", OPEN)
def test_while_a_post_is_on_its_way_nothing_is_destroyed(status: Status):
    assert rules.closed_since(status, TODAY, TODAY) is None
    assert not rules.is_over(Destroy.AT_CLOSURE, None, TODAY)


@pytest.mark.parametrize("status", sorted(rules.CLOSED))
def test_a_closed_post_lets_go_of_the_name_at_once_or_after_a_year(status: Status):
    since = rules.closed_since(status, None, TODAY)
    assert since == TODAY
    assert rules.closed_since(status, since, TODAY + timedelta(days=9)) == TODAY
    assert rules.is_over(Destroy.AT_CLOSURE, since, TODAY)
    assert not rules.is_over(Destroy.AFTER_A_YEAR, since, TODAY + timedelta(days=364))
    assert rules.is_over(Destroy.AFTER_A_YEAR, since, TODAY + timedelta(days=365))


@pytest.mark.parametrize("reason", ["", "   ", "Because I say so.", " " * 40 + "x", "x" * 1001])
def test_a_reason_is_a_sentence(reason: str):
    with pytest.raises(Refused):
        rules.check_reason(reason)


@pytest.mark.parametrize(
    "passphrase", ["short", "a" * 30, "abababababababababababab", "gwen green gwen green"]
)
def test_a_passphrase_that_can_be_guessed_is_refused(passphrase: str):
    with pytest.raises(Refused) as refused:
        rules.check_passphrase(passphrase, words=["gwen", "green"])
    assert refused.value.field == "password"


def test_a_passphrase_of_unrelated_words_will_do():
    rules.check_passphrase("four grey herons at dusk", words=["gwen", "green"])


def test_names_are_listed_as_a_sentence_lists_them():
    assert [rules.listed(names) for names in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
    assert replace(ENVELOPE, guardians=()).names == []
