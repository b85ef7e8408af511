"""What was narrowed a moment ago is neither shown nor counted, before the worker has told the index of it."""

import re

import pytest

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation.database import session, transaction
from portal.library import actions as library
from portal.library import queries
from portal.library.search import Question, fallback
from portal.people.models import Person
from portal.submissions import actions
from portal.submissions.actions import Content
from portal.submissions.models import Submission
from portal.submissions.rules import tokens_of
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.library import settle

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def force(app) -> Force:
    return Force()


@pytest.fixture
def reader(force: Force) -> int:
    """Somebody of another force, and three posts that all of policing could read; one is for a unit alone since."""
    elsewhere = Force().constable.id
    posts = [
        factories.published(force.constable, sharing="policing", title=f"Quokka handover {number}").id
        for number in range(3)
    ]
    author = force.constable.id
    settle()
    library.rebuild()
    with transaction():
        by = session.get_one(Person, author)
        update = actions.begin_update(session.get_one(Submission, posts[0]), by=by)
        actions.save(update, Content(sharing="unit", title="Quokka for few"), seen=update.version, by=by)
        authorisation.send(update, by=by)
    while ways.open_step(update) is not None:
        factories.decided(update, Verdict.APPROVE)
    return elsewhere


def found(reader: int, **wish):
    session.rollback()
    return queries.search(session.get_one(Person, reader), queries.asked(**wish))


def counted(answer, facet: str) -> int:
    return sum(option.total for option in answer.facets[facet])


@pytest.mark.parametrize("words", ["quokka", ""])
def test_it_is_not_counted_on_any_page_nor_in_any_filter(reader: int, words: str) -> None:
    assert found(reader, q=words).total == 2
    for number in ("1", "2", "3"):
        page = found(reader, q=words, per_page="1", page=number)
        assert (page.total, page.pages, len(page.cards)) == (2, 2, 1)
        assert counted(page, "kind") == counted(page, "organisation") == 2


def test_no_way_out_of_a_search_leads_to_it(reader: int, force: Force) -> None:
    filtered = found(reader, q="quokka", filters={"kind": ["learning"]})
    assert (filtered.total, [total for _asked, _words, total in filtered.ways_out]) == (0, [2])


def test_its_colleagues_go_on_finding_it(reader: int, force: Force) -> None:
    assert found(session.merge(force.constable).id, q="quokka").total == 3


def test_after_the_worker_it_is_the_same(reader: int, client: Client) -> None:
    settle()
    assert found(reader, q="quokka").total == 2
    client.sign_in(session.get_one(Person, reader))
    assert re.search(r"\b2 posts", client.get("/library?q=quokka").text)


def test_without_an_index_too_what_is_to_be_left_out_is_left_out(reader: int) -> None:
    tokens = tokens_of(session.get_one(Person, reader))
    every = fallback.search(Question("quokka", tokens))
    left_out = frozenset({every.hits[0].id})
    some = fallback.search(Question("quokka", tokens, without=left_out))
    assert (every.total, some.total) == (3, 2)
    assert left_out.isdisjoint(hit.id for hit in some.hits)
