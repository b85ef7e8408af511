"""What should never have been published is taken out of the library, with a reason that its author reads."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.files import Store, cleaned
from portal.foundation.outbox import OutgoingMail
from portal.library import actions, queries, rules
from portal.people.actions.tokens import create_token
from portal.people.models import Person
from portal.people.rules import Role
from portal.people.rules.scopes import Scope
from portal.reactions import REACTIONS
from portal.submissions import actions as submissions
from portal.submissions import queries as writings
from portal.submissions.actions import Content
from portal.submissions.models import Submission
from portal.submissions.rules import Status
from tests import factories
from tests.client import Client
from tests.library import settle

REASON = "The third paragraph names a child. Take the name out, please."


def post_of(reference: str) -> Submission:
    post = writings.submission(reference)
    assert post is not None
    return post


def taken_out(reference: str, by: Person, reason: str = REASON) -> None:
    with transaction():
        item = queries.item(reference)
        assert item is not None
        actions.take_out(item, reason, by=by)


def test_those_who_answer_for_the_library_take_out_what_is_theirs_and_nobody_else_does(
    force: factories.Force,
) -> None:
    other = factories.Force("Southmoor Police")
    curator = factories.person(other.office, Role.NATIONAL_CURATOR)
    standards = factories.person(force.office, Role.PROFESSIONAL_STANDARDS)
    communications = factories.person(force.office, Role.COMMUNICATIONS)
    system = factories.person(force.office, Role.SYSTEM_ADMINISTRATOR)
    theirs = [
        factories.published(force.constable, sharing=how_far).reference for how_far in ("unit", "policing")
    ]
    here = (force.lead, force.data_officer, standards, communications)
    others = (force.constable, force.sergeant, force.administrator, system, other.lead, other.data_officer)
    settle()
    for_unit, for_all = (queries.item(reference) for reference in theirs)
    assert for_unit is not None
    assert for_all is not None
    for one in here:
        assert rules.may_open(one, for_unit)
        assert rules.may_take_out(one, for_unit)
    for one in others:
        assert not rules.may_take_out(one, for_all)
    assert rules.may_take_out(curator, for_all)
    assert not rules.may_take_out(curator, for_unit)


def test_it_is_gone_from_every_page_before_the_index_hears_of_it(
    client: Client, force: factories.Force
) -> None:
    post = factories.draft(force.constable)
    clean = cleaned("minutes.txt", BytesIO(b"Nine handovers.\n"), submissions.ATTACHMENT_LIMITS)
    store = Store(client.application.config["SETTINGS"].files_folder)
    with transaction():
        submissions.attach(
            post, clean, store.put(BytesIO(clean.content), len(clean.content)), by=force.constable
        )
        authorisation.send(post, by=force.constable)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    like_it = factories.published(force.colleague).reference
    reader = factories.Force().constable
    with transaction():
        secret = create_token(reader, [Scope.READ], days=9, label="reads")
    reference, file, lead = post.reference, post.attachments[0].reference, force.lead
    settle()
    pages = (
        "/library?q=handover",
        "/library.atom",
        "/api/v1/library?q=handover",
        "/library/similar?title=quiet+room+handover",
        f"/library/{like_it}",
    )
    own = (
        f"/library/{reference}",
        f"/api/v1/library/{reference}",
        f"/submissions/{reference}/attachments/{file}",
    )
    client.sign_in(reader)
    bearer = {"Authorization": f"Bearer {secret}"}

    def answers(address: str) -> TestResponse:
        return client.get(address, buffered=True, headers=bearer if address.startswith("/api/") else {})

    assert [page for page in pages if reference not in answers(page).text] == []
    assert [answers(page).status_code for page in own] == [200, 200, 200]
    taken_out(reference, lead)
    assert [page for page in pages if reference in answers(page).text] == []
    assert [answers(page).status_code for page in own] == [410, 404, 404]
    settle()
    assert [page for page in pages if reference in answers(page).text] == []


def test_who_could_read_it_is_told_that_it_was_taken_out_and_nobody_else_learns_of_it(
    client: Client, force: factories.Force
) -> None:
    post = factories.published(force.constable, sharing="force")
    reference, author, colleague = post.reference, force.constable, force.colleague
    other, lead, stranger = factories.person(force.team), force.lead, factories.Force().constable
    with transaction():
        asked = feedback.ask(post, "Who keeps the key?", by=colleague).reference
    settle()
    taken_out(reference, lead)
    page = f"/library/{reference}"
    empty = client.sign_in(stranger).get("/library/zzzzzzzz").text.replace("zzzzzzzz", reference)
    assert (answer := client.get(page)).status_code == 404
    assert without_keys(answer.text) == without_keys(empty)
    for person, see_why in ((colleague, False), (other, False), (author, True), (lead, True)):
        client.sign_in(person)
        for place in (page, f"{page}/questions", f"{page}/questions/{asked}/answer"):
            shown = client.get(place)
            if shown.status_code in {200, 403}:  # who may answer finds the question on the post's own page
                assert "answer" in place
                continue
            assert (shown.status_code, "This post was in the library until" in shown.text) == (410, True)
            assert (f'href="/submissions/{reference}">See why' in shown.text) == see_why, person.name
    with transaction():
        post = post_of(reference)
        submissions.save(post, Content(sharing="policing"), seen=post.version, by=session.merge(author))
        authorisation.send(post, by=author)
    assert client.sign_in(stranger).get(page).status_code == 404
    assert client.sign_in(other).get(page).status_code == 410
    while ways.open_step(post_of(reference)) is not None:
        factories.decided(post_of(reference), Verdict.APPROVE)
    settle()
    assert client.sign_in(stranger).get(page).status_code == 200


def without_keys(page: str) -> str:
    """A page without what differs each time that it is shown."""
    return re.sub(r'value="[\w.-]{16,}"|nonce="[^"]+"', "", page)


def test_an_open_update_is_closed_and_its_decider_is_asked_no_more(force: factories.Force) -> None:
    for verdict in (None, Verdict.RETURN, Verdict.DECLINE):
        post = factories.published(force.constable)
        with transaction():
            update = submissions.begin_update(post, by=force.constable)
            submissions.save(update, Content(title="Newer"), seen=update.version, by=force.constable)
            authorisation.send(update, by=force.constable)
        if verdict is not None:
            factories.decided(update, verdict)
        reference, updating = post.reference, update.reference
        settle()
        taken_out(reference, force.data_officer)
        update = post_of(updating)
        assert update.status == Status.WITHDRAWN
        assert ways.open_step(update) is None
        (closed,) = [one for one in journal.entries_about(update) if one.event == "submission.withdrawn"]
        assert closed.facts["taken_out"] == reference


def test_my_posts_does_not_say_that_an_author_took_back_what_was_closed(
    client: Client, force: factories.Force
) -> None:
    post, author, lead = factories.published(force.constable), force.constable, force.lead
    with transaction():
        submissions.begin_update(post, by=author)
    reference = post.reference
    settle()
    taken_out(reference, lead)
    mine = client.sign_in(author).get("/submissions").text
    assert "Nobody decides on it any more." in mine
    assert "You took" not in mine


def test_its_author_is_told_why_corrects_it_and_sends_it_again(
    client: Client, force: factories.Force
) -> None:
    reference = factories.published(force.constable, co_authors=[force.colleague.email]).reference
    settle()
    lead, author, colleague = force.lead, force.constable, force.colleague
    client.sign_in(lead)
    page = f"/library/{reference}/take-out"
    assert page in client.get(f"/library/{reference}").text
    refused = client.submit(page, reason=" ")
    assert "Say why, for its author." in refused.text
    assert post_of(reference).status == Status.PUBLISHED
    done = client.submit(page, reason=REASON)
    assert done.location == "/library"
    journal.catch_up(REACTIONS)
    mails = session.scalars(
        select(OutgoingMail).where(OutgoingMail.subject.contains("taken out of the library"))
    )
    told = {mail.to: mail.text for mail in mails}
    assert set(told) == {author.email, colleague.email}
    assert REASON in told[author.email]
    (entry,) = [
        one for one in journal.entries_about(post_of(reference)) if one.event == "submission.taken_out"
    ]
    assert (entry.by_id, entry.facts["reason"]) == (lead.id, REASON)

    client.sign_in(author)
    shown = client.get(f"/submissions/{reference}").text
    assert "Taken out of the library." in shown
    assert REASON in shown
    assert "Correct it and send it again" in shown
    assert "Taken out of the library." in client.get("/submissions").text
    post = post_of(reference)
    with transaction():
        submissions.save(post, Content(body="Nobody is named here."), seen=post.version, by=author)
        authorisation.send(post, by=author)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    settle()
    item = queries.item(reference)
    assert item is not None
    assert item.text.startswith("Nobody is named here.")


def test_what_was_left_there_as_declined_is_taken_out_too_and_stays_out(force: factories.Force) -> None:
    post = factories.decided(factories.sent(force.constable), Verdict.DECLINE)
    with transaction():
        submissions.list_as_declined(post, True, by=force.constable)
    reference, author = post.reference, force.constable
    settle()
    taken_out(reference, force.lead)
    post = post_of(reference)
    assert post.status == Status.TAKEN_OUT
    assert not post.listed
    with pytest.raises(Refused), transaction():
        submissions.list_as_declined(post, True, by=author)


def test_without_a_reason_and_by_anybody_else_nothing_is_taken_out(force: factories.Force) -> None:
    reference = factories.published(force.constable).reference
    settle()
    for by, reason in ((force.lead, "  "), (force.constable, REASON), (force.administrator, REASON)):
        with pytest.raises(Refused):
            taken_out(reference, by, reason)
        assert post_of(reference).status == Status.PUBLISHED
