"""A queue of hundreds: it is counted up to a point, and every page of it can be reached."""

from typing import Any

import pytest
from sqlalchemy import event, select, text

from portal.authorisation import queries
from portal.authorisation.models import Step
from portal.authorisation.queries import A_PAGE, COUNTED_TO
from portal.authorisation.queries.asked import PUT_TO_READER, of_reader
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


def test_postgresql_expects_what_there_is_and_not_a_single_row(force: Force):
    if session.get_bind().dialect.name != "postgresql":
        pytest.skip("SQLite expects nothing of how many rows there are")
    session.execute(text("analyze steps"))
    told = of_reader(force.sergeant)
    seen: list[Any] = []

    def explained(_connection: Any, cursor: Any, statement: str, given: Any, *_: Any) -> None:
        cursor.execute(f"explain (format json) {statement}", given)
        seen.append(cursor.fetchone()[0][0])

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", explained)
    session.execute(select(Step.id).where(PUT_TO_READER), told)
    event.remove(connection, "before_cursor_execute", explained)
    [plan] = seen
    assert plan["Plan"]["Plan Rows"] > COUNTED_TO / 2, (
        "of one row it plans to look at all posts for each step"
    )
