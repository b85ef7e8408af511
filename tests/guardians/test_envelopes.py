"""Envelopes: made without a trace, opened by no single key, and good for one post of one organisation on two days."""

import json
from base64 import b64decode, urlsafe_b64decode
from collections.abc import Iterator
from contextlib import suppress

import pytest
from sqlalchemy import select

import portal.migrations
from portal.anonymous import release
from portal.anonymous.models import DeskBase, Enclosed, Item, Waiting, desk
from portal.anonymous.rules import derived, key_for
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.sealing import NotOpened, opened, signature, stretched, unboxed
from portal.guardians import actions
from portal.guardians.models import GuardianKey, SealedIdentity
from portal.guardians.rules import IDENTITY_BYTES, Envelope, packed, signing_seed, unpacked
from portal.people.actions import take_away
from portal.people.models import Person
from portal.people.rules import Role
from tests import factories
from tests.anonymous.conftest import WORDS
from tests.client import Client
from tests.guardians.conftest import FIRST, SECOND, Confident, envelope_of, filed, key_of

SECRET = "a key that only the tests know, long enough"


def rows() -> dict[str, list[str]]:
    """All rows of all tables at the signed-in side."""
    session.rollback()
    tables = portal.migrations.METADATA.sorted_tables
    return {
        table.name: sorted(repr(tuple(row)) for row in session.execute(select(table))) for table in tables
    }


def test_making_one_leaves_every_row_as_it_was(confident: Confident, client: Client, caplog, instance):
    client.sign_in(confident.author).get("/account")
    before = rows()
    files = {
        path: path.read_bytes()
        for path in instance.rglob("*")
        if path.is_file() and "sqlite" not in path.name
    }
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    client.get("/account/confidential")
    client.get("/account/confidential")
    assert rows() == before
    assert {path: path.read_bytes() for path in files} == files
    with client.session_transaction() as cookie:
        assert dict(cookie) == kept
    assert caplog.text == ""


def test_nothing_of_the_session_goes_to_the_desk_with_it(confident: Confident, client: Client):
    page = client.sign_in(confident.author).get("/account/confidential").text
    form = page[page.index('name="envelope"') - 200 : page.index("counts today and tomorrow")]
    assert "csrf_token" not in form
    assert "idempotency_key" not in form
    assert form.count("<input") == 1


def read(carried: str) -> Envelope:
    return unpacked(carried.partition(":")[0].encode())


def test_no_two_are_alike_and_all_are_as_long(confident: Confident, client: Client):
    first = confident.envelope(client)
    second = envelope_of(client.get("/account/confidential").text)
    assert read(first).mark != read(second).mark
    other = client.application.test_client()
    long = factories.person(
        confident.desk.force.team, name="Bartholomew Featherstonehaugh-Cholmondeley the Younger"
    )
    theirs = envelope_of(other.sign_in(long).get("/account/confidential").text)
    assert len(read(theirs).box) == len(read(first).box) == 4 * -(-(IDENTITY_BYTES + 40) // 3)
    assert len(theirs) == len(first)
    assert confident.author.email not in str(urlsafe_b64decode(first.partition(":")[0]))


_opened: dict[str, bytes] = {}


def seeds(confident: Confident) -> list[bytes]:
    """The private halves of both guardians; each passphrase is stretched once for all tests."""
    for person, passphrase in ((confident.guardian, FIRST), (confident.second, SECOND)):
        key = session.scalars(select(GuardianKey).where(GuardianKey.person_id == person.id)).one()
        if key.public not in _opened:
            seed = actions.unlocked(key, passphrase)
            assert seed is not None
            _opened[key.public] = seed
    return list(_opened.values())


def texts_in(value: object) -> Iterator[str]:
    """Every text in a value, and in the JSON that a text is."""
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)
    elif isinstance(value, str):
        yield value
        if value[:1] in {"{", "["}:
            with suppress(ValueError):
                yield from texts_in(json.loads(value))


