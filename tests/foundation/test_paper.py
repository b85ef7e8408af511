"""Documents as PDF: what they say, in what order a screen reader says it, and what they keep to themselves."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from portal.foundation import paper
from portal.foundation.markdown import to_html
from portal.foundation.paper import (
    Block,
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Run,
    Table,
    Tone,
    from_html,
    plain,
)
from tests.paper import words_of

WELSH = "âêîôûŵŷÂÊÎÔÛŴŶáéíóúẃýÁÉÍÓÚẂÝàèìòùẁỳäëïöüẅÿ"
TYPOGRAPHY = "“”‘’–—…•€£½×≥"
CLAIMS_UA = "http://www.aiim.org/pdfua/ns/id/"


def of(*blocks: Block, title: str = "A lamp by the gate") -> Document:
    return Document(title, (Heading(1, plain("A lamp")), *blocks), foot="Sharing · abcd-efgh")


def opened(document: Document) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(paper.pdf(document)))


def read(document: Document) -> str:
    """The words of a document, its foot left out."""
    return re.sub(r"Sharing · abcd-efgh \d+ / \d+ ?", "", words_of(paper.pdf(document))).strip()


def tags(document: Document) -> list[str]:
    """The tags that a screen reader follows, in its order; those of words within a line left out."""

    def walk(node: Any) -> Iterator[str]:
        for one in node if isinstance(node, pikepdf.Array) else [node]:
            if isinstance(one, pikepdf.Dictionary) and "/S" in one:
                yield str(one.S).lstrip("/")
            if isinstance(one, pikepdf.Dictionary) and "/K" in one:
                yield from walk(one.K)

    inline = {"Document", "Strong", "Em", "Span"}
    pdf = opened(document)
    return [tag for tag in walk(pdf.Root.StructTreeRoot.K) if tag not in inline]


def test_a_screen_reader_follows_the_parts_in_their_order() -> None:
    text = to_html(
        "Before **all** of it.\n\n3. One\n4. Two\n   - Below two\n\n"
        "| Force | Calls |\n|---|---|\n| Moor | 3 |\n| | 4 |\n"
    )
    document = of(Facts((("From", plain("Moor Police")),)), Heading(2, plain("What it is")), *from_html(text))
    assert tags(document) == [
        "H1",
        "L", "LI", "Lbl", "LBody",
        "H2",
        "P",
        "L", "LI", "Lbl", "LBody", "P", "LI", "Lbl", "LBody", "P", "L", "LI", "Lbl", "LBody", "P",
        "Table", "THead", "TR", "TH", "TH", "TBody", "TR", "TD", "TD", "TR", "TD", "TD",
    ]  # fmt: skip
    words = (
        "A lamp From Moor Police What it is Before all of it. 3. One 4. Two • Below two Force Calls Moor 3 4"
    )
    assert read(document).replace("‣", "•").split() == words.split()


def test_it_keeps_the_standard_and_says_its_title_its_language_and_an_outline() -> None:
    headings = ((2, "First"), (3, "Below"), (2, "Last"), (6, "Far below"))
    pdf = opened(of(*(Heading(level, plain(words)) for level, words in headings)))
    assert CLAIMS_UA in pdf.Root.Metadata.read_bytes().decode(), "the program that set it found no fault"
    assert (str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)) == ("en-GB", True)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_outline() as outline:
        top = [(str(one.title), [str(kid.title) for kid in one.children]) for one in outline.root]
    assert top == [("First", ["Below"]), ("Last", ["Far below"])]
    assert str(pdf.docinfo.Title) == "A lamp by the gate"


def test_it_says_nothing_of_when_or_where_it_was_made() -> None:
    document = of(Paragraph(plain("words")))
    made = paper.pdf(document)
    pdf = pikepdf.open(BytesIO(made))
    assert set(pdf.docinfo.keys()) == {"/Title", "/Creator"}
    assert str(pdf.docinfo.Creator).startswith("Typst ")
    said = pdf.Root.Metadata.read_bytes().decode()
    assert "Date" not in said
    assert made == paper.pdf(document), "and the same document is the same file"


def test_it_can_be_longer_and_say_no_more() -> None:
    document = of(Paragraph(plain("words")))
    bare, filled = paper.pdf(document), paper.pdf(document, filling=20_000)
    assert len(filled) > len(bare) + 15_000
    assert filled == paper.pdf(document, filling=20_000)
    assert words_of(filled) == words_of(bare)


@pytest.mark.parametrize("look", ["bold", "italic", "struck"])
def test_welsh_and_typography_have_letters_in_every_look(look: str) -> None:
    document = of(Paragraph((Run(WELSH + TYPOGRAPHY), Run(WELSH + TYPOGRAPHY, **{look: True}))))
    assert CLAIMS_UA in opened(document).Root.Metadata.read_bytes().decode(), (
        "a letter that is missing is a fault"
    )


def test_what_no_letter_is_there_for_is_kept_in_a_file_that_claims_no_standard() -> None:
    pdf = opened(of(Paragraph(plain("One 漢字 👮 two"))))
    assert CLAIMS_UA not in pdf.Root.Metadata.read_bytes().decode()
    assert bool(pdf.Root.MarkInfo.Marked)


def test_a_link_says_where_it_leads_and_none_leads_where_it_should_not() -> None:
    text = to_html(
        "[Far](https://example.org/ŵ?x=1) and [ours](/library/abcd) and [below](#part) and [bad](javascript:alert) "
        f"and [long](https://example.org/{'a' * 3000})"
    )
    pdf = opened(of(*from_html(text, home="https://portal.example")))
    links = list(pdf.pages[0].Annots)
    assert [str(link.A.URI) for link in links] == [
        "https://example.org/%C5%B5?x=1",
        "https://portal.example/library/abcd",
    ]
    assert {str(link.A.S) for link in links} == {"/URI"}
    assert all(str(link.Contents) for link in links)


@pytest.mark.parametrize(
    "said",
    [
        "(unbalanced \\) ( <</OpenAction 1>> endobj %%EOF",
        "]]></rdf:li><x>&amp;",
        "\x00\x08\ud800 end",
        '#read("/etc/passwd") $x$ *b* @preview <label> `code` // comment \\',
    ],
)
def test_hostile_words_stay_words(said: str) -> None:
    document = Document(said, (Heading(1, plain(said)), Paragraph(plain(said))), foot=said)
    pdf = opened(document)
    assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & set(pdf.Root.keys())
    assert len(pdf.pages) == 1
    assert "/Annots" not in pdf.pages[0]
    kept = " ".join(re.sub("[\x00-\x1f\ud800]", "", said).split())
    assert kept in read(document)


def test_a_table_too_wide_for_a_page_is_told_row_by_row() -> None:
    head = tuple(plain(f"Column {place}") for place in range(9))
    table = Table(head, (tuple(plain(str(place)) if place != 4 else () for place in range(9)),))
    assert tags(of(table)) == ["H1", "P"]
    assert "; ".join(f"Column {place}: {place}" for place in range(9) if place != 4) in read(of(table))


def test_a_long_table_names_its_columns_on_every_page_and_to_the_ear_once() -> None:
    rows = tuple((plain(f"Row {place}"), plain("many words " * 30)) for place in range(60))
    document = of(Table((plain("Name"), plain("What")), rows))
    pages = pypdf.PdfReader(BytesIO(paper.pdf(document))).pages
    assert len(pages) > 3
    assert all("Name" in page.extract_text() for page in pages)
    assert tags(document).count("TH") == 2


def test_much_is_all_said() -> None:
    document = of(
        *(Paragraph(plain("word " * 90)) for _ in range(40)),
        Table((plain("Name"), plain("What")), ((plain("a"), plain("long words here " * 2000)),)),
        Paragraph(plain("x" * 3000)),
    )
    said = read(document)
    assert (said.count("word "), said.count("long"), said.count("here")) == (3600, 2000, 2000)
    assert said.replace(" ", "").count("x" * 3000) == 1, "what is too long for a line goes on below"


def test_what_is_empty_is_a_page_too() -> None:
    for document in (
        Document("", ()),
        of(Paragraph(()), Items(()), Facts(()), Table((), ()), Heading(2, ())),
    ):
        assert len(opened(document).pages) == 1


@settings(max_examples=40)
@given(some.lists(some.text("ab* _`|-#>1.[]()\n~", max_size=60), max_size=8))
def test_whatever_is_typed_becomes_pages(typed: list[str]) -> None:
    assert len(opened(of(*from_html(to_html("\n\n".join(typed))))).pages) >= 1


def test_spaces_of_code_stay_as_typed_and_struck_words_are_struck() -> None:
    blocks = from_html(to_html("```\nif x:\n    y\n```\n\n~~no~~"))
    assert blocks == (Paragraph((Run("if x:\n    y"),), Tone.CODE), Paragraph((Run("no", struck=True),)))
    assert "if x:" in read(of(*blocks))
