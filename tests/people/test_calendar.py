"""Which days people work."""

from dataclasses import dataclass
from datetime import date

import pytest

from portal.foundation.errors import Refused
from portal.people.rules.calendar import (
    OFFICE_HOURS,
    Duty,
    Nation,
    absence_on,
    bank_holidays,
    check_worked,
    duty_from,
    easter_sunday,
    holidays_around,
    known_holidays,
    working_day_after,
)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2000, "04-23"), (2008, "03-23"), (2019, "04-21"), (2024, "03-31"), (2026, "04-05"), (2038, "04-25")],
)
def test_easter(year: int, day: str) -> None:
    assert easter_sunday(year) == date.fromisoformat(f"{year}-{day}")


HOLIDAYS = {
    (Nation.ENGLAND_AND_WALES, 2026): "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    (Nation.ENGLAND_AND_WALES, 2027): "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    (Nation.SCOTLAND, 2026): "01-01 01-02 04-03 05-04 05-25 08-03 11-30 12-25 12-28",
    (Nation.SCOTLAND, 2023): "01-02 01-03 04-07 05-01 05-29 08-07 11-30 12-25 12-26",
    (Nation.NORTHERN_IRELAND, 2026): "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28",
    (Nation.NORTHERN_IRELAND, 2024): "01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26",
}


@pytest.mark.parametrize(("nation", "year"), list(HOLIDAYS))
def test_bank_holidays_with_their_substitutes(nation: Nation, year: int) -> None:
    assert [f"{day:%m-%d}" for day in sorted(bank_holidays(nation, year))] == HOLIDAYS[nation, year].split()


def test_every_bank_holiday_is_a_weekday_and_none_is_lost() -> None:
    counts = {Nation.ENGLAND_AND_WALES: 8, Nation.SCOTLAND: 9, Nation.NORTHERN_IRELAND: 10}
    for nation, count in counts.items():
        for year in range(2020, 2060):
            days = bank_holidays(nation, year)
            assert len(days) == count, (nation, year)
            assert all(day.weekday() < 5 for day in days)


def test_office_hours_leave_out_weekends_and_holidays() -> None:
    holidays = holidays_around(Nation.ENGLAND_AND_WALES, date(2026, 12, 1))

    def works(day: date) -> bool:
        return OFFICE_HOURS.works_on(day, holidays)

    # From Wednesday 23 December: Thursday, then Tuesday (Christmas, weekend and Boxing Day's substitute between).
    assert working_day_after(date(2026, 12, 23), 1, works) == date(2026, 12, 24)
    assert working_day_after(date(2026, 12, 23), 2, works) == date(2026, 12, 29)
    assert working_day_after(date(2026, 12, 31), 1, works) == date(2027, 1, 4)


def test_what_is_worked_is_no_holiday_and_an_extra_day_stays_one() -> None:
    nation, christmas, extra = Nation.ENGLAND_AND_WALES, date(2026, 12, 25), date(2026, 12, 24)
    usual = holidays_around(nation, christmas)
    assert holidays_around(nation, christmas, [extra], [christmas]) == usual - {christmas} | {extra}
    known = known_holidays(nation, christmas)
    assert known[0] == christmas
    assert known[-1] == date(2027, 12, 28)
    assert set(known) < usual
    check_worked(nation, known)
    with pytest.raises(Refused, match="2 January 2027 is no bank holiday in England and Wales"):
        check_worked(nation, [date(2027, 1, 2)])


def test_a_rota_counts_its_own_days_and_works_holidays() -> None:
    rota = Duty(on=4, off=4, begins=date(2026, 12, 23))
    christmas = bank_holidays(Nation.ENGLAND_AND_WALES, 2026)
    worked = [day for day in range(23, 32) if rota.works_on(date(2026, 12, day), christmas)]
    assert worked == [23, 24, 25, 26, 31]
    assert working_day_after(date(2026, 12, 25), 2, rota.works_on) == date(2026, 12, 31)


def test_a_pattern_in_which_nobody_works_ends() -> None:
    assert working_day_after(date(2026, 1, 1), 3, lambda _day: False) == date(2027, 1, 2)


@pytest.mark.parametrize(
    "duty", [OFFICE_HOURS, Duty(weekdays=frozenset({0, 2})), Duty(on=6, off=4, begins=date(2026, 3, 1))]
)
def test_a_pattern_is_stored_and_read_again(duty: Duty) -> None:
    assert duty_from(duty.stored()) == duty


@pytest.mark.parametrize(
    "stored",
    [
        None,
        {},
        {"weekdays": []},
        {"weekdays": ["x"]},
        {"on": 4},
        {"on": 400, "off": 1, "begins": "2026-01-01"},
    ],
)
def test_what_cannot_be_meant_is_monday_to_friday(stored: dict[str, object] | None) -> None:
    assert duty_from(stored) == OFFICE_HOURS


@dataclass
class Away:
    first_day: date
    last_day: date
    deputy_id: int | None = None


def test_an_absence_covers_both_its_ends_and_the_longest_counts() -> None:
    short = Away(date(2026, 5, 4), date(2026, 5, 8))
    long = Away(date(2026, 5, 8), date(2026, 5, 20), deputy_id=7)
    assert absence_on([short, long], date(2026, 5, 3)) is None
    assert absence_on([short, long], date(2026, 5, 4)) is short
    assert absence_on([short, long], date(2026, 5, 8)) is long
    assert absence_on([short, long], date(2026, 5, 20)) is long
    assert absence_on([short, long], date(2026, 5, 21)) is None
