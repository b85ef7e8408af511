"""How much the checker finds in sentences that it was not written around, by kind."""

from itertools import chain

import pytest

from portal.submissions.identifying import Kind
from tests.submissions.labelled import found, marks, sentences
from tests.submissions.plain_patterns import PLAIN, found_plainly

TUNED, HELD_OUT, AMERICAN = (list(sentences(part)) for part in ("tuned", "held_out", "american"))
ALL = marks([*TUNED, *HELD_OUT], found)
UNSEEN = marks(HELD_OUT, found)


def test_the_set_is_large_and_a_third_of_each_kind_was_held_out():
    both = TUNED + HELD_OUT
    assert sum(bool(sentence.details) for sentence in both) >= 600
    assert sum(not sentence.details for sentence in both) >= 250
    assert len({sentence.text for sentence in both}) == len(both)
    for kind in Kind:
        assert ALL.there[kind] >= 8
        assert UNSEEN.there[kind] * 3 >= ALL.there[kind]


@pytest.mark.parametrize("kind", Kind)
def test_nineteen_details_of_twenty_are_found(kind):
    assert ALL.recall(kind) >= 0.95, [missed for missed in ALL.missed if missed[0] is kind]


@pytest.mark.parametrize("kind", Kind)
def test_seventeen_marks_of_twenty_stand_at_a_detail(kind):
    assert ALL.precision(kind) >= 0.85, [wrong for wrong in ALL.wrong if wrong[0] is kind]


def test_few_marks_are_wrong_altogether():
    assert ALL.precision() >= 0.97
    assert UNSEEN.precision() >= 0.95
    assert UNSEEN.found.total() / UNSEEN.there.total() >= 0.95


def test_a_text_without_details_is_left_alone():
    clean = [sentence for sentence in chain(TUNED, HELD_OUT) if not sentence.details]
    assert marks(clean, found).put.total() <= len(clean) // 50


@pytest.mark.parametrize("kind", PLAIN)
def test_american_formats_are_found_as_well_as_by_plain_patterns(kind):
    ours, plain = marks(AMERICAN, found), marks(AMERICAN, found_plainly)
    assert ours.there[kind] >= 8
    assert ours.recall(kind) >= plain.recall(kind), [missed for missed in ours.missed if missed[0] is kind]
    assert ours.precision() >= plain.precision()


def test_a_checker_that_marks_nothing_or_everything_would_fail():
    silent = marks(HELD_OUT, lambda _text: ())
    loud = marks(HELD_OUT, lambda text: ((kind, 0, len(text)) for kind in Kind))
    assert max(silent.recall(kind) for kind in Kind) == 0
    assert loud.precision() < 0.1
