"""The one file that writes PDF: pages as ``setting`` laid them out, with the tags that a screen reader follows."""

import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import shake_256
from io import BytesIO
from itertools import groupby
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Stream, String

from portal.foundation.paper.blocks import Document
from portal.foundation.paper.fonts import SLANT, font
from portal.foundation.paper.lines import Element
from portal.foundation.paper.pages import HEIGHT, WIDTH, Page, Pages, Piece, Stroke

FONTS = {"regular": "/F1", "bold": "/F2", "italic": "/F3"}
IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~"
KEPT_EMPTY = frozenset({"TD", "TH", "LI", "Document"})  # a cell without words still stands in its column
MARKS_AT_ONCE = 100  # lines that one part of a CMap may have, by its specification

METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def written(document: Document, pages: Pages, filling: int = 0) -> bytes:
    """The pages as one file, longer by some bytes that say nothing."""
    with pikepdf.new() as pdf:
        writer = _Writer(pdf)
        for page in pages.pages:
            writer.page(page)
        writer.tags(pages.tree)
        root = pdf.Root
        root.Lang = String(document.language)
        root.MarkInfo = Dictionary(Marked=True)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        title = _sayable(document.title)
        said = METADATA.format(title=escape(title), language=document.language)
        root.Metadata = Stream(pdf, said.encode(), Type=Name.Metadata, Subtype=Name.XML)
        pdf.docinfo = pdf.make_indirect(Dictionary(Title=String(title)))
        _outline(pdf, pages.outline)
        if filling:
            noise = shake_256(b"portal filling").digest(
                filling
            )  # what packs a file again makes it no shorter
            stored = zlib.compress(noise, 0)
            root.Filling = Stream(pdf, stored, Filter=Name.FlateDecode)
        whole = BytesIO()
        pdf.save(whole, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return whole.getvalue()


class _Writer:
    """Writes page after page, and remembers of each element where its words stand."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._fonts = Dictionary()
        self._marks: dict[Element, list[tuple[int, int]]] = {}  # page and number on it
        self._links: dict[Element, list[tuple[int, Object]]] = {}
        self._owners: list[list[Element]] = []  # of each page, by number

    def page(self, page: Page) -> None:
        place = len(self._owners)
        content, owners = _content(page)
        self._owners.append(owners)
        for number, element in enumerate(owners):
            self._marks.setdefault(element, []).append((place, number))
        for style in {one.style for one in page.drawn if isinstance(one, Piece)}:
            if FONTS[style] not in self._fonts:
                self._fonts[FONTS[style]] = _font(self._pdf, style)
        self._pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
        made = self._pdf.pages[place].obj
        made.Contents = Stream(self._pdf, content)
        made.Resources = Dictionary(Font=self._fonts)
        made.StructParents = place
        if page.links:
            made.Tabs = Name.S
            made.Annots = Array([self._link(place, link.element, link.href, link.box) for link in page.links])

    def _link(self, place: int, element: Element, href: str, box: Sequence[float]) -> Object:
        address = quote(href, safe=IN_ADDRESSES)
        one = self._pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=[round(edge, 2) for edge in box],
                Border=[0, 0, 0],
                F=4,  # printed with its page
                Contents=String(f"Link to {address}"),
                A=Dictionary(S=Name.URI, URI=String(address)),
            )
        )
        self._links.setdefault(element, []).append((place, one))
        return one

    def tags(self, tree: Element) -> None:
        """What a screen reader follows, from each element to its words and from the words to their element."""
        pdf, made = self._pdf, dict[Element, Object]()
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        top = self._element(tree, root, made)
        root.K = top
        numbers: list[Any] = []
        for place, owners in enumerate(self._owners):
            numbers += [place, pdf.make_indirect(Array([made[element] for element in owners]))]
        after = len(self._owners)
        for element, links in self._links.items():
            for _place, link in links:
                link.StructParent = after
                numbers += [after, made[element]]
                after += 1
        root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(numbers)))
        root.ParentTreeNextKey = after
        pdf.Root.StructTreeRoot = root

    def _element(self, element: Element, parent: Object, made: dict[Element, Object]) -> Object | None:
        node = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{element.tag}"), P=parent))
        kids: list[Any] = [self._element(kid, node, made) for kid in element.kids]
        kids = [kid for kid in kids if kid is not None]
        marks = self._marks.get(element, [])
        pages = self._pdf.pages
        if marks:
            node.Pg = pages[first := marks[0][0]].obj
            kids += [
                number if place == first else Dictionary(Type=Name.MCR, Pg=pages[place].obj, MCID=number)
                for place, number in marks
            ]
        kids += [
            Dictionary(Type=Name.OBJR, Obj=link, Pg=pages[place].obj)
            for place, link in self._links.get(element, ())
        ]
        if not kids and element.tag not in KEPT_EMPTY:
            return None
        node.K = Array(kids)
        if element.tag == "TH":
            node.A = Dictionary(O=Name.Table, Scope=Name.Column)
        if element.tag == "L":
            node.A = Dictionary(O=Name.List, ListNumbering=Name.Decimal if element.ordered else Name.Disc)
        made[element] = node
        return node


def _content(page: Page) -> tuple[bytes, list[Element]]:
    """What draws a page, and the elements whose words it draws, by their number on it."""
    said: list[str] = []
    owners: list[Element] = []
    for element, drawn in groupby(
        page.drawn, key=lambda one: one.element if isinstance(one, Piece) else None
    ):
        if element is None:
            said.append("/Artifact BMC")
        else:
            said.append(f"/{element.tag} <</MCID {len(owners)}>> BDC")
            owners.append(element)
        said += map(_drawn, drawn)
        said.append("EMC")
    return "\n".join(said).encode("ascii"), owners


def _drawn(one: Piece | Stroke) -> str:
    if isinstance(one, Stroke):
        return f"{one.colour} RG {one.width:g} w {one.x:.2f} {one.y:.2f} m {one.to_x:.2f} {one.to_y:.2f} l S"
    glyphs = "".join(f"{glyph:04x}" for glyph in one.glyphs)
    words = f"{one.colour} rg BT {FONTS[one.style]} {one.size:g} Tf 1 0 0 1 {one.x:.2f} {one.y:.2f} Tm <{glyphs}> Tj ET"
    if one.said:
        text = ("\ufeff" + one.said + " ").encode("utf-16-be", "replace").hex()
        return f"/Span <</ActualText <{text}>>> BDC {words} EMC"
    return words


def _outline(pdf: pikepdf.Pdf, headings: Iterable[tuple[int, str, int, float]]) -> None:
    with pdf.open_outline() as outline:
        for level, words, page, height in headings:
            item = OutlineItem(_sayable(words), page, "XYZ", left=0, top=round(height, 2), zoom=0)
            if level > 2 and outline.root:
                outline.root[-1].children.append(item)
            else:
                outline.root.append(item)


def _sayable(words: str) -> str:
    """The words without what no text may hold: control characters and halves of characters."""
    return "".join(sign for sign in words if unicodedata.category(sign) not in ("Cc", "Cs"))


def _font(pdf: pikepdf.Pdf, style: str) -> Object:
    known = font(style)
    name = Name(f"/PORTAL+{known.name}")
    program = Stream(pdf, known.program, Filter=Name.FlateDecode, Length1=known.length)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=96 if style == "italic" else 32,
        FontBBox=list(known.box),
        ItalicAngle=SLANT if style == "italic" else 0,
        Ascent=known.ascent,
        Descent=known.descent,
        CapHeight=known.capital,
        StemV=110 if style == "bold" else 80,
        FontFile2=program,
    )
    letters = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        CIDToGIDMap=Name.Identity,
        FontDescriptor=pdf.make_indirect(descriptor),
        W=Object.parse(f"[0 [{' '.join(map(str, known.widths))}]]".encode()),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(letters)],
            ToUnicode=Stream(pdf, _letters_of(style)),
        )
    )


@cache
def _letters_of(style: str) -> bytes:
    """Which character each glyph stands for, so that a text can be copied, searched and read aloud."""
    meant: dict[int, int] = {}
    for code, glyph in sorted(font(style).glyphs.items()):
        meant.setdefault(glyph, code)
    lines = [
        f"<{glyph:04x}> <{chr(code).encode('utf-16-be').hex()}>" for glyph, code in sorted(meant.items())
    ]
    parts = [lines[begin : begin + MARKS_AT_ONCE] for begin in range(0, len(lines), MARKS_AT_ONCE)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <ffff> endcodespacerange",
            *(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    ).encode("ascii")
