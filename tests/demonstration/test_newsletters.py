"""The demonstration shows a newsletter that went out, and a draft to try."""

from datetime import UTC, datetime

import pytest

from portal import reactions
from portal.demonstration import newsletters
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.newsletter import actions
from portal.newsletter.models import Newsletter
from portal.newsletter.rules import State
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")


def test_one_went_out_and_the_next_is_a_draft() -> None:
    force = Force()
    for month in (10, 11):
        with clock.at(datetime(2026, month, 18, 12, tzinfo=UTC)):
            factories.published(force.constable)
            journal.catch_up(reactions.REACTIONS)
    with clock.at(datetime(2026, 12, 3, 12, tzinfo=UTC)):
        assert newsletters.write() == 2
        while actions.mail_newsletters():
            pass
        assert newsletters.write() == 1, "the third month that is offered; the two are there"
    found = session.query(Newsletter).order_by(Newsletter.month.desc()).all()
    assert [(one.month.month, one.state) for one in found] == [
        (11, State.DRAFT), (10, State.SENT), (9, State.DRAFT),
    ]  # fmt: skip
    assert all(len(one.entries) == 2 for one in found[:2])


def test_where_nobody_leads_nobody_writes_one() -> None:
    assert newsletters.write() == 0
