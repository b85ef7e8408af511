"""What the tests of this room look at besides the page itself."""

import re

from sqlalchemy import select

from portal.foundation.database import session
from portal.foundation.outbox import OutgoingMail
from portal.people.models import Person
from tests.client import Client


def another(client: Client) -> Client:
    made = client.application.test_client()
    assert isinstance(made, Client)
    return made


def cookie(client: Client) -> str:
    found = client.get_cookie("portal")
    return found.value if found is not None else ""


def stored(person: Person) -> Person:
    """The account as the database has it now."""
    found = session.get(Person, person.id, populate_existing=True)
    assert found is not None
    return found


def mailed_link() -> str:
    text = session.scalars(select(OutgoingMail.text).order_by(OutgoingMail.written_at.desc())).first() or ""
    found = re.search(r"http://localhost(/\S+)", text)
    assert found is not None, text
    return found.group(1)
