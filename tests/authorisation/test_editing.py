"""Approved with a change to the text: the author accepts it, declines it, or it lapses where all can see it."""

from datetime import timedelta

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Ask, Criterion, Decider, StagePlan, StepState, Verdict
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.reactions import REACTIONS
from portal.submissions import queries as writings
from portal.submissions.models import Submission
from portal.submissions.rules import Status
from tests import factories

CHANGE = {
    "title": "A quiet room at the front office",
    "summary": "A room with a door.",
    "body": "It takes nine.",
}

HEAD = (Ask(Decider.UNIT_HEAD),)


@pytest.fixture
def force(db):
    return factories.Force()


def proposed(post, by, reason="Shorter, and then yes.", text=CHANGE, **answer):
    step = queries.open_step(post)
    with transaction():
        decision = Decision(Verdict.APPROVE, reason, seen=post.version, **answer)
        actions.propose_edit(step, decision, text, by=by)
    return step


def events(post):
    return [entry.event for entry in journal.entries_about(post)]


def test_accepted_it_counts_as_approved_and_the_original_is_kept(force):
    post = factories.sent(force.constable)
    before, version = writings.text_now(post), post.version
    step = proposed(post, force.sergeant)
    assert (post.status, post.version, post.title) == (Status.WAITING, version, before["title"])
    assert (step.state, step.holder_id) == (StepState.OPEN, force.sergeant.id)
    assert queries.without_one_holder() == []
    assert queries.next_for(force.sergeant) is None
    with transaction():
        following = actions.accept_edit(step, by=force.constable)
    assert following.name == "Innovation lead"
    assert (step.state, step.edit["state"], step.edit_until) == (StepState.APPROVED, "accepted", None)
    assert {name: getattr(post, name) for name in CHANGE} == CHANGE
    shown = writings.versions_shown_to(force.lead, post)
    assert [one.text["body"] for one in shown] == [CHANGE["body"], before["body"]]
    verdict = step.verdicts[-1]
    assert (verdict.by_id, verdict.version) == (force.sergeant.id, version + 1)
    assert events(post)[-3:] == ["edit.proposed", "edit.accepted", "submission.approved"]


@pytest.mark.parametrize("lets", [False, True])
def test_readers_see_what_was_changed_where_its_author_lets_them(client, force, lets):
    factories.configured(force, StagePlan("Head of unit", HEAD, 5))
    post = factories.sent(force.constable, body="We lose twenty minutes at every handover.")
    step = proposed(post, force.sergeant)
    client.sign_in(force.constable)
    ticked = {"lets_see": "y"} if lets else {}
    assert client.submit(f"/steps/{step.reference}/proposed", do="accept", **ticked).status_code == 302
    journal.catch_up(REACTIONS)
    assert writings.submission(post.reference).status == Status.PUBLISHED
    client.sign_in(factories.person(force.division))
    page, changed = f"/library/{post.reference}", f"/library/{post.reference}/changed"
    assert (changed in client.get(page).text) is lets
    shown = client.get(changed)
    assert shown.status_code == (200 if lets else 403)
    assert ("twenty minutes" in shown.text) is lets


def test_the_answers_to_the_questions_of_its_kind_can_be_changed_too(force):
    factories.configured(force, StagePlan("Check", HEAD, 5), kind="learning")
    post = factories.sent(force.constable, "learning")
    before = dict(post.details)
    change = {name: getattr(post, name) for name in CHANGE}
    details = {
        "host": "A charity for the homeless",
        "skills": ["communication"],
        "so_what": before["so_what"],
    }
    step = proposed(post, force.sergeant, text=change | {"details": details})
    assert step.edit["text"]["details"] == {"host": details["host"], "skills": ["communication"]}
    assert post.details == before
    with transaction():
        actions.accept_edit(step, by=force.constable)
    assert post.details == before | details
    assert post.status == Status.PUBLISHED
    assert [one.text["details"] for one in writings.versions_shown_to(force.lead, post)][-1] == before


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        ({"so_what": ""}, "So what"),  # needed with the last approval
        ({"placement_type": "holiday"}, "cannot be saved like this"),
        ({"host": "x" * 201}, "cannot be saved like this"),
        ({"starts_on": "2026-03-02", "ends_on": "2026-03-01"}, "before the first"),
        ({"quotations": [{"text": "Invented", "consent": "named"}]}, "changed nothing"),
    ],
)
def test_an_answer_that_could_not_be_published_is_not_proposed(force, details, sentence):
    factories.configured(force, StagePlan("Check", HEAD, 5), kind="learning")
    post = factories.sent(force.constable, "learning")
    change = {name: getattr(post, name) for name in CHANGE}
    with pytest.raises(Refused, match=sentence):
        proposed(post, force.sergeant, text=change | {"details": details})


def test_the_page_asks_the_questions_of_the_kind_and_shows_what_differs_one_by_one(client, force):
    post = factories.sent(force.constable, "learning")
    step, title = queries.open_step(post).reference, post.title
    page = f"/steps/{step}/edit"
    client.sign_in(force.sergeant)
    shown = client.get(page).text
    assert ">\nAn outreach charity</textarea>" in shown
    assert "Words you would like to quote" not in shown
    wrong = client.submit(page, starts_on="31 February")
    assert "Type a day that is in the calendar" in wrong.text
    changed = {"host": "A charity for the homeless", "skills": ["communication"], "starts_on": "2/3/2026"}
    assert client.submit(page, **changed).status_code == 302
    shown = client.sign_in(force.constable).get(f"/steps/{step}/proposed").text
    assert "Who hosted you?" in shown
    assert "Skills you gained" in shown
    assert "Now what?" not in shown
    assert client.submit(f"/steps/{step}/proposed", do="accept").status_code == 302
    post = session.get_one(Submission, post.id)
    assert (post.title, post.details["starts_on"]) == (title, "2026-03-02")


