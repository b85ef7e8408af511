"""What letters measure, and the fonts that go into a document: Source Sans, which is free to be embedded in any.

The letters come from a package of the index. Each style is cut down once in a process, to those of languages written in
Latin, Greek and Cyrillic letters and the signs of everyday typography, and never to what one document says: then the
font tells nothing of a document, and making one costs no work on fonts.
"""

import unicodedata
import zlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO

UNITS = 1000  # of the font, in one size; all styles of it have as many
SLANT = -12  # degrees, of the italic
REPERTOIRE = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x300, 0x370),
    *range(0x370, 0x530),
    *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2060),
    *range(0x2070, 0x20C0),
    *range(0x2100, 0x2200),
    *range(0x2200, 0x2300),
    *range(0x2500, 0x2700),
)
_FILES = {"regular": "Regular", "bold": "Semibold", "italic": "It"}
UNKNOWN = 0  # the glyph that fonts draw for what they do not have: a box


@dataclass(frozen=True, slots=True)
class Font:
    """One style: the glyph of each character, how wide each glyph is, and the program to embed."""

    name: str
    glyphs: dict[int, int]
    widths: tuple[int, ...]
    program: bytes  # as deflated as it goes into a file
    length: int  # of the program before that, in bytes
    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    capital: int


@cache
def font(style: str) -> Font:
    """One of ``regular``, ``bold`` and ``italic``. Costs some 100 ms the first time in a process."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    source = files("font_source_sans_pro") / "files" / f"SourceSansPro-{_FILES[style]}.ttf"
    whole = TTFont(BytesIO(source.read_bytes()), recalcTimestamp=False, recalcBBoxes=False)
    options = subset.Options(
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        drop_tables=["DSIG", "GDEF", "GPOS", "GSUB", "kern"],
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=REPERTOIRE)
    cutter.subset(whole)
    cut = BytesIO()
    whole.save(cut)
    order = {name: place for place, name in enumerate(whole.getGlyphOrder())}
    head, rows = whole["head"], whole["hhea"]
    return Font(
        name=f"SourceSansPro-{_FILES[style]}",
        glyphs={code: order[name] for code, name in whole.getBestCmap().items()},
        widths=tuple(whole["hmtx"][name][0] for name in whole.getGlyphOrder()),
        program=zlib.compress(cut.getvalue(), 9),
        length=len(cut.getvalue()),
        box=(head.xMin, head.yMin, head.xMax, head.yMax),
        ascent=rows.ascent,
        descent=rows.descent,
        capital=whole["OS/2"].sCapHeight,
    )


@dataclass(frozen=True, slots=True)
class Spelt:
    """A word as one style draws it. ``said`` is what it says where its glyphs do not say all of it."""

    word: str
    style: str
    glyphs: tuple[int, ...]
    width: int  # in units
    said: str = ""


def spelt(word: str, style: str) -> Spelt:
    """The glyphs of a word. A style that lacks one of them gives way to the regular one; what that lacks is a box."""
    has = font(style)
    if style != "regular" and any(ord(sign) not in has.glyphs for sign in word):
        style, has = "regular", font("regular")
    found = [has.glyphs.get(ord(sign), _instead_of(sign, has)) for sign in word]
    glyphs = tuple(glyph for glyph in found if glyph is not None)
    said = "" if len(glyphs) == len(word) and UNKNOWN not in glyphs else word
    return Spelt(word, style, glyphs, sum(has.widths[glyph] for glyph in glyphs), said)


def _instead_of(sign: str, has: Font) -> int | None:
    """A space for any space, nothing for what joins, marks and directs others, a box for all else."""
    sort = unicodedata.category(sign)
    if sort == "Zs":
        return has.glyphs[ord(" ")]
    return None if sort in ("Cc", "Cf", "Mn", "Me", "Zl", "Zp") else UNKNOWN
