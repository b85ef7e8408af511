"""The generated documents say what the code says."""

import pytest

from tests.house.generated import DOCS, DOCUMENTS


@pytest.mark.parametrize("name", list(DOCUMENTS))
def test_a_generated_document_is_up_to_date(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == DOCUMENTS[name](), "run: make docs"
