"""What sending and deciding ask of the database is held: every statement is time that others wait."""

import pytest

from portal.authorisation import queries
from portal.authorisation.rules import Ask, Decider, StagePlan, Verdict
from portal.foundation.database import transaction
from portal.people.actions.tokens import create_token
from portal.people.rules.scopes import Scope
from tests import factories
from tests.factories import Force
from tests.statements import READS_AND_WRITES, statements

pytestmark = pytest.mark.both

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


def blind_stage(force):
    asks = (Ask(Decider.PERSON, person_id=force.sergeant.id),)
    factories.configured(force, StagePlan("Judged blind", asks, 5, blind=True))


def shown(client, engine, page):
    """How often the database is asked for a page, the second time it is looked at."""
    client.get(page)
    with statements(engine, READS_AND_WRITES) as said:
        answer = client.get(page)
    assert answer.status_code == 200
    return answer, said


@pytest.mark.parametrize("page", ["/queue", "/triage"])
@pytest.mark.parametrize("sort", ["named", "nameless", "blind"])
def test_a_list_asks_the_database_as_often_for_many_posts_as_for_two(client, engine, page, sort):
    force = Force()
    if sort == "blind":
        blind_stage(force)
    send = {
        "named": lambda: factories.sent(force.constable),
        "nameless": lambda: factories.decided(factories.nameless(force), Verdict.APPROVE),
        "blind": lambda: factories.sent(force.colleague),
    }[sort]
    holders = [queries.open_step(send()).holder for _ in range(2)]
    client.sign_in(force.lead if page == "/triage" else holders[0])
    few, asked = shown(client, engine, page)
    for _ in range(3):
        send()
    many, again = shown(client, engine, page)
    assert many.text.count("queue-post") == few.text.count("queue-post") + 3
    assert len(again) <= len(asked), "\n".join(again)


def test_programs_are_told_what_waits_in_as_many_questions_as_for_two(client, engine):
    force = Force()
    with transaction():
        secret = create_token(force.sergeant, [Scope.READ], days=1, label="Test")
    counts = []
    for more in (2, 3):
        for _ in range(more):
            factories.sent(force.constable)
        with statements(engine, READS_AND_WRITES) as said:
            told = client.get("/api/v1/steps?waiting=me", headers={"Authorization": f"Bearer {secret}"})
        counts.append((len(told.json["items"]), len(said)))
    assert [items for items, _ in counts] == [2, 5]
    assert counts[1][1] <= counts[0][1], counts
