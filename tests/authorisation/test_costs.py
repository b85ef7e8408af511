"""What sending and deciding ask of the database is held: every statement is time that others wait."""

import pytest

from portal.authorisation import queries
from portal.authorisation.rules import Verdict
from tests import factories
from tests.factories import Force
from tests.statements import READS_AND_WRITES, statements

NO = {"personal_data": "no", "operational": "no", "third_party": "no"}
SENDING, DECIDING, PUBLISHING = 26, 21, 17


@pytest.mark.parametrize("others", [0, 4])
def test_sending_a_post_and_deciding_on_it_ask_little_of_the_database(client, engine, others):
    force = Force()
    for number in range(others):
        factories.sent(force.colleague, title=f"Another idea, number {number}")
    post = factories.draft(force.constable)
    address = f"/submissions/{post.reference}/check"
    client.sign_in(force.constable)
    look = client.get(address)
    with statements(engine, READS_AND_WRITES) as said:
        sent = client.send(look, address, **NO, sharing="region", evidence="untested", then="send")
    assert (sent.status_code, sent.location) == (302, f"/submissions/{post.reference}")
    assert len(said) <= SENDING, "\n".join(said)

    for decider, most in ((force.sergeant, DECIDING), (force.lead, PUBLISHING)):
        client.sign_in(decider)
        step = f"/steps/{waits_at(post.id)}"
        page = client.get(step)
        with statements(engine, READS_AND_WRITES) as said:
            done = client.send(page, step, verdict=Verdict.APPROVE)
        assert done.status_code == 302
        assert len(said) <= most, "\n".join(said)


def waits_at(key: int) -> str:
    step = queries.open_step(factories.session.get_one(factories.Submission, key))
    factories.session.remove()
    return step.reference
