"""An author claims what they posted anonymously: one post, with a code that grows from the receipt."""

import logging
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import migrations
from portal.anonymous import actions, queries, release
from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.authorisation.rules.crediting import had_a_part
from portal.foundation import clock, journal
from portal.foundation.codes import read_code, spoken_code
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.notifications.models import Notice
from portal.people.models import Person
from portal.reactions import REACTIONS
from portal.submissions.models import Submission
from portal.submissions.rules import author_shown_to, claim_code, claim_mark
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, own_of, post_of, read
from tests.client import Client, hidden_fields


def published(at_desk: AtDesk, **changes: Any) -> tuple[str, Submission]:
    """A post that went its whole way, and its receipt."""
    receipt = filed(at_desk, **changes)
    release.release()
    post = post_of(receipt)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE, "Good.")
    journal.catch_up(REACTIONS)
    assert post.status == "published"
    return receipt, post


def claimed(code: str, by: Person) -> Submission:
    with transaction():
        return authorisation.claim(code, by=by)


def signed_in(app: Flask, person: Person) -> Client:
    client = app.test_client()
    assert isinstance(client, Client)
    return client.sign_in(person)


def rows() -> dict[str, list[str]]:
    session.rollback()
    kept = {table.name: session.execute(select(table)).all() for table in migrations.METADATA.sorted_tables}
    return {name: sorted(map(repr, found)) for name, found in kept.items()}


def test_a_claim_code_is_none_of_the_receipts_and_leads_to_none() -> None:
    receipt = actions.new_receipt()
    code = claim_code(receipt)
    assert code != receipt
    assert read_code(" ".join(spoken_code(code)).lower()) == code
    assert claim_code(receipt) == code
    assert claim_mark(code) not in {code, receipt}


def test_two_steps_and_it_bears_a_name(app: Flask, at_desk: AtDesk) -> None:
    receipt, post = published(at_desk)
    author, other = at_desk.force.constable, at_desk.force.sergeant
    own = at_desk.client().own(receipt)
    assert "This cannot be undone." in own.text
    code = claim_code(receipt)
    for group in spoken_code(code):
        assert f"<span>{group}</span>" in own.text
    client = signed_in(app, author)
    looked = client.submit("/account/claim", code=" ".join(spoken_code(code)).lower(), then="look")
    assert "This cannot be undone." in looked.text
    assert post.title in looked.text
    assert hidden_fields(looked, "/account/claim")["code"] == code
    post = post_of(receipt)
    assert post.claimed_by_id is None
    done = client.send(looked, "/account/claim", then="claim")
    assert done.location == f"/submissions/{post.reference}"
    assert client.get(done.location).status_code == 200
    post = post_of(receipt)
    assert (post.claimed_by_id, post.claimed_on, post.author_id) == (author.id, clock.today(), None)
    for reader in (at_desk.force.lead, other):
        assert author_shown_to(reader, post).name == author.name
    assert author_shown_to(None, post).name == ""
    [entry] = [entry for entry in journal.entries_about(post) if entry.event == "submission.claimed"]
    assert entry.at == clock.midnight()
    assert entry.by_id is None
    assert author.name not in str(entry.facts)


def test_the_library_and_those_who_decided_read_it(app: Flask, at_desk: AtDesk) -> None:
    receipt, post = published(at_desk)
    name, reference = at_desk.force.constable.name, post.reference
    deciders = {verdict.by_id for step in post.steps for verdict in step.verdicts}  # type: ignore[attr-defined]
    claimed(claim_code(receipt), at_desk.force.constable)
    journal.catch_up(REACTIONS)
    told = session.scalars(select(Notice).where(Notice.words.contains("claimed"))).all()
    assert {notice.person_id for notice in told} == deciders
    client = signed_in(app, at_desk.force.lead)
    assert name in client.get(f"/library/{reference}").text


