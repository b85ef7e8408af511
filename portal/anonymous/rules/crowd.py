"""How many people what an author says about themselves describes, and what of it may be shown. Pure.

Whatever is shown describes at least ``least`` people. So does what is left of it when anything shown that says
more is taken away, and when all units that can be shown within it are, or all bands: whoever reads "Northgate" may
not learn, by subtracting its teams, that it was one of three (anonymity.md, channel 28).
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.people.rules.establishment import Band, Figures, said_in_words

Cell = tuple[str, Band]


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """What an author says about themselves: a unit by its code, a band, both or neither."""

    unit: str = ""
    band: str = ""


EVERYBODY = Said()


class Counted:
    """The figures of an organisation with everybody counted who can be spoken of."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.upwards = {unit: _upwards(figures, unit) for unit in figures.above}
        below: dict[str, list[str]] = {"": list(figures.above), **{unit: [] for unit in figures.above}}
        for unit, above in self.upwards.items():
            for one in (unit, *above):
                below[one].append(unit)
        self.cells: dict[Said, frozenset[Cell]] = {
            Said(unit, band): frozenset(
                (one, Band(each)) for one in units for each in ([band] if band else Band)
            )
            for unit, units in below.items()
            for band in ("", *Band)
        }
        self.people = {said: self.size(cells) for said, cells in self.cells.items()}

    def size(self, cells: Iterable[Cell]) -> int:
        """How many people these are, as far as it is known."""
        heads = self.figures.heads
        return sum(heads[unit].get(band, 0) for unit, band in cells if unit in heads)

    def hides(self, cells: frozenset[Cell], least: int) -> bool:
        """Whether these are enough, or nobody at all for certain."""
        people = self.size(cells)
        return people >= least or (people == 0 and all(unit in self.figures.heads for unit, _band in cells))

    def tellable(self, least: int) -> frozenset[Said]:
        """All that may be shown, chosen so that no difference of its sort gives away fewer than ``least``.

        The larger comes first: of what cannot both be shown, more people can say something.
        """
        # What is left of it beside all its units, and beside all its bands.
        rest: dict[Said, list[frozenset[Cell]]] = {}
        for one in sorted(self.cells, key=lambda one: (-self.people[one], self._depth(one), one)):
            if self.people[one] < least:
                break
            theirs = self.cells[one]
            around = [other for other in rest if theirs < self.cells[other]]
            beside = [
                (rest[other], place)
                for other in around
                for place, same in enumerate((one.band == other.band, one.unit == other.unit))
                if same
            ]
            left = [self.cells[other] - theirs for other in around]
            left += [those[place] - theirs for those, place in beside]
            if all(self.hides(cells, least) for cells in left):
                for those, place in beside:
                    those[place] -= theirs
                rest[one] = [theirs, theirs]
        return frozenset(rest)

    def nearest(self, said: Said, shown: Collection[Said]) -> Said | None:
        """Of all that may be shown, what describes the fewest people and leaves nobody out who was spoken of."""
        units = (said.unit, *self.upwards[said.unit], "") if said.unit in self.upwards else ("",)
        broader = {Said(unit, band) for unit in units for band in (said.band, "")}
        found = [one for one in broader if one in shown]
        return min(
            found,
            key=lambda one: (self.people[one], one != said, not one.band, self._depth(one)),
            default=None,
        )

    def _depth(self, said: Said) -> int:
        return len(self.upwards[said.unit]) + 1 if said.unit else 0


def rounded(people: int, least: int) -> int:
    """A number of people as it is said: "about 240", never more than there are and never below ``least``."""
    step = 10 if people < 500 else 50 if people < 2000 else 100
    return max(people - people % step, least)


