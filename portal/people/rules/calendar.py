"""Which days people work: bank holidays of the three jurisdictions, duty patterns, absence and cover. Pure."""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, Protocol

from portal.foundation.errors import Refused
from portal.foundation.text import day_with_year

A_DAY = timedelta(days=1)
SATURDAY = 5
LONGEST_WAIT = 366
LONGEST_ABSENCE = 730
ESCALATE_AFTER = 2
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

WorksOn = Callable[[date], bool]


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Nation(StrEnum):
    """Whose bank holidays an organisation keeps."""

    ENGLAND_AND_WALES = "england_and_wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


NATION_NAMES: dict[Nation, str] = {
    Nation.ENGLAND_AND_WALES: "England and Wales",
    Nation.SCOTLAND: "Scotland",
    Nation.NORTHERN_IRELAND: "Northern Ireland",
}


def easter_sunday(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (the anonymous computus of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    j = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * j) // 451
    month, day = divmod(h + j - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _monday(year: int, month: int, which: int) -> date:
    """The first Monday of a month, or with ``which`` -1 the last."""
    if which > 0:
        first = date(year, month, 1)
        return first + timedelta(days=-first.weekday() % 7)
    last = date(year + month // 12, month % 12 + 1, 1) - A_DAY
    return last - timedelta(days=last.weekday())


@cache
def bank_holidays(nation: Nation, year: int) -> frozenset[date]:
    """The yearly bank holidays, a weekend's given its substitute weekday.

    Source: Banking and Financial Dealings Act 1971, schedule 1, and the days proclaimed each year since.
    Days proclaimed once, such as a coronation, are an organisation's own extra days.
    """
    easter = easter_sunday(year)
    fixed = [date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)]
    moving = [easter - 2 * A_DAY, _monday(year, 5, 1), _monday(year, 5, -1)]
    if nation is Nation.SCOTLAND:
        fixed += [date(year, 1, 2), date(year, 11, 30)]
        moving += [_monday(year, 8, 1)]
    else:
        moving += [easter + A_DAY, _monday(year, 8, -1)]
    if nation is Nation.NORTHERN_IRELAND:
        fixed += [date(year, 3, 17), date(year, 7, 12)]
    kept = {day for day in (*fixed, *moving) if day.weekday() < SATURDAY}
    for day in sorted(fixed):
        substitute = day
        while substitute.weekday() >= SATURDAY or (substitute != day and substitute in kept):
            substitute += A_DAY
        kept.add(substitute)
    return frozenset(kept)


@dataclass(frozen=True, slots=True)
class Duty:
    """When somebody works: the same days each week, or so many days on and off, counted from ``begins``.

    Whoever works a rota works bank holidays too; whoever works by the week does not.
    """

    weekdays: frozenset[int] = frozenset(range(SATURDAY))
    on: int = 0
    off: int = 0
    begins: date = date(2026, 1, 5)

    def works_on(self, day: date, holidays: Collection[date] = ()) -> bool:
        """Whether the person works on a day."""
        if self.on:
            return (day - self.begins).days % (self.on + self.off) < self.on
        return day.weekday() in self.weekdays and day not in holidays

    def stored(self) -> dict[str, Any]:
        """The pattern as plain values."""
        if self.on:
            return {"on": self.on, "off": self.off, "begins": self.begins.isoformat()}
        return {"weekdays": sorted(self.weekdays)}

    @property
    def words(self) -> str:
        """The pattern as people say it."""
        if self.on:
            return f"{self.on} days on and {self.off} off, counted from {day_with_year(self.begins)}"
        if self.weekdays == frozenset(range(SATURDAY)):
            return "Monday to Friday, not on bank holidays"
        names = [name for number, name in enumerate(WEEKDAYS) if number in self.weekdays]
        listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
        return f"{listed}, not on bank holidays"


OFFICE_HOURS = Duty()
A_WEEK_OF_DAYS = 7


def check_duty(duty: Duty) -> None:
    """Raise ``Refused`` for a rota with less than a day's work a week: limits in working days would never end."""
    if duty.on and duty.on * A_WEEK_OF_DAYS < duty.on + duty.off:
        raise Refused("A rota needs at least one day on for every week.", field="off", code="not-valid")


def duty_from(stored: Mapping[str, Any] | None) -> Duty:
    """A pattern from plain values; Monday to Friday where there is none, or none that can be meant."""
    if not stored:
        return OFFICE_HOURS
    try:
        if stored.get("on"):
            on, off = int(stored["on"]), int(stored["off"])
            if 1 <= on <= 14 and 0 <= off <= 14:
                return Duty(on=on, off=off, begins=date.fromisoformat(str(stored["begins"])))
        weekdays = frozenset(int(day) for day in stored.get("weekdays", ()) if 0 <= int(day) < 7)
    except (KeyError, TypeError, ValueError):
        return OFFICE_HOURS
    return Duty(weekdays=weekdays) if weekdays else OFFICE_HOURS


def working_day_after(day: date, working_days: int, works_on: WorksOn) -> date:
    """The day that lies so many of somebody's working days after ``day``.

    Counts at most a year on, so that a pattern in which nobody ever works cannot hold anything up for ever.
    """
    left, last = working_days, day + timedelta(days=LONGEST_WAIT)
    while left > 0 and day < last:
        day += A_DAY
        left -= works_on(day)
    return day


class SomeAbsence(Protocol):
    """A time that somebody is away, and who decides for them meanwhile."""

    first_day: date
    last_day: date
    deputy_id: int | None
    noted_by_id: int


def absence_on(absences: Iterable[SomeAbsence], day: date) -> SomeAbsence | None:
    """The absence that covers a day; of several the one that ends last."""
    covering = [absence for absence in absences if absence.first_day <= day <= absence.last_day]
    return max(covering, key=lambda absence: absence.last_day, default=None)


def working_day_before(day: date, works_on: WorksOn) -> date:
    """The last of somebody's working days before a day; the day before where there is none within a month."""
    for back in range(1, 32):
        if works_on(day - back * A_DAY):
            return day - back * A_DAY
    return day - A_DAY


def working_days_between(first: date, last: date, works_on: WorksOn) -> int:
    """How many working days have gone from one day to another, the first not counted."""
    gone = min((last - first).days, LONGEST_WAIT)
    return sum(works_on(first + day * A_DAY) for day in range(1, gone + 1))


def back_on(absences: Collection[SomeAbsence], day: date, works_on: WorksOn) -> date | None:
    """The first working day on which somebody who is away on ``day`` is back; nothing where they are there.

    Absences that follow each other count as one, with the days between on which they would not work.
    """
    back = day
    while (absence := absence_on(absences, back)) is not None:
        back = working_day_after(absence.last_day, 1, works_on)
    return None if back == day else back


def check_absence(first_day: date, last_day: date, others: Iterable[SomeAbsence], today: date) -> None:
    """Raise ``Refused`` for days that cannot be meant, or on which somebody is noted as away already."""
    if last_day < first_day:
        raise Refused("The last day comes before the first.", field="last_day", code="not-valid")
    if last_day < today:
        raise Refused("That time is over already.", field="last_day", code="not-valid")
    if (last_day - first_day).days > LONGEST_ABSENCE:
        raise Refused("Note at most two years at a time.", field="last_day", code="not-valid")
    for other in others:
        if first_day <= other.last_day and other.first_day <= last_day:
            raise Refused(
                f"From {day_with_year(other.first_day)} to {day_with_year(other.last_day)} is noted already. "
                "Take that back first, or choose other days.",
                field="first_day",
                code="overlaps",
            )


def holidays_around(
    nation: Nation, day: date, extra: Iterable[date] = (), worked: Collection[date] = ()
) -> frozenset[date]:
    """The bank holidays of the years around a day but those that are ``worked``, and an organisation's extra days."""
    years = (bank_holidays(nation, year) for year in (day.year - 1, day.year, day.year + 1))
    return frozenset().union(*years).difference(worked).union(extra)


def known_holidays(nation: Nation, today: date) -> list[date]:
    """The bank holidays of a nation from today on, until the end of next year."""
    days = bank_holidays(nation, today.year) | bank_holidays(nation, today.year + 1)
    return sorted(day for day in days if day >= today)


def check_worked(nation: Nation, worked: Iterable[date]) -> None:
    """Raise ``Refused`` for a day that is no bank holiday there, so that nothing could be taken out."""
    for day in worked:
        if day not in bank_holidays(nation, day.year):
            raise Refused(
                f"{day_with_year(day)} is no bank holiday in {NATION_NAMES[nation]}.",
                field="worked_holidays",
                code="not-valid",
            )
