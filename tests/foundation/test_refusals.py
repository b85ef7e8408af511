"""Who tries what they may not leaves one row in the audit trail; nothing else of the attempt stays."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from portal import reactions
from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Verdict
from portal.foundation import audit, clock, journal, refusals
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.notifications import queries as notices
from portal.people.actions import tokens
from portal.people.models import Person
from portal.people.rules.scopes import Scope
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client, hidden_fields
from tests.factories import Force

TYPED = "words that only the attempt held"


@pytest.fixture
def force(db: None) -> Force:
    return Force()


def kept() -> list[Entry]:
    session.expire_all()
    rows = select(Entry).where(Entry.event == refusals.ATTEMPT).order_by(Entry.sequence)
    return list(session.scalars(rows))


def client_of(app: Flask, person: Person) -> Client:
    client = app.test_client()
    assert isinstance(client, Client)
    return client.sign_in(person)


def token_of(client: Client) -> str:
    """A form token of one's own session, as whoever writes a request by hand has it."""
    return hidden_fields(client.get("/account/password"), "/account/password")["csrf_token"]


def sent_by_hand(client: Client, address: str, **fields: Any) -> int:
    """The status that a request gets for which no page was opened."""
    return client.post(address, data={"csrf_token": token_of(client), **fields}).status_code


def waiting_at(post: Submission) -> str:
    step = queries.open_step(post)
    assert step is not None
    return str(step.reference)


def anonymous_post(force: Force) -> Submission:
    """A post of the anonymous desk as it lies in the portal."""
    post = factories.sent(force.constable)
    with transaction():
        post.author, post.author_id, post.desk_key = None, None, "k" * 20
    assert post.anonymous
    return post


def test_what_is_not_open_to_somebody_is_kept_and_nothing_that_they_typed(app: Flask, force: Force) -> None:
    client = client_of(app, force.constable)
    assert sent_by_hand(client, "/triage", chosen=TYPED) == 403
    (row,) = kept()
    assert (row.by_id, row.subject_kind, row.subject_id) == (force.constable.id, "people", force.constable.id)
    assert row.facts == {"permission": "people.lead", "code": "forbidden"}
    assert row.at == clock.midnight(), "the day and no more: nothing says when somebody was there"


def test_what_somebody_may_not_even_know_of_is_kept_where_it_exists(app: Flask, force: Force) -> None:
    post = factories.sent(force.constable)
    step = queries.open_step(post)
    client = client_of(app, force.colleague)
    assert sent_by_hand(client, f"/steps/{step.reference}", verdict="approve") == 404
    assert sent_by_hand(client, "/steps/00000000", verdict="approve") == 404
    (row,) = kept()
    assert (row.subject_kind, row.subject_id) == ("steps", step.id)
    assert row.facts == {"permission": "step.answer", "code": "hidden"}


def test_looking_leaves_nothing(app: Flask, force: Force) -> None:
    client = client_of(app, force.constable)
    assert client.get("/triage").status_code == 403
    assert client.get("/admin/people").status_code == 403
    assert kept() == []


def test_nobody_who_is_signed_out_leaves_anything(client: Client, force: Force) -> None:
    assert client.post("/triage", data={"chosen": "x"}).status_code in {302, 400, 401}
    assert client.post("/api/v1/submissions", json={}).status_code == 401
    assert kept() == []


def test_who_comes_too_late_is_kept_and_the_decision_stands_alone(app: Flask, force: Force) -> None:
    post = factories.sent(force.constable)
    reference = waiting_at(post)
    client = client_of(app, force.sergeant)
    shown = client.get(f"/steps/{reference}")
    factories.decided(post, Verdict.APPROVE)
    answer = client.send(shown, f"/steps/{reference}", verdict="return", reason=TYPED, then="decide")
    assert answer.status_code == 409
    assert "already decided by Sam Sergeant" in answer.text
    (row,) = kept()
    assert row.facts == {"permission": "step.answer", "code": "already-decided"}
    assert TYPED not in str([entry.facts for entry in session.scalars(select(Entry))])


def test_a_decision_on_an_old_version_is_kept(app: Flask, force: Force) -> None:
    post = factories.sent(force.constable)
    decider = client_of(app, force.sergeant)
    reference, key = waiting_at(post), post.id
    shown = decider.get(f"/steps/{reference}")
    with transaction():
        session.get_one(Submission, key).version += 1
    assert decider.send(shown, f"/steps/{reference}", verdict="approve", then="decide").status_code == 409
    assert [row.facts["code"] for row in kept()] == ["old-version"]


def test_two_windows_of_one_author_are_no_attempt(app: Flask, force: Force) -> None:
    post = factories.draft(force.constable)
    client = client_of(app, force.constable)
    address = f"/submissions/{post.reference}/edit"
    first, second = client.get(address), client.get(address)
    assert client.send(first, address, title="One", body="b", then="keep").status_code == 302
    assert client.send(second, address, title="Two", body="b", then="keep").status_code == 409
    assert kept() == []


