"""Documents to keep, print and hand on: PDF that a screen reader follows, with the letters that Welsh needs.

``blocks`` is what a document consists of, ``document.typ`` how it looks, and ``writing`` the one file that writes PDF
(docs/decisions/0049-a-pdf-says-what-its-page-says.md).
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

    Tagged as PDF/UA-1 wants it, with its title, its language and an outline of its headings. It holds no date, and but
    for the name of the program that set it nothing that the document does not say. ``filling`` makes it longer by some
    bytes that say nothing.
    """
    return written(document, filling)
