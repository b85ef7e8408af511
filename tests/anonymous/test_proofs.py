"""A proof of filing: stamped, for one reader, checked without the portal, and without the receipt in it."""

import copy
import json
import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from portal.anonymous import actions, queries, release, rules
from portal.anonymous.cli import verify_proof
from portal.anonymous.models import Item, desk
from portal.anonymous.rules import proofs
from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.sealing import is_signed, signature, signing_key
from portal.submissions.models import Submission
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news
from tests.anonymous.test_store import forms_of
from tests.factories import decided

SEED, PORTAL = bytes(range(32)), bytes(range(1, 33))


def a_proof(at_desk: AtDesk, to: str = "Jo, on the stairs") -> tuple[str, str, dict[str, Any]]:
    """A post that was passed on, the key of the portal, and a proof of it."""
    receipt = filed(at_desk)
    release.release()
    news()
    given = at_desk.client().post("/anonymous/receipt/proof", data={"code": receipt, "to": to})
    assert given.mimetype == "application/json"
    assert "proof-of-filing.json" in given.headers["Content-Disposition"]
    assert len(given.data) % rules.STEP == 0
    return receipt, at_desk.app.config["DESK"].proof_key, json.loads(given.data)


def checked(file: Path, content: object, key: str) -> Any:
    file.write_text(json.dumps(content))
    return CliRunner().invoke(verify_proof, [str(file), "--key", key])


