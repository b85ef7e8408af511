"""How long things take, without a database."""

import pytest

from portal.people.rules.waits import Wait, usual_wait, wait_of


@pytest.mark.parametrize(
    ("days", "median", "nine", "words"),
    [
        ([], 3, 3, "within 3 working days"),
        ([1, 1, 1, 1], 3, 3, "within 3 working days"),
        ([0, 0, 0, 0, 0], 0, 0, "on the day, in nine cases out of ten"),
        ([1, 1, 1, 1, 9], 1, 9, "within 1 working day, nine times in ten within 9 working days"),
        (list(range(1, 11)), 5, 9, "within 5 working days, nine times in ten within 9 working days"),
        (list(range(20)), 9, 17, "within 9 working days, nine times in ten within 17 working days"),
    ],
)
def test_an_honest_wait(days: list[int], median: int, nine: int, words: str) -> None:
    wait = usual_wait(days, 3)
    assert (wait.median, wait.nine_in_ten, wait.words) == (median, nine, words)


def test_too_few_cases_tell_nothing() -> None:
    assert wait_of([1, 1, 1, 1]) is None


@pytest.mark.parametrize("days", [[0] * 5, [2, 2, 2, 4, 4, 4], [5, 3, 1, 2, 4], [7] * 100])
def test_so_many_came_within(days: list[int]) -> None:
    found = wait_of(days)
    assert found is not None
    for limit, share in ((found.median, 0.5), (found.nine_in_ten, 0.9)):
        assert sum(one <= limit for one in days) >= share * len(days)
        assert sum(one < limit for one in days) < share * len(days), "no sooner day would do"


def test_what_whoever_looks_after_it_reads() -> None:
    assert Wait(6, 18, 40).shares == "half within 6 working days, nine in ten within 18 working days"
    assert Wait(0, 3, 10).shares == "half on the day, nine in ten within 3 working days"
    assert Wait(1, 1, 5).shares == "within 1 working day, in nine cases out of ten"
    assert Wait(3, 3).shares == "within 3 working days"
