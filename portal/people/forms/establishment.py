"""What can be typed about how many people work where."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from portal.foundation.errors import Refused
from portal.foundation.forms import Form
from portal.people.rules.establishment import (
    LEAST_CROWD,
    MOST_CROWD,
    MOST_QUIET,
    Band,
    check_number,
)


class CrowdForm(Form):
    """How many people an anonymous author stands among, and when a week is quiet."""

    crowd = IntegerField(
        "Fewest people that anything shown about an anonymous author may describe",
        description=f"From {LEAST_CROWD} to {MOST_CROWD}. Whatever would point to fewer is said more broadly, "
        "or not at all.",
        validators=[
            InputRequired("Type a number."),
            NumberRange(LEAST_CROWD, MOST_CROWD, f"From {LEAST_CROWD} to {MOST_CROWD} people."),
        ],
    )
    quiet_below = IntegerField(
        "A week is quiet when fewer people than this have signed in",
        description="Anonymous posts wait then for up to two days, so that nobody stands out by having been there. "
        "0 never waits.",
        validators=[
            InputRequired("Type a number."),
            NumberRange(0, MOST_QUIET, f"From 0 to {MOST_QUIET} people."),
        ],
    )


class FiguresForm(Form):
    """The table of figures, or a file of them."""

    file = FileField("File of figures", description="A CSV file: one row a unit.")


def cell(code: str, band: Band) -> str:
    """What the box of a unit and a band is called."""
    return f"heads-{code}-{band.value}"


def typed_figures(typed: Any, codes: Sequence[str]) -> dict[str, dict[Band, int]]:
    """The figures as they stand in the table; a row with nothing in it leaves its unit without.

    Raises ``Refused`` for what is no number of people.
    """
    found: dict[str, dict[Band, int]] = {}
    for code in codes:
        row = {band: typed.get(cell(code, band), "").strip() for band in Band}
        found[code] = {band: _number(words) for band, words in row.items()} if any(row.values()) else {}
    return found


def _number(words: str) -> int:
    if words and not (words.isascii() and words.isdigit() and len(words) <= 9):
        raise Refused(f"“{words[:20]}” is no number of people.")
    return check_number(int(words or 0))
