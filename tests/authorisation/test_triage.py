"""What a lead chooses in the workspace: whatever cannot be moved is named, and why."""

import pytest
from sqlalchemy import select

from portal.authorisation import actions, queries
from portal.authorisation.queries import Wanted
from portal.authorisation.rules import Ask, Decider, StagePlan, Verdict
from portal.foundation import refusals
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.people.models import Grade
from portal.people.rules import Role
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force


@pytest.fixture
def force(app):
    return Force()


def test_what_is_back_with_its_author_has_no_box(client, force):
    waiting = factories.sent(force.constable, title="Batteries")
    back = factories.decided(factories.sent(force.constable, title="Outreach"), Verdict.RETURN)
    boxes = [f'value="{post.reference}" form="bulk"' for post in (waiting, back)]
    shown = client.sign_in(force.lead).get("/triage").text
    assert "Outreach" in shown
    assert [box in shown for box in boxes] == [True, False]


def test_what_came_back_to_its_author_names_them_in_no_list_of_a_lead_from_whom_they_are_kept(client, force):
    """Neither under "With", nor among those whose posts can be asked for, nor by what asking leaves over."""
    lead = StagePlan("Lead", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 5, blind=True)
    factories.configured(force, StagePlan("Head", (Ask(Decider.UNIT_HEAD),), 3), lead)
    with transaction():
        force.constable.name = "Zebedee Quillfeather"
    factories.decided(factories.sent(force.constable, title="Batteries"), Verdict.RETURN)
    factories.sent(force.colleague, title="Outreach")
    shown = client.sign_in(force.lead).get("/triage?state=returned").text
    assert "Batteries" in shown
    assert '<td class="queue-holder">Its author</td>' in shown
    assert "uillfeather" not in shown
    assert force.constable.reference not in shown
    assert "Sam Sergeant" in shown, "whoever has an open step can be asked for"
    here = force.organisation.id
    assert queries.overview(here).holders == [(force.sergeant.reference, "Sam Sergeant")]
    held = [
        queries.in_flight(here, Wanted(holder=one.reference)) for one in (force.constable, force.sergeant)
    ]
    assert [[post.title for post, _step in found.rows] for found in held] == [[], ["Outreach"]]


@pytest.mark.parametrize(("shows", "words"), [(False, "Amina Constable"), (True, "PC Amina Constable")])
def test_what_came_back_is_with_its_author_as_they_wish_to_be_named(client, force, shows, words):
    rank = Grade(name="Police constable", abbreviation="PC", level=1, staff_group="officer")
    with transaction():
        force.constable.grade = rank
    factories.decided(factories.sent(force.constable, show_grade=shows), Verdict.RETURN)
    shown = client.sign_in(force.lead).get("/triage").text
    assert f'<td class="queue-holder">{words}</td>' in shown


def test_an_imported_draft_is_found_by_whoever_looks_after_it(force):
    draft = factories.draft(force.constable, title="From before")
    with transaction():
        draft.author, draft.author_id, draft.external_id, draft.holder_id = None, None, "row-1", force.lead.id
    here = force.organisation.id
    assert queries.overview(here).holders == [(force.lead.reference, "Lena Lead")]
    assert queries.in_flight(here, Wanted(holder=force.lead.reference)).total == 1


@pytest.mark.parametrize("do", ["take", "hand-on"])
def test_what_cannot_be_moved_is_named_with_the_reason(client, force, do):
    waiting = factories.sent(force.constable, title="Batteries")
    back = factories.decided(factories.sent(force.constable, title="Outreach"), Verdict.RETURN)
    done = factories.published(force.constable, title="Torches")
    elsewhere = factories.published(Force().constable, title="Of another force")
    chosen, key = [post.reference for post in (waiting, back, done, elsewhere)], waiting.id
    to = force.inspector.reference if do == "hand-on" else ""
    client.sign_in(force.lead)
    answer = client.send(client.get("/triage"), "/triage", chosen=chosen, do=do, to=to)
    shown = client.get(answer.location).text
    assert "One post is with" in shown
    assert "“Outreach”: It is back with its author, who changes it and sends it again." in shown
    assert "“Torches”: It does not wait for a decision any more." in shown
    assert "Of another force" not in shown
    taker = force.inspector if do == "hand-on" else force.lead
    assert session.get_one(Submission, key).holder_id == taker.id


def test_the_timeline_says_who_took_it_over_from_whom(client, force):
    post = factories.sent(force.constable)
    place = f"/submissions/{post.reference}"
    with transaction():
        actions.take(queries.open_step(post), by=force.lead)
    client.sign_in(force.constable)
    assert "Lena Lead took it over from Sam Sergeant." in client.get(place).text
    client.sign_in(force.lead)
    assert "You took it over from Sam Sergeant." in client.get(place).text


def test_whoever_was_given_it_reads_that_it_went_to_them(client, force):
    post = factories.sent(force.constable)
    place = f"/submissions/{post.reference}"
    with transaction():
        actions.hand_on(queries.open_step(post), force.lead, by=force.sergeant)
    assert "Sam Sergeant passed it on to you." in client.sign_in(force.lead).get(place).text
    assert "Sam Sergeant passed it on to Lena Lead." in client.sign_in(force.constable).get(place).text


def test_what_may_not_be_handed_on_is_noted_for_each(client, force):
    mine = factories.sent(force.lead, title="By the lead")
    theirs = factories.sent(force.constable, title="Batteries")
    chosen = [mine.reference, theirs.reference]
    client.sign_in(force.lead)
    answer = client.send(client.get("/triage"), "/triage", chosen=chosen, do="take", to="")
    assert "Handing this on is not yours to do." in client.get(answer.location).text
    rows = session.scalars(select(Entry).where(Entry.event == refusals.ATTEMPT)).all()
    assert [(one.subject_kind, one.facts["permission"], one.facts["code"]) for one in rows] == [
        ("steps", "step.hand-on", "not-yours")
    ]
