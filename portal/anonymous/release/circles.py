"""How many people an anonymous author stands among, as the figures of their organisation say."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from portal.anonymous.rules.crowd import EVERYBODY, Circle, Said, circle
from portal.people import queries as people
from portal.people.rules.establishment import Band, Figures


def about_shown(organisation: Any, said: Mapping[str, Any]) -> dict[str, Any]:
    """What readers are told of the author: what the figures of today still let be shown."""
    if not said:
        return {}
    circle = circle_of(organisation)
    shown = circle.shows(Said(said["unit"], said["band"])).said
    if shown == EVERYBODY:
        return {}
    unit = dict(circle.units).get(shown.unit, "")
    return {"band": shown.band, "unit": unit, "library": bool(said["library"])}


def circle_of(organisation: Any) -> Circle:
    """What the figures of an organisation let its anonymous authors say about themselves."""
    units = people.units_of(organisation.id)
    figures = people.figures_of(units)
    heads = tuple((unit, tuple(sorted(bands.items()))) for unit, bands in figures.heads.items())
    names = tuple((unit.reference, unit.name) for unit in units)
    return _circle(organisation.name, tuple(figures.above.items()), heads, names, organisation.crowd)


@lru_cache(maxsize=256)
def _circle(
    name: str,
    above: tuple[tuple[str, str], ...],
    heads: tuple[tuple[str, tuple[tuple[Band, int], ...]], ...],
    names: tuple[tuple[str, str], ...],
    least: int,
) -> Circle:
    """Counted once for the same figures: it is asked for every hour."""
    figures = Figures(dict(above), {unit: dict(bands) for unit, bands in heads})
    return circle(name, figures, dict(names), least)
