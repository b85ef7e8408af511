"""What stands on the pages of a document, and where: what ``setting`` makes and ``writing`` writes.

Lengths are in points, 72 to the inch, counted from the lower left corner of an A4 page.
"""

from dataclasses import dataclass, field

from portal.foundation.paper.lines import Element

WIDTH, HEIGHT = 595.28, 841.89
LEFT, RIGHT, TOP, BOTTOM = 84.0, 84.0, 74.0, 72.0
MEASURE = WIDTH - LEFT - RIGHT


@dataclass(slots=True)
class Piece:
    """Words drawn at one place in one look."""

    element: Element | None
    x: float
    y: float
    size: float
    style: str
    colour: str
    glyphs: list[int]
    said: str = ""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line, which says nothing."""

    x: float
    y: float
    to_x: float
    to_y: float
    width: float
    colour: str


@dataclass(frozen=True, slots=True)
class Link:
    """Where a click leads, and on what."""

    element: Element
    href: str
    box: tuple[float, float, float, float]


@dataclass(slots=True)
class Page:
    """What stands on one page, in the order in which it is drawn."""

    drawn: list[Piece | Stroke] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


@dataclass(slots=True)
class Pages:
    """The pages of a document, the tree of what is on them, and its headings: level, words, page and height."""

    pages: list[Page]
    tree: Element
    outline: list[tuple[int, str, int, float]]
