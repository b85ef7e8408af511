"""An anonymous post put to two colleagues of one unit at once: the second waits for another unit, and is told so."""

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Ask, Decider, StagePlan, StepState, Verdict, may_decide
from portal.authorisation.rules.permits import waits_for_another_unit
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions.models import Submission
from portal.submissions.rules import Status
from tests import factories


@pytest.fixture
def force(db):
    return factories.Force()


def panel(force, *people):
    """An anonymous post that these people decide together, two of them, before the innovation lead does."""
    asked = tuple(Ask(Decider.PERSON, person_id=one.id) for one in people)
    lead = StagePlan("Lead", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 3)
    factories.configured(force, StagePlan("Panel", asked, 3, needed=2, veto=False), lead, anonymous=True)
    content = factories.IDEA
    with transaction():
        post = Submission(
            kind="idea", organisation_id=force.organisation.id, organisation=force.organisation, desk_key="d" * 32,
            status=Status.DRAFT, begun_on=clock.today(), title="Lanterns", summary="Lanterns.", body="Lanterns.",
            details=dict(content.details), sharing="policing",
        )  # fmt: skip
        session.add(post)
        session.flush()
        actions.set_off(post, by_id=None)
    return post


def answered(post, by, reason="It is safe, and it costs little."):
    post, by = session.get_one(Submission, post.id), session.get_one(type(by), by.id)
    step = held(post, by)
    with transaction():
        actions.decide(step, Decision(Verdict.APPROVE, reason, seen=post.version), by=by)
    actions.pass_on_after(journal.entries_about(post))
    actions.keep_time()


def held(post, by):
    return next(step for step in queries.present_steps(post) if step.holder_id == by.id)


def test_it_stays_with_the_second_until_another_unit_has_answered(force):
    post = panel(force, force.sergeant, force.inspector, force.colleague)
    answered(post, force.sergeant)
    step = held(post, force.colleague)
    lock, told = step.lock, len(journal.entries_about(post))
    assert actions.keep_time() == 0
    assert (step.state, step.lock, len(journal.entries_about(post))) == (StepState.OPEN, lock, told)
    assert waits_for_another_unit(force.colleague, step)
    assert not may_decide(force.colleague, step)
    assert queries.without_one_holder() == []
    with transaction(), pytest.raises(Refused, match="not yours"):
        actions.decide(step, Decision(Verdict.APPROVE, seen=post.version), by=force.colleague)
    with transaction():
        declined = Decision(
            Verdict.DECLINE, "It was tried here in March, and nobody used it.", "other", post.version
        )
        actions.decide(held(post, force.inspector), declined, by=force.inspector)
    assert may_decide(force.colleague, held(post, force.colleague))
    answered(post, force.colleague)
    assert queries.open_step(post).holder_id == force.lead.id


def test_it_goes_on_where_nobody_of_another_unit_is_asked_beside(force):
    post = panel(force, force.sergeant, force.inspector, force.colleague)
    with transaction():
        actions.hand_on(held(post, force.inspector), force.lead, by=force.inspector)
    answered(post, force.sergeant)
    assert waits_for_another_unit(force.colleague, held(post, force.colleague))
    with transaction():
        force.lead.unit = force.team
        force.lead.unit_id = force.team.id
    assert actions.keep_time() == 1
    holders = {step.holder_id for step in queries.present_steps(post) if step.state == StepState.OPEN}
    homes = {session.get_one(Person, holder).unit_id for holder in holders}
    assert len(homes) == len(holders) == 2, (
        "of two who work where the first does one gives way to another unit"
    )
    assert holders & {force.colleague.id, force.lead.id}, "and the other waits for them"
    assert actions.keep_time() == 0


def test_the_page_says_why_and_shows_no_answer_of_the_others(client, force):
    post = panel(force, force.sergeant, force.inspector, force.colleague)
    address = f"/steps/{held(post, force.colleague).reference}"
    client.sign_in(force.colleague)
    assert 'value="approve"' in client.get(address).text
    answered(post, force.sergeant, "A lamp that nobody else would think of.")
    shown = client.get(address)
    assert shown.status_code == 200
    assert "Somebody of your unit has answered already." in shown.text
    assert "once another unit has answered" in shown.text
    assert "has this now, until" not in shown.text
    assert "A lamp that nobody else" not in shown.text
    assert 'value="approve"' not in shown.text
    assert client.get("/queue").text.count(address) == 0
    stranger = factories.person(force.team)
    client.sign_in(stranger)
    assert client.get(address).status_code == 404
