"""Sets a document on pages, and says what each piece of them is, in the order in which it is read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.foundation.paper.blocks import Block, Document, Facts, Heading, Items, Paragraph, Run, Table, Tone
from portal.foundation.paper.fonts import UNITS
from portal.foundation.paper.lines import Atom, Breaker, Element, Line, as_typed, space, unread
from portal.foundation.paper.pages import (
    BOTTOM,
    HEIGHT,
    LEFT,
    MEASURE,
    TOP,
    Link,
    Page,
    Pages,
    Piece,
    Stroke,
)

LEADING = 1.38  # of the size
STEP = 18.0  # a level to the right
DEEPEST = 126.0  # how far to the right the deepest level begins
COLUMNS_AT_MOST = 7  # a wider table is told row by row
NARROWEST = 34.0
SMALL = 9.5
TERM = 132.0  # the first column of facts

INK, QUIET, ACCENT, RULE = "0.09 0.14 0.23", "0.25 0.29 0.35", "0.04 0.35 0.34", "0.72 0.70 0.65"

_SIZES = {1: 21.0, 2: 14.5, 3: 12.0, 4: 11.0, 5: 11.0, 6: 11.0}
_LOOKS = {
    Tone.PLAIN: (11.0, INK),
    Tone.LEAD: (13.0, INK),
    Tone.QUIET: (SMALL, QUIET),
    Tone.CAPTION: (10.5, QUIET),
    Tone.NOTICE: (11.0, INK),
    Tone.CODE: (SMALL, INK),
}


def set_pages(document: Document) -> Pages:
    """The document as pages. Takes time in proportion to its length."""
    setter = _Setter()
    setter.blocks(document.blocks, setter.tree, LEFT)
    setter.number(document.foot)
    return Pages(setter.pages, setter.tree, setter.outline)


@dataclass(frozen=True, slots=True)
class _Top:
    """The names of columns, to stand there again on the next page."""

    cells: list[list[Line]]
    starts: tuple[float, ...]


class _Setter:
    """Fills page after page from the top."""

    def __init__(self) -> None:
        self.tree = Element("Document")
        self.pages = [Page()]
        self.outline: list[tuple[int, str, int, float]] = []
        self._y = HEIGHT - TOP
        self._words = Breaker()
        self._mark: tuple[Atom, float] | None = None  # of an item whose first line is not drawn yet

    # ------------------------------------------------------------------ blocks

    def blocks(self, blocks: Iterable[Block], parent: Element, left: float) -> None:
        for block in blocks:
            match block:
                case Paragraph():
                    self._paragraph(block, parent, min(left + STEP * block.indent, DEEPEST + LEFT))
                case Heading():
                    self._heading(block, parent, left)
                case Items():
                    self._items(block, parent, min(left + STEP * block.indent, DEEPEST + LEFT))
                case Facts():
                    self._facts(block, parent)
                case Table() if _columns(block) > COLUMNS_AT_MOST:
                    self._items(_row_by_row(block), parent, left)
                case Table():
                    self._table(block, parent, left)

    def _paragraph(self, block: Paragraph, parent: Element, left: float) -> None:
        size, colour = _LOOKS[block.tone]
        barred = block.tone is Tone.NOTICE
        start = left + (12 if barred else 0)
        runs = [as_typed(run) for run in block.runs] if block.tone is Tone.CODE else block.runs
        for line in self._words.lines(runs, parent.add("P"), size, LEFT + MEASURE - start):
            self._line(line, start, size, colour)
            if barred:
                foot = self._y - size * 0.1
                self._stroke(left + 1, foot, left + 1, foot + size * LEADING, 3, ACCENT)
        self._y -= size * 0.55

    def _heading(self, block: Heading, parent: Element, left: float) -> None:
        size = _SIZES[block.level]
        runs = [Run(run.text, bold=True, href=run.href) for run in block.runs]
        lines = self._words.lines(runs, parent.add(f"H{block.level}"), size, LEFT + MEASURE - left)
        self._need(size * LEADING * (len(lines[:4]) + 1) + 34)
        if self._y < HEIGHT - TOP:
            self._y -= size * 0.75
        if block.level in (2, 3):
            words = "".join(run.text for run in block.runs)
            self.outline.append((block.level, words, len(self.pages) - 1, self._y))
        for line in lines:
            self._line(line, left, size, INK, leading=1.22)
        self._y -= size * 0.3

    def _items(self, block: Items, parent: Element, left: float) -> None:
        whole = parent.add("L")
        whole.ordered = any(mark != "•" for mark, _blocks in block.items)
        widest = max((self._words.spell(mark).width for mark, _blocks in block.items), default=0)
        body = min(left + max(STEP, widest * 11 / UNITS + 6), LEFT + DEEPEST + STEP)
        for mark, blocks in block.items:
            item = whole.add("LI")
            self._mark = (Atom(self._words.spell(mark), item.add("Lbl"), Run(mark), spaced=True), left)
            self.blocks(blocks, item.add("LBody"), body)
            if self._mark is not None:
                self._line([], left, 11.0, INK)
        self._y -= 2

    def _facts(self, block: Facts, parent: Element) -> None:
        whole = parent.add("L")
        for term, runs in block.pairs:
            item = whole.add("LI")
            name = self._words.lines((Run(term, bold=True),), item.add("Lbl"), SMALL, TERM - 12)
            self._row(
                [name, self._words.lines(runs, item.add("LBody"), SMALL, MEASURE - TERM)], (LEFT, LEFT + TERM)
            )
        self._y -= 8

    def _table(self, block: Table, parent: Element, left: float) -> None:
        columns = _columns(block)
        if not columns:
            return
        widths = self._widths(block, columns, LEFT + MEASURE - left)
        starts = tuple(left + sum(widths[:place]) for place in range(columns))

        def cells(row: Element, tag: str, given: Sequence[Sequence[Run]]) -> list[list[Line]]:
            filled = [*given, *[()] * (columns - len(given))]
            return [
                self._words.lines(cell, row.add(tag), SMALL, width - 10)
                for cell, width in zip(filled, widths, strict=True)
            ]

        whole = parent.add("Table")
        top: _Top | None = None
        if block.head:
            bold = [tuple(Run(one.text, bold=True, href=one.href) for one in cell) for cell in block.head]
            names = cells(whole.add("THead").add("TR"), "TH", bold)
            self._row(names, starts)
            if max(map(len, names)) <= 6:
                top = _Top([unread(lines) for lines in names], starts)
        body = whole.add("TBody")
        for given in block.rows:
            self._row(cells(body.add("TR"), "TD", given), starts, top)
        self._y -= 8

    def _widths(self, block: Table, columns: int, room: float) -> list[float]:
        """How wide each column is: as its widest cell where all have room; else the narrow ones are served first."""
        wished = [NARROWEST] * columns
        for row in (block.head, *block.rows[:200]):
            for place, cell in enumerate(row):
                width = sum(self._words.width(run.text[:200], "bold", SMALL) for run in cell)
                wished[place] = max(wished[place], width + 14)
        given, left = [0.0] * columns, room
        for done, place in enumerate(sorted(range(columns), key=wished.__getitem__)):
            given[place] = min(wished[place], left / (columns - done))
            left -= given[place]
        return given

    def _row(self, cells: Sequence[list[Line]], starts: Sequence[float], top: _Top | None = None) -> None:
        """Cells beside each other, on as many pages as they take."""
        height = SMALL * LEADING
        tallest = max(map(len, cells))
        self._need(min(tallest * height + 8, (HEIGHT - TOP - BOTTOM) / 2), top)
        done = 0
        while done < tallest:
            if done:
                self._turn(top)
            now = min(max(int((self._y - BOTTOM - 8) / height), 1), tallest - done)
            begin = self._y - 4
            for lines, start in zip(cells, starts, strict=True):
                self._y = begin
                for line in lines[done : done + now]:
                    self._draw(line, start, SMALL, INK, LEADING)
            done += now
            self._y = begin - now * height - 4
            self._stroke(starts[0], self._y, LEFT + MEASURE, self._y, 0.6, RULE)

    # ------------------------------------------------------------------ lines

    def _line(self, line: Line, x: float, size: float, colour: str, leading: float = LEADING) -> None:
        self._need(size * leading)
        self._draw(line, x, size, colour, leading)

    def _draw(self, line: Line, x: float, size: float, colour: str, leading: float) -> None:
        self._y -= size * leading
        base = self._y + size * 0.28
        if self._mark is not None:
            (mark, left), self._mark = self._mark, None
            self._put(mark, left, base, size, colour)
        for atom in line:
            self._put(atom, x, base, size, colour)
            x += atom.width(size)

    def _put(self, atom: Atom, x: float, y: float, size: float, colour: str) -> None:
        run, end = atom.run, x + atom.width(size) - (space(size) if atom.spaced else 0)
        blank = self._words.spell(" ", atom.spelt.style).glyphs
        glyphs = [*atom.spelt.glyphs, *(blank if atom.spaced else ())]
        look = ACCENT if run.href else colour
        drawn = self.pages[-1].drawn
        last = drawn[-1] if drawn else None
        if (
            isinstance(last, Piece)
            and (last.element, last.y, last.size, last.style, last.colour)
            == (atom.element, y, size, atom.spelt.style, look)
            and not (last.said or atom.spelt.said)
        ):
            last.glyphs.extend(glyphs)
        else:
            drawn.append(Piece(atom.element, x, y, size, atom.spelt.style, look, glyphs, atom.spelt.said))
        if run.struck:
            self._stroke(x, y + size * 0.22, end, y + size * 0.22, 0.6, look)
        if run.href and atom.element is not None:
            self._link(Link(atom.element, run.href, (x, y - size * 0.25, end, y + size * 0.8)))

    def _link(self, link: Link) -> None:
        """A part of a link: what lies beside its last part on the same line becomes one with it."""
        links = self.pages[-1].links
        last = links[-1] if links else None
        if last and last.element is link.element and last.box[1] == link.box[1]:
            links[-1] = Link(link.element, link.href, (*last.box[:2], *link.box[2:]))
        else:
            links.append(link)

    def _stroke(self, x: float, y: float, to_x: float, to_y: float, width: float, colour: str) -> None:
        self.pages[-1].drawn.append(Stroke(x, y, to_x, to_y, width, colour))

    def _need(self, height: float, top: _Top | None = None) -> None:
        if self._y - height < BOTTOM and self._y < HEIGHT - TOP:
            self._turn(top)

    def _turn(self, top: _Top | None = None) -> None:
        self.pages.append(Page())
        self._y = HEIGHT - TOP
        if top is not None:
            self._row(top.cells, top.starts)

    def number(self, foot: str) -> None:
        """What stands at the foot of every page."""
        for place, page in enumerate(self.pages, 1):
            counted = f"Page {place} of {len(self.pages)}"
            width = self._words.width(counted, "regular", 8.5)
            for words, x in ((foot, LEFT), (counted, LEFT + MEASURE - width)):
                glyphs = list(self._words.spell(words).glyphs)
                page.drawn.append(Piece(None, x, 44.0, 8.5, "regular", QUIET, glyphs))
            for link in page.links:
                box = link.box
                page.drawn.append(Stroke(box[0], box[1] + 1.2, box[2], box[1] + 1.2, 0.5, ACCENT))


def _columns(block: Table) -> int:
    return max(map(len, (block.head, *block.rows)))


def _row_by_row(block: Table) -> Items:
    """A table too wide for a page as a list: of each row, what stands in which column."""

    def told(row: Sequence[tuple[Run, ...]]) -> tuple[Block, ...]:
        runs: list[Run] = []
        for place, cell in enumerate(row):
            name = "".join(run.text for run in block.head[place]) if place < len(block.head) else ""
            if any(run.text.strip() for run in cell):
                runs += [Run("; ")] if runs else []
                runs += [Run(f"{name}: ", bold=True)] if name else []
                runs += cell
        return (Paragraph(tuple(runs)),)

    return Items(tuple(("•", told(row)) for row in block.rows))
