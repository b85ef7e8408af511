"""What the pages that are read most ask of the database is held: every statement is time that all readers wait."""

import pytest
from sqlalchemy import Engine

from portal.feedback import actions as feedback
from portal.feedback.rules import OutcomeState, Result, UseKind
from portal.foundation.database import session, transaction
from portal.library.queries import labels
from portal.people.models import Person
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.library import settle
from tests.statements import READS_AND_WRITES, statements

pytestmark = pytest.mark.both

# Each: who is signed in; what is shown of the items found, with what their posts are now.
LIBRARY = 2
# And the beginnings of texts, where neither title nor summary holds the word.
IN_A_TEXT = 3
# Who is signed in; the item with its post, author and files; what there is of outcomes, uses and questions; what is
# like it; its editions; how many comments there are; the collections that hold it; who thanked for it.
ITEM = 8
# And then the outcomes, the uses, the questions, their answers; how whoever asked takes in answers.
ITEM_WITH_FEEDBACK = 13
THE_LEDGER = 1  # of what was used, who took it up


def asks(client: Client, engine: Engine, address: str) -> list[str]:
    """The statements of a page that has been read before; each page reads with an empty session."""
    client.get(address)
    session.remove()
    with statements(engine, READS_AND_WRITES) as said:
        assert client.get(address).status_code == 200
    return [one for one in said if "synonym_rings" not in one]  # asked once a second


@pytest.fixture
def posts(force: factories.Force, client: Client, engine: Engine) -> list[str]:
    """Six items of the library, and who reads them signed in."""
    constable = session.get_one(Person, force.constable.id)
    made = [factories.published(constable, title=f"Quiet rooms for shifts {number}") for number in range(6)]
    references = [post.reference for post in made]
    settle()
    client.sign_in(force.colleague)
    return references


@pytest.mark.parametrize(
    ("address", "most"),
    [("/library", LIBRARY), ("/library?q=quiet", LIBRARY), ("/library?q=corridor", IN_A_TEXT)],
)
def test_a_page_of_the_library(
    client: Client, engine: Engine, posts: list[str], address: str, most: int
) -> None:
    said = asks(client, engine, address)
    assert len(said) == most, "\n\n".join(said)


def test_an_item_of_which_nobody_said_anything_yet(client: Client, engine: Engine, posts: list[str]) -> None:
    said = asks(client, engine, f"/library/{posts[0]}")
    assert len(said) == ITEM, "\n\n".join(said)


def test_an_item_with_an_outcome_uses_and_questions(
    client: Client, force: factories.Force, engine: Engine, posts: list[str]
) -> None:
    post = session.query(Submission).filter_by(reference=posts[0]).one()
    readers = [session.get_one(Person, one.id) for one in (force.colleague, force.inspector)]
    with transaction():
        for reader in readers:
            feedback.respond(post, UseKind.USED, "", by=reader)
            feedback.ask(post, "How did you find the room?", by=reader)
        feedback.keep_outcome(
            post, OutcomeState.DONE, Result.WORKED, "", by=session.get_one(Person, force.lead.id)
        )
    settle()
    said = asks(client, engine, f"/library/{posts[0]}")
    assert len(said) == ITEM_WITH_FEEDBACK + THE_LEDGER, "\n\n".join(said)


def test_names_of_filters_are_read_again_only_when_they_may_be_old(
    client: Client, engine: Engine, posts: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/library")
    monkeypatch.setattr(labels, "LABELS_KEPT_SECONDS", -1.0)
    with statements(engine, READS_AND_WRITES) as said:
        client.get("/library")
    assert len(said) == LIBRARY + 2, "\n\n".join(said)
