"""What keeps somebody from deciding holds on every way that a post takes, and for who claimed it too."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.models import Step
from portal.authorisation.rules import Ask, Decider, StagePlan, StepState, Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people import actions as people
from portal.people.rules import Role
from portal.submissions.rules import Status
from tests import factories
from tests.authorisation.promises import check_promises
from tests.authorisation.test_standing_in import agree

LEAD = StagePlan("Lead", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 3)
REVIEW = StagePlan("Independent", (Ask(Decider.ROLE, role=Role.INDEPENDENT_REVIEWER),), 3)
NO = "It is not for us at present, and here is why."


@pytest.fixture
def force(db):
    force = factories.Force()
    force.reader = factories.person(
        force.office, Role.DEIDENTIFIER, Role.INNOVATION_LEAD, name="Rhoda Reader"
    )
    force.reviewer = factories.person(force.division, Role.INDEPENDENT_REVIEWER, name="Ivy Independent")
    factories.configured(force, REVIEW, LEAD, kind="impact-case", anonymous=True)
    return force


def opened(post):
    return next(step for step in queries.present_steps(post) if step.state == StepState.OPEN)


def answered(post, verdict=Verdict.APPROVE, by=None):
    step = opened(post)
    code = "not_now" if verdict is Verdict.DECLINE else ""
    with transaction():
        actions.decide(step, Decision(verdict, NO, code, seen=post.version), by=by or step.holder)


def sent_again(post, body="Another text: nobody was graded at all."):
    with transaction():
        post.body, post.version = body, post.version + 1
        actions.set_off(post, by_id=None)


def test_whoever_read_it_first_once_decides_on_it_on_no_later_way(force):
    other = factories.person(force.division, Role.DEIDENTIFIER, name="Rory Reader")
    post = factories.nameless(force)
    with transaction():
        if opened(post).holder != force.reader:
            actions.hand_on(opened(post), force.reader, by=opened(post).holder)
    answered(post, by=force.reader)
    answered(post, Verdict.DECLINE)
    sent_again(post)
    assert opened(post).reads_first
    if opened(post).holder != other:
        with transaction():
            actions.hand_on(opened(post), other, by=opened(post).holder)
    answered(post, by=other)
    factories.person(force.team, Role.INDEPENDENT_REVIEWER)
    answered(post, by=opened(post).holder)
    step = opened(post)
    assert step.name == LEAD.name
    assert not rules.may_decide(force.reader, step)
    assert step.holder == force.lead
    assert agree() == set()
    with pytest.raises(Refused, match="cannot decide"), transaction():
        actions.hand_on(step, force.reader, by=force.lead)
    with pytest.raises(Refused, match="not yours"):
        answered(post, by=force.reader)
    check_promises([post], set())


def test_the_very_words_that_were_read_first_are_not_read_first_again(force):
    post = factories.nameless(force)
    answered(post)
    answered(post, Verdict.DECLINE)
    with transaction():
        actions.set_off(post, by_id=None)
    assert [step.name for step in queries.present_steps(post)] == ["Independent", "Lead"]
    assert not post.unread
    check_promises([post], set())
    answered(post, Verdict.DECLINE)
    sent_again(post)
    assert opened(post).reads_first, "other words are"
    check_promises([post], set())


def test_they_may_read_it_first_again(force):
    post = factories.nameless(force)
    answered(post, by=force.reader)
    answered(post, Verdict.DECLINE)
    sent_again(post)
    assert opened(post).holder == force.reader
    assert agree() == set()


def claimed(post, by):
    with transaction():
        post.claim_mark = "m" * 64
        post.claimed_by, post.claimed_by_id, post.claimed_on = by, by.id, clock.today()


def away(person, deputy):
    with transaction():
        days = {"first_day": clock.today(), "last_day": clock.today() + timedelta(days=9)}
        people.note_absence(person, deputy=deputy, by=person, **days)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("how", ["absence", "delegation", "claimed"])
def test_whoever_stands_in_for_who_claimed_it_never_decides_on_it(force, when, how):
    """The rule, the queue and the look for what is held in vain say so of everybody, whenever it is."""
    second = factories.person(force.division, Role.INDEPENDENT_REVIEWER, name="Inga Independent")

    def stand_in(who):
        if how == "absence":
            away(force.constable, who)
        elif how == "delegation":
            with transaction():
                days = {"first_day": clock.today(), "last_day": clock.today() + timedelta(days=9)}
                actions.give_away(force.constable, who, by=force.constable, **days)

    if when == "before":
        for who in (force.reviewer, second):
            if how != "claimed" and who == force.reviewer:
                stand_in(who)
    post = factories.nameless(force)
    answered(post, by=force.reader)
    answered(post, Verdict.DECLINE)
    refuser = queries.present_steps(post)[1].verdicts[-1].by
    left = ({force.reviewer, second} - {refuser}).pop()
    claimed(post, left if how == "claimed" and when == "before" else force.constable)
    with transaction():
        assert actions.go_further_from_desk(post, "Nobody said what would have been better.", key="k")
    step = opened(post)
    vain = agree()
    if when == "after":
        assert step.holder == left
        if how == "claimed":
            claimed(post, left)
        else:
            stand_in(left)
        assert agree() == {step.id}
        assert not rules.may_decide(left, step)
        with pytest.raises(Refused, match="not yours"):
            answered(post, by=left)
        assert actions.keep_time() == 1
        vain = agree()
    assert vain == set()
    assert opened(post).holder not in {force.constable, refuser}
    assert not rules.is_barred(opened(post).holder, post)
    open_now = session.scalars(select(Step).where(Step.state == StepState.OPEN)).all()
    assert {one.submission_id for one in open_now} == {post.id}
    assert post.status == Status.WAITING
