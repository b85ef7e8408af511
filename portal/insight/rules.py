"""What figures say and what they keep to themselves. Pure.

Small numbers of people are not shown, nor what would let somebody work them out by subtraction (channel 37 of the
anonymity design; statistical disclosure control as the Office for National Statistics does it).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.people.rules import Role, SomePerson, StaffGroup, holds
from portal.people.rules.calendar import months_after
from portal.people.rules.waits import CASES_AT_LEAST

LEAST_PEOPLE = 5
MONTHS_SHOWN = 12


class Period(StrEnum):
    """How far back figures go. Few and fixed: two that differ by a day would tell what happened on it."""

    QUARTER = "3"
    YEAR = "12"
    ALL = "all"


PERIOD_NAMES: dict[Period, str] = {
    Period.QUARTER: "3 months",
    Period.YEAR: "12 months",
    Period.ALL: "All of it",
}
GROUP_NAMES: dict[StaffGroup, str] = {
    StaffGroup.OFFICER: "Officers",
    StaffGroup.STAFF: "Staff",
    StaffGroup.PCSO: "PCSOs",
    StaffGroup.SPECIAL: "Special constabulary",
    StaffGroup.VOLUNTEER: "Volunteers",
}


def begins(period: Period, today: date) -> date | None:
    """The first day of a period, which is the first of a month; nothing where it goes back to the beginning."""
    return None if period is Period.ALL else months_after(ends(today), -int(period.value))


def ends(today: date) -> date:
    """The day before which figures end, the first of this month: what comes today moves no number today."""
    return today.replace(day=1)


def last_months(today: date, count: int = MONTHS_SHOWN) -> list[date]:
    """The first days of the last whole months, the newest last."""
    return [months_after(ends(today), back) for back in range(-count, 0)]


def suppressed(cells: Mapping[str, int], least: int = LEAST_PEOPLE) -> dict[str, int | None]:
    """Numbers of people in fives, the small ones left out; a lone small one takes the next smallest with it.

    Nought is small too: who sees it become something knows that somebody came. Where one cell alone is small, whoever
    knows the sum could work it out.
    """
    hidden = {name for name, number in cells.items() if number < least}
    if len(hidden) == 1:
        others = sorted(set(cells) - hidden, key=lambda name: (cells[name], name))
        hidden.update(others[:1])
    return {name: None if name in hidden else number // least * least for name, number in cells.items()}


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way of what was shared: how many came to it, of how many that were sent."""

    name: str
    count: int
    of: int

    @property
    def words(self) -> str:
        """The number, and what share of all it is."""
        if not self.of or self.count == self.of:
            return str(self.count)
        return f"{self.count} ({100 * self.count / self.of:.0f} %)"


def share_in_words(count: int, of: int) -> str:
    """A share as a figure: in a hundred where there are enough to say so, else the two numbers."""
    if of < CASES_AT_LEAST:
        return f"{count} of {of}"
    return f"{100 * count / of:.0f} %"


def listed(cells: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Rows of a chart: most first, then by name; what is nought is left out."""
    return sorted([cell for cell in cells if cell[1]], key=lambda cell: (-cell[1], cell[0]))


def may_see_all(person: SomePerson) -> bool:
    """Whether the person reads the figures of every organisation, one at a time and never beside each other."""
    return holds(person, Role.NATIONAL_CURATOR, Role.SYSTEM_ADMINISTRATOR)
