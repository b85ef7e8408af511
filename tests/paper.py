"""What a PDF says."""

from io import BytesIO

import pypdf

BREAK = "\u200b"  # where a word that is too long for a line may go on below


def words_of(content: bytes) -> str:
    """The words of a PDF in their order, as whoever copies all of it has them, with one space between them."""
    pages = pypdf.PdfReader(BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace(BREAK, "").split())
