"""Files that were made to do harm, through the real upload page: refused in a sentence, or cleaned."""

import gc
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.submissions.models import Attachment
from tests.foundation.hostile import INPUTS
from tests.hostile.corpora import file_names
from tests.hostile.harm import harm_in, quick
from tests.hostile.watching import rows
from tests.hostile.world import World

CANARY = b"7F3A"
FILES = sorted(file for folder in ("generated", "upload") for file in (INPUTS / folder).glob("*.*"))
REFERENCE = re.compile(r"/attachments/([0-9a-z]{8})")


def attach(world: World, name: str, content: bytes) -> TestResponse:
    address = f"/submissions/{world.posts['draft'].reference}/attachments"
    file = FileStorage(BytesIO(content), name, content_type="application/octet-stream")
    boundary, body = encode_multipart({"csrf_token": world.tokens["author"], "file": file})
    return world.send(
        "author", "POST", address, data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )


def stored(world: World) -> set[Path]:
    folder = Path(world.app.config["SETTINGS"].files_folder)
    return {file for file in folder.rglob("*") if file.is_file()}


def downloads(world: World) -> list[TestResponse]:
    shown = world.send("author", "GET", f"/submissions/{world.posts['draft'].reference}/attachments")
    found = sorted(set(REFERENCE.findall(shown.text)))
    place = f"/submissions/{world.posts['draft'].reference}/attachments"
    return [world.send("author", "GET", f"{place}/{one}") for one in found]


def faults_of_download(answer: TestResponse, what: str) -> list[str]:
    wrong = []
    if not answer.headers.get("Content-Disposition", "").startswith("attachment;"):
        wrong.append(f"{what}: not a download")
    if "sandbox" not in answer.headers.get("Content-Security-Policy", ""):
        wrong.append(f"{what}: could be opened as a page of ours")
    if answer.headers.get("X-Content-Type-Options") != "nosniff" or answer.mimetype in {
        "text/html",
        "image/svg+xml",
    }:
        wrong.append(f"{what}: a browser could take it for a page ({answer.mimetype})")
    if CANARY in answer.data:
        wrong.append(f"{what}: the canary is in the download")
    return wrong


@pytest.mark.skipif(not FILES, reason="the hostile inputs are not beside this clone")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_hostile_file_is_refused_or_cleaned(world: World, file: Path) -> None:
    wrong: list[str] = []
    earlier, before = stored(world), rows(world.connection)
    with world.apart() as watch:
        with quick(file.name, wrong):
            answer = attach(world, file.name, file.read_bytes())
        wrong += harm_in(answer, file.name)
        if answer.status_code == 302:
            for one in downloads(world):
                wrong += faults_of_download(one, file.name)
        else:
            said = html.document_fromstring(answer.text).xpath("//*[contains(@class, 'govuk-error-message')]")
            if answer.status_code not in {409, 422} or not said or watch.changed(before):
                wrong.append(f"{file.name}: {answer.status_code}, with a sentence: {bool(said)}")
    for kept in stored(world) - earlier:
        if CANARY in kept.read_bytes() or file.stem in kept.name:
            wrong.append(f"{file.name}: {kept.name} holds the canary, or is called as the file was")
        kept.unlink()
    assert not wrong, "\n".join(wrong)


def test_a_file_of_any_name_is_kept_under_a_name_of_ours(world: World) -> None:
    wrong: list[str] = []
    earlier = stored(world)
    for name in file_names():
        with world.apart():
            answer = attach(world, name, b"Minutes, one line each.\n")
            wrong += harm_in(answer, f"{name!r}")
            if answer.status_code not in {302, 409, 422}:
                wrong.append(f"{name!r}: {answer.status_code}")
            for one in downloads(world) if answer.status_code == 302 else ():
                wrong += faults_of_download(one, repr(name))
                if any(
                    sign in one.headers["Content-Disposition"]
                    for sign in ("\r", "\n", "\x00", "..", "/", "\\")
                ):
                    wrong.append(f"{name!r}: downloads as {one.headers['Content-Disposition']!r}")
            kept = world.connection.execute(Attachment.__table__.select()).mappings().all()
            wrong += [f"{name!r}: shown as {one['name']!r}" for one in kept if len(one["name"]) > 120]
    folder = Path(world.app.config["SETTINGS"].files_folder)
    for file in stored(world) - earlier:
        if not re.fullmatch(r"[A-Za-z0-9_-]{16,}", file.name) or not file.is_relative_to(folder):
            wrong.append(f"kept as {file}")
        file.unlink()
    assert not wrong, "\n".join(wrong)


def test_a_file_without_a_name_or_without_content_is_refused_in_a_sentence(world: World) -> None:
    given: dict[str, Any] = {"": b"abc", "empty.txt": b""}
    for name, content in given.items():
        with world.apart():
            answer = attach(world, name, content)
            assert answer.status_code == 422, name
            assert "govuk-error-message" in answer.text


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the parser leaves them to be collected
def test_a_thousand_files_at_once_are_refused(world: World) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nabc\r\n'
    with world.apart() as watch:
        answer = world.send(
            "author",
            "POST",
            f"/submissions/{world.posts['draft'].reference}/attachments",
            data=part * 1000 + b"--x--\r\n",
            content_type="multipart/form-data; boundary=x",
        )
        assert answer.status_code in {400, 413}
        assert not watch.wrote
    gc.collect()  # here, and not in a test after it
