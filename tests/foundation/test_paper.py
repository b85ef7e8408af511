"""Documents as PDF: what they say, in what order a screen reader says it, and what they keep to themselves."""

import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as some

from portal.foundation import paper
from portal.foundation.markdown import to_html
from portal.foundation.paper import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Run,
    Table,
    Tone,
    from_html,
    plain,
)
from portal.foundation.paper.fonts import UNITS, font, spelt
from portal.foundation.paper.lines import Breaker, Element
from portal.foundation.paper.pages import BOTTOM, HEIGHT, LEFT, MEASURE, Piece
from portal.foundation.paper.setting import set_pages

WELSH = "âêîôûŵŷÂÊÎÔÛŴŶáéíóúẃýÁÉÍÓÚẂÝàèìòùẁỳäëïöüẅÿ"
TYPOGRAPHY = "“”‘’–—…•€£½×≥→ ﬁ"


def of(*blocks: Block, title: str = "A lamp by the gate") -> Document:
    return Document(title, blocks, foot="Sharing · abcd-efgh")


def opened(document: Document) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(paper.pdf(document)))


def letters() -> dict[str, dict[str, str]]:
    """What each glyph of each style says, read from what the file itself says of it."""
    pdf = opened(of(Paragraph((Run("a"), Run("b", bold=True), Run("c", italic=True)))))
    said = {}
    for name, kept in pdf.pages[0].Resources.Font.items():
        pairs = re.findall(r"^<(\w{4})> <(\w+)>$", kept.ToUnicode.read_bytes().decode(), re.MULTILINE)
        said[name] = {glyph: bytes.fromhex(text).decode("utf-16-be") for glyph, text in pairs}
    return said


LETTERS = letters()


def words_by_mark(page: Any) -> dict[int | None, str]:
    """The words of a page by the number under which they are marked; None for what is not read."""
    said: dict[int | None, str] = {}
    mark: list[int | None] = []
    name, instead = "", ""
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" if str(operands[0]) == "/Span" and "/ActualText" in operands[1]:
                instead = bytes(operands[1].ActualText).decode("utf-16-be").lstrip("\ufeff")
                mark.append(mark[-1])
            case "BDC":
                mark.append(int(operands[1].MCID))
            case "BMC":
                mark.append(None)
            case "EMC":
                mark.pop()
                instead = ""
            case "Tf":
                name = str(operands[0])
            case "Tj":
                hexed = bytes(operands[0]).hex()
                glyphs = [hexed[at : at + 4] for at in range(0, len(hexed), 4)]
                text = instead or "".join(LETTERS[name][glyph] for glyph in glyphs)
                said[mark[-1]] = said.get(mark[-1], "") + text
    assert mark == [], "what is begun is ended"
    return said


