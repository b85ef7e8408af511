"""A post travels its route."""

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Verdict
from portal.foundation.database import transaction
from portal.foundation.errors import Refused
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")


def test_an_idea_goes_to_the_head_of_the_unit_then_to_the_lead_and_is_published():
    force = Force()
    post = factories.sent(force.constable)
    assert post.holder_id == force.sergeant.id
    factories.decided(post, Verdict.APPROVE)
    assert post.holder_id == force.lead.id
    factories.decided(post, Verdict.APPROVE)
    assert post.status == "published"


def test_nobody_decides_on_their_own_work_so_it_climbs():
    force = Force()
    post = factories.sent(force.sergeant)
    assert post.holder_id == force.inspector.id


def test_the_second_of_two_deciders_is_told_who_was_first():
    force = Force()
    post = factories.sent(force.constable)
    step = queries.open_step(post)
    factories.decided(post, Verdict.APPROVE)
    with pytest.raises(Refused, match="already decided by Sam Sergeant"), transaction():
        actions.decide(step, Decision(Verdict.APPROVE, seen=post.version), by=force.sergeant)
