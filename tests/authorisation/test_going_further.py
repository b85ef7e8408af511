"""The author's right of way: once, past whoever did not answer, or whose reason does not help."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.rules import (
    HEAD_STAGE,
    LEAD_STAGE,
    Ask,
    Conditions,
    Decider,
    StagePlan,
    StepState,
    Verdict,
)
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.rules import Sharing, Status
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")

WHY = "It says that it costs too much, and we have shown that it costs nothing."


@pytest.fixture
def force():
    made = Force()
    made.reviewer = factories.person(made.division, Role.INDEPENDENT_REVIEWER, name="Rita Reviewer")
    return made


def further(post, by, why=WHY):
    with transaction():
        return actions.go_further(post, why, by=session.get_one(Person, by.id))


def test_a_declined_post_goes_once_to_an_independent_reviewer_and_never_to_who_declined_it(force):
    post = factories.decided(factories.sent(force.constable), Verdict.DECLINE)
    step = further(post, force.constable)
    assert (post.status, step.holder_id, post.holder_id) == ("waiting", force.reviewer.id, force.reviewer.id)
    assert [step.state for step in queries.present_steps(post)] == ["open", "ahead"]
    with pytest.raises(Refused, match="not yours"), transaction():
        actions.decide(
            step, Decision(Verdict.APPROVE, seen=post.version), by=session.get_one(Person, force.sergeant.id)
        )
    (told,) = [entry for entry in journal.entries_about(post) if entry.event == "submission.taken_further"]
    assert (told.facts["reason"], told.facts["holder_id"]) == (WHY, str(force.reviewer.id))
    factories.decided(post, Verdict.APPROVE)
    assert post.holder_id == force.lead.id, "then it goes on as its route says"
    factories.decided(post, Verdict.DECLINE)
    with pytest.raises(Refused, match="once"):
        further(post, force.constable)


def test_without_a_reviewer_it_goes_further_up_and_not_back(force):
    with transaction():
        session.get_one(Person, force.reviewer.id).roles_held = []
    post = factories.decided(factories.sent(force.constable), Verdict.DECLINE)
    assert further(post, force.constable).holder_id == force.lead.id


def test_after_two_missed_limits_it_goes_past_whoever_is_late(force):
    post = factories.sent(force.constable)
    start = clock.now()
    for days in range(3, 40):
        with clock.at(start + timedelta(days=days)):
            if rules.can_go_further(post):
                break
            actions.keep_time()
            session.expire_all()
    late = queries.open_step(post)
    assert rules.missed(late) == rules.MISSED_LIMITS
    before = late.holder_id
    with clock.at(start + timedelta(days=days)):
        step = further(post, force.constable)
    assert before != step.holder_id == force.reviewer.id
    assert step.escalations == 0


def test_there_must_be_cause_and_words_and_it_is_its_author_who_asks(force):
    post = factories.sent(force.constable)
    with pytest.raises(Refused, match="two missed limits"):
        further(post, force.constable)
    factories.decided(post, Verdict.DECLINE)
    with pytest.raises(Refused, match="in a sentence or two"):
        further(post, force.constable, "Why?")
    with pytest.raises(Refused, match="two missed limits"):
        further(post, force.lead)
    with transaction():
        posts.save(
            post,
            Content(body="Quite another text than the one decided on."),
            seen=post.version,
            by=post.author,
        )
    with pytest.raises(Refused, match="Send it again"):
        further(post, force.constable)
    assert post.status == "declined"


def test_a_route_without_it_says_why_and_leaves_no_way_round(client, force):
    routes = queries.configuration_of(force.organisation.id)
    factories.configured(
        force,
        *routes.route("Ideas").stages,
        right_of_way=False,
        why_not="The chief hears every idea in person.",
    )
    told = "you cannot ask for somebody else. Why: The chief hears every idea in person."
    client.sign_in(force.constable)
    assert told in client.get("/share/idea").text, "before it is written"
    assert told not in client.get("/share/learning").text
    draft = factories.draft(force.constable)
    for page in ("", "/edit", "/check"):
        assert told in client.get(f"/submissions/{draft.reference}{page}").text, "before it is sent"
    waits = factories.sent(force.constable)
    assert "The chief hears" in client.get(f"/submissions/{waits.reference}").text
    post = factories.decided(factories.sent(force.constable), Verdict.DECLINE)
    place = f"/submissions/{post.reference}"
    with pytest.raises(Refused):
        further(post, force.constable)
    shown = client.get(place).text
    assert "The chief hears every idea in person." in shown


def test_the_page_offers_it_where_there_is_cause_and_keeps_what_was_typed(client, force):
    post = factories.sent(force.constable)
    place = f"/submissions/{post.reference}"
    client.sign_in(force.constable)
    assert "Ask somebody else to decide" not in client.get(place).text
    assert client.get(f"{place}/further").status_code == 403
    factories.decided(post, Verdict.DECLINE)
    assert "Ask somebody else to decide" in client.get(place).text
    short = client.submit(f"{place}/further", why="Why?")
    assert short.status_code == 409
    assert "Why?</textarea>" in short.text
    assert client.submit(f"{place}/further", why=WHY).status_code == 302
    shown = client.get(place).text
    assert "Rita Reviewer" in shown
    assert "Ask somebody else to decide" not in shown


DATA = StagePlan("Data check", (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),), 3, optional=True)
FAR = StagePlan("Far", (Ask(Decider.UNIT_HEAD),), 3, only_if=Conditions(sharing=Sharing.POLICING))


def no_longer(person):
    with transaction():
        session.get_one(Person, person.id).roles_held = []


def opened(post):
    return {step.holder_id: step for step in queries.present_steps(post) if step.state == StepState.OPEN}


def approve(step):
    with transaction():
        actions.decide(step, Decision(Verdict.APPROVE, seen=step.submission.version), by=step.holder)


@pytest.mark.parametrize("stage", [DATA, FAR], ids=["a role that checks", "a check because of its reach"])
def test_nobody_overrules_a_check_alone(force, stage):
    other = factories.person(force.office, Role.DATA_SHARING_OFFICER, name="Odd Officer")
    factories.configured(force, stage, LEAD_STAGE)
    post = factories.decided(factories.sent(force.constable), Verdict.DECLINE)
    said_no = next(step for step in queries.present_steps(post) if step.verdicts).verdicts[0].by_id
    second = (
        (other.id if said_no != other.id else force.data_officer.id) if stage is DATA else force.inspector.id
    )
    further(post, force.constable)
    asked = opened(post)
    assert set(asked) == {force.reviewer.id, second}
    assert {(step.needed, step.verifies, step.optional) for step in asked.values()} == {(2, True, False)}
    approve(asked[force.reviewer.id])
    assert set(opened(post)) == {second}, "one yes does not do"
    lead, no = (session.get_one(Person, key) for key in (force.lead.id, said_no))
    with pytest.raises(Refused, match="check that it has to have"), transaction():
        actions.pass_over(asked[second], "It has waited long enough by now.", by=lead)
    with pytest.raises(Refused, match="not yours"), transaction():
        actions.decide(asked[second], Decision(Verdict.APPROVE, seen=post.version), by=no)
    approve(asked[second])
    assert set(opened(post)) == {force.lead.id}, "then it goes on as its route says"


def test_where_nobody_else_checks_two_decide_all_the_same_and_one_no_ends_it(force):
    no_longer(force.reviewer)
    factories.configured(force, replace(DATA, optional=False))
    post = factories.decided(factories.sent(force.constable), Verdict.DECLINE)
    further(post, force.constable)
    assert set(opened(post)) == {force.lead.id, force.administrator.id}
    approve(opened(post)[force.lead.id])
    assert post.status == Status.WAITING
    factories.decided(post, Verdict.DECLINE)
    assert post.status == Status.DECLINED


def test_what_was_no_check_is_decided_by_one_as_before(force):
    post = factories.decided(factories.sent(force.constable), Verdict.DECLINE)
    further(post, force.constable)
    assert [step.needed for step in queries.present_steps(post)] == [1, 1]


def test_the_page_says_beforehand_that_two_decide(client, force):
    places = []
    for stages in ((HEAD_STAGE, LEAD_STAGE), (DATA, LEAD_STAGE)):
        factories.configured(force, *stages)
        post = factories.decided(factories.sent(force.constable), Verdict.DECLINE)
        places.append(f"/submissions/{post.reference}/further")
    client.sign_in(force.constable)
    assert ["two people decide" in client.get(place).text for place in places] == [False, True]
