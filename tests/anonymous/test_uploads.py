"""Files on their way in: never on a disk as they were, in bounded memory, and no larger than the page can need."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from portal.anonymous import queries, release
from portal.anonymous.models import desk
from portal.anonymous.rules.files import FILE_AT_MOST, HELD_AT_MOST, TOO_LARGE, TOO_MUCH, UPLOAD_AT_MOST
from portal.anonymous.views.uploads import DeskRequest, Held
from portal.app import LARGEST_FORM
from portal.foundation.files import Store
from portal.operation import nightly
from tests import factories
from tests.anonymous.conftest import LOOK, AtDesk
from tests.anonymous.test_release import filed, own_of, post_of
from tests.anonymous.test_store import everything
from tests.client import Client, hidden_fields
from tests.foundation.hostile import INPUTS, corpora
from tests.foundation.test_files import CANARY, all_within, pdf

CHECK = "/anonymous/idea/file"
# Four letters stand in some megabytes of noise by chance now and then.
LONG_CANARY = b"7F3A-is-whose-it-is"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_watching: list[list[str]] = []


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    for written in _watching:
        if event == "open" and isinstance(arguments[0], str | bytes):
            path, mode, flags = arguments
            if flags & WRITING or set(str(mode or "")) & set("wax+"):
                written.append(str(path))
        elif event.startswith("tempfile.") or event in {"os.rename", "os.truncate", "os.link"}:
            written.append(f"{event} {arguments}")


sys.addaudithook(_note)  # it cannot be taken off again, so it looks only while something is watched


@contextmanager
def watched() -> Iterator[list[str]]:
    """Every file that this process opens to write to, meanwhile. What SQLite does it does below Python."""
    found: list[str] = []
    _watching.append(found)
    try:
        yield found
    finally:
        _watching.remove(found)


def large(side: int = 2400) -> bytes:
    """A photograph of some megabytes with the canary in it, which a form would be spooled to a disk for."""
    exif = Image.Exif()
    exif[0x010E] = LONG_CANARY.decode()
    written = BytesIO()
    Image.effect_noise((side, side), 90).save(written, "JPEG", quality=90, exif=exif)
    assert len(written.getvalue()) > 1024**2
    return written.getvalue()


def sent(client: Any, address: str, fields: dict[str, Any], *files: tuple[str, bytes, str]) -> TestResponse:
    """Send a form with files as a browser does; the test itself puts nothing on a disk either."""
    form: MultiDict[str, Any] = MultiDict(fields)
    for field, content, name in files:
        form.add(field, FileStorage(BytesIO(content), name, content_type="application/octet-stream"))
    boundary, body = encode_multipart(form)
    answer: TestResponse = client.post(
        address, data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    return answer


def holding(folder: Path, canary: bytes = CANARY) -> list[Path]:
    """The files below a folder that hold the canary."""
    return [file for file in folder.rglob("*") if file.is_file() and canary in file.read_bytes()]


def test_what_an_author_sends_is_written_nowhere(
    at_desk: AtDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    client, content, name = at_desk.client(), large(), f"{LONG_CANARY.decode()}.jpg"
    client.longest_page = 8 * 1024**2
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    fields = {**hidden_fields(client.checked(at_desk.door), CHECK), **LOOK, "then": "keep"}
    with watched() as written:
        shown = sent(
            client,
            CHECK,
            fields,
            ("look-files", content, name),
            ("look-files", content, "b.jpg"),
        )
        code = hidden_fields(shown, "/anonymous/receipt")["code"]
        sent(
            client,
            "/anonymous/receipt/files/add",
            {"code": code, "turn": "1"},
            ("files", content, name),
        )
        sent(
            client,
            "/anonymous/receipt/files/add",
            {"code": code, "turn": "2"},
            ("files", b"%PDF-" + content, "a.pdf"),
        )
    assert len(queries.files_of(own_of(code).item)) == 3
    assert written == []
    assert LONG_CANARY not in everything(at_desk)
    for folder in {tmp_path, at_desk.settings.instance}:
        assert holding(folder, LONG_CANARY) == []


def test_the_watch_sees_what_the_pages_of_staff_spool(at_desk: AtDesk, app: Flask):
    """What the test above would have found: a named post's file may lie in a temporary folder while it comes in."""
    post = factories.draft(at_desk.force.constable)
    client = app.test_client()
    assert isinstance(client, Client)
    client.sign_in(at_desk.force.constable)
    address = f"/submissions/{post.reference}/attachments"
    fields = hidden_fields(client.get(address), address)
    with watched() as written:
        sent(client, address, fields, ("file", large(), "a.jpg"))
    assert [one for one in written if tempfile.gettempdir() in one]


def test_past_its_measure_a_file_is_let_go_of_as_it_comes():
    request = DeskRequest({"wsgi.input": BytesIO(), "REQUEST_METHOD": "POST"})
    piece = bytes(1024**2)
    one = Held(request)
    for _ in range(40):
        one.write(piece)
    assert (one.refused, one.getbuffer().nbytes, request.held) == (
        TOO_LARGE,
        0,
        40 * len(piece) - 40 * len(piece),
    )
    several = [Held(request) for _ in range(5)]
    for file in several:
        for _ in range(7):
            file.write(piece)
    assert [file.refused for file in several] == ["", "", "", TOO_MUCH, TOO_MUCH]
    assert sum(file.getbuffer().nbytes for file in several) <= HELD_AT_MOST