def test_a_receipt_typed_there_claims_too_and_is_stored_nowhere(
    app: Flask, at_desk: AtDesk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    receipt, post = published(at_desk)
    client = signed_in(app, at_desk.force.constable)
    looked = client.submit("/account/claim", code=receipt.lower(), then="look")
    assert receipt not in looked.text
    client.send(looked, "/account/claim", then="claim")
    post = post_of(receipt)
    assert post.claimed_by_id == at_desk.force.constable.id
    kept = str(rows())
    for code in (receipt, claim_code(receipt)):
        assert not any(form in kept for form in (code, code[:-1], code.lower(), "-".join(spoken_code(code))))
        assert code not in caplog.text


def test_after_it_the_receipt_still_reads_and_it_cannot_be_claimed_again(at_desk: AtDesk) -> None:
    receipt, post = published(at_desk)
    claimed(claim_code(receipt), at_desk.force.constable)
    news()
    assert read(receipt)[-1] == "It was claimed, and bears your name now."
    own = at_desk.client().own(receipt)
    assert post.title in own.text
    assert "Put your name to it" not in own.text
    assert not queries.may_claim(own_of(receipt))
    with pytest.raises(Refused, match="claimed already"):
        claimed(claim_code(receipt), at_desk.force.sergeant)


def test_only_that_one_post_is_linked(at_desk: AtDesk) -> None:
    first, _post = published(at_desk)
    second, other = published(at_desk, title="Of the same author")
    claimed(claim_code(first), at_desk.force.constable)
    session.refresh(other)
    assert other.claimed_by_id is None
    assert author_shown_to(at_desk.force.lead, other).person_id is None
    assert queries.may_claim(own_of(second))


def test_whoever_had_a_part_in_deciding_is_refused_and_nothing_is_kept(app: Flask, at_desk: AtDesk) -> None:
    receipt, post = published(at_desk)
    constable = at_desk.force.constable.id
    steps: list[Any] = post.steps  # type: ignore[attr-defined] # the other end of Step.submission
    for decider in [verdict.by for step in steps for verdict in step.verdicts]:
        client = signed_in(app, decider)
        opened = client.get("/account/claim")
        before = rows()
        for then in ("look", "claim"):
            shown = client.send(opened, "/account/claim", code=claim_code(receipt), then=then)
            assert shown.status_code == 409
            assert "You had a part in deciding on this post" in shown.text
        assert rows() == before
    session.rollback()
    passed = session.get_one(Person, constable)
    with transaction():
        post_of(receipt).steps[0].skipped_by_id = constable  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="had a part"):
        claimed(claim_code(receipt), passed)


def test_whoever_told_deciders_what_they_think_of_it_claims_it_no_more(at_desk: AtDesk) -> None:
    receipt = filed(at_desk)
    release.release()
    post, colleague = post_of(receipt), session.get_one(Person, at_desk.force.colleague.id)
    step = ways.open_step(post)
    assert step is not None
    assert step.holder is not None
    with transaction():
        asked = authorisation.ask_opinion(step, colleague, "Would it work on a night shift?", by=step.holder)
    factories.decided(post, Verdict.DECLINE)
    assert not had_a_part(colleague.id, post), "to be asked is no part in it"
    with transaction():
        asked.answer, asked.answered_at = "It would, I should know.", clock.now()
    session.refresh(post)
    with pytest.raises(Refused, match="had a part"):
        claimed(claim_code(receipt), colleague)


def test_what_is_on_its_way_waits(at_desk: AtDesk) -> None:
    receipt = filed(at_desk)
    assert not queries.may_claim(own_of(receipt))
    release.release()
    news()
    assert not queries.may_claim(own_of(receipt))
    with pytest.raises(Refused, match="still on its way"):
        claimed(claim_code(receipt), at_desk.force.constable)
    factories.decided(post_of(receipt), Verdict.DECLINE)
    news()
    assert queries.may_claim(own_of(receipt))
    post = claimed(claim_code(receipt), at_desk.force.constable)
    assert post.status == "declined"


@pytest.mark.parametrize("typed", ["", "nothing", "1" * 27, "\u202e" * 30, "é" * 27])
def test_a_wrong_code_claims_nothing_and_leaves_nothing(app: Flask, at_desk: AtDesk, typed: str) -> None:
    published(at_desk)
    client = signed_in(app, at_desk.force.constable)
    opened = client.get("/account/claim")
    before = rows()
    for code in (typed, actions.new_receipt()):
        shown = client.send(opened, "/account/claim", code=code, then="claim")
        assert shown.status_code == 409
        assert "We know no post with this code" in shown.text
    assert rows() == before


def test_whoever_claimed_it_does_not_decide_on_it_nor_change_its_text(app: Flask, at_desk: AtDesk) -> None:
    receipt, post = published(at_desk)
    author = at_desk.force.constable
    claimed(claim_code(receipt), author)
    client = signed_in(app, author)
    shown = client.get(f"/submissions/{post.reference}")
    assert not re.search(rf"/submissions/{post.reference}/(edit|update)", shown.text)
    assert client.get(f"/library/{post.reference}").status_code == 200
    assert client.get("/submissions").text.count(post.title) >= 1
    assert client.get("/account").text.count("/account/claim") == 1
