"""Who may not see an item sees no trace of it: not in what is found, in a count, a score or a suggestion."""

from dataclasses import replace
from itertools import combinations

import pytest

from portal.library.search import Document, Engine, IndexUnusable, Match, Question, Sort
from tests.library.indexes import Index, NewIndex
from tests.library.search_items import READER, item

TOKENS = ("public", "policing", "region:North", "organisation:7", "unit:9")


@pytest.fixture
def engine(new_index: NewIndex) -> Engine:
    engine = new_index().open()
    engine.rebuild([item(f"drone {token}", visibility=token) for token in TOKENS])
    return engine


def test_every_set_of_tokens_finds_exactly_its_items(engine: Engine) -> None:
    for size in range(len(TOKENS) + 1):
        for held in combinations(TOKENS, size):
            for text in ("drone", "dron*", '"drone"', "", "-zebra"):
                answer = engine.search(Question(text, frozenset(held)))
                assert answer.total == len(answer.hits) == size
                assert answer.facets["kind"] == ((("idea", size),) if size else ())


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("match", [None, *Match])
@pytest.mark.parametrize("text", ["drone", "", "drone kite", "-zebra", "dron*", "drnoe", '"drone policing"'])
def test_without_tokens_nothing_is_found(engine: Engine, text: str, match: Match | None, sort: Sort) -> None:
    filters = {"kind": ("idea",)}
    for chosen in ({}, filters):
        answer = engine.search(Question(text, frozenset(), chosen, sort, match))
        assert (answer.total, answer.complete, answer.hits, answer.suggestion) == (0, 0, (), None)
        assert all(counts == () for counts in answer.facets.values())
    assert engine.similar("drone", "drone", frozenset()) == ()


@pytest.mark.parametrize(
    "token", ["", "*", "region:", "organisation:77", "Public", "policing ", "region:North\x1f"]
)
def test_a_token_is_compared_whole(engine: Engine, token: str) -> None:
    assert engine.search(Question("drone", frozenset({token}))).total == 0


def test_what_is_dropped_is_gone_at_once_and_stays_gone(engine: Engine) -> None:
    secret = item("falcon drone")
    engine.put([secret])
    assert engine.search(Question("falcon", READER)).total == 1
    engine.drop([secret.id, 999_999])
    for text in ("falcon", '"falcon drone"', "falc*", "fal*"):
        answer = engine.search(Question(text, READER))
        assert answer.total == 0
        assert answer.suggestion is None
    assert engine.search(Question("falkon", READER)).suggestion is None
    assert engine.similar("falcon", "", READER) == ()
    for n in range(6):
        engine.put([item(f"other {n}")])
    assert engine.tidy()
    assert engine.search(Question("falcon", READER)).total == 0


def test_an_item_that_is_narrowed_disappears_and_one_that_is_widened_appears(engine: Engine) -> None:
    shared = item("falcon", visibility="public")
    engine.put([shared])
    public, unit = frozenset({"public"}), frozenset({"unit:9"})
    assert engine.search(Question("falcon", public)).total == 1
    engine.put([replace(shared, visibility="unit:9")])
    assert engine.search(Question("falcon", public)).total == 0
    assert engine.search(Question("falcon", unit)).total == 1
    assert engine.search(Question("falcon", public | unit)).total == 1
    engine.put([replace(shared, visibility="public")])
    assert engine.search(Question("falcon", public)).total == 1
    assert engine.search(Question("falcon", unit)).total == 0


def test_an_item_put_twice_at_once_is_there_once(engine: Engine) -> None:
    one = item("falcon")
    engine.put([one, replace(one, title="kestrel")])
    assert engine.search(Question("falcon", READER)).total == 0
    assert engine.search(Question("kestrel", READER)).total == 1


def world(index: Index, hidden: list[Document]) -> Engine:
    seen = [item(f"drone patrol {n % 7}", "night handover " * (n % 5), id=n + 1) for n in range(40)]
    mixed = [one for n, first in enumerate(seen) for one in [first, *hidden[n * 2 : n * 2 + 2]]]
    engine = index.open()
    engine.rebuild(mixed)
    return engine


def test_hidden_items_change_nothing_a_reader_is_shown(new_index: NewIndex) -> None:
    hidden = [
        item(
            f"drone dronez patrolling nightly {'handover ' * n} zebra",
            "drone " * 50,
            id=1000 + n,
            visibility="unit:9",
            kind="secret",
            topics=("secret",),
            year=1999,
        )
        for n in range(60)
    ]
    with_hidden, without = world(new_index(), hidden), world(new_index(), [])
    questions = (
        "drone", "drone handover", "patrol -night", "dron*", "zeb*", "zebra", "zebr", "dronez", "dronet", "handovr",
        '"night handover"', '"drone dronez"', "nightly drone", "secret", "", "-drone", "drone zebra", "zebra drome",
    )  # fmt: skip
    for text in questions:
        for match in (None, *Match):
            question = Question(text, READER, match=match, per_page=100)
            assert with_hidden.search(question) == without.search(question), text
    assert with_hidden.similar("zebra drone", "night", READER) == without.similar(
        "zebra drone", "night", READER
    )
    assert with_hidden.search(Question("zebra", frozenset({"unit:9"}))).total == 60


def test_a_visitor_is_not_told_words_of_items_for_the_police(engine: Engine) -> None:
    engine.put([item("constabulary", visibility="policing")])
    assert engine.search(Question("constabulery", READER)).suggestion == "constabulary"
    assert engine.search(Question("constabulery", frozenset({"public"}))).suggestion is None
    engine.put([item("gendarmerie", visibility="organisation:7")])
    assert engine.search(Question("gendarmery", frozenset({"public", "organisation:7"}))).suggestion is None


def test_there_is_nothing_to_ask_before_the_first_rebuild(new_index: NewIndex) -> None:
    engine = new_index().open()
    for attempt in (
        lambda: engine.search(Question("drone", READER)),
        lambda: engine.put([item("drone")]),
        lambda: engine.drop([1]),
        lambda: engine.similar("drone", "", READER),
        engine.check,
        engine.tidy,
    ):
        with pytest.raises(IndexUnusable):
            attempt()
