"""The last gate: nothing posted anonymously is published with less than two yeses of two units, whatever led to it."""

from types import SimpleNamespace

import pytest

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Ask, Decider, StagePlan, StepState, Verdict
from portal.authorisation.rules.at_last import is_approved_by_enough
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.people.rules import Role
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.rules import Status
from tests import factories
from tests.authorisation.promises import check_promises

LEAD = StagePlan("Lead", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 3)
LATER = StagePlan("Later", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 3)
WORDS = "Say for how long it was tried, and where it was."


def step(*said, state=StepState.APPROVED, reading=False):
    """A step on which these people said something, each (who, their unit, what)."""
    given = [
        SimpleNamespace(by_id=who, by=SimpleNamespace(unit_id=at), verdict=what) for who, at, what in said
    ]
    return SimpleNamespace(state=state, verdicts=given, reads_first=reading)


YES, BACK = Verdict.APPROVE, Verdict.RETURN
ONE, TWO = step((1, 10, YES)), step((2, 20, YES))


@pytest.mark.parametrize(
    ("steps", "named", "nameless"),
    [
        ([], False, False),
        ([ONE], True, False),
        ([ONE, TWO], True, True),
        ([ONE, step((2, 10, YES))], True, False),  # of one unit
        ([ONE, step((1, 20, YES))], True, False),  # one person, who has moved
        ([ONE, step((2, 20, YES), state=StepState.SKIPPED)], True, False),
        ([ONE, step((2, 20, YES), reading=True)], True, False),
        ([ONE, step((2, 20, YES), (3, 10, YES))], True, False),  # what was said before does not count
        ([ONE, step((3, 10, BACK), (2, 20, YES))], True, True),
        ([step(), step(state=StepState.LAPSED)], False, False),
        ([ONE, step(), TWO], True, True),
    ],
)
def test_whose_yes_is_enough(steps, named, nameless):
    assert is_approved_by_enough(SimpleNamespace(anonymous=False), steps) is named
    assert is_approved_by_enough(SimpleNamespace(anonymous=True), steps) is nameless


@pytest.fixture
def force(db):
    force = factories.Force()
    force.others = [
        factories.person(force.division, Role.INNOVATION_LEAD, name=name)
        for name in ("Lars", "Lotte", "Lutz")
    ]
    factories.configured(force, LEAD, LATER, anonymous=True)
    return force


def opened(post):
    return next(one for one in queries.present_steps(post) if one.state == StepState.OPEN)


def answered(post, by, verdict=Verdict.APPROVE):
    one = opened(post)
    with transaction():
        if one.holder != by and not rules.may_decide(by, one):
            actions.hand_on(one, by, by=one.holder, reason="They know more of it.")
        actions.decide(one, Decision(verdict, WORDS, "", seen=post.version), by=by)


def sent_back_by_the_office(force):
    """A post that came back from one unit, and whose first yes is of another."""
    post = factories.nameless(force, "idea")
    answered(post, force.lead, Verdict.RETURN)
    with transaction():
        actions.set_off(post, by_id=None)
    answered(post, force.others[0])
    return post


def test_who_only_sent_it_back_has_no_voice_for_their_unit(force):
    """The two whose yes counts are of different units, and whoever is chosen is."""
    post = sent_back_by_the_office(force)
    assert opened(post).holder.unit_id != force.division.id


def test_what_two_of_one_unit_approved_is_asked_of_another_before_it_is_published(force):
    post = sent_back_by_the_office(force)
    factories.person(force.office, Role.INNOVATION_LEAD, name="Lola")
    with transaction():
        one = opened(post)
        one.asked_role, one.handed_on = Role.INNOVATION_LEAD, False  # asked as all who hold the role are
    answered(post, force.others[1])
    assert post.status == Status.WAITING
    last = opened(post)
    assert last.name == "One more decider"
    assert last.holder.unit_id != force.division.id
    check_promises([post], set())
    with transaction():
        actions.decide(last, Decision(Verdict.APPROVE, seen=post.version), by=last.holder)
    assert post.status == Status.PUBLISHED
    check_promises([post], set())


def test_where_nobody_of_another_unit_is_left_it_is_not_published(force):
    """A colleague of their unit approves again and again: it waits on, for somebody else."""
    post = sent_back_by_the_office(force)
    for number, by in enumerate(force.others[1:], start=2):
        with transaction():
            one = opened(post)
            one.holder, one.holder_id, one.handed_on = by, by.id, True
        session.expire_all()
        assert rules.may_decide(by, opened(post))
        answered(post, by)
        assert post.status == Status.WAITING
        assert (
            len([step for step in queries.present_steps(post) if step.name.startswith("One more")])
            == number - 1
        )


def test_who_moved_into_the_unit_of_the_other_before_the_last_yes_is_one_more_of_it(force):
    post = factories.nameless(force, "idea")
    answered(post, force.lead)
    with transaction():
        force.lead.unit, force.lead.unit_id = force.division, force.division.id
        one = opened(post)
        one.holder, one.holder_id, one.handed_on = force.others[0], force.others[0].id, True
    with transaction():
        actions.hand_over(force.others[0].id)
    assert opened(post).holder.unit_id != force.division.id
    assert clock.today() <= opened(post).due_on


@pytest.mark.usefixtures("db")
def test_the_yes_of_who_writes_it_by_now_is_asked_of_somebody_else():
    force = factories.Force()
    post = factories.decided(factories.sent(force.constable), Verdict.APPROVE)
    factories.decided(post, Verdict.RETURN)
    with transaction():
        posts.save(post, Content(co_authors=[force.sergeant.email]), seen=post.version, by=force.constable)
    with transaction():
        actions.send(post, by=force.constable)
    assert opened(post).holder == force.inspector
    factories.decided(post, Verdict.APPROVE)
    factories.decided(post, Verdict.APPROVE)
    assert post.status == Status.PUBLISHED
    yes = {one.verdicts[-1].by for one in queries.present_steps(post)}
    assert yes == {force.inspector, force.lead}
