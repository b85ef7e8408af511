"""Requests that go round the hierarchy, made as a browser and a program make them: each is turned away."""

from datetime import timedelta

import pytest

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.rules import StepState, Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.people import actions as people
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.models import Submission
from portal.submissions.rules import Status
from tests import factories
from tests.authorisation.test_api import token


@pytest.fixture
def force(app):
    return factories.Force()


def now(key):
    """The post as it is now: a request lets go of all that was read before."""
    return session.get_one(Submission, key)


def place(key):
    return f"/steps/{queries.open_step(now(key)).reference}"


def days(number=5):
    return {"first_day": clock.today(), "last_day": clock.today() + timedelta(days=number)}


def decides(client, key, who, version=None):
    """What a program is answered that would approve where a post waits, for the person with this key."""
    said = {"verdict": "approve", "version": version or now(key).version}
    address = f"/api/v1{place(key)}/decide"
    return client.post(address, json=said, headers=token(session.get_one(Person, who))).status_code


def test_nobody_who_had_a_hand_in_it_decides(client, force):
    """Its author who heads the unit, a co-author, who was one, the deputies of each, and who brought it in."""
    with transaction():
        people.note_absence(force.constable, deputy=force.inspector, by=force.constable, **days())
    post = factories.draft(force.constable)
    with transaction():
        posts.save(post, Content(co_authors=[force.sergeant.email]), seen=post.version, by=force.constable)
        posts.save(post, Content(co_authors=[]), seen=post.version, by=force.constable)
    with transaction():
        actions.send(post, by=force.constable)
    key, people_ = post.id, [one.id for one in (force.constable, force.sergeant, force.inspector)]
    for who in people_:
        assert decides(client, key, who) in {403, 404}
    assert now(key).status == Status.WAITING


def test_a_text_that_was_not_read_is_not_approved_by_any_door(client, force):
    post = factories.sent(force.constable)
    seen = post.version
    with transaction():
        step = queries.open_step(post)
        actions.decide(
            step, Decision(Verdict.RETURN, "Say where it was tried, please.", seen=seen), by=force.sergeant
        )
    with transaction():
        posts.save(post, Content(body="Something else."), seen=post.version, by=force.constable)
        actions.send(post, by=force.constable)
    key = post.id
    assert decides(client, key, force.sergeant.id, seen) == 409
    assert now(key).status == Status.WAITING


def test_a_decision_that_is_made_is_not_made_again_and_none_is_made_ahead(client, force):
    post = factories.sent(force.constable)
    key = post.id
    first, ahead = queries.present_steps(post)
    first, ahead = (f"/api/v1/steps/{one.reference}/decide" for one in (first, ahead))
    answer = {"verdict": "approve", "version": post.version}
    sergeant, lead = token(force.sergeant), token(force.lead)
    assert client.post(ahead, json=answer, headers=lead).status_code == 403
    assert client.post(first, json=answer, headers=sergeant).status_code == 200
    assert client.post(first, json=answer, headers=sergeant).status_code == 409
    no = answer | {"verdict": "decline", "reason": "No, it is not for us at present."}
    assert client.post(first, json=no, headers=sergeant).status_code == 409
    assert now(key).status == Status.WAITING


def test_nothing_is_changed_once_somebody_may_approve_it(client, force):
    post = factories.sent(force.constable)
    author, key = token(force.constable), post.id
    change = {"body": "Smuggled in.", "version": post.version}
    address = f"/api/v1/submissions/{post.reference}"
    assert client.patch(address, json=change, headers=author).status_code in {403, 409}
    assert client.post(f"{address}/send", headers=author).status_code in {403, 409}
    assert now(key).body == factories.IDEA.body
    assert now(key).share_check == {}


def test_it_is_handed_to_nobody_who_wrote_it(client, force):
    post = factories.sent(force.constable)
    key, holder, author = post.id, force.sergeant.id, force.constable.email
    client.sign_in(session.get_one(Person, holder))
    answer = client.submit(f"{place(key)}/hand-on", page=f"{place(key)}/hand-on", to=author)
    assert answer.status_code == 422
    assert queries.open_step(now(key)).holder_id == holder


def test_work_given_in_a_circle_stays_with_somebody_who_may(client, force):
    with transaction():
        for one, other in ((force.sergeant, force.colleague), (force.colleague, force.sergeant)):
            actions.give_away(one, other, by=one, **days())
    post = factories.sent(force.constable)
    step = queries.open_step(post)
    assert rules.may_decide(step.holder, step)
    assert actions.keep_time() == 0


def test_a_conflict_that_is_said_late_takes_the_step_away(client, force):
    """Whoever approved one stage and then says that they should not decide: they decide no more, and it goes on."""
    post = factories.sent(force.constable)
    factories.decided(post, Verdict.APPROVE)
    with transaction():
        actions.declare_conflict(queries.open_step(post), force.lead, "My brother wrote it.", by=force.lead)
    assert queries.open_step(post).holder != force.lead
    key = post.id
    assert decides(client, key, force.lead.id) in {403, 404}
    assert now(key).status == Status.WAITING


def test_the_yes_of_who_should_not_have_decided_is_asked_of_somebody_else_once_it_comes_again(force):
    factories.configured(force, *three())
    post = factories.sent(force.constable)
    factories.decided(post, Verdict.APPROVE)
    with transaction():
        actions.declare_conflict(
            queries.open_step(post), force.sergeant, "They are married to its author.", by=force.lead
        )
    factories.decided(post, Verdict.RETURN)
    with transaction():
        actions.send(post, by=force.constable)
    step = queries.open_step(post)
    assert (step.name, step.state) == ("Head", StepState.OPEN)
    assert step.holder == force.inspector


def three():
    return (
        rules.StagePlan("Head", (rules.Ask(rules.Decider.UNIT_HEAD),), 3),
        rules.StagePlan("Reader", (rules.Ask(rules.Decider.ROLE, role=Role.DATA_SHARING_OFFICER),), 3),
        rules.StagePlan("Lead", (rules.Ask(rules.Decider.ROLE, role=Role.INNOVATION_LEAD),), 3),
    )