def everything() -> list[str]:
    """Every text in either database, each value of its own."""
    found: list[str] = []
    for asked, metadata in ((session, portal.migrations.METADATA), (desk, DeskBase.metadata)):
        asked.rollback()
        for table in metadata.sorted_tables:
            for row in asked.execute(select(table)):
                found += texts_in(tuple(row))
    return found


def opens(seed: bytes, found: list[str]) -> list[bytes]:
    """What one key opens of all that was found, and of what comes out, again and again."""
    out: list[bytes] = []
    for one in found:
        for way in (opened, unboxed):
            try:
                out.append(way(seed, one))
            except NotOpened:
                continue
    for one in list(out):
        if len(one) == len(seed):
            out += opens(one, found) if one != seed else []
        else:
            out += opens(seed, [one.decode("ascii", "ignore")])
    return out


@pytest.mark.parametrize("passed_on", [False, True])
def test_a_copy_of_everything_and_any_one_key_yields_nobody(
    confident: Confident, client: Client, passed_on: bool
):
    code = confident.filed(client)
    if passed_on:
        release.release()
    found = everything()
    assert any(len(one) > IDENTITY_BYTES for one in found)
    author = confident.author
    server = [bytes.fromhex(key_for(SECRET, name)) for name in ("door", "receipt")]
    server += [signing_seed(SECRET), SECRET.encode()[:32], bytes(32)]
    receipt = [bytes.fromhex(derived(code, name)) for name in ("mailbox", "edit", "claim")]
    first, second = seeds(confident)
    for alone in ([first], [second], server, receipt, server + receipt):
        for key in alone:
            for one in opens(key, found):
                assert author.name.encode() not in one
                assert author.email.encode() not in one
    # Both together do, so that this test could fail.
    pairs = [part for part in found if _peels(first, second, part, found, author.email)]
    pairs += [part for part in found if _peels(second, first, part, found, author.email)]
    assert pairs


def _peels(first: bytes, second: bytes, part: str, found: list[str], email: str) -> bool:
    try:
        key = opened(second, opened(first, part).decode())
    except (NotOpened, UnicodeDecodeError):
        return False
    return any(email.encode() in one for one in opens(key, found))


def test_the_author_s_part_opens_for_one_guardian_and_not_without_the_receipt(
    confident: Confident, client: Client
):
    code = confident.filed(client)
    kept = desk.scalars(select(Enclosed)).one()
    first, _second = seeds(confident)
    with pytest.raises(NotOpened):
        opened(first, kept.under_seal)
    own = json.loads(opened(bytes.fromhex(derived(code, "mailbox")), kept.under_seal))
    keys = [opened(first, single) for single in own["singles"].values() if _is_of(first, single)]
    assert len(keys) == 1
    for one in own["singles"].values():
        assert len(b64decode(one)) == 80


def _is_of(seed: bytes, single: str) -> bool:
    try:
        opened(seed, single)
    except NotOpened:
        return False
    return True


def test_wrong_passphrases_open_no_key(confident: Confident):
    key = session.scalars(select(GuardianKey)).first()
    assert key is not None
    for wrong in ("", " " + FIRST):
        assert actions.unlocked(key, wrong) is None
    wrapped = key.wrapped
    assert wrapped["passes"] * wrapped["mebibytes"] >= 3 * 128
    fast = stretched(FIRST, bytes.fromhex(wrapped["salt"]), passes=1, mebibytes=8)
    with pytest.raises(NotOpened):
        unboxed(fast, wrapped["box"])


def refused(confident: Confident, envelope: str) -> str:
    """The page that a post with this envelope meets; nothing of it is kept."""
    browser = confident.desk.client()
    shown = browser.post("/anonymous/idea", data={**WORDS, "envelope": envelope, "then": "check"})
    assert "Nothing you typed is lost" in shown.text
    assert WORDS["title"] in shown.text
    assert 'name="envelope"' not in shown.text  # it would seem to count on the next page
    assert 'name="door"' in shown.text
    desk.rollback()
    assert desk.scalars(select(Item)).all() == []
    return shown.text


