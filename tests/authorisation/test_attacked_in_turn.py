"""Ways that end with fewer yeses than a route demands, with a no that nobody hears, or with a post nobody has."""

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import HEAD_STAGE, Ask, Decider, StagePlan, StepState, Verdict
from portal.foundation import journal
from portal.foundation.database import transaction
from portal.foundation.errors import Refused
from portal.people.rules import Role
from portal.submissions.rules import Status
from tests import factories
from tests.authorisation.test_several import again, box, look, send

WHY = "Say where it was tried, and for how long."
MARRIED = "They are married to its author."
CHANGE = {"title": "A quiet room", "summary": "A room with a door.", "body": "It takes nine."}
DATA, STANDARDS, LEAD, HEAD = (
    Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),
    Ask(Decider.ROLE, role=Role.PROFESSIONAL_STANDARDS),
    Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),
    Ask(Decider.UNIT_HEAD),
)


@pytest.fixture
def force(app):
    force = factories.Force()
    factories.person(force.office, Role.PROFESSIONAL_STANDARDS)
    factories.person(force.division, Role.INNOVATION_LEAD)
    return force


def on_its_way(force, *stages):
    factories.configured(force, *stages)
    post = factories.sent(force.constable)
    return post, queries.present_steps(post)


def decide(step, verdict=Verdict.APPROVE):
    with transaction():
        said = Decision(verdict, WHY, "not_now", seen=step.submission.version)
        actions.decide(step, said, by=step.holder)


def with_a_change(step):
    """Approve it with a change to the text, which its author accepts."""
    with transaction():
        said = Decision(Verdict.APPROVE, "Shorter.", seen=step.submission.version)
        actions.propose_edit(step, said, CHANGE, by=step.holder)
    with transaction():
        actions.accept_edit(step, by=step.submission.author)


def set_aside(step, person, by):
    with transaction():
        actions.declare_conflict(step, person, MARRIED, by=by)


def states(post):
    return [step.state for step in queries.present_steps(post)]


def events(post):
    return [entry.event for entry in journal.entries_about(post)]


def test_of_two_who_check_together_the_first_reads_a_change_that_the_second_made(force):
    """It waited with nobody: the first was to read it again, and was not asked."""
    post, (first, second) = on_its_way(force, StagePlan("Checks", (DATA, STANDARDS), 3, needed=2))
    decide(first)
    with_a_change(second)
    assert states(post) == [StepState.OPEN, StepState.APPROVED]
    assert queries.without_one_holder() == []
    decide(first)
    assert post.status == Status.PUBLISHED


@pytest.mark.parametrize("verdict", [Verdict.RETURN, Verdict.DECLINE])
def test_a_no_beside_a_change_that_is_checked_again_is_not_told_as_a_yes(force, verdict):
    """While a check before it is asked again nobody answers after it; then the no is heard."""
    stages = StagePlan("Check", (DATA,), 3), StagePlan("Lead", (LEAD,), 3)
    post, (check, lead, beside) = on_its_way(
        force, *stages, StagePlan("Beside", (STANDARDS,), 3, beside=True)
    )
    decide(check)
    with_a_change(lead)
    assert states(post) == [StepState.OPEN, StepState.APPROVED, StepState.AHEAD]
    told = events(post)
    with pytest.raises(Refused, match="no longer waiting"):
        decide(beside, verdict)
    assert events(post) == told
    decide(check)
    decide(beside, verdict)
    assert post.status == {"return": Status.RETURNED, "decline": Status.DECLINED}[verdict]
    assert queries.without_one_holder() == []


def test_the_yes_of_who_should_not_have_decided_publishes_nothing(force):
    post, (first, second) = on_its_way(force, StagePlan("Both", (HEAD, DATA), 3, needed=2))
    decide(first)
    set_aside(second, force.sergeant, by=force.lead)
    assert (first.state, first.holder) == (StepState.OPEN, force.inspector)
    decide(second)
    assert post.status == Status.WAITING
    decide(first)
    assert post.status == Status.PUBLISHED


def test_a_stage_before_is_asked_anew_and_what_came_after_it_waits(force):
    post, (head, lead) = on_its_way(force, HEAD_STAGE, StagePlan("Lead", (LEAD,), 3))
    decide(head)
    set_aside(lead, force.sergeant, by=lead.holder)
    assert states(post) == [StepState.OPEN, StepState.AHEAD]
    assert queries.without_one_holder() == []
    decide(head)
    decide(lead)
    assert post.status == Status.PUBLISHED


def test_who_has_said_yes_clears_nobody_out_of_the_way_of_it(force):
    """A lead's own yes counts no longer once they say of a fellow decider that they should not decide."""
    post, (mine, other) = on_its_way(force, StagePlan("Both", (LEAD, HEAD), 3, needed=2))
    me = mine.holder
    decide(mine)
    set_aside(other, force.sergeant, by=me)
    assert mine.state == StepState.OPEN
    assert mine.holder != me
    decide(other)
    assert post.status == Status.WAITING


def test_a_step_that_is_given_away_and_given_back_was_taken(force):
    """Else one lead would say yes for the head and for themselves, with a colleague's help."""
    _post, (head, lead) = on_its_way(force, HEAD_STAGE, StagePlan("Lead", (LEAD,), 3))
    with transaction():
        actions.hand_on(head, force.colleague, by=force.lead)
    with transaction():
        actions.hand_on(head, force.lead, by=force.colleague)
    assert head.taken_by_id == force.lead.id
    decide(head)
    assert lead.state == StepState.OPEN
    assert lead.holder not in {force.lead, None}


def test_whoever_is_asked_gives_a_step_away_and_gets_it_back_without_harm(force):
    _post, (head, _lead) = on_its_way(force, HEAD_STAGE, StagePlan("Lead", (LEAD,), 3))
    with transaction():
        actions.hand_on(head, force.colleague, by=force.sergeant)
    with transaction():
        actions.hand_on(head, force.sergeant, by=force.colleague)
    assert head.taken_by_id is None


def test_another_choice_from_the_same_page_is_told_too(client, force):
    """Going back, ticking others and sending decided them, and showed what had become of the first."""
    batteries, torches = (factories.sent(force.constable, title=title) for title in ("Batteries", "Torches"))
    first, second = box(batteries), box(torches)
    shown = look(client.sign_in(force.sergeant), [first, second])
    send(client, shown, [first])
    answer = send(client, shown, [second], verdict="decline", reason=WHY, code="not_now")
    told = client.get(answer.location).text
    assert "Torches" in told
    assert "Declined" in told
    assert "Batteries" not in told
    assert again(torches).status == Status.DECLINED
    both = client.get(send(client, shown, [first, second]).location).text
    assert "None of them was decided" in both
