"""What figures say and what they keep to themselves, without a database."""

from datetime import date
from itertools import product

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
