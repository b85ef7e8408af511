"""A queue of hundreds: it is counted up to a point, and every page of it can be reached."""

import pytest

from portal.authorisation import queries
from portal.authorisation.queries import A_PAGE, COUNTED_TO
from portal.foundation.database import session
from tests import factories
from tests.client import Client
from tests.copies import copy_posts
from tests.factories import Force

BEYOND = 10
SENT = 20


@pytest.fixture
def force(db) -> Force:
    """A force whose sergeant has a few more posts than are counted."""
    force = Force()
    for _ in range(SENT):
        factories.sent(force.constable)
    copy_posts(COUNTED_TO + BEYOND - SENT)
    return force


def links(page: str) -> list[str]:
    """The steps that a queue leads to."""
    return [part.split('"')[0] for part in page.split('href="/steps/')[1:]]


def test_hundreds_are_counted_up_to_a_point_and_every_page_is_reached(client: Client, force: Force):
    client.sign_in(force.sergeant)
    client.verbatim = True
    first = client.get("/queue").text
    assert f"More than {COUNTED_TO} posts wait for your decision" in first
    assert f"{COUNTED_TO}+" in client.get("/").text
    pages = [client.get(f"/queue?page={number}").text for number in range(1, COUNTED_TO // A_PAGE + 2)]
    shown = [links(page) for page in pages]
    assert [len(set(steps)) for steps in shown] == [A_PAGE] * (COUNTED_TO // A_PAGE) + [BEYOND]
    assert len(set().union(*shown)) == COUNTED_TO + BEYOND
    assert all('rel="next"' in page for page in pages[:-1])
    assert 'rel="next"' not in pages[-1]
    assert set(links(client.get("/queue?page=99").text)) == set(shown[0]), "beyond the end it begins again"
    decide = client.get(f"/steps/{shown[0][0]}").text
    assert f"more than {COUNTED_TO} wait for you" in decide


def test_what_is_counted_to_the_end_is_said_exactly(force: Force):
    for step in queries.waiting_for(force.sergeant, BEYOND + 3):
        step.state = "approved"
    session.flush()
    shown = queries.queue_page(force.sergeant, 99)
    assert (shown.total, shown.late, shown.number, shown.pages) == (str(COUNTED_TO - 3), "", 5, 5)
    assert len(shown.steps) == A_PAGE - 3
