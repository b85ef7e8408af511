"""Files that were made to do harm, at the desk: refused in a sentence, or made anew, as everywhere."""

import gc
from io import BytesIO
from pathlib import Path

import pytest
from lxml import html
from sqlalchemy import delete, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from portal.anonymous import actions, release
from portal.anonymous.actions import at_the_desk
from portal.anonymous.models import File, desk
from tests.foundation.test_files import all_within
from tests.hostile.corpora import file_names
from tests.hostile.harm import harm_in, quick
from tests.hostile.test_uploads import CANARY, FILES
from tests.hostile.world import World

TEXT = {"title": "A quiet room", "body": "Handover takes long.", "details": {"better": "A room."}}
ADD = "/anonymous/receipt/files/add"


@pytest.fixture
def code(world: World) -> str:
    """The receipt of a post that waits at the desk."""
    release.put_up_notices()
    receipt = actions.new_receipt()
    with at_the_desk():
        actions.file(receipt, world.codes["here"], "idea", TEXT)
    desk.remove()
    return receipt


def attach(world: World, code: str, name: str, content: bytes, turn: str) -> TestResponse:
    file = FileStorage(BytesIO(content), name, content_type="application/octet-stream")
    boundary, body = encode_multipart({"code": code, "turn": turn, "files": file})
    return world.desk.test_client(use_cookies=False).post(
        ADD, data=body, content_type=f"multipart/form-data; boundary={boundary}", buffered=True
    )


def kept() -> list[tuple[str, str, bytes]]:
    """All files at the desk, and none after it."""
    rows = desk.execute(select(File.name, File.media_type, File.content)).all()
    with at_the_desk():
        desk.execute(delete(File))
    desk.remove()
    return [(name, media_type, content or b"") for name, media_type, content in rows]


@pytest.mark.skipif(not FILES, reason="the hostile inputs are not beside this clone")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_hostile_file_is_refused_or_made_anew(world: World, code: str, file: Path) -> None:
    wrong: list[str] = []
    with quick(file.name, wrong):
        answer = attach(world, code, file.name, file.read_bytes(), file.name)
    wrong += harm_in(answer, file.name)
    there = kept()
    said = html.document_fromstring(answer.text).xpath("//*[contains(@class, 'govuk-error-message')]")
    if bool(there) == bool(said) or answer.status_code != (200 if there else 422):
        wrong.append(f"{file.name}: {answer.status_code}, kept {bool(there)}, with a sentence: {bool(said)}")
    for name, media_type, content in there:
        if name not in {"attachment-1.jpg", "attachment-1.png"} or not media_type.startswith("image/"):
            wrong.append(f"{file.name}: kept as {name} ({media_type})")
        if CANARY in all_within(content) or b"<script" in content.lower():
            wrong.append(f"{file.name}: what was hidden in it is still there")
    assert not wrong, "\n".join(wrong)


def test_no_name_of_a_file_reaches_a_page_or_the_store(world: World, code: str) -> None:
    wrong: list[str] = []
    picture = next(file for file in FILES if file.name == "exif_canary.jpg").read_bytes()
    for turn, name in enumerate(file_names()):
        answer = attach(world, code, name, picture if turn % 4 == 0 else b"no picture", str(turn))
        wrong += harm_in(answer, f"{name!r}")
        if answer.status_code not in {200, 422} or (len(name) > 12 and name in answer.text):
            wrong.append(f"{name!r}: {answer.status_code}, or said again")
        wrong += [f"{name!r}: kept as {one[0]!r}" for one in kept() if one[0] != "attachment-1.jpg"]
    assert not wrong, "\n".join(wrong)


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # the parser leaves them to be collected
def test_many_files_at_once_and_odd_bodies_are_refused(world: World, code: str) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n\x89PNG\r\n'
    began = b'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\n' + code.encode() + b"\r\n"
    for body, statuses in (
        (began + part * 1000 + b"--x--\r\n", {400, 413}),
        (began + part * 6 + b"--x--\r\n", {422}),
        (began + part, {200, 400, 422}),  # it never ends
        (
            began + part.replace(b"\r\n\r\n", b"\r\n" + b"X: " + b"y" * 70_000 + b"\r\n\r\n"),
            {200, 400, 413, 422},
        ),
    ):
        answer = world.desk.test_client(use_cookies=False).post(
            ADD, data=body, content_type="multipart/form-data; boundary=x", buffered=True
        )
        assert answer.status_code in statuses
        assert kept() == []
    gc.collect()  # here, and not in a test after it
