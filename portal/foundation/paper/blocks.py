"""What a document consists of, and how clean HTML becomes that. Plain values, so that equal documents are equal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from html.parser import HTMLParser

INDENTED_AT_MOST = 6  # levels; what is deeper stands below the last, so that a line keeps its room


class Tone(StrEnum):
    """How a paragraph stands out."""

    PLAIN = "plain"
    LEAD = "lead"
    QUIET = "quiet"
    CAPTION = "caption"
    NOTICE = "notice"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look. ``href`` is a whole address, or nothing."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of words; a line feed in a run begins another line."""

    runs: tuple[Run, ...]
    tone: Tone = Tone.PLAIN
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6. Those of 2 and 3 stand in the outline."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list: of each item its mark, such as a bullet or "3.", and what it consists of."""

    items: tuple[tuple[str, tuple["Block", ...]], ...]
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What something is called, and what it is: two columns."""

    pairs: tuple[tuple[str, tuple[Run, ...]], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under the names of their columns; ``head`` is empty where they have none."""

    head: tuple[tuple[Run, ...], ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]


Block = Paragraph | Heading | Items | Facts | Table


@dataclass(frozen=True, slots=True)
class Document:
    """All that a PDF says. ``foot`` stands at the foot of every page, with the number of the page."""

    title: str
    blocks: tuple[Block, ...]
    foot: str = ""
    language: str = "en-GB"


def plain(text: str) -> tuple[Run, ...]:
    """Words as they are, without any look of their own."""
    return (Run(text),) if text else ()


def from_html(html: str, *, home: str = "") -> tuple[Block, ...]:
    """The blocks of HTML that ``sanitise`` cleaned. Links into the portal lead to ``home``, others on it nowhere."""
    reader = _Reader(home)
    reader.feed(html)
    reader.close()
    return reader.done()


class _Reader(HTMLParser):
    """Reads clean HTML from front to back, and keeps what is open now. Never deeper than the sanitiser lets through."""

    def __init__(self, home: str) -> None:
        super().__init__(convert_charrefs=True)
        self._home = home
        self._look = Run("")
        self._looks: list[Run] = []
        self._runs: list[Run] = []
        self._levels: list[list[Block]] = [[]]
        self._lists: list[list[tuple[str, tuple[Block, ...]]]] = []
        self._numbers: list[int | None] = []
        self._quoted = 0
        self._kept = False  # inside <pre>, where spaces and line feeds are as typed
        self._cells: list[tuple[Run, ...]] | None = None
        self._head: tuple[tuple[Run, ...], ...] = ()
        self._rows: list[tuple[tuple[Run, ...], ...]] = []
        self._heading = False

    def done(self) -> tuple[Block, ...]:
        self._flush()
        return tuple(self._levels[0])

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _LOOKS or tag == "a":
            self._looks.append(self._look)
            changes = _LOOKS[tag] if tag != "a" else {"href": self._whole(given.get("href") or "")}
            self._look = replace(self._look, **changes)
        elif tag == "br":
            self._runs.append(Run("\n"))
        elif tag in ("td", "th"):
            self._runs = []
        elif tag == "tr":
            self._cells = []
        elif tag == "thead":
            self._heading = True
        elif tag != "tbody":
            self._flush()
            self._open(tag, given.get("start"))

    def _open(self, tag: str, start: str | None) -> None:
        if tag in ("ul", "ol"):
            self._lists.append([])
            self._numbers.append(int(start or 1) if tag == "ol" else None)
        elif tag == "li":
            self._levels.append([])
        elif tag == "blockquote":
            self._quoted += 1
        elif tag == "pre":
            self._kept = True
        elif tag == "table":
            self._head, self._rows = (), []

    def handle_endtag(self, tag: str) -> None:
        if tag in _LOOKS or tag == "a":
            self._look = self._looks.pop() if self._looks else Run("")
        elif tag in ("td", "th"):
            if self._cells is not None:
                self._cells.append(_trimmed(self._runs))
            self._runs = []
        elif tag == "tr":
            self._end_row()
        elif tag == "thead":
            self._heading = False
        elif tag in _HEADINGS:
            runs, self._runs = _trimmed(self._runs), []
            self._put(Heading(_HEADINGS[tag], runs))
        elif tag not in ("tbody", "br"):
            self._flush(Tone.CODE if tag == "pre" else Tone.PLAIN)
            self._close(tag)

    def _close(self, tag: str) -> None:
        if tag in ("ul", "ol") and self._lists:
            self._numbers.pop()
            self._put(Items(tuple(self._lists.pop()), min(self._quoted, INDENTED_AT_MOST)))
        elif tag == "li" and self._lists and len(self._levels) > 1:
            number = self._numbers[-1]
            mark = "•" if number is None else f"{number}."
            self._numbers[-1] = None if number is None else number + 1
            self._lists[-1].append((mark, tuple(self._levels.pop())))
        elif tag == "blockquote":
            self._quoted = max(self._quoted - 1, 0)
        elif tag == "pre":
            self._kept = False
        elif tag == "table":
            self._put(Table(self._head, tuple(self._rows)))

    def _end_row(self) -> None:
        cells, self._cells = tuple(self._cells or ()), None
        if self._heading and not self._head:
            self._head = cells
        elif cells:
            self._rows.append(cells)

    def handle_data(self, data: str) -> None:
        words = data if self._kept else " ".join(_with_ends(data))
        if words:
            self._runs.append(replace(self._look, text=words))

    def _put(self, block: Block) -> None:
        self._levels[-1].append(block)

    def _flush(self, tone: Tone = Tone.PLAIN) -> None:
        runs, self._runs = _trimmed(self._runs), []
        if runs:
            self._put(Paragraph(runs, tone, min(self._quoted, INDENTED_AT_MOST)))

    def _whole(self, address: str) -> str:
        if address.startswith("#"):
            return ""
        return self._home + address if address.startswith("/") else address


_LOOKS: dict[str, dict[str, bool]] = {
    "strong": {"bold": True},
    "em": {"italic": True},
    "s": {"struck": True},
    "code": {},
}
_HEADINGS = {f"h{level}": level for level in range(3, 7)}


def _with_ends(data: str) -> Iterable[str]:
    """The words of a text between tags. A space at either end is kept, as one."""
    words = data.split()
    if data[:1].isspace():
        words.insert(0, "")
    if data[-1:].isspace():
        words.append("")
    return words


def _trimmed(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs without the spaces and empty lines around all of them."""
    kept = list(runs)
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return tuple(kept)
