"""Documents to keep, print and hand on: PDF that a screen reader follows, with the letters that Welsh needs.

``blocks`` is what a document consists of, ``fonts`` what letters measure, ``lines`` and ``setting`` break it into lines
and pages, and ``writing`` is the one file that writes PDF (docs/decisions/0049-a-pdf-says-what-its-page-says.md).
"""

from portal.foundation.paper.blocks import (
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
from portal.foundation.paper.setting import set_pages
from portal.foundation.paper.writing import written

__all__ = [
    "Block",
    "Document",
    "Facts",
    "Heading",
    "Items",
    "Paragraph",
    "Run",
    "Table",
    "Tone",
    "from_html",
    "pdf",
    "plain",
]


def pdf(document: Document, *, filling: int = 0) -> bytes:
    """The document as PDF: the same document gives the same bytes, on every day and every machine of one version.

    Tagged, with its title, its language and an outline of its headings. It holds no date, no name of a program and
    nothing that the document does not say. ``filling`` makes it longer by some bytes that say nothing.
    """
    return written(document, set_pages(document), filling)
