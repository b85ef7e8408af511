"""How many people of each rank or staff group work in each unit, as an organisation says it. Pure.

It is what an anonymous author's circle is counted from. Accounts are not: many who work here have none.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.foundation.errors import Refused
from portal.foundation.text import BadText, plain_line
from portal.people.rules.names import same_words

LEAST_CROWD, CROWD, MOST_CROWD = 5, 10, 500
QUIET_BELOW, MOST_QUIET = 20, 500
MOST_PEOPLE = 100_000
ROWS_AT_MOST, LINE_AT_MOST = 5_000, 2_000


class Band(StrEnum):
    """What somebody can say of their rank or staff group. Whoever works here is in exactly one."""

    CONSTABLE = "constable"
    SUPERVISOR = "supervisor"
    SENIOR = "senior"
    PCSO = "pcso"
    SPECIAL = "special"
    STAFF = "staff"
    VOLUNTEER = "volunteer"


BAND_NAMES: dict[Band, str] = {
    Band.CONSTABLE: "Constable",
    Band.SUPERVISOR: "Sergeant or inspector",
    Band.SENIOR: "Chief inspector or above",
    Band.PCSO: "PCSO",
    Band.SPECIAL: "Special constabulary",
    Band.STAFF: "Staff",
    Band.VOLUNTEER: "Volunteer",
}
BAND_SAID: dict[str, str] = {
    Band.CONSTABLE: "a constable",
    Band.SUPERVISOR: "a sergeant or inspector",
    Band.SENIOR: "a chief inspector or above",
    Band.PCSO: "a PCSO",
    Band.SPECIAL: "a member of the special constabulary",
    Band.STAFF: "a member of staff",
    Band.VOLUNTEER: "a volunteer",
}
COLUMNS = ("code", "unit", *Band)


def said_in_words(band: str, unit: str) -> str:
    """What somebody says about themselves, as it stands after "by": a band, a unit by its name, or both."""
    somebody = BAND_SAID.get(band, "somebody")
    return f"{somebody} in {unit}" if unit else somebody


@dataclass(frozen=True, slots=True)
class Figures:
    """How many work where: ``above`` has every unit with the one above it, ``heads`` those with figures.

    A unit counts those who work in it itself. One without figures is unknown, which is not the same as empty.
    """

    above: Mapping[str, str]
    heads: Mapping[str, Mapping[Band, int]]

    @property
    def given(self) -> bool:
        """Whether the organisation has given any figure."""
        return bool(self.heads)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit as a file of figures knows it."""

    code: str
    name: str


def check_number(number: int, *, field: str | None = None) -> int:
    """A number of people. Raises ``Refused`` for one that cannot be."""
    if not 0 <= number <= MOST_PEOPLE:
        raise Refused(f"A number of people is from 0 to {MOST_PEOPLE:,}.", field=field)
    return number


def check_crowd(least: int) -> int:
    """How many people whatever is shown must describe. Raises ``Refused`` below what keeps anybody hidden."""
    if not LEAST_CROWD <= least <= MOST_CROWD:
        raise Refused(f"Choose from {LEAST_CROWD} to {MOST_CROWD} people.", field="crowd")
    return least


def check_quiet(people: int) -> int:
    """Below how many people about a week counts as quiet; 0 for never. Raises ``Refused`` beyond bounds."""
    if not 0 <= people <= MOST_QUIET:
        raise Refused(f"Choose from 0 to {MOST_QUIET} people.", field="quiet_below")
    return people


def read_figures(text: str, places: Sequence[Place]) -> dict[str, dict[Band, int]]:
    """The figures in a file, by the code of a unit. An empty row leaves its unit without figures.

    Raises ``Refused`` with the line where the file cannot be used: nothing of it counts then.
    """
    lines = text.removeprefix("\ufeff").splitlines()
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        raise Refused("The file is empty.", field="file")
    delimiter = max((",", ";", "\t"), key=lines[first].count)
    heading = [cell.strip().casefold() for cell in _cells(lines[first], delimiter, first + 1)]
    if not ({"code", "unit"} & set(heading) and set(Band) & set(heading)):
        raise Refused(f"The first line must name the columns {', '.join(COLUMNS)}.", field="file")
    if len(lines) - first > ROWS_AT_MOST:
        raise Refused(f"The file has more than {ROWS_AT_MOST:,} rows.", field="file")
    found: dict[str, dict[Band, int]] = {}
    for number, line in enumerate(lines[first + 1 :], start=first + 2):
        if not line.strip(delimiter + " \t"):
            continue
        row = dict(zip(heading, _cells(line, delimiter, number), strict=False))
        code = _unit_of(row, places, number)
        if code in found:
            raise Refused(f"Line {number}: this unit has a row already.", field="file")
        cells = {band: row.get(band, "") for band in Band}
        found[code] = (
            {band: _number(cell, number) for band, cell in cells.items()} if any(cells.values()) else {}
        )
    return found


def _cells(line: str, delimiter: str, number: int) -> list[str]:
    if len(line) > LINE_AT_MOST:
        raise Refused(f"Line {number} is longer than {LINE_AT_MOST:,} characters.", field="file")
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
        return [plain_line(cell).removeprefix("'") for cell in cells]
    except (csv.Error, BadText):
        raise Refused(f"Line {number} cannot be read.", field="file") from None


def _unit_of(row: Mapping[str, str], places: Sequence[Place], number: int) -> str:
    code, name = row.get("code", "").replace("-", "").casefold(), same_words(row.get("unit", ""))
    known = [one.code for one in places if (one.code == code if code else same_words(one.name) == name)]
    if not known:
        raise Refused(f"Line {number}: there is no such unit.", field="file")
    if len(known) > 1:
        raise Refused(f"Line {number}: there are several units of this name. Give its code.", field="file")
    return known[0]


def _number(cell: str, number: int) -> int:
    cell = cell.replace(",", "").replace(" ", "")
    if cell and not (cell.isascii() and cell.isdigit() and len(cell) <= 9):
        raise Refused(f"Line {number}: “{cell[:20]}” is no number of people.", field="file")
    try:
        return check_number(int(cell or 0))
    except Refused as refused:
        raise Refused(f"Line {number}: {refused.message}", field="file") from None
