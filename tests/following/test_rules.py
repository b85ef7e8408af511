"""What may be followed, and how it is said."""

from itertools import product
from types import SimpleNamespace

import pytest

from portal.following import rules
from portal.foundation.errors import Refused
from portal.library.rules.finding import fits


@pytest.mark.parametrize(
    ("q", "narrowed", "said"),
    [
        ("", {}, "in the library"),
        ("drone handover", {}, "for “drone handover”"),
        ("", {"topic": ["Handover"]}, "about Handover"),
        ("", {"topic": ["Custody", "Handover"]}, "about Custody or Handover"),
        ("", {"organisation": ["Northmoor Police"]}, "from Northmoor Police"),
        ("", {"kind": ["Idea"], "year": ["2026"]}, "narrowed to Idea, 2026"),
        (
            "drone",
            {"kind": ["Idea"], "organisation": ["Northmoor Police"], "topic": ["Handover"]},
            "for “drone” about Handover from Northmoor Police, narrowed to Idea",
        ),
    ],
)
def test_what_a_search_is_for_is_said_as_a_sentence_says_it(
    q: str, narrowed: dict[str, list[str]], said: str
) -> None:
    assert rules.phrase(q, narrowed) == said


def test_only_an_impact_case_from_elsewhere_on_a_followed_topic_is_a_warning() -> None:
    warned = [
        case
        for case in product(("idea", "learning", "impact-case"), (False, True), (False, True))
        if rules.is_warning(case[0], by_topic=case[1], elsewhere=case[2])
    ]
    assert warned == [("impact-case", True, True)]


def test_what_a_follower_is_told() -> None:
    assert rules.news("about Handover", "A quiet room", warning=False) == "New about Handover: “A quiet room”"
    warned = rules.news("about Handover", "A quiet room", warning=True)
    assert warned == "Avoid what went wrong elsewhere, about Handover: “A quiet room”"
    assert rules.news("", "A quiet room", warning=False) == "“A quiet room”"
    assert rules.news("", "A quiet room", warning=True) == "Avoid what went wrong elsewhere: “A quiet room”"
    assert len(rules.news("about Handover", "x" * 300, warning=False)) < 160


def test_advice_is_short_and_nothing_is_said_where_there_is_none() -> None:
    assert rules.what_to_do("  Read the\nhistory. ") == "What others should do: Read the history."
    assert rules.what_to_do(" \n ") == ""
    assert len(rules.what_to_do("word " * 200)) < 300


def test_what_somebody_follows_is_theirs_alone() -> None:
    follow = SimpleNamespace(person_id=1)
    assert [rules.may_stop(SimpleNamespace(id=key), follow) for key in (1, 2)] == [True, False]


def test_one_too_many_is_refused_and_what_is_followed_already_is_not() -> None:
    full = [str(number) for number in range(rules.FOLLOWS_AT_MOST)]
    rules.check_follow("another", full[1:])
    rules.check_follow("7", full)
    with pytest.raises(Refused, match="100 things already"):
        rules.check_follow("another", full)
    rules.check_follow("x" * rules.SEARCH_LENGTH, [])
    with pytest.raises(Refused, match="too long"):
        rules.check_follow("x" * (rules.SEARCH_LENGTH + 1), [])


@pytest.mark.parametrize(
    ("filters", "left"),
    [
        ({}, True),
        ({"topic": ()}, True),
        ({"topic": ("a",)}, True),
        ({"topic": ("c",)}, False),
        ({"topic": ("c", "b")}, True),
        ({"topic": ("a",), "kind": ("idea",)}, True),
        ({"topic": ("a",), "kind": ("learning",)}, False),
        ({"outcome": ("worked",)}, False),
    ],
)
def test_filters_leave_an_item_that_has_one_value_of_each(
    filters: dict[str, tuple[str, ...]], left: bool
) -> None:
    assert fits(filters, {"topic": ["a", "b"], "kind": ["idea"]}) is left
