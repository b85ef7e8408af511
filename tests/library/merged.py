"""Two posts of one force, and what merges them and takes them apart: for the tests of merging."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.library import actions
from portal.people.actions.tokens import create_token
from portal.people.models import Person
from portal.people.rules.scopes import Scope
from portal.submissions.models import Submission
from tests import factories

WHY = "Both ask for a room with a door at handover."
WHY_NOT = "One is about nights, the other about the weekend."


@dataclass(frozen=True)
class Known:
    """What a test keeps of a post, whatever the session has in hand."""

    id: int
    reference: str
    title: str


def known(post: Submission) -> Known:
    return Known(post.id, post.reference, post.title)


def merged(post: Known, leader: Known, by: int, why: str = WHY) -> None:
    with transaction():
        actions.merge(post_of(post.id), post_of(leader.id), why, by=session.get_one(Person, by))


def parted(post: Known, by: int, why: str = WHY_NOT) -> None:
    with transaction():
        actions.part(post_of(post.id), why, by=session.get_one(Person, by))


def post_of(key: int) -> Submission:
    return session.get_one(Submission, key)


def person_of(key: int) -> Person:
    return session.get_one(Person, key)


def told(post: Known, *events: str) -> list[journal.Entry]:
    return [one for one in journal.entries_about(post_of(post.id)) if one.event in events]


PEOPLE = ("constable", "colleague", "sergeant", "inspector", "lead", "data_officer", "administrator")


def ids_of(force: factories.Force) -> Any:
    """The keys of the people of a force, whatever the session has in hand."""
    return SimpleNamespace(**{name: getattr(force, name).id for name in PEOPLE})


@pytest.fixture
def who(force: factories.Force) -> Any:
    """The keys of the people of the force."""
    return ids_of(force)


@pytest.fixture
def two(force: factories.Force) -> tuple[Known, Known]:
    """Two published posts of one force: the one to be merged, and the one that leads."""
    return known(factories.published(force.constable)), known(
        factories.published(force.colleague, title="A room for handover")
    )


def token_of(person: Person) -> str:
    with transaction():
        return create_token(session.get_one(Person, person.id), [Scope.READ], days=9, label="reads")
