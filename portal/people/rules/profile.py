"""What an organisation is like, as it says itself: where it works, how large it is, and what it has. Pure.

What is tried in one place works in another where what it needs is there too: readers compare the two
(requirement 172; the moderators of EMMIE).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

AREAS: dict[str, str] = {
    "city": "Large city",
    "towns": "Towns",
    "rural": "Countryside",
    "coast": "Coast or islands",
}
SIZES: dict[str, str] = {
    "under_1k": "Under 1,000 people",
    "1k_3k": "1,000 to 3,000 people",
    "3k_7k": "3,000 to 7,000 people",
    "over_7k": "Over 7,000 people",
}
# What something may need to work that one organisation has and another has not.
MEANS: dict[str, str] = {
    "health": "A health partner who takes part",
    "council": "A council or children's services who take part",
    "charity": "A charity or community group who takes part",
    "agreement": "An agreement to share data with partners",
    "volunteers": "Volunteers, cadets or special constables",
    "devices": "A phone or tablet for everybody who does it",
    "analyst": "An analyst's time",
    "researcher": "A university beside it",
    "custody": "Custody suites of its own",
    "control_room": "A control room of its own",
}


@dataclass(frozen=True, slots=True)
class Profile:
    """What an organisation says of itself. Empty where it has said nothing yet."""

    areas: tuple[str, ...] = ()
    size: str = ""
    means: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.areas or self.size or self.means)

    def stored(self) -> dict[str, Any]:
        """As an organisation's settings hold it."""
        return {"areas": list(self.areas), "size": self.size, "means": list(self.means)}


def profile_from(stored: Mapping[str, Any]) -> Profile:
    """What is stored, as far as it is known to this version."""
    size = str(stored.get("size") or "")
    return Profile(
        _known(stored.get("areas") or (), AREAS),
        size if size in SIZES else "",
        _known(stored.get("means") or (), MEANS),
    )


def _known(values: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    """Those of the values that have a name, in the order of the names."""
    said = set(values)
    return tuple(name for name in names if name in said)