def test_what_is_too_large_is_said_beside_the_field_and_the_text_is_kept(at_desk: AtDesk):
    client = at_desk.client()
    fields = {**hidden_fields(client.checked(at_desk.door), CHECK), **LOOK, "then": "keep"}
    shown = sent(client, CHECK, fields, ("look-files", bytes(FILE_AT_MOST + 1), "a.jpg"))
    assert shown.status_code == 422
    assert TOO_LARGE in shown.text
    assert "A quiet room for handover" in shown.text


@pytest.mark.parametrize(
    ("address", "sort", "length"),
    [
        (CHECK, "multipart/form-data; boundary=x", UPLOAD_AT_MOST + 1),
        ("/anonymous/receipt/files/add", "multipart/form-data; boundary=x", UPLOAD_AT_MOST + 1),
        ("/anonymous/idea", "multipart/form-data; boundary=x", LARGEST_FORM + 1),
        ("/anonymous/receipt", "multipart/form-data; boundary=x", LARGEST_FORM + 1),
        (CHECK, "application/x-www-form-urlencoded", LARGEST_FORM + 1),
        (CHECK, "application/octet-stream", LARGEST_FORM + 1),
    ],
)
def test_what_no_page_needs_is_refused_before_it_is_read(
    at_desk: AtDesk, address: str, sort: str, length: int
):
    class Unread(BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("it was read")

        readline = readinto = read  # type: ignore[assignment]

    answer = at_desk.client().post(
        address,
        input_stream=Unread(),
        content_type=sort,
        environ_overrides={"CONTENT_LENGTH": str(length)},
    )
    assert answer.status_code == 413


def test_the_night_leaves_no_time_and_no_order_of_files(at_desk: AtDesk):
    folder, before = at_desk.settings.files_folder, set(Store(at_desk.settings.files_folder).keys())
    came = []
    for number in range(12):
        receipt = filed(at_desk, title=f"Hooks for keys, number {number}")
        sent(
            at_desk.client(),
            "/anonymous/receipt/files/add",
            {"code": receipt, "turn": "1"},
            ("files", small(), "a"),
        )
        came.append(receipt)
    release.release()
    in_order = [post_of(receipt).attachments[0].stored_as for receipt in came]
    assert set(Store(folder).keys()) - before == set(in_order)
    places = {key: folder / key[:2] / key for key in in_order}
    by_place = sorted(in_order, key=lambda key: places[key].stat().st_ino)
    assert by_place != in_order, "the chance of that is 1 in 479,001,600"
    assert sorted(in_order) != in_order
    os.utime(places[in_order[3]])
    os.utime(folder)
    nightly.tidy(Store(folder))
    assert {place.stat().st_atime for place in places.values()} == {0.0}
    assert {place.stat().st_mtime for place in (folder, *folder.rglob("*"))} == {0.0}
    with Store(folder).open(in_order[0]) as file:
        file.read()
    assert places[in_order[0]].stat().st_atime == 0.0, "when somebody read it is not kept"


def small() -> bytes:
    written = BytesIO()
    Image.effect_noise((40, 30), 60).save(written, "PNG")
    return written.getvalue()


@corpora
def test_no_canary_is_in_a_store_or_a_download(at_desk: AtDesk, app: Flask):
    """Every file that was made with a canary in it, from the desk to whoever decides."""
    client, taken = at_desk.client(), []
    client.longest_page = 1024**2
    made = {file.name: file.read_bytes() for file in (INPUTS / "generated").glob("*canary*")} | {
        "sound.pdf": pdf()
    }
    for name, content in sorted(made.items()):
        assert CANARY in content or CANARY in all_within(content)
        receipt = filed(at_desk)
        answer = sent(
            client,
            "/anonymous/receipt/files/add",
            {"code": receipt, "turn": "1"},
            ("files", content, name),
        )
        assert CANARY not in answer.data
        if queries.files_of(own_of(receipt).item):
            taken.append((name, receipt))
    assert [name for name, _ in taken] == ["exif_canary.jpg", "png_text_canary.png", "sound.pdf"]
    assert CANARY not in everything(at_desk)
    release.release()
    desk.rollback()
    for _name, receipt in taken:
        post = post_of(receipt)
        reader = app.test_client()
        assert isinstance(reader, Client)
        step = post.steps[0]  # type: ignore[attr-defined] # the other end of Step.submission
        reader.sign_in(step.holder)
        (attached,) = post_of(receipt).attachments
        address = f"/submissions/{post.reference}/attachments/{attached.reference}"
        for got in (reader.get(f"/steps/{step.reference}"), reader.get(address, buffered=True)):
            assert got.status_code == 200
            assert CANARY not in all_within(got.data)
        assert "attachment-1" in reader.get(f"/steps/{step.reference}").text
        assert got.headers["Content-Disposition"].startswith("attachment; filename=attachment-1.")
    assert holding(at_desk.settings.files_folder) == []