def test_it_holds_without_a_portal_a_database_or_a_connection(
    at_desk: AtDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _receipt, seed, content = a_proof(at_desk)
    key = signing_key(bytes.fromhex(seed))
    assert key in at_desk.client().get("/anonymous/proof").text
    desk.remove()
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it asked somebody"))
    said = checked(tmp_path / "proof.json", content, key)
    assert said.exit_code == 0, said.output
    for words in ("It holds.", "A quiet room", "Jo, on the stairs", clock.today().isoformat()):
        assert words in said.output
    assert content["proof"]["title_sha256"] == proofs.digest_of(content["title"])


def test_it_holds_no_receipt_nor_what_leads_to_one(at_desk: AtDesk) -> None:
    receipt, _seed, content = a_proof(at_desk)
    written = json.dumps(content).encode()
    purposes = ("lookup", "mailbox", "news", "claim 0", "proof")
    assert not [form for form in forms_of(receipt) if form in written]
    assert not [purpose for purpose in purposes if rules.derived(receipt, purpose).encode() in written]
    assert desk.query(Item).one().key.encode() not in written


@pytest.mark.parametrize(
    "part", ["title", "text", "organisation", "passed_on", "key", "to", "stamp", "signature"]
)
def test_whatever_is_altered_is_found(at_desk: AtDesk, tmp_path: Path, part: str) -> None:
    _receipt, seed, content = a_proof(at_desk)
    altered: dict[str, Any] = copy.deepcopy(content)
    place: dict[str, Any] = altered["proof"] if part in altered["proof"] else altered["shown"]
    place = altered if part in altered else place
    place[part] = {"key": signing_key(SEED), "passed_on": "2020-01-01"}.get(
        part, "0" + str(place[part])[1:] + "0"
    )
    said = checked(tmp_path / "proof.json", altered, signing_key(bytes.fromhex(seed)))
    assert isinstance(said.exception, Refused)
    assert "It holds" not in said.output


def test_whoever_has_the_file_cannot_make_it_for_somebody_else(at_desk: AtDesk) -> None:
    _receipt, seed, content = a_proof(at_desk)
    shown = {"says": proofs.SHOWS, "to": "Somebody else"}
    forged = signature(SEED, proofs.written_showing(shown, content["stamp"]))
    stolen = {**content, "shown": {**shown, "signature": forged}}
    assert proofs.fault_in(stolen, signing_key(bytes.fromhex(seed)), is_signed) == proofs.NOT_BY_HOLDER


def test_another_portal_stamps_nothing_for_this_one(at_desk: AtDesk) -> None:
    *_others, content = a_proof(at_desk)
    assert proofs.fault_in(content, signing_key(PORTAL), is_signed) == proofs.NOT_FROM_THERE


@pytest.mark.parametrize("content", [None, [], {}, "x", {"proof": 1}, {"proof": {}, "stamp": "", "title": 1}])
def test_what_is_no_proof_is_none(content: object) -> None:
    assert proofs.fault_in(content, signing_key(PORTAL), is_signed) == proofs.NO_PROOF


def test_a_signature_fits_its_own_content_and_key_only() -> None:
    signed = signature(SEED, b"words")
    assert is_signed(signing_key(SEED), b"words", signed)
    for key, words, mark in (
        (signing_key(PORTAL), b"words", signed),
        (signing_key(SEED), b"other", signed),
        (signing_key(SEED), b"words", signed[:-2] + "00"),
        ("no key", b"words", signed),
        (signing_key(SEED), b"words", "é"),
    ):
        assert not is_signed(key, words, mark)


def test_there_is_none_before_it_is_passed_on_nor_while_a_change_waits(at_desk: AtDesk) -> None:
    receipt = filed(at_desk)
    client = at_desk.client()
    assert "Download the proof" not in client.own(receipt).text
    asked = {"code": receipt, "to": "Jo"}
    assert client.post("/anonymous/receipt/proof", data=asked).mimetype == "text/html"
    release.release()
    news()
    assert "Download the proof" in client.own(receipt).text
    unnamed = client.post("/anonymous/receipt/proof", data={"code": receipt, "to": "  "})
    assert "Say for whom it is" in unnamed.text
    wrong = client.post("/anonymous/receipt/proof", data={"code": actions.new_receipt(), "to": "Jo"})
    assert "We know no post with this code" in wrong.text


def test_making_one_keeps_nothing(at_desk: AtDesk) -> None:
    receipt = filed(at_desk)
    release.release()
    news()

    def kept() -> list[str]:
        desk.remove()
        return sorted(
            repr(tuple(row)) for table in Item.metadata.sorted_tables for row in desk.execute(table.select())
        )

    before = kept()
    at_desk.client().post("/anonymous/receipt/proof", data={"code": receipt, "to": "Jo, on the stairs"})
    assert kept() == before


def test_a_text_that_a_decider_changed_is_proved_from_the_day_on_which_its_author_accepted_it(
    at_desk: AtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the stamp would say that the author filed these words before somebody else wrote them."""
    receipt, _seed, first = a_proof(at_desk)
    filed_on, then = first["proof"]["passed_on"], clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: then)
    post = session.scalars(select(Submission)).one()
    step = ways.open_step(post)
    assert step is not None
    assert step.holder is not None
    changed = {"title": "A room with a door", "summary": post.summary, "body": post.body}
    with transaction():
        said = Decision(Verdict.APPROVE, seen=post.version)
        authorisation.propose_edit(step, said, changed, by=step.holder)
    news()
    own = queries.own(receipt)
    assert own is not None
    read = (queries.open_change(own) or {})["change"]["mark"]
    with actions.at_the_desk():
        actions.answer_edit(receipt, read, accepts=True)
    assert proved(at_desk, receipt) == (first["title"], filed_on)
    release.release()
    news()
    assert proved(at_desk, receipt) == ("A room with a door", clock.today().isoformat())
    assert clock.today().isoformat() > filed_on


def test_a_change_that_came_too_late_is_not_proved_and_its_author_is_told(at_desk: AtDesk) -> None:
    """It was changed where its page did not say yet that it had gone further: nobody ever read that text."""
    receipt, _seed, first = a_proof(at_desk)
    decided(session.scalars(select(Submission)).one(), Verdict.DECLINE)
    news()
    with actions.at_the_desk():
        actions.go_further(receipt, "Nobody said a word about the door.")
    release.release()
    with actions.at_the_desk():
        actions.change(receipt, {"title": "Never read", "body": "Nobody has ever read this."})
    release.release()
    news()
    assert proved(at_desk, receipt) == (first["title"], first["proof"]["passed_on"])
    assert "Your changes came too late" in at_desk.client().own(receipt).text


def proved(at_desk: AtDesk, receipt: str) -> tuple[str, str]:
    """The title of a proof that is asked for now, and its day."""
    given = at_desk.client().post("/anonymous/receipt/proof", data={"code": receipt, "to": "Jo"})
    content = json.loads(given.data)
    return content["title"], content["proof"]["passed_on"]