def test_one_that_we_did_not_make_does_not_count(confident: Confident, client: Client):
    good = confident.envelope(client)
    content, _, mark = good.partition(":")
    changed = packed(Envelope(**{**_fields(read(good)), "organisation": "another"})).decode()
    for forged in (
        f"{content}:{'0' * 128}",
        f"{changed}:{mark}",
        f"{content}:{signature(bytes(32), content.encode())}",
        content,
        "garbage:garbage",
        ":",
        f"{'A' * 50_000}:{mark}",
    ):
        assert "That is no envelope of ours" in refused(confident, forged)


def _fields(envelope: Envelope) -> dict[str, object]:
    return {name: getattr(envelope, name) for name in Envelope.__slots__}


def test_it_counts_on_the_day_and_on_the_next(confident: Confident, client: Client):
    good = confident.envelope(client)
    with clock.later(days=1):
        shown = confident.desk.client().post("/anonymous/idea", data={"envelope": good})
        assert "Your name came along in a sealed envelope" in shown.text
    with clock.later(days=2):
        assert "they are over" in refused(confident, good)
    with clock.later(days=-1):
        assert "they are over" in refused(confident, good)


def test_it_counts_for_one_post(confident: Confident, client: Client):
    good = confident.envelope(client)
    filed(confident.desk.client(), good)
    desk.rollback()
    browser = confident.desk.client()
    with pytest.raises(AssertionError, match="come with a post already"):
        filed(browser, good)
    desk.rollback()
    assert len(desk.scalars(select(Item)).all()) == 1


def test_it_speaks_for_its_own_organisation(confident: Confident, client: Client):
    other = factories.Force()
    stranger = client.sign_in(other.constable).get("/account/confidential").text
    assert 'name="envelope"' not in stranger
    assert "takes no confidential posts just now" in stranger
    for name, phrase in (("One", FIRST), ("Two", SECOND)):
        key_of(factories.person(other.division, Role.GUARDIAN, name=f"{name} There"), phrase)
    release.put_up_notices()
    theirs = envelope_of(client.get("/account/confidential").text)
    assert read(theirs).organisation == other.organisation.code
    assert confident.guardian.name not in str(read(theirs).names)
    filed(confident.desk.client(), theirs)
    desk.rollback()
    assert desk.scalars(select(Item)).one().organisation == other.organisation.code


def test_without_two_guardians_the_desk_takes_none_and_says_so(confident: Confident, client: Client):
    good = confident.envelope(client)
    with transaction():
        second = session.get_one(Person, confident.second.id)
        take_away(second, Role.GUARDIAN, by=None)
    release.put_up_notices()
    assert "takes no confidential posts just now" in refused(confident, good)


def test_the_desk_keeps_no_envelope_once_it_was_passed_on(confident: Confident, client: Client):
    confident.filed(client)
    desk.rollback()
    assert "envelope" in desk.scalars(select(Waiting)).one().what
    release.release()
    desk.rollback()
    assert desk.scalars(select(Waiting)).all() == []
    kept = session.scalars(select(SealedIdentity)).one()
    assert len(kept.pairs) == 2


def test_what_is_taken_back_before_anybody_reads_it_takes_the_name_along(
    confident: Confident, client: Client
):
    code = confident.filed(client)
    shown = confident.desk.client().post("/anonymous/receipt/withdraw", data={"code": code})
    assert "It has been destroyed" in shown.text
    desk.rollback()
    assert desk.scalars(select(Enclosed)).one().under_seal == ""
    assert desk.scalars(select(Waiting)).all() == []


def test_the_check_page_names_the_guardians_and_the_mode(confident: Confident, client: Client):
    browser = confident.desk.client()
    good = confident.envelope(client)
    shown = browser.post("/anonymous/idea", data={**WORDS, "envelope": good, "then": "check"})
    assert "Gwen Guardian and Silas Second" in shown.text
    assert "Confidential author" in shown.text
    assert "Post it in confidence" in shown.text
    plain = browser.checked(confident.desk.door)
    assert "Confidential author" not in plain.text
    assert "look-destroy" not in plain.text
