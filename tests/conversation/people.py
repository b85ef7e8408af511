"""Somebody as the database has them now, what they were told, and their browser."""

from sqlalchemy import inspect

from portal.foundation.database import session
from portal.notifications import queries as notices
from portal.people.models import Person
from tests.client import Client


def now(person: Person) -> Person:
    """Somebody, as the database has them now."""
    return session.get_one(Person, inspect(person).identity)


def told(person: Person) -> list[str]:
    """What somebody was told, newest first."""
    session.expire_all()
    return [one.words for one in notices.notices_of(now(person))]


def browser(client: Client, person: Person) -> Client:
    """A browser of their own, signed in."""
    opened = client.application.test_client()
    assert isinstance(opened, Client)
    return opened.sign_in(now(person))
