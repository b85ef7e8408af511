"""What sending and deciding ask of the database is held: every statement is time that others wait."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from portal.authorisation import queries
from portal.authorisation.rules import Verdict
from tests import factories
from tests.factories import Force

NO = {"personal_data": "no", "operational": "no", "third_party": "no"}
SENDING, DECIDING, PUBLISHING = 23, 22, 19


@contextmanager
def statements(engine) -> Iterator[list[str]]:
    """What reads and writes, without what begins and ends a transaction: tests have one more of those."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.split(maxsplit=1)[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}:
            said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("others", [0, 4])
def test_sending_a_post_and_deciding_on_it_ask_little_of_the_database(client, engine, others):
    force = Force()
    for number in range(others):
        factories.sent(force.colleague, title=f"Another idea, number {number}")
    post = factories.draft(force.constable)
    address = f"/submissions/{post.reference}/check"
    client.sign_in(force.constable)
    look = client.get(address)
    with statements(engine) as said:
        sent = client.send(look, address, **NO, sharing="region", evidence="untested", then="send")
    assert (sent.status_code, sent.location) == (302, f"/submissions/{post.reference}")
    assert len(said) <= SENDING, "\n".join(said)

    for decider, most in ((force.sergeant, DECIDING), (force.lead, PUBLISHING)):
        client.sign_in(decider)
        step = f"/steps/{waits_at(post.id)}"
        page = client.get(step)
        with statements(engine) as said:
            done = client.send(page, step, verdict=Verdict.APPROVE)
        assert done.status_code == 302
        assert len(said) <= most, "\n".join(said)


def waits_at(key: int) -> str:
    step = queries.open_step(factories.session.get_one(factories.Submission, key))
    factories.session.remove()
    return step.reference
