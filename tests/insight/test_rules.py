"""What figures say and what they keep to themselves, without a database."""

from datetime import date
from itertools import product

import pytest

from portal.insight.rules import (
    LEAST_PEOPLE,
    Period,
    Step,
    begins,
    ends,
    last_months,
    listed,
    share_in_words,
    suppressed,
    times,
)


def test_no_small_number_is_shown_nor_left_to_be_worked_out() -> None:
    for cells in product(range(12), repeat=3):
        numbers = dict(zip("abc", cells, strict=True))
        shown = suppressed(numbers)
        hidden = [name for name, number in shown.items() if number is None]
        for name, number in shown.items():
            assert number is None or LEAST_PEOPLE <= number <= numbers[name] < number + LEAST_PEOPLE
        assert all(shown[name] is None for name, number in numbers.items() if number < LEAST_PEOPLE)
        assert len(hidden) != 1, "with the sum, a single one that is hidden could be worked out"


def test_times_are_said_of_enough_cases_only() -> None:
    assert times({1: 4}) is None
    found = times({0: 5, 3: 4, 9: 1})
    assert found is not None
    assert (found.median, found.nine_in_ten, found.cases) == (0, 3, 10)
    assert found.words == "half on the day, nine in ten within 3 working days"
    same = times({1: 5})
    assert same is not None
    assert same.words == "nine in ten within 1 working day"


@pytest.mark.parametrize("days", [{0: 5}, {2: 3, 4: 3}, {1: 1, 2: 1, 3: 1, 4: 1, 5: 1}, {7: 100}])
def test_nine_in_ten_is_never_sooner_than_half(days: dict[int, int]) -> None:
    found = times(days)
    assert found is not None
    assert found.median <= found.nine_in_ten
    within = sum(count for number, count in days.items() if number <= found.nine_in_ten)
    assert within >= 0.9 * sum(days.values())


def test_periods_begin_on_the_first_of_a_month() -> None:
    assert begins(Period.QUARTER, date(2026, 1, 31)) == date(2025, 10, 1)
    assert begins(Period.YEAR, date(2026, 3, 1)) == date(2025, 3, 1)
    assert begins(Period.ALL, date(2026, 3, 1)) is None
    months = last_months(date(2026, 2, 14))
    assert (months[0], months[-1], len(months)) == (date(2025, 2, 1), date(2026, 1, 1), 12)
    assert ends(date(2026, 2, 14)) == date(2026, 2, 1)


def test_the_words_of_shares_and_steps() -> None:
    assert share_in_words(3, 4) == "3 of 4", "of so few a share in a hundred says too much"
    assert share_in_words(3, 5) == "60 %"
    assert Step("Answered", 3, 4).words == "3 (75 %)"
    assert Step("Sent", 4, 4).words == "4"
    assert listed([("b", 1), ("a", 1), ("c", 2), ("d", 0)]) == [("c", 2), ("a", 1), ("b", 1)]