def test_a_program_is_kept_like_a_browser(app: Flask, client: Client, force: Force) -> None:
    post = factories.sent(force.constable)
    reference, version, sergeant = waiting_at(post), post.version, force.sergeant.id
    factories.decided(post, Verdict.APPROVE)
    with transaction():
        token = tokens.create_token(force.sergeant, [Scope.WRITE], days=1, label="A program")
    answer = client.post(
        f"/api/v1/steps/{reference}/decide",
        json={"verdict": "approve", "version": version, "reason": TYPED},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (409, "already-decided")
    (row,) = kept()
    assert (row.by_id, row.facts["code"]) == (sergeant, "already-decided")


def test_a_person_a_thing_and_a_permission_are_kept_once_a_day(app: Flask, force: Force) -> None:
    client = client_of(app, force.constable)
    for _ in range(5):
        assert sent_by_hand(client, "/triage") == 403
    assert sent_by_hand(client, "/admin/people/new") == 403
    assert [row.facts["permission"] for row in kept()] == ["people.lead", "people.administer"]
    with clock.later(days=1):
        client = client_of(app, force.constable)
        assert sent_by_hand(client, "/triage") == 403
    assert len(kept()) == 3


def test_nobody_fills_the_trail(app: Flask, force: Force, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "A_DAY", 2)
    client = client_of(app, force.constable)
    for address in ("/triage", "/admin/people/new", "/admin/units/new", "/admin/grades/new"):
        assert sent_by_hand(client, address) == 403
    assert len(kept()) == 2


def test_of_an_anonymous_post_only_what_deciders_try_is_kept(app: Flask, force: Force) -> None:
    post = anonymous_post(force)
    step = queries.open_step(post)
    perhaps_its_author = client_of(app, force.colleague)
    for what in ("edit", "withdraw", "update", "copy"):
        assert sent_by_hand(perhaps_its_author, f"/submissions/{post.reference}/{what}") == 404
    assert kept() == []
    assert sent_by_hand(perhaps_its_author, f"/steps/{step.reference}", verdict="approve") == 404
    (row,) = kept()
    assert (row.subject_kind, row.facts["permission"]) == ("steps", "step.answer")


def test_it_is_told_to_nobody_is_in_no_story_and_is_sealed(app: Flask, force: Force) -> None:
    post = factories.sent(force.constable)
    stranger = client_of(app, force.colleague)
    journal.catch_up(reactions.REACTIONS)
    before = {
        one.id: len(notices.notices_of(one)) for one in (force.constable, force.sergeant, force.colleague)
    }
    assert sent_by_hand(stranger, f"/submissions/{post.reference}/withdraw") == 404
    (row,) = kept()
    assert (row.subject_kind, row.subject_id) == ("submissions", post.id)
    assert refusals.ATTEMPT not in [one.event for one in queries.story_of(post, force.constable)]
    journal.catch_up(reactions.REACTIONS)
    after = {
        one.id: len(notices.notices_of(one)) for one in (force.constable, force.sergeant, force.colleague)
    }
    assert after == before
    assert row.due_at is not None
    assert kept()[0].due_at is None
    key = audit.key_from("a key that only the tests know, long enough")
    assert audit.seal(key) > 0
    assert audit.verify(key) == ""
    session.execute(update(Entry).where(Entry.sequence == row.sequence).values(by_id=1))
    assert f"Row {row.sequence} " in audit.verify(key)


def test_what_cannot_be_kept_is_still_refused(
    app: Flask, force: Force, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_args: object, **_facts: object) -> None:
        raise OperationalError("insert", {}, Exception("the disk is full"))

    client = client_of(app, force.constable)
    monkeypatch.setattr(journal, "write", full)
    assert sent_by_hand(client, "/triage") == 403
    assert "could not be kept" in caplog.text
    assert kept() == []


def test_outside_a_request_a_refusal_is_only_raised(force: Force) -> None:
    post = factories.sent(force.constable)
    step = queries.open_step(post)
    with pytest.raises(refusals.Refused), transaction():
        actions.decide(step, Decision(Verdict.APPROVE, seen=post.version), by=force.colleague)
    assert kept() == []


def test_administrators_read_it_in_plain_words_of_their_own_organisation(app: Flask, force: Force) -> None:
    elsewhere = Force()
    assert sent_by_hand(client_of(app, elsewhere.constable), "/triage") == 403
    administrator = client_of(app, force.administrator)
    assert "Nothing stands here." in administrator.get("/admin/audit?what=refused").text
    assert sent_by_hand(client_of(app, force.colleague), "/admin/units/new") == 403
    page = administrator.get("/admin/audit?what=refused").text
    for words in ("Colin Colleague", "Refused: change people, units or settings", "It was not theirs to do"):
        assert words in page
    assert elsewhere.constable.reference not in page
    theirs = administrator.get(f"/admin/audit?what=refused&organisation={elsewhere.organisation.code}").text
    assert elsewhere.constable.reference not in theirs
    assert "/admin/audit" in administrator.get("/admin").text
    assert client_of(app, force.lead).get("/admin/audit").status_code == 403
