"""The page of a first reading, and that nobody else meets a word of what is read first, on any page."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Ask, Decider, StagePlan, Verdict
from portal.authorisation.rules.edits import mark_of
from portal.authorisation.rules.several import Chosen
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.outbox import OutgoingMail
from portal.notifications.models import Notice
from portal.people.actions import tokens
from portal.people.rules import Role
from portal.people.rules.scopes import Scope
from portal.reactions import REACTIONS
from portal.submissions.models import Submission
from tests import factories

pytestmark = pytest.mark.usefixtures("db")

CANARY = "Tannersrow"
TYPED = f"On 14 March 2026 PC 3327 found her in {CANARY}, and my sergeant had said to wait."
LEAD = StagePlan("Lead", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 3)
DATA = StagePlan("Data", (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),), 3)


@pytest.fixture
def force(app):
    made = factories.Force()
    made.reader = factories.person(made.office, Role.DEIDENTIFIER, name="Rhoda Reader")
    made.other_reader = factories.person(made.division, Role.DEIDENTIFIER, name="Rory Reader")
    made.other_lead = factories.person(made.division, Role.INNOVATION_LEAD, name="Lars Otherlead")
    factories.configured(made, LEAD, DATA, kind="impact-case", anonymous=True)
    return made


@pytest.fixture
def post(force):
    return factories.nameless(force, body=TYPED, title=f"What happened in {CANARY}", summary=f"In {CANARY}.")


def again(post):
    return session.get_one(Submission, post.id)


def address(post):
    return f"/steps/{queries.open_step(again(post)).reference}"


def holder(post):
    return queries.open_step(again(post)).holder


def proposed(client, post, **text):
    place = address(post)
    clean = {
        "title": "What happened",
        "summary": "It waited.",
        "body": "She was found in the morning.",
    } | text
    return client.submit(f"{place}/read", page=place, do="propose", reason="One street.", **clean)


def accepted(post):
    step = queries.open_step(again(post))
    with transaction():
        actions.answer_edit_from_desk(
            again(post), step.reference, read=mark_of(step.edit), accepts=True, why="", key="k"
        )


def test_who_reads_first_sees_what_the_checker_marked_and_proposes_a_text(client, force, post):
    client.sign_in(holder(post))
    assert CANARY in client.get("/queue").text
    shown = client.get(address(post)).text
    assert "What you are asked" in shown
    assert re.search("<mark>[^<]*3327</mark>", shown)
    assert "Put it to its author" in shown
    assert "Decline" not in shown
    filled = client.get(f"{address(post)}?fill=1").text
    assert "nothing has been sent yet" in filled
    assert "3327" not in filled.split('id="text"')[1]
    answer = proposed(client, post)
    assert answer.status_code == 302
    shown = client.get(address(post)).text
    assert "Its author has your text until" in shown
    assert "<del>" in shown
    accepted(post)
    assert not again(post).unread


def test_one_press_passes_it_on_as_it_is(client, force, post):
    client.sign_in(holder(post))
    place = address(post)
    answer = client.submit(f"{place}/read", page=place, do="pass")
    assert answer.status_code == 302
    assert again(post).body == TYPED
    assert "is with those who decide" in client.get(place).text


def test_a_proposal_that_changes_nothing_is_refused_beside_what_was_typed(client, force, post):
    client.sign_in(holder(post))
    kept = {"title": post.title, "summary": post.summary, "body": TYPED}
    answer = proposed(client, post, **kept)
    assert answer.status_code == 409
    assert "You have changed nothing" in answer.text
    assert CANARY in answer.text


def test_unanswered_it_is_passed_on_with_a_reason_which_everybody_reads(client, force, post, monkeypatch):
    client.sign_in(holder(post))
    proposed(client, post)
    later = clock.now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: later)
    actions.lapse_edits()
    client.sign_in(holder(post))
    place = address(post)
    shown = client.get(place).text
    assert "Its author has not answered what you proposed" in shown
    without = {"page": place, "do": "without"}
    assert client.submit(f"{place}/read", **without, because="").status_code == 409
    answer = client.submit(f"{place}/read", **without, because="It named a street and an hour.")
    assert answer.status_code == 302
    line = "Edited without the author, because it named a street and an hour."
    client.sign_in(holder(post))
    assert line in client.get(address(post)).text
    while queries.open_step(again(post)) is not None:
        factories.decided(again(post), Verdict.APPROVE)
    journal.catch_up(REACTIONS)
    client.sign_in(force.constable)
    shown = client.get(f"/library/{post.reference}").text
    assert line in shown
    assert CANARY not in shown
    with transaction():
        secret = tokens.create_token(force.constable, [Scope.READ], days=1, label="Test")
    item = client.get(f"/api/v1/library/{post.reference}", headers={"Authorization": f"Bearer {secret}"}).json
    assert item["edited_without_author"] == "It named a street and an hour."
    assert CANARY not in str(item)


def everywhere(post):
    """Every address at which somebody could hope to read it, before it is passed on and after."""
    own = f"/submissions/{post.reference}"
    steps = [f"/steps/{step.reference}" for step in queries.present_steps(again(post))]
    below = (
        "",
        "/hand-on",
        "/edit",
        "/proposed",
        "/opinion",
        "/way",
        "/add",
        "/conflict",
        "/pass-over",
        "/outside",
    )
    return [
        *("/", "/queue", "/triage", f"/triage?text={CANARY}", "/notices", "/workload", "/library"),
        *(f"/library?q={CANARY}", f"/library/{post.reference}", own, f"{own}/versions", "/admin/trail"),
        *(f"{own}/versions?version=1", "/admin/trail.csv", f"{own}/withdraw", f"{own}/edit"),
        *(f"{step}{more}" for step in steps for more in below),
        *(f"/api/v1/submissions/{post.reference}", "/api/v1/steps?waiting=me", f"/api/v1/library?q={CANARY}"),
    ]


@pytest.mark.parametrize("accepts", [False, True])
def test_nobody_else_meets_a_word_of_it_on_any_page_before_or_after(client, force, post, accepts):
    """Before it is passed on not a word of it; after the author accepted another text, not a word of the first."""
    reader = holder(post)
    client.sign_in(reader)
    if accepts:
        proposed(client, post)
        accepted(post)
    journal.catch_up(REACTIONS)
    everybody = (force.lead, force.other_lead, force.data_officer, force.administrator, force.sergeant)
    opened = 0
    for person in everybody:
        client.sign_in(person)
        for place in everywhere(post):
            shown = client.get(place, follow_redirects=True)
            said = (
                shown.text.replace(f"text={CANARY}", "")
                .replace(f"q={CANARY}", "")
                .replace(f'value="{CANARY}"', "")
            )
            assert f"in {CANARY}" not in said, (person.name, place)
            opened += shown.status_code == 200
    assert opened > 25
    read = [f"{mail.subject} {mail.body}" for mail in session.scalars(select(OutgoingMail))]
    read += [notice.words for notice in session.scalars(select(Notice))]
    read += [str(entry.facts) for entry in session.scalars(select(journal.Entry))]
    assert read
    assert not any(CANARY in words for words in read)


def test_a_lead_is_told_that_it_is_there(client, force, post):
    client.sign_in(force.lead)
    shown = client.get("/triage").text
    assert (
        "An anonymous impact case is being read first. Nobody who decides sees it before that is done."
        in shown
    )


def test_an_administrator_hands_it_to_another_reader_without_reading_it(client, force, post):
    client.sign_in(force.administrator)
    place, first = address(post), holder(post)
    other = next(one for one in (force.reader, force.other_reader) if one.id != first.id)
    shown = client.get(f"{place}/hand-on").text
    assert CANARY not in shown
    assert force.lead.reference not in shown
    answer = client.submit(f"{place}/hand-on", to=other.reference)
    assert answer.status_code == 302, answer.text
    assert holder(post).id == other.id
    assert client.get(place).status_code == 403


def test_over_the_api_it_is_passed_on_and_nothing_else(client, force, post):
    with transaction():
        secret = tokens.create_token(holder(post), [Scope.READ, Scope.WRITE], days=1, label="Test")
    headers = {"Authorization": f"Bearer {secret}"}
    (waits,) = client.get("/api/v1/steps?waiting=me", headers=headers).json["items"]
    decide = f"/api/v1/steps/{waits['reference']}/decide"
    declined = {
        "verdict": "decline",
        "reason": "It is not a good idea, I think.",
        "version": waits["version"],
    }
    assert client.post(decide, json=declined, headers=headers).status_code == 409
    passed = {"verdict": "approve", "version": waits["version"]}
    assert client.post(decide, json=passed, headers=headers).status_code == 200
    assert not again(post).unread


def test_several_are_never_passed_on_at_once(force, post):
    step = queries.open_step(post)
    chosen = [Chosen(step.reference, post.version)]
    _sheet, (outcome,) = actions.decide_several("sheet", chosen, Decision(Verdict.APPROVE), by=holder(post))
    assert outcome.code == "by-itself"
    assert again(post).unread


def test_the_story_says_that_it_is_read_first_and_not_that_somebody_would_approve_it(client, force, post):
    client.sign_in(holder(post))
    proposed(client, post)
    accepted(post)
    client.sign_in(session.get_one(type(force.lead), holder(post).id))
    story = client.get(f"/submissions/{again(post).reference}").text
    assert "put a text that gives less away to its author" in story
    assert "accepted the text that gives less away." in story
    assert "would approve it with a change" not in story