def _upwards(figures: Figures, unit: str) -> list[str]:
    """The units above a unit, the nearest first."""
    found: list[str] = []
    above = figures.above.get(unit, "")
    while above and above not in found:
        found.append(above)
        above = figures.above.get(above, "")
    return found


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of what was said, and about how many people it describes."""

    said: Said
    about: int


@dataclass(frozen=True, slots=True)
class Circle:
    """What the desk knows of an organisation's size: nothing that describes fewer than ``least`` people.

    ``about`` is 0 where no figures were given, and where there are fewer: ``small`` says which. ``shown`` has what
    is shown in the place of whatever can be said; ``units`` are those that can be named, with what they are called.
    """

    name: str
    least: int
    about: int = 0
    small: bool = False
    units: tuple[tuple[str, str], ...] = ()
    bands: tuple[str, ...] = ()
    shown: Mapping[Said, Shown] = field(default_factory=dict)

    def shows(self, said: Said) -> Shown:
        """What is shown of what was said: nothing but the organisation where the desk does not know it."""
        return self.shown.get(said, Shown(EVERYBODY, self.about))

    def words(self, said: Said) -> str:
        """What was said, as it stands after "by"."""
        return said_in_words(said.band, dict(self.units).get(said.unit, ""))


def circle(name: str, figures: Figures, names: Mapping[str, str], least: int) -> Circle:
    """The circle of an organisation: all that the desk is told of its figures. ``names`` are those of its units."""
    counted = Counted(figures)
    shown = counted.tellable(least)
    if EVERYBODY not in shown:
        return Circle(name, least, small=figures.given)
    everybody = counted.cells[EVERYBODY]
    units = [unit for unit in figures.above if Said(unit) in shown and counted.cells[Said(unit)] != everybody]
    bands = [band.value for band in Band if counted.people[Said(band=band.value)]]
    answers = {}
    for said in (Said(unit, band) for unit in ("", *units) for band in ("", *bands)):
        near = counted.nearest(said, shown) or EVERYBODY
        answers[said] = Shown(near, rounded(counted.people[near], least))
    named = tuple((unit, names[unit]) for unit in units)
    return Circle(name, least, answers[EVERYBODY].about, False, named, tuple(bands), answers)


def packed(of: Circle) -> dict[str, Any]:
    """A circle as the desk keeps it."""
    shown = [[*_pair(said), *_pair(to.said), to.about] for said, to in of.shown.items()]
    return {
        "name": of.name,
        "least": of.least,
        "about": of.about,
        "small": of.small,
        "units": [list(unit) for unit in of.units],
        "bands": list(of.bands),
        "shown": shown,
    }


def unpacked(kept: Mapping[str, Any]) -> Circle:
    """A circle as it was kept."""
    shown = {Said(*row[:2]): Shown(Said(*row[2:4]), row[4]) for row in kept["shown"]}
    units = tuple((code, name) for code, name in kept["units"])
    return Circle(
        kept["name"], kept["least"], kept["about"], kept["small"], units, tuple(kept["bands"]), shown
    )


def _pair(said: Said) -> tuple[str, str]:
    return said.unit, said.band


def measured(circle: Circle, said: Said) -> str:
    """What the meter says before a post is sent, in a sentence or two."""
    if circle.small:
        return f"Fewer than {circle.least} people work at {circle.name}. Whoever reads it may guess that it was you."
    if not circle.about:
        return (
            f"Readers are told that somebody at {circle.name} wrote it. How many people that is, nobody has "
            "entered here, so nothing more can be said about you."
        )
    shows = circle.shows(said)
    if said == EVERYBODY:
        return (
            f"You say nothing about yourself. Readers are told that somebody at {circle.name} wrote it: "
            f"about {shows.about:,} people."
        )
    if shows.said == said:
        return f"What you say about yourself describes about {shows.about:,} people."
    instead = (
        f"“{circle.words(shows.said)}” instead"
        if shows.said != EVERYBODY
        else f"nothing but that you work at {circle.name}"
    )
    return (
        f"“{_capital(circle.words(said))}” would point to too few people. Readers are told {instead}: "
        f"about {shows.about:,} people."
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
