"""Who sees what is asked for and answers it; and what of searches is counted."""

from types import SimpleNamespace

import pytest

from portal.following.rules.wants import (
    OPEN_AT_MOST,
    Shown,
    WantState,
    asker_shown,
    check_ask,
    check_open,
    counted,
    may_be_told_of,
    may_see_want,
    may_see_wants,
    may_settle,
    may_take_back,
)
from portal.foundation.errors import Refused
from portal.people.rules import Role


def somebody(key: int, *roles: Role) -> SimpleNamespace:
    return SimpleNamespace(id=key, roles=frozenset(roles))


@pytest.mark.parametrize("role", [None, *Role])
def test_who_can_answer_sees_all_and_whoever_asked_their_own(role: Role | None) -> None:
    person = somebody(1, *([role] if role else []))
    answers = role in {Role.INNOVATION_LEAD, Role.TOPIC_LEAD, Role.NATIONAL_CURATOR}
    own, other = SimpleNamespace(asked_by_id=1), SimpleNamespace(asked_by_id=2)
    assert may_see_wants(person) is answers
    assert may_settle(person, own) is may_settle(person, other) is answers
    assert may_see_want(person, own)
    assert may_see_want(person, other) is answers
    assert may_take_back(person, own)
    assert not may_take_back(person, other)


def test_whoever_asks_is_named_as_they_wish() -> None:
    asker, home = SimpleNamespace(title="PC Amina"), SimpleNamespace(short_name="Northmoor")
    wants = {
        one: SimpleNamespace(asked_by=asker, organisation=home, organisation_id=7, shown=one.value)
        for one in Shown
    }
    for small, unnamed, told in ((frozenset({8}), "Somebody at Northmoor", True), ({7}, "Somebody", False)):
        assert asker_shown(wants[Shown.NAME], small) == "PC Amina, Northmoor"
        assert asker_shown(wants[Shown.ORGANISATION], small) == unnamed
        assert may_be_told_of(wants[Shown.NAME], small)
        assert may_be_told_of(wants[Shown.ORGANISATION], small) is told


def test_one_too_many_is_refused_and_so_is_what_is_settled() -> None:
    check_ask(OPEN_AT_MOST - 1)
    with pytest.raises(Refused, match="already"):
        check_ask(OPEN_AT_MOST)
    check_open(WantState.OPEN)
    for state in (WantState.ANSWERED, WantState.CLOSED):
        with pytest.raises(Refused, match="answered this already"):
            check_open(state)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["drone", "handover"], "drone handover"),
        (["section", "136"], "section 136"),
        (["pc", "1234"], ""),
        (["ab12cd34", "van"], ""),
        (["one"] * 6, "one one one one one one"),
        (["one"] * 7, ""),
        (["x" * 40, "y" * 40], ""),
    ],
)
def test_only_a_few_words_that_others_could_have_typed_are_counted(words: list[str], said: str) -> None:
    assert counted(words) == said
