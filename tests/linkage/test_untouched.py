"""Posting anonymously changes no row and no file but the desk's own; and of receipts and canaries nothing is left."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import DATABASES
from tests.linkage.runs import ROOT
from tests.linkage.untouched import CANARY, INPUTS, forms_of, opened

needs_inputs = pytest.mark.skipif(
    not INPUTS.is_dir(), reason="the files with canaries are not beside the project"
)


@pytest.mark.slow
@pytest.mark.parametrize("database", DATABASES)
def test_posting_touches_nothing_but_the_desk_and_leaves_neither_receipt_nor_canary(
    database: str, tmp_path: Path
) -> None:
    """Somebody who is signed in and has just saved a draft posts; all rows and files are compared, dumps searched."""
    words = [sys.executable, "-m", "tests.linkage.untouched", database, str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["looked at"] > 30
    assert found["changed"] == []
    assert found["released"] == ["itm-0123456789ab"], "the post was made, and went out"
    assert found["post itself"]
    assert found["receipt"] == []
    if INPUTS.is_dir():
        assert found["attached"] >= 2, "some files of the named draft were taken, cleaned"
        assert found["of the post"] == 2, "and both pictures of the anonymous post"
        assert found["canary"] == []
        assert found["in downloads"] == []


@needs_inputs
def test_the_canaries_would_be_seen() -> None:
    files = sorted(INPUTS.glob("*canary*"))
    assert len(files) >= 4
    assert all(any(CANARY in one for one in opened(file.read_bytes())) for file in files)


def test_every_form_of_a_receipt_is_another() -> None:
    forms = forms_of("0123456789ABCDEFGHJKMNPQRSA")
    assert len(forms) > 25
    assert all(len(form) >= 16 for form in forms.values())
