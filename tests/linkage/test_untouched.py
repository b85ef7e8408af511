"""Posting anonymously changes no row and no file but the desk's own; and of receipts and canaries nothing is left."""

import json
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import DATABASES
from tests.linkage.runs import ROOT
from tests.linkage.untouched import INPUTS, canaries, forms_of, has_canary

CARRYING = (
    "docx_author_canary.docx", "docx_billion_laughs.docx", "docx_xxe.docx",
    "exif_canary.jpg", "pdf_author_canary.pdf", "png_text_canary.png",
)  # fmt: skip
needs_inputs = pytest.mark.skipif(
    not INPUTS.is_dir(), reason="the files with canaries are not beside the project"
)


@pytest.mark.slow
@pytest.mark.parametrize("database", DATABASES)
def test_posting_touches_nothing_but_the_desk_and_leaves_neither_receipt_nor_canary(
    database: str, tmp_path: Path
) -> None:
    """Somebody who is signed in and has just saved a draft posts; all rows and files are compared, dumps searched."""
    found = lived(database, tmp_path / "once")
    if found["canary"] or found["in downloads"]:  # four bytes stand in random ones too, but not twice
        found = lived(database, tmp_path / "again")
    assert found["looked at"] > 30
    assert found["changed"] == []
    assert found["released"] == ["itm-0123456789ab"], "the post was made, and went out"
    assert found["post itself"]
    assert found["receipt"] == []
    assert found["canary"] == []
    assert found["in downloads"] == []
    at_the_desk = found["chosen at the desk"]
    assert found["of the post"] == found["own files"] == len(at_the_desk) + len(found["added by receipt"])
    assert found["refused at the desk"] == [name for name in found["files"] if name not in at_the_desk]
    if INPUTS.is_dir():
        assert set(CARRYING) <= set(found["files"])
        assert at_the_desk == ["exif_canary.jpg", "png_text_canary.png", "whole.pdf"]
        assert found["added by receipt"] == ["exif_canary.jpg", "png_text_canary.png"], "five at most"
        assert found["attached"] == ["docx_author_canary.docx", *at_the_desk]


def lived(database: str, folder: Path) -> dict[str, Any]:
    words = [sys.executable, "-m", "tests.linkage.untouched", database, str(folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@needs_inputs
def test_the_canaries_would_be_seen() -> None:
    """In every file beside the project that carries it, some only within what they pack."""
    assert set(CARRYING) <= set(canaries())
    assert all(map(has_canary, (b"\0 7F3A", "7F3A".encode("utf-16-le"), zlib.compress(b"written by 7F3A"))))


def test_every_form_of_a_receipt_is_another() -> None:
    forms = forms_of("0123456789ABCDEFGHJKMNPQRSA")
    assert len(forms) > 25
    assert all(len(form) >= 16 for form in forms.values())