def read_aloud(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    """What a screen reader follows: each tag that holds words, and the words."""
    by_page = {page.obj.objgen: words_by_mark(page) for page in pdf.pages}

    def walk(node: Any) -> Iterator[tuple[str, str]]:
        kids = node.K if isinstance(node.K, pikepdf.Array) else [node.K]
        words = ""
        for kid in kids:
            if isinstance(kid, int):
                words += by_page[node.Pg.objgen][kid]
            elif kid.get("/Type") == "/MCR":
                words += by_page[kid.Pg.objgen][int(kid.MCID)]
            elif kid.get("/Type") == "/StructElem":
                yield from walk(kid)
        if words or not len(kids):
            yield str(node.S).lstrip("/"), words.strip()

    yield from walk(pdf.Root.StructTreeRoot.K)


def test_a_screen_reader_follows_the_parts_in_their_order() -> None:
    text = to_html(
        "Before **all** of it.\n\n1. One\n2. Two\n   - Below two\n\n"
        "| Force | Calls |\n|---|---|\n| Moor | 3 |\n| | 4 |\n"
    )
    document = of(
        Heading(1, plain("A lamp")),
        Facts((("From", plain("Moor Police")),)),
        Heading(2, plain("What it is")),
        *from_html(text),
    )
    assert list(read_aloud(opened(document))) == [
        ("H1", "A lamp"),
        ("Lbl", "From"), ("LBody", "Moor Police"),
        ("H2", "What it is"),
        ("P", "Before all of it."),
        ("Lbl", "1."), ("P", "One"),
        ("Lbl", "2."), ("P", "Two"), ("Lbl", "•"), ("P", "Below two"),
        ("TH", "Force"), ("TH", "Calls"),
        ("TD", "Moor"), ("TD", "3"), ("TD", ""), ("TD", "4"),
    ]  # fmt: skip


def test_it_says_its_title_and_language_and_shows_an_outline() -> None:
    pdf = opened(
        of(
            Heading(1, plain("A lamp")),
            Heading(2, plain("First")),
            Heading(3, plain("Below")),
            Heading(2, plain("Last")),
        )
    )
    assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)) == ("en-GB", True)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_outline() as outline:
        top = [(str(one.title), [str(kid.title) for kid in one.children]) for one in outline.root]
    assert top == [("First", ["Below"]), ("Last", [])]
    assert str(pdf.docinfo.Title) == "A lamp by the gate"


def test_it_says_nothing_of_when_where_or_with_what_it_was_made() -> None:
    document = of(Paragraph(plain("words")))
    made = paper.pdf(document)
    pdf = pikepdf.open(BytesIO(made))
    assert set(pdf.docinfo.keys()) == {"/Title"}
    said = pdf.Root.Metadata.read_bytes().decode()
    for word in ("Producer", "Creator", "Date", "pikepdf", "qpdf", "fontTools"):
        assert word.encode() not in made
        assert word not in said
    assert made == paper.pdf(document), "and the same document is the same file"


def test_every_word_has_its_tag_and_every_tag_its_words() -> None:
    pdf = opened(of(*(Paragraph(plain("word " * 90)) for _ in range(40))))
    assert len(pdf.pages) > 3
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for page in pdf.pages:
        marks = {mark for mark in words_by_mark(page) if mark is not None}
        assert marks == set(range(len(owners[int(page.StructParents)])))
    told = "".join(words for _tag, words in read_aloud(pdf))
    assert told.replace(" ", "") == "word" * 90 * 40


def test_welsh_and_typography_are_drawn_and_said() -> None:
    for style in ("regular", "bold", "italic"):
        assert [sign for sign in WELSH if spelt(sign, style).said] == []
    words = f"Llanŵyn, tŷ {TYPOGRAPHY}"
    pdf = opened(of(Paragraph(plain(words))))
    assert [said for _tag, said in read_aloud(pdf)] == [words]


def test_what_no_letter_is_there_for_is_a_box_that_is_read_as_what_it_is() -> None:
    pdf = opened(of(Paragraph(plain("One 漢字 \u202eword\u202c 👮 two"))))
    assert [said for _tag, said in read_aloud(pdf)] == ["One 漢字 \u202eword\u202c 👮 two"]


def test_a_link_says_where_it_leads_and_none_leads_where_it_should_not() -> None:
    text = to_html(
        "[Far](https://example.org/ŵ?x=1) and [ours](/library/abcd) and [below](#part) and [bad](javascript:alert)"
    )
    pdf = opened(of(*from_html(text, home="https://portal.example")))
    links = list(pdf.pages[0].Annots)
    assert [str(link.A.URI) for link in links] == [
        "https://example.org/%C5%B5?x=1",
        "https://portal.example/library/abcd",
    ]
    assert {str(link.A.S) for link in links} == {"/URI"}
    assert all(str(link.Contents).startswith("Link to ") for link in links)
    spoken = [(tag, words) for tag, words in read_aloud(pdf) if tag == "Link"]
    assert spoken == [("Link", "Far"), ("Link", "ours")]


