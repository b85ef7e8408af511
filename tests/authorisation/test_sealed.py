"""A decision that was changed in the database is found by what the sealed journal tells of it."""

import pytest
from sqlalchemy import delete, select, update

from portal.authorisation import queries
from portal.authorisation.models import GivenVerdict
from portal.authorisation.rules import Verdict
from portal.foundation.database import session, transaction
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")

DEEDS = {
    "another reason": lambda key, _who: (
        update(GivenVerdict).where(GivenVerdict.id == key).values(reason="Else.")
    ),
    "another decider": lambda key, who: update(GivenVerdict).where(GivenVerdict.id == key).values(by_id=who),
    "another verdict": lambda key, _who: (
        update(GivenVerdict).where(GivenVerdict.id == key).values(verdict="decline")
    ),
    "taken away": lambda key, _who: delete(GivenVerdict).where(GivenVerdict.id == key),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_decision_that_was_changed_is_found_and_its_post_named(deed):
    force = Force()
    posts = [factories.sent(force.constable) for _verdict in Verdict]
    for post, verdict in zip(posts, Verdict, strict=True):
        factories.decided(post, verdict)
    assert queries.altered_decisions() == []
    returned = posts[list(Verdict).index(Verdict.RETURN)]
    given = session.scalars(select(GivenVerdict).where(GivenVerdict.verdict == Verdict.RETURN)).one()
    with transaction():
        session.execute(DEEDS[deed](given.id, force.lead.id))
    assert queries.altered_decisions() == [returned.reference]
