"""Questions made to be slow, at every door where the library can be asked: each is answered, none costs more work.

Work is counted in words looked for and in statements, which are the same on every machine; how long it takes, and what
others wait meanwhile, is measured in ``benchmarks``.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from portal.library.search import FACETS, Question
from portal.library.search.grammar import LONGEST_QUESTION, MOST_BEGINNINGS, MOST_TERMS, parse
from tests import factories
from tests.client import LONGEST_PAGE, Client
from tests.foundation.hostile import corpora
from tests.library import settle
from tests.library.bombs import BOMBS, FILE
from tests.library.indexes import NewIndex
from tests.library.search_items import READER, item
from tests.library.test_api import bearer
from tests.statements import READS_AND_WRITES, statements

OF_THE_CORPUS = 35
SEARCHES = ("/library", "/library.atom", "/api/v1/library")
LIKENESSES = ("/library/similar", "/api/v1/similar")
MORE_STATEMENTS = 4  # a passage is looked up, nothing is found without a filter, and the like


@corpora
def test_the_corpus_is_whole() -> None:
    assert FILE.exists()
    assert len(BOMBS) >= OF_THE_CORPUS


@pytest.mark.parametrize("name", BOMBS)
def test_no_more_is_looked_for_than_anybody_may_ask(name: str) -> None:
    parsed = parse(BOMBS[name])
    terms = [*parsed.wanted, *parsed.unwanted]
    assert len(terms) <= MOST_TERMS
    assert sum(term.beginning for term in parsed.wanted) <= MOST_BEGINNINGS
    assert sum(len(word) for term in terms for word in term.words) <= LONGEST_QUESTION


def cost(engine: Engine, ask: Callable[[], int]) -> int:
    """How many statements an answer takes. It is an answer, or says what to shorten."""
    with statements(engine, READS_AND_WRITES) as said:
        assert ask() in {200, 400, 414}
    return len(said)


@pytest.mark.parametrize("signed_in", [True, False])
def test_every_door_answers_every_one_with_the_work_of_a_plain_question(
    client: Client, force: factories.Force, engine: Engine, signed_in: bool
) -> None:
    for number in range(3):
        factories.published(force.constable, sharing="public", title=f"A a b drone search {number}")
    settle()
    headers = bearer(force.colleague) if signed_in else {}
    client.verbatim = True  # some of them hold what a template could have left over
    if signed_in:
        client.sign_in(force.colleague)

    def asks(place: str, **said: object) -> Callable[[], int]:
        given = headers if place.startswith("/api/") else {}
        return lambda: client.get(place, query_string=said, headers=given).status_code

    doors = [(place, "q") for place in SEARCHES]
    doors += [(place, part) for place in LIKENESSES for part in ("title", "text") if signed_in]
    for place, part in doors:
        asks(place, **{part: "drone"})()  # what is kept for a while is read once, whoever asks
        usual = cost(engine, asks(place, **{part: "drone"}))
        for name, text in BOMBS.items():
            assert cost(engine, asks(place, **{part: text})) <= usual + MORE_STATEMENTS, f"{name} at {place}"
    for place in SEARCHES:
        for facet in FACETS:
            all_at_once = cost(engine, asks(place, **{facet: list(BOMBS.values())}))
            assert all_at_once <= cost(engine, asks(place, q="drone")) + MORE_STATEMENTS * 2


def test_a_page_of_what_was_asked_stays_small(client: Client, force: factories.Force) -> None:
    settle()
    client.verbatim = True
    for text in BOMBS.values():
        answer = client.get("/library", query_string={"q": text, "topic": [text] * 30})
        assert len(answer.data) <= LONGEST_PAGE


def test_an_engine_out_of_patience_answers_from_what_it_has_read(new_index: NewIndex) -> None:
    engine = new_index().open(patience=-1.0)
    engine.rebuild([item("a b drone search", "patrol " * 20)])
    for name, text in BOMBS.items():
        assert engine.search(Question(text, READER)).total <= 1, name