@pytest.mark.parametrize(
    "said", ["(unbalanced \\) ( <</OpenAction 1>> endobj %%EOF", "]]></rdf:li><x>&amp;", "\x00\x08\ud800 end"]
)
def test_hostile_words_stay_words(said: str) -> None:
    pdf = opened(Document(said, (Heading(1, plain(said)), Paragraph(plain(said))), foot=said))
    assert set(pdf.Root.keys()) <= {
        "/Lang", "/MarkInfo", "/Metadata", "/Outlines", "/PageMode", "/Pages", "/StructTreeRoot", "/Type",
        "/ViewerPreferences",
    }  # fmt: skip
    assert len(pdf.pages) == 1
    assert "/Annots" not in pdf.pages[0]


def test_a_table_too_wide_for_a_page_is_told_row_by_row() -> None:
    head = tuple(plain(f"Column {place}") for place in range(9))
    table = Table(head, (tuple(plain(str(place)) if place != 4 else () for place in range(9)),))
    told = [words for tag, words in read_aloud(opened(of(table))) if tag == "P"]
    assert told == ["; ".join(f"Column {place}: {place}" for place in range(9) if place != 4)]


def test_a_long_table_names_its_columns_on_every_page_and_to_the_ear_once() -> None:
    rows = tuple((plain(f"Row {place}"), plain("many words " * 30)) for place in range(60))
    document = of(Table((plain("Name"), plain("What")), rows))
    pages = set_pages(document).pages
    named = [sum(isinstance(one, Piece) and one.style == "bold" for one in page.drawn) for page in pages]
    assert len(pages) > 3
    assert all(named)
    assert [words for tag, words in read_aloud(opened(document)) if tag == "TH"] == ["Name", "What"]


def test_a_row_longer_than_a_page_goes_on_over_pages() -> None:
    document = of(Table((plain("Name"), plain("What")), ((plain("a"), plain("long words here " * 2000)),)))
    told = [words for tag, words in read_aloud(opened(document)) if tag == "TD"]
    assert told[1].count("long words here") == 2000


TEXTS = some.text(
    some.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z", "M")) | some.sampled_from("  \n"),
    max_size=400,
)


@given(TEXTS, some.sampled_from(["regular", "bold", "italic"]), some.floats(20, 400))
def test_no_line_is_too_long_and_no_letter_is_lost(text: str, style: str, measure: float) -> None:
    run = Run(text, bold=style == "bold", italic=style == "italic")
    lines = Breaker().lines((run,), Element("P"), 11, measure)
    for line in lines:
        drawn = sum(atom.spelt.width for atom in line) * 11 / UNITS
        assert drawn <= measure or (len(line) == 1 and len(line[0].spelt.glyphs) == 1)
    kept = "".join(atom.spelt.word for line in lines for atom in line)
    assert kept == re.sub(r"[ \t\r\n\f\v]", "", unicodedata.normalize("NFC", text))


@given(some.lists(some.text("ab* _`|-#>1.[]()\n~", max_size=60), max_size=8))
def test_whatever_is_typed_becomes_pages_inside_their_margins(typed: list[str]) -> None:
    pages = set_pages(of(*from_html(to_html("\n\n".join(typed)))))
    for page in pages.pages:
        for one in page.drawn:
            if isinstance(one, Piece) and one.element is not None:
                wide = sum(font(one.style).widths[glyph] for glyph in one.glyphs) * one.size / UNITS
                assert one.x >= LEFT
                assert one.x + wide <= LEFT + MEASURE + one.size
                assert BOTTOM <= one.y <= HEIGHT


def test_spaces_of_code_stay_as_typed_and_struck_words_are_struck() -> None:
    blocks = from_html(to_html("```\nif x:\n    y\n```\n\n~~no~~"))
    assert blocks == (Paragraph((Run("if x:\n    y"),), Tone.CODE), Paragraph((Run("no", struck=True),)))
