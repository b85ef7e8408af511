"""Files of anonymous posts: made anew, looked at, removed, passed on with their batch, and gone when taken back."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from lxml import html
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from portal.anonymous import actions, queries, release
from portal.anonymous.actions import at_the_desk
from portal.anonymous.models import File, desk
from portal.anonymous.rules.files import number_free
from portal.authorisation.queries import open_step
from portal.authorisation.rules import Verdict
from portal.foundation import journal
from portal.foundation.errors import Refused
from portal.foundation.files import CleanFile, Store
from portal.library import actions as library
from portal.submissions.models import Submission
from tests import factories
from tests.anonymous.conftest import AtDesk, DeskClient
from tests.anonymous.test_release import filed, news, own_of, post_of
from tests.anonymous.test_store import everything
from tests.client import Client, hidden_fields
from tests.foundation.test_hidden_details import photograph
from tests.library.test_api import bearer

CHECK = "/anonymous/idea/file"


def clean(content: bytes = b"made anew", media_type: str = "image/jpeg") -> CleanFile:
    return CleanFile("attachment", media_type, content, ("Taken out: place.",))


def added(receipt: str, *files: CleanFile, turn: str = "once") -> list[str]:
    with at_the_desk():
        return actions.add_files(receipt, turn, files)


def with_file(at_desk: AtDesk, content: bytes = b"made anew") -> str:
    receipt = filed(at_desk)
    added(receipt, clean(content))
    return receipt


def names(receipt: str) -> list[str]:
    return [file.name for file in queries.files_of(own_of(receipt).item)]


def store(at_desk: AtDesk) -> Store:
    return Store(at_desk.settings.files_folder)


def stored(at_desk: AtDesk, key: str) -> bytes:
    """What the portal keeps under a key."""
    with store(at_desk).open(key) as file:
        return file.read()


def posted(client: DeskClient, at_desk: AtDesk, *files: tuple[bytes, str]) -> TestResponse:
    """Post an idea with files that were chosen on the check page."""
    chosen: dict[str, Any] = {"look-files": [(BytesIO(content), name) for content, name in files]}
    return client.kept(client.checked(at_desk.door), **chosen)


def test_a_picture_is_posted_with_the_text_and_its_author_reads_what_was_taken_out(at_desk: AtDesk):
    client = at_desk.client()
    shown = posted(client, at_desk, (photograph((3000, 1500)), "7F3A at home.jpg"), (photograph(), "b.jpg"))
    assert "attachment-1.jpg</strong><br>Taken out: place, camera, date, author" in shown.text
    assert "attachment-2.jpg</strong>" in shown.text
    assert "number plates" in shown.text
    code = hidden_fields(shown, "/anonymous/receipt")["code"]
    assert "attachment-1.jpg" in client.own(code).text
    assert b"7F3A" not in everything(at_desk)
    kept = queries.files_of(own_of(code).item)[0].content
    assert kept is not None
    with Image.open(BytesIO(kept)) as picture:
        assert max(picture.size) == 2000
        assert not picture.getexif()


def test_what_is_refused_leaves_the_text_as_it_was_and_nothing_at_the_desk(at_desk: AtDesk):
    client = at_desk.client()
    for files, said in (
        (
            [(photograph(), "a.jpg"), (b"PK\x03\x04 minutes", "minutes.docx")],
            "The second of them: Office files",
        ),
        ([(b"<svg onload=alert(1)>", "plan.svg")], "This kind of file is not taken here."),
        ([(b"Minutes, one line each.", "minutes.txt")], "paste its words into your text"),
        ([(b"\x00\x00\x00\x20ftypheic" + bytes(40), "a.heic")], "Save it as JPEG"),
        ([(b"\xff\xd8\xff broken", "a.jpg")], "cannot be read"),
        ([(b"", "a.jpg")], "This file is empty."),
        ([(photograph(), "a.jpg")] * 6, "A post can have 5 files."),
    ):
        shown = posted(client, at_desk, *files)
        assert shown.status_code == 422
        assert said in shown.text
        assert "A quiet room for handover" in shown.text
    assert desk.scalar(select(func.count()).select_from(File)) == 0
    chosen: dict[str, Any] = {"look-operational": "", "look-files": (BytesIO(photograph()), "a")}
    again = client.kept(client.checked(at_desk.door), **chosen)
    assert "Choose your files again" in again.text


def test_only_the_button_that_posts_sends_the_files(at_desk: AtDesk):
    shown = at_desk.client().checked(at_desk.door, body="Ask PC 4471 Jane Smith of Alder.")
    others = html.document_fromstring(shown.text).xpath("//button[@formaction]")
    assert len(others) >= 2
    assert {one.get("formenctype") for one in others} == {"application/x-www-form-urlencoded"}


def test_files_are_added_looked_at_and_removed_by_receipt(at_desk: AtDesk):
    client, receipt = at_desk.client(), filed(at_desk)
    empty = client.post("/anonymous/receipt/files", data={"code": receipt})
    assert "Your post has no files." in empty.text
    fields = hidden_fields(empty, "/anonymous/receipt/files/add")
    for _twice in range(2):
        shown = client.post(
            "/anonymous/receipt/files/add", data={**fields, "files": (BytesIO(photograph()), "me.jpg")}
        )
        assert "Taken out: place" in shown.text
    assert names(receipt) == ["attachment-1.jpg"]
    assert shown.text.count('src="data:image/jpeg;base64,') == 1
    key = hidden_fields(shown, "/anonymous/receipt/files/remove")["file"]
    for way in ("", "/add", "/remove", "/open"):
        wrong = client.post(f"/anonymous/receipt/files{way}", data={"code": "0" * 27, "file": key})
        assert "We know no post with this code." in wrong.text
    theirs = {"code": filed(at_desk), "file": key}
    for way in ("", "/remove", "/open"):
        assert b"Your post has no files." in client.post(f"/anonymous/receipt/files{way}", data=theirs).data
    opened = client.post("/anonymous/receipt/files/open", data={"code": receipt, "file": key})
    assert opened.headers["Content-Disposition"] == "attachment; filename=attachment-1.jpg"
    assert (opened.headers["Content-Security-Policy"], opened.data[:3]) == (
        "default-src 'none'; sandbox",
        b"\xff\xd8\xff",
    )
    gone = client.post("/anonymous/receipt/files/remove", data={"code": receipt, "file": key})
    assert "It is gone." in gone.text
    assert names(receipt) == []
    nothing = client.post("/anonymous/receipt/files/add", data={"code": receipt})
    assert "Choose a picture or a PDF on this device first." in nothing.text


def test_numbers_are_given_again_and_five_are_enough(at_desk: AtDesk):
    receipt = filed(at_desk)
    keys = added(
        receipt, *(clean(media_type=sort) for sort in ("image/png", "application/pdf", "image/webp"))
    )
    assert names(receipt) == ["attachment-1.png", "attachment-2.pdf", "attachment-3.webp"]
    with at_the_desk():
        actions.remove_file(receipt, keys[1])
    added(receipt, clean(), clean(), clean(), turn="again")
    assert names(receipt)[:2] == ["attachment-1.png", "attachment-2.jpg"]
    with pytest.raises(Refused, match="5 files"):
        added(receipt, clean(), turn="too many")
    assert number_free(["attachment-1.png", "attachment-3.jpg", "attachment-10.pdf"]) == 2


def test_files_go_with_their_post_and_nothing_but_their_names_stays(at_desk: AtDesk, app: Flask):
    receipt = filed(at_desk)
    added(receipt, clean(b"first picture"), clean(b"second picture"))
    assert b"second picture" in everything(at_desk)
    release.release()
    post = post_of(receipt)
    assert sorted((file.name, file.sent) for file in post.attachments) == [
        ("attachment-1.jpg", True), ("attachment-2.jpg", True),
    ]  # fmt: skip
    contents = {stored(at_desk, file.stored_as) for file in post.attachments}
    assert contents == {b"first picture", b"second picture"}
    assert b" picture" not in everything(at_desk)
    assert (
        "kept here no longer"
        in at_desk.client().post("/anonymous/receipt/files", data={"code": receipt}).text
    )
    with pytest.raises(Refused, match="nobody asks now"):
        added(receipt, clean(), turn="late")
    step = post.steps[0]  # type: ignore[attr-defined] # the other end of Step.submission
    client = app.test_client()
    assert isinstance(client, Client)
    client.sign_in(step.holder)
    shown = client.get(f"/steps/{step.reference}")
    assert "attachment-1.jpg" in shown.text
    address = re.findall(r'href="(/submissions/[^"]+/attachments/[^"]+)"', shown.text)[0]
    got = client.get(address, buffered=True)
    assert got.headers["Content-Disposition"] == "attachment; filename=attachment-1.jpg"


def test_what_was_taken_back_is_gone_at_once_and_where_it_was_passed_on_to(at_desk: AtDesk):
    held, out = with_file(at_desk, b"a canary held"), with_file(at_desk, b"a canary out")
    with at_the_desk():
        actions.withdraw(held)
    assert b"a canary held" not in everything(at_desk)
    release.release()
    keys = [file.stored_as for file in post_of(out).attachments]
    with at_the_desk():
        actions.withdraw(out)
    release.release()
    assert post_of(out).attachments == []
    assert names(out) == []
    with pytest.raises(FileNotFoundError):
        store(at_desk).size(keys[0])


def told_apart(post: Submission) -> list[tuple[str, str]]:
    return [(file.name, file.digest) for file in post.files_shared]


def test_a_post_that_came_back_goes_again_with_the_files_it_has_then(at_desk: AtDesk):
    receipt = filed(at_desk)
    kept, other = added(receipt, clean(b"stays"), clean(b"goes"))
    release.release()
    factories.decided(post_of(receipt), Verdict.RETURN, "Say which room it is, please.")
    news()
    with at_the_desk():
        actions.remove_file(receipt, other)
    (new,) = added(receipt, clean(b"comes instead"), turn="again")
    assert names(receipt) == ["attachment-1.jpg", "attachment-2.jpg"]
    assert {file.stored_as for file in post_of(receipt).attachments} == {kept, other}
    read = told_apart(post_of(receipt))
    with at_the_desk():
        actions.change(receipt, {"body": "In the old interview room."})
    release.release()
    post = post_of(receipt)
    assert {file.stored_as for file in post.attachments} == {kept, new}
    assert stored(at_desk, new) == b"comes instead"
    came = [file for file in told_apart(post) if file not in read]
    assert [name for name, _digest in came] == ["attachment-2.jpg"], (
        "under the old name, and yet told from it"
    )


def test_the_same_file_at_two_posts_leaves_nothing_to_match_them_by(at_desk: AtDesk):
    client, written = at_desk.client(), BytesIO()
    Image.effect_noise((300, 200), 60).save(written, "JPEG")
    codes = []
    for _twice in range(2):
        shown = posted(client, at_desk, (written.getvalue(), "a.jpg"))
        codes.append(hidden_fields(shown, "/anonymous/receipt")["code"])
    release.release()
    one, two = (post_of(code).attachments[0] for code in codes)
    assert len({one.digest, two.digest, one.stored_as, two.stored_as}) == 2
    first, second = (stored(at_desk, file.stored_as) for file in (one, two))
    assert first != second
    middle = first[len(first) // 3 :]
    shared = sum(middle[place : place + 12] in second for place in range(0, len(middle) - 12, 12))
    assert shared <= 2, "beyond what every picture of the program begins with, no stretch is in both"


def test_a_batch_that_was_broken_off_brings_each_file_once(at_desk: AtDesk, monkeypatch: pytest.MonkeyPatch):
    receipt, before = with_file(at_desk), set(store(at_desk).keys())

    def crash(*_: Any) -> int:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(release, "_put_away", crash)
        with pytest.raises(SystemExit):
            release.release()
    assert b"made anew" in everything(at_desk)
    release.release()
    (file,) = post_of(receipt).attachments
    assert stored(at_desk, file.stored_as) == b"made anew"
    assert set(store(at_desk).keys()) - before == {file.stored_as}
    assert b"made anew" not in everything(at_desk)


def test_a_full_disk_keeps_the_post_waiting_with_its_files(at_desk: AtDesk, monkeypatch: pytest.MonkeyPatch):
    receipt = with_file(at_desk)
    with monkeypatch.context() as full:
        full.setattr("portal.foundation.files.os.fsync", lambda _file: (_ for _ in ()).throw(OSError("full")))
        assert release.release() == 0
    assert names(receipt) == ["attachment-1.jpg"]
    assert release.release() == 1
    assert len(post_of(receipt).attachments) == 1


def test_whoever_finds_it_reads_attachment_1_and_nothing_of_where_it_lies(at_desk: AtDesk, app: Flask):
    receipt = filed(at_desk)
    added(receipt, clean())
    release.release()
    post = post_of(receipt)
    while open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE, "Good.")
    journal.catch_up({"submission.published": (library.refresh,)})
    reader = app.test_client()
    assert isinstance(reader, Client)
    reader.sign_in(at_desk.force.constable)
    post = post_of(receipt)
    reference, file, key = post.reference, post.attachments[0].reference, post.attachments[0].stored_as
    for place in ("library", "api/v1/library"):
        shown = reader.get(
            f"/{place}/{reference}", headers=bearer(at_desk.force.constable), follow_redirects=True
        )
        assert shown.status_code == 200
        assert key not in shown.text
    assert "attachment-1.jpg" in reader.get(f"/library/{reference}").text
    got = reader.get(f"/submissions/{reference}/attachments/{file}", buffered=True)
    assert got.headers["Content-Disposition"] == "attachment; filename=attachment-1.jpg"
    assert key not in str(got.headers)
    assert "Last-Modified" not in got.headers
