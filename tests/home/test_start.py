"""The start page: what waits for somebody, counted and not loaded."""

import re

from sqlalchemy import Engine

from portal.authorisation.rules import Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.people.models import Person, RoleHeld
from portal.people.rules import Role
from tests import factories
from tests.client import Client
from tests.statements import statements


def waiting(page: str) -> dict[str, str]:
    lines = re.findall(r'waiting-count">(\d+)</span> <span class="waiting-words">([^<]+)<', page)
    return {words: count for count, words in lines}


def test_what_somebody_has_still_to_finish_is_counted(client: Client, engine: Engine) -> None:
    force = factories.Force()
    first = factories.decided(factories.sent(force.constable), Verdict.RETURN).reference
    factories.draft(force.constable, title="A first thought")
    factories.draft(force.colleague, title="Somebody else's")
    client.sign_in(force.constable)
    page = client.get("/").text
    assert waiting(page) == {"post is back with you for a change": "1", "draft you have begun": "1"}
    assert f'href="/submissions/{first}"' in page
    with statements(engine) as few:
        client.get("/")
    for number in range(5):
        factories.draft(force.constable, title=f"Another thought {number}")
    with statements(engine) as many:
        page = client.get("/").text
    assert len(many) == len(few)
    assert waiting(page)["drafts you have begun"] == "6"


def test_whoever_leaves_is_signed_out_at_once(client: Client) -> None:
    force = factories.Force()
    client.sign_in(force.constable)
    assert client.get("/").status_code == 200
    with transaction():
        person = session.get_one(Person, force.constable.id)
        person.ended_on = clock.today()
    answer = client.get("/")
    assert (answer.status_code, answer.location.partition("?")[0]) == (302, "/sign-in")


def test_a_role_counts_from_the_next_page_on(client: Client) -> None:
    force = factories.Force()
    client.sign_in(force.constable)
    assert client.get("/triage").status_code == 403
    with transaction():
        person = session.get_one(Person, force.constable.id)
        person.roles_held.append(RoleHeld(role=Role.INNOVATION_LEAD))
    page = client.get("/")
    assert "Triage" in page.text
    assert client.get("/triage").status_code == 200
    with transaction():
        person = session.get_one(Person, force.constable.id)
        person.roles_held.clear()
    assert client.get("/triage").status_code == 403