def test_declined_it_is_back_with_whoever_decides_as_it_was_written(force):
    post = factories.sent(force.constable)
    before = writings.text_now(post)
    step = proposed(post, force.sergeant)
    with transaction():
        actions.decline_edit(step, "The room is not at the front office.", by=force.constable)
    assert writings.text_now(post) == before
    assert (step.state, step.edit["state"], step.verdicts) == (StepState.OPEN, "declined", [])
    assert queries.next_for(force.sergeant) == step.reference
    with pytest.raises(Refused, match="waits no longer"), transaction():
        actions.accept_edit(step, by=force.constable)
    factories.decided(post, Verdict.APPROVE)
    assert queries.open_step(post).name == "Innovation lead"


def test_not_answered_in_time_it_lapses_and_is_open_again(force, monkeypatch):
    post = factories.sent(force.constable)
    step = proposed(post, force.sergeant)
    until = step.edit_until
    assert step.due_on >= until
    assert actions.lapse_edits() == 0
    later = clock.now() + timedelta(days=(until - clock.today()).days + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert actions.lapse_edits() == 1
    session.refresh(step)
    assert (step.state, step.edit["state"], step.edit_until) == (StepState.OPEN, "lapsed", None)
    assert step.due_on > until
    assert events(post)[-1] == "edit.lapsed"
    assert actions.lapse_edits() == 0


def test_decided_otherwise_a_change_is_overtaken(force):
    post = factories.sent(force.constable)
    step = proposed(post, force.sergeant)
    with pytest.raises(Refused, match="waits for its author already"):
        proposed(post, force.sergeant)
    factories.decided(post, Verdict.RETURN)
    assert (step.edit["state"], step.edit_until) == ("overtaken", None)
    with pytest.raises(Refused, match="waits no longer"), transaction():
        actions.accept_edit(step, by=force.constable)


def test_only_who_decides_proposes_and_only_its_author_answers(force):
    post = factories.sent(force.constable)
    for person in (force.constable, force.inspector):
        with pytest.raises(Refused, match="not yours"):
            proposed(post, person)
    with pytest.raises(Refused, match="changed nothing"):
        proposed(post, force.sergeant, text={name: getattr(post, name) for name in CHANGE})
    with pytest.raises(Refused, match="title cannot be empty"):
        proposed(post, force.sergeant, text=CHANGE | {"title": " "})
    step = proposed(post, force.sergeant)
    for person in (force.sergeant, force.lead):
        with pytest.raises(Refused, match="waits no longer"), transaction():
            actions.accept_edit(step, by=person)


def test_the_checklist_and_the_score_sheet_are_kept_until_it_counts(force):
    ask = (Ask(Decider.PERSON, person_id=force.sergeant.id),)
    stage = StagePlan("Check", ask, 5, checklist=("No name",), criteria=(Criterion("Benefit"),))
    factories.configured(force, stage)
    post = factories.sent(force.constable)
    with pytest.raises(Refused, match="Tick each line"):
        proposed(post, force.sergeant)
    step = proposed(post, force.sergeant, ticked=("No name",), scores={"Benefit": (3, "Large")})
    with transaction():
        actions.accept_edit(step, by=force.constable)
    assert post.status == Status.PUBLISHED
    verdict = step.verdicts[-1]
    assert (verdict.ticked, verdict.scores[0]["score"]) == (["No name"], 3)


def test_who_decides_beside_reads_nothing_of_a_change_before_they_have_answered(force):
    ask = tuple(Ask(Decider.PERSON, person_id=one.id) for one in (force.sergeant, force.inspector))
    factories.configured(force, StagePlan("Panel", ask, 5, needed=2))
    post = factories.sent(force.constable)
    proposed(post, force.sergeant)
    for reader, told in ((force.inspector, False), (force.constable, True), (force.lead, True)):
        story = [one.event for one in queries.story_of(post, reader)]
        assert ("edit.proposed" in story) is told


def test_the_pages_of_a_change(client, force):
    post = factories.sent(force.constable)
    step = queries.open_step(post).reference
    client.sign_in(force.sergeant)
    assert "Approve it with a change" in client.get(f"/steps/{step}").text
    page = f"/steps/{step}/edit"
    assert "half of it is lost" in client.get(page).text
    shown = client.submit(page, **CHANGE | {"title": ""})
    assert "The title cannot be empty" in shown.text
    assert client.submit(page, reason="Shorter.", **CHANGE).status_code == 302
    assert "Its author has your change" in client.get("/queue").text
    assert "Its author has the change" in client.get(f"/steps/{step}").text
    client.sign_in(force.constable)
    answer = f"/steps/{step}/proposed"
    assert answer in client.get(f"/submissions/{post.reference}").text
    shown = client.get(answer).text
    assert "<ins>" in shown
    assert "Shorter." in shown
    assert client.submit(answer, do="decline", why="It is elsewhere.").status_code == 302
    assert "You declined this change" in client.get(answer).text
    client.sign_in(force.colleague)
    assert client.get(answer).status_code == 404
    client.sign_in(force.sergeant)
    assert "It is elsewhere." in client.get(f"/steps/{step}").text
    assert client.submit(page, reason="Shorter.", **CHANGE | {"title": "A room"}).status_code == 302
    client.sign_in(force.constable)
    assert client.submit(answer, do="accept").status_code == 302
    shown = client.get(f"/submissions/{post.reference}").text
    assert "You accepted the change" in shown
    assert "A room" in shown
