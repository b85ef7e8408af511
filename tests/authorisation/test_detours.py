"""Beside a decision: a colleague's opinion, a step passed over with a reason, one more decider."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.models import Step
from portal.authorisation.queries.asked import PUT_TO_READER, of_reader
from portal.authorisation.rules import Ask, Conditions, Decider, StagePlan, StepState, Verdict
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people.rules import Role
from portal.submissions.rules import Status
from tests import factories

WHY = "The data check was done for the first version of it."


@pytest.fixture
def force(db):
    return factories.Force()


def by(*people):
    return tuple(Ask(Decider.PERSON, person_id=one.id) for one in people)


LEAD = StagePlan("Lead", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 5)


def steps_of(post):
    return {step.name: step for step in queries.present_steps(post)}


def asked(force, post, of, by=None):
    by = by or force.sergeant
    with transaction():
        return actions.ask_opinion(queries.open_step(post), of, "Would it work on nights?", by=by)


def passed_over(step, by, why=WHY):
    with transaction():
        actions.pass_over(step, why, by=by)


def events(post):
    return [entry.event for entry in journal.entries_about(post)]


def test_a_colleague_reads_it_while_asked_and_answers_in_words(client, force):
    post = factories.sent(force.constable)
    step, asker = queries.open_step(post).reference, force.sergeant.title
    client.sign_in(force.sergeant)
    page = f"/steps/{step}/opinion"
    shown = client.submit(page, of="nobody@force.example", question="What do you think?")
    assert "We know nobody" in shown.text
    assert (
        client.submit(page, of=force.colleague.email, question="Would it work on nights?").status_code == 302
    )
    assert "Not answered yet" in client.get(f"/steps/{step}").text
    client.sign_in(force.colleague)
    assert client.get(f"/submissions/{post.reference}").status_code == 404
    queue = client.get("/queue").text
    assert "Your opinion is asked" in queue
    address = "/opinions/" + queue.split("/opinions/")[1][:8]
    shown = client.get(address).text
    assert f"{asker} asks what you think" in shown
    assert "half of it is lost" in shown
    assert client.submit(address, answer="Yes, if it is lit.").status_code == 302
    after = client.get(address).text
    assert "Yes, if it is lit." in after
    assert "half of it is lost" not in after
    client.sign_in(force.inspector)
    assert client.get(address).status_code == 404
    client.sign_in(force.sergeant)
    shown = client.get(f"/steps/{step}").text
    assert "Yes, if it is lit." in shown
    client.sign_in(force.constable)
    shown = client.get(f"/submissions/{post.reference}").text
    assert "for an opinion. It decides nothing" in shown
    assert "Yes, if it is lit." not in shown


def test_nobody_who_wrote_or_decides_it_is_asked(force):
    post = factories.sent(force.constable, co_authors=[force.colleague.email])
    outsider = factories.person(factories.Force().team)
    for of in (force.constable, force.colleague, force.sergeant, outsider, None):
        with pytest.raises(Refused):
            asked(force, post, of)
    with pytest.raises(Refused, match="Only whoever decides"):
        asked(force, post, force.inspector, by=force.inspector)
    due = queries.open_step(post).due_on
    asked(force, post, force.inspector)
    assert queries.open_step(post).due_on == due
    with pytest.raises(Refused, match="asked already"):
        asked(force, post, force.inspector)
    assert events(post).count("opinion.asked") == 1


def test_an_opinion_is_not_given_once_it_is_decided(force):
    post = factories.sent(force.constable)
    opinion = asked(force, post, force.colleague)
    factories.decided(post, Verdict.APPROVE)
    with pytest.raises(Refused, match="not asked any more"), transaction():
        actions.give_opinion(opinion, "Too late.", by=force.colleague)
    assert queries.opinions_asked_of(force.colleague) == []


def test_who_is_asked_about_a_blind_step_does_not_meet_the_author(client, force):
    factories.configured(force, StagePlan("Review", by(force.inspector), 5, blind=True), LEAD)
    post = factories.sent(force.constable)
    opinion = asked(force, post, force.data_officer, by=force.inspector)
    author, address = force.constable.name, f"/opinions/{opinion.reference}"
    with pytest.raises(Refused) as refused:
        asked(force, post, force.constable, by=force.inspector)
    assert "wrote" not in refused.value.message
    client.sign_in(force.data_officer)
    shown = client.get(address).text
    assert "without knowing who wrote it" in shown
    assert author not in shown


def test_a_lead_passes_a_step_over_with_a_reason_the_author_reads(client, force):
    factories.configured(
        force, StagePlan("Head", by(force.sergeant), 3), StagePlan("Data", by(force.data_officer), 5), LEAD
    )
    post = factories.sent(force.constable)
    data = steps_of(post)["Data"]
    client.sign_in(force.sergeant)
    assert client.get(f"/steps/{data.reference}/pass-over").status_code == 403
    client.sign_in(force.lead)
    shown = client.submit(f"/steps/{data.reference}/pass-over", why="No need.")
    assert "Say why in a sentence or two" in shown.text
    shown = client.get(f"/submissions/{post.reference}").text
    assert f"/steps/{data.reference}/pass-over" in shown
    assert client.submit(f"/steps/{data.reference}/pass-over", why=WHY).status_code == 302
    client.sign_in(force.constable)
    shown = client.get(f"/submissions/{post.reference}").text
    assert "passed over the step “Data”" in shown
    assert WHY in shown
    assert client.get(f"/steps/{data.reference}/pass-over").status_code == 403


def test_passing_over_what_is_open_opens_what_comes_next(force):
    factories.configured(force, StagePlan("Head", by(force.sergeant), 3), LEAD)
    post = factories.sent(force.constable)
    passed_over(steps_of(post)["Head"], force.lead)
    assert steps_of(post)["Head"].state == StepState.SKIPPED
    assert steps_of(post)["Lead"].state == StepState.OPEN
    assert post.holder_id == force.administrator.id, "who cleared the way does not walk it"
    with pytest.raises(Refused, match="last approval"):
        passed_over(steps_of(post)["Lead"], force.lead)
    assert queries.without_one_holder() == []
    factories.decided(post, Verdict.APPROVE)
    assert post.status == Status.PUBLISHED


def test_nothing_is_published_by_passing_over(force):
    """The last approval that is needed stays, also where an optional step is still to come."""
    maybe = StagePlan("Maybe", by(force.data_officer), 3, optional=True)
    factories.configured(force, StagePlan("Head", by(force.sergeant), 3), maybe)
    post = factories.sent(force.constable)
    with pytest.raises(Refused, match="last approval"):
        passed_over(steps_of(post)["Head"], force.lead)


def test_a_refusal_is_not_passed_over(force):
    two = StagePlan("Panel", by(force.sergeant, force.inspector), 3, needed=1, veto=False)
    factories.configured(force, two, LEAD)
    post = factories.sent(force.constable)
    step = queries.present_steps(post)[0]
    reason = "It would take officers off the street at night."
    with transaction():
        actions.decide(
            step, Decision(Verdict.DECLINE, reason, "not_now", seen=post.version), by=force.sergeant
        )
    assert post.status == Status.WAITING
    with pytest.raises(Refused, match="did not approve"):
        passed_over(queries.present_steps(post)[1], force.lead)


def test_one_of_several_is_passed_over_and_the_others_decide(client, force):
    three = StagePlan("Panel", by(force.sergeant, force.inspector, force.data_officer), 3, needed=2)
    factories.configured(force, three, LEAD)
    post = factories.sent(force.constable)
    panel = queries.present_steps(post)[:3]
    address, whom = f"/steps/{panel[0].reference}/pass-over", panel[1].reference
    client.sign_in(force.lead)
    assert f"{force.inspector.title} alone" in client.get(address).text
    assert client.submit(address, whom=whom, why="No.").status_code == 409
    assert client.submit(address, whom=whom, why=WHY).status_code == 302
    client.sign_in(force.constable)
    shown = client.get(f"/submissions/{post.reference}").text
    assert f"passed over {force.inspector.title} at the step “Panel”. The others there decide." in shown
    post = session.get_one(type(post), post.id)
    panel = queries.present_steps(post)[:3]
    assert [step.state for step in panel] == ["open", "skipped", "open"]
    assert steps_of(post)["Lead"].state == StepState.AHEAD
    with pytest.raises(Refused, match="too few"), transaction():
        actions.pass_over_one(panel[0], WHY, by=session.get_one(type(force.lead), force.lead.id))
    for step in panel[::2]:
        assert steps_of(post)["Lead"].state == StepState.AHEAD, "as many have to approve as before"
        with transaction():
            actions.decide(step, Decision(Verdict.APPROVE, seen=post.version), by=step.holder)
    assert steps_of(post)["Lead"].state == StepState.OPEN


def test_one_is_passed_over_only_by_a_lead_and_never_the_only_one(force):
    factories.configured(force, StagePlan("Pair", by(force.sergeant, force.inspector), 3, needed=2), LEAD)
    post = factories.sent(force.constable)
    step = queries.present_steps(post)[0]
    with pytest.raises(Refused, match="An innovation lead"), transaction():
        actions.pass_over_one(step, WHY, by=force.sergeant)
    with pytest.raises(Refused, match="too few"), transaction():
        actions.pass_over_one(step, WHY, by=force.lead)
    with pytest.raises(Refused, match="too few"), transaction():
        actions.pass_over_one(queries.present_steps(post)[2], WHY, by=force.lead)
    with transaction():
        actions.pass_over(step, WHY, by=force.lead)
    with pytest.raises(Refused, match="An innovation lead can pass over"), transaction():
        actions.pass_over_one(step, WHY, by=force.lead)


def test_one_more_decider_is_asked_and_has_to_approve(client, force):
    factories.configured(force, StagePlan("Head", by(force.sergeant), 3), LEAD)
    post = factories.sent(force.constable)
    head = steps_of(post)["Head"]
    client.sign_in(force.lead)
    shown = client.submit(f"/steps/{head.reference}/add", to=force.sergeant.reference, why=WHY)
    assert shown.status_code != 302
    to = force.inspector.reference
    answer = client.submit(f"/steps/{head.reference}/add", to=to, why=WHY)
    assert answer.status_code == 302, answer.text
    line = queries.route_line(queries.step(head.reference).submission)
    assert [(one.label, one.state, one.beside) for one in line] == [
        ("Head", "now", False),
        ("One more decider", "now", True),
        ("Lead", "next", False),
    ]
    post = queries.step(head.reference).submission
    with transaction():
        step = steps_of(post)["Head"]
        actions.decide(step, Decision(Verdict.APPROVE, seen=post.version), by=step.holder)
    assert steps_of(post)["Lead"].state == StepState.AHEAD
    with transaction():
        step = steps_of(post)["One more decider"]
        actions.decide(step, Decision(Verdict.APPROVE, seen=post.version), by=step.holder)
    assert steps_of(post)["Lead"].state == StepState.OPEN
    client.sign_in(force.constable)
    shown = client.get(f"/submissions/{post.reference}").text
    assert "to decide on it too" in shown
    assert WHY in shown


def test_nobody_is_added_who_may_not_decide(force):
    factories.configured(force, StagePlan("Head", by(force.sergeant), 3), LEAD)
    post = factories.sent(force.constable, co_authors=[force.colleague.email])
    outsider = factories.person(factories.Force().team)
    for to in (force.constable, force.colleague, force.sergeant, outsider):
        with pytest.raises(Refused, match="cannot be added"), transaction():
            actions.add_decider(steps_of(post)["Head"], to, WHY, by=force.lead)
    with pytest.raises(Refused, match="An innovation lead"), transaction():
        actions.add_decider(steps_of(post)["Head"], force.inspector, WHY, by=force.sergeant)


DATA = StagePlan("Data check", (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),), 5)
FAR = StagePlan("Far", (Ask(Decider.HEAD_ABOVE),), 5, only_if=Conditions(sharing="policing"))


def may_find_it(person):
    """Whether the database puts a step to somebody, as the queue asks it."""
    return {step.name for step in session.scalars(select(Step).where(PUT_TO_READER), of_reader(person))}


def test_who_passes_a_step_over_decides_at_no_other_and_what_they_hold_goes_on(force):
    beside = StagePlan("Lead", LEAD.asks, 5, beside=True)
    factories.configured(force, StagePlan("Head", by(force.sergeant), 3), beside, DATA)
    post = factories.sent(force.constable)
    assert steps_of(post)["Lead"].holder_id == force.lead.id
    assert may_find_it(force.lead) == {"Lead"}
    passed_over(steps_of(post)["Head"], force.lead)
    step = steps_of(post)["Lead"]
    assert step.holder_id == force.administrator.id
    assert not rules.may_decide(force.lead, step)
    assert may_find_it(force.lead) == set()
    with pytest.raises(Refused), transaction():
        actions.decide(step, Decision(Verdict.APPROVE, seen=post.version), by=force.lead)
    with pytest.raises(Refused), transaction():
        actions.hand_on(step, force.lead, by=force.administrator, reason=WHY)
    assert queries.without_one_holder() == []


def test_who_has_approved_a_step_passes_no_other_over(force):
    factories.configured(
        force, LEAD, StagePlan("Head", by(force.sergeant), 3), StagePlan("Two", by(force.inspector), 3)
    )
    post = factories.sent(force.constable)
    factories.decided(post, Verdict.APPROVE)
    with pytest.raises(Refused, match="You have approved it yourself"):
        passed_over(steps_of(post)["Head"], force.lead)


@pytest.mark.parametrize("stage", [DATA, FAR], ids=lambda stage: stage.name)
def test_a_check_is_handed_on_and_never_passed_over(client, force, stage):
    factories.configured(force, StagePlan("Head", by(force.sergeant), 3), stage, LEAD)
    post = factories.sent(force.constable, sharing="policing")
    with pytest.raises(Refused, match="is a check"):
        passed_over(steps_of(post)[stage.name], force.lead)
    address, step = f"/submissions/{post.reference}", steps_of(post)[stage.name].reference
    client.sign_in(force.lead)
    shown = client.get(address).text
    assert f"“{stage.name}” is a check" in shown
    assert f"/steps/{step}/pass-over" not in shown


def test_an_optional_check_passes_by_itself_and_may_be_passed_over(force):
    maybe = replace(DATA, optional=True)
    factories.configured(force, StagePlan("Head", by(force.sergeant), 3), maybe)
    post = factories.sent(force.constable)
    passed_over(steps_of(post)["Data check"], force.lead)
    assert steps_of(post)["Data check"].state == StepState.SKIPPED
