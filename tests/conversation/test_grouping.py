"""Which answers stand together: a rule that everybody can check with their own eyes."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.conversation.rules.grouping import SHARED_AT_LEAST, Worded, are_alike, grouped

WORDS = st.lists(st.sampled_from("door room key table shift night".split()), unique=True)


def worded(key: int, text: str) -> Worded:
    return Worded(key, {word: word for word in text.split()})


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("old interview room door", "interview room door painted", True),
        ("old interview room", "old interview table", False),  # two words are too few
        ("a b c d e f g h", "a b c x y z v", False),  # three, and less than half of the shorter
        ("a b c d e f", "a b c x y z", True),  # three, and just half
        ("yes", "yes", True),  # the same words are the same answer, however few
        ("yes", "no", False),
        ("", "", False),  # nothing that counts says nothing
    ],
)
def test_what_is_alike(one: str, other: str, alike: bool) -> None:
    first, second = worded(1, one).stems, worded(2, other).stems
    assert are_alike(first, second) is are_alike(second, first) is alike


def test_each_stands_with_the_first_that_it_is_like_and_their_shared_words_are_named() -> None:
    answers = [
        "old interview room door",
        "drone corridor hangar",
        "interview room door painted",
        "room door interview key",
    ]
    groups = grouped([worded(number, text) for number, text in enumerate(answers)])
    assert [(group.keys, group.words) for group in groups] == [
        ([0, 2, 3], ["interview", "room", "door"]),
        ([1], ["drone", "corridor", "hangar"]),
    ]


@given(st.lists(WORDS, max_size=12))
def test_nothing_is_left_out_and_all_of_a_group_are_like_its_first(answers: Sequence[Sequence[str]]) -> None:
    given_ = {number: worded(number, " ".join(words)) for number, words in enumerate(answers)}
    groups = grouped(list(given_.values()))
    assert sorted(key for group in groups for key in group.keys if isinstance(key, int)) == list(given_)
    for group in groups:
        assert group.keys == sorted(group.keys, key=lambda key: key if isinstance(key, int) else -1)
        for key in group.keys[1:]:
            assert isinstance(key, int)
            assert are_alike(group.first, given_[key].stems)
            assert set(group.shared) <= set(given_[key].stems)
            same = group.first.keys() == given_[key].stems.keys()
            assert same or len(group.first.keys() & given_[key].stems.keys()) >= SHARED_AT_LEAST
