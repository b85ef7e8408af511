"""Rank and role hold also for whoever is given a step: by hand, as a delegate, or as a deputy."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.rules import Ask, Decider, StagePlan
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people import actions as people
from portal.people.models import Grade
from portal.people.rules import Role
from tests import factories

DATA = StagePlan("Data", (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),), 5)
WHY = "She did the check of the last one."


@pytest.fixture
def force(db):
    return factories.Force()


def sent(force, *stages):
    factories.configured(force, *stages)
    return queries.open_step(factories.sent(force.constable))


def given(step, to, by, reason=""):
    with transaction():
        actions.hand_on(step, to, by=by, reason=reason)


def of_rank(force):
    """A stage that asks the inspector, and nobody below."""
    with transaction():
        grade = Grade(name=f"Inspector of {force.organisation.code}", level=6, staff_group="officer")
        session.add(grade)
        force.inspector.grade = grade
    head = Ask(Decider.UNIT_HEAD, lowest=6)
    return StagePlan("Head", (head,), 3)


def test_a_step_for_a_rank_is_given_to_nobody_below(force):
    step = sent(force, of_rank(force))
    assert step.holder_id == force.inspector.id
    with pytest.raises(Refused, match="rank or grade"):
        given(step, force.colleague, force.inspector)
    with pytest.raises(Refused, match="rank or grade"):
        given(step, force.colleague, force.lead, WHY)


@pytest.mark.parametrize("way", ["delegate", "deputy"])
@pytest.mark.parametrize("bound", [True, False])
def test_nobody_below_the_rank_stands_in_for_one_of_it(force, way, bound):
    today = clock.today()
    days = {"first_day": today, "last_day": today + timedelta(days=20)}
    with transaction():
        if way == "delegate":
            actions.give_away(
                force.inspector, force.colleague, **days, route="", reason="Course.", by=force.inspector
            )
        else:
            people.note_absence(force.inspector, **days, deputy=force.colleague, by=force.inspector)
    stage = of_rank(force)
    above = StagePlan("Head", (Ask(Decider.HEAD_ABOVE),), 3)
    step = sent(force, stage if bound else replace(above, name="Head"))
    assert (step.holder_id == force.colleague.id) is not bound


def test_what_is_asked_of_a_role_goes_to_others_only_by_a_lead_with_a_reason(force):
    step = sent(force, DATA)
    with pytest.raises(Refused, match="Only whoever holds the role"):
        given(step, force.colleague, force.data_officer, WHY)
    with pytest.raises(Refused, match="Say why"):
        given(step, force.colleague, force.lead)
    given(step, force.colleague, force.lead, WHY)
    assert step.holder_id == force.colleague.id
