"""What is found, in which order, with which counts."""

from collections.abc import Callable
from datetime import date

import pytest

from portal.library.search import Answer, Document, Engine, Match, Question, Sort
from tests.library.indexes import NewIndex
from tests.library.search_items import READER, item

Search = Callable[..., Answer]


@pytest.fixture
def engine(new_index: NewIndex) -> Engine:
    engine = new_index().open()
    engine.rebuild([])
    return engine


def ask(engine: Engine, text: str = "", **asked: object) -> Answer:
    return engine.search(Question(text, READER, **asked))


def found(engine: Engine, text: str, items: list[Document], **asked: object) -> list[str]:
    engine.put(items)
    titles = {one.id: one.title for one in items}
    return [titles[hit.id] for hit in ask(engine, text, **asked).hits]


def test_the_title_counts_more_than_the_summary_and_the_summary_more_than_the_text(
    engine: Engine,
) -> None:
    rest = "about many other things in the force"
    items = [
        item("in text", f"drone {rest}", summary="a plain summary"),
        item("drone in title", rest, summary="a plain summary"),
        item("in summary", rest, summary="a drone summary"),
    ]
    assert found(engine, "drone", items) == ["drone in title", "in summary", "in text"]


def test_the_exact_word_comes_before_its_other_forms(engine: Engine) -> None:
    items = [
        item("one", "he is reporting it"),
        item("two", "he will report it"),
        item("three", "he reports it"),
    ]
    assert found(engine, "report", items)[0] == "two"
    assert found(engine, "reporting", items)[0] == "one"
    assert ask(engine, '"report"').total == 1


def test_a_rare_word_counts_more_than_a_frequent_one(engine: Engine) -> None:
    items = [item(f"officer {n}", "officer on patrol") for n in range(20)]
    items += [item("rare", "a falcon on patrol")]
    assert found(engine, "officer falcon", items, match=Match.ANY)[0] == "rare"


def test_items_with_every_word_come_before_partial_ones(engine: Engine) -> None:
    items = [item("both", "drone " + "word " * 300 + "handover"), item("drone drone drone"), item("handover")]
    assert found(engine, "drone handover", items)[0] == "both"
    answer = ask(engine, "drone handover")
    assert [hit.partial for hit in answer.hits] == [False, True, True]
    assert (answer.total, answer.complete) == (3, 1)
    only = ask(engine, "drone handover", match=Match.ALL)
    assert (only.total, len(only.hits)) == (1, 1)
    any_ = ask(engine, "drone handover", match=Match.ANY)
    assert any_.total == 3
    assert sum(hit.partial for hit in any_.hits) == 2


def test_partial_items_are_left_away_where_enough_hold_every_word(engine: Engine) -> None:
    engine.put([item("drone handover") for _ in range(12)] + [item("drone")])
    assert ask(engine, "drone handover").total == 12


def test_a_phrase_is_the_words_side_by_side_within_one_part(engine: Engine) -> None:
    items = [
        item("apart", "the body was found with worn shoes"),
        item("together", "a body-worn camera"),
        item("ends with body", "worn from the start"),
        item("Body worn in the title"),
    ]
    assert found(engine, '"body worn"', items) == ["Body worn in the title", "together"]
    assert found(engine, '"body worn camera"', items) == ["together"]
    assert found(engine, '"worn body"', items) == []


def test_what_is_left_out_is_left_out_in_all_its_forms(engine: Engine) -> None:
    items = [
        item("licensed", "drone licences"),
        item("free", "drone camera"),
        item("phrase", "drone body worn"),
    ]
    assert set(found(engine, "drone -licence", items)) == {"free", "phrase"}
    assert set(found(engine, 'drone -"body worn"', items)) == {"free", "licensed"}
    assert set(found(engine, "-drone", items)) == set()
    assert set(found(engine, "drone -lic*", items)) == {"free", "phrase"}


def test_a_beginning_finds_what_begins_so(engine: Engine) -> None:
    items = [item("burglary"), item("burglars"), item("burgundy"), item("hamburger")]
    assert set(found(engine, "burgl*", items)) == {"burglary", "burglars"}
    assert found(engine, "bur*", items, match=Match.ALL) != []
    assert found(engine, "zzz*", items) == []


def test_accents_case_and_apostrophes_do_not_matter(engine: Engine) -> None:
    items = [item("Café watch by O’Brien")]
    for typed in ("cafe", "CAFÉ", "o'brien", "OBrien", '"café watch"'):
        assert len(found(engine, typed, items)) == 1


def test_the_terms_to_mark_are_the_words_asked_for(engine: Engine) -> None:
    assert ask(engine, 'the "body worn" drone dron* -licence').terms == ("body", "worn", "drone", "dron*")


@pytest.fixture
def shelves(engine: Engine) -> Engine:
    engine.put(
        [
            item(
                "drone a", kind="idea", topics=("roads", "night"), organisation="northmoor", sector="police"
            ),
            item("drone b", kind="idea", topics=("roads",), organisation="eastvale", evidence="research"),
            item("drone c", kind="learning", topics=("night",), organisation="northmoor", region="North"),
            item("drone d", kind="learning", organisation="northmoor", outcome="stopped", year=2020),
            item("kite", kind="impact-case", marker="step-2", published_on=date(2019, 5, 1)),
        ]
    )
    return engine


def test_counts_without_filters(shelves: Engine) -> None:
    facets = ask(shelves, "drone").facets
    assert facets["kind"] == (("idea", 2), ("learning", 2))
    assert facets["topic"] == (("night", 2), ("roads", 2))
    assert facets["organisation"] == (("northmoor", 3), ("eastvale", 1))
    assert facets["year"] == (("2024", 3), ("2020", 1))
    assert facets["evidence"] == (("research", 1),)
    assert facets["outcome"] == (("stopped", 1),)
    assert facets["region"] == (("North", 1),)
    assert facets["marker"] == ()


def test_a_filter_lowers_the_other_counts_and_not_its_own(shelves: Engine) -> None:
    answer = ask(shelves, "drone", filters={"kind": ("idea",)})
    assert answer.total == 2
    assert answer.facets["kind"] == (("idea", 2), ("learning", 2))
    assert answer.facets["organisation"] == (("eastvale", 1), ("northmoor", 1))
    both = ask(shelves, "drone", filters={"kind": ("idea",), "topic": ("night",)})
    assert both.total == 1
    assert both.facets["kind"] == (("idea", 1), ("learning", 1))
    assert both.facets["topic"] == (("roads", 2), ("night", 1))


def test_values_of_one_filter_add_up(shelves: Engine) -> None:
    assert ask(shelves, "", filters={"kind": ("idea", "impact-case")}).total == 3
    assert ask(shelves, "", filters={"marker": ("step-2",)}).total == 1


def test_a_value_that_does_not_exist_finds_nothing_and_is_named(shelves: Engine) -> None:
    answer = ask(shelves, "drone", filters={"kind": ("memoir",)})
    assert answer.total == 0
    assert ("memoir", 0) in answer.facets["kind"]


def test_a_facet_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no facet called"):
        Question("x", READER, {"author": ("me",)})


def test_every_page_shows_the_next_and_none_twice(engine: Engine) -> None:
    engine.put([item(f"drone {n}", "x " * (n % 7)) for n in range(45)])
    for sort in Sort:
        seen = [
            hit.id
            for page in (1, 2, 3, 4)
            for hit in ask(engine, "drone", page=page, per_page=20, sort=sort).hits
        ]
        assert len(seen) == len(set(seen)) == 45
    assert ask(engine, "drone", page=3).total == 45
    assert ask(engine, "drone", page=9).hits == ()


@pytest.mark.parametrize(("page", "per_page"), [(0, 0), (-5, -1), (10**9, 10**9)])
def test_pages_are_clamped(engine: Engine, page: int, per_page: int) -> None:
    engine.put([item("drone") for _ in range(3)])
    question = Question("drone", READER, page=page, per_page=per_page)
    assert 1 <= question.per_page <= 100
    assert engine.search(question).total == 3


def test_newest_first_across_pieces_of_the_index(engine: Engine) -> None:
    items = [item(f"drone {year}", published_on=date(year, 3, 1)) for year in (2021, 2019, 2024, 2020)]
    for one in items:
        engine.put([one])
    titles = {one.id: one.title for one in items}
    for text in ("drone", ""):
        newest = [titles[hit.id] for hit in ask(engine, text, sort=Sort.NEWEST).hits]
        assert newest == ["drone 2024", "drone 2021", "drone 2020", "drone 2019"]


def test_pieces_do_not_change_the_order(engine: Engine, new_index: NewIndex) -> None:
    items = [item(f"drone {'night ' * (n % 5)}", "patrol " * (n % 11), id=n + 1) for n in range(60)]
    whole = new_index().open()
    whole.rebuild(items)
    for one in items:
        engine.put([one])
    for text in ("drone", "night patrol", '"night night"', "pat* -night"):
        assert ask(engine, text) == ask(whole, text)


def test_a_slip_is_mended_from_words_that_are_there(engine: Engine) -> None:
    engine.put([item("drone handover"), item("drone"), item("throne")])
    assert ask(engine, "drne handover").suggestion == "drone handover"
    assert ask(engine, "Dronne -kite").suggestion == "drone -kite"
    assert ask(engine, "drone").suggestion is None
    assert ask(engine, "qqqqqq").suggestion is None
    assert ask(engine, "").suggestion is None


def test_similar_items_come_best_first_with_a_share_of_one(engine: Engine) -> None:
    items = [
        item("Drone handover at night", "handing the drone over between shifts at night"),
        item("Night patrol", "a patrol at night"),
        item("Kite flying"),
    ]
    engine.put(items)
    alike = engine.similar("Handing over drones between night shifts", "", READER)
    assert [one.id for one in alike] == [items[0].id, items[1].id]
    assert 1 >= alike[0].score > alike[1].score > 0
    assert engine.similar("", "", READER) == ()
    assert engine.similar("zebra", "the of", READER) == ()
    assert len(engine.similar("drone night", "", READER, limit=1)) == 1


def test_a_heavy_question_is_answered_from_what_was_read_in_time(new_index: NewIndex) -> None:
    engine = new_index().open(patience=-1.0)
    engine.rebuild([item("drone kite"), item("drone")])
    answer = ask(engine, "drone kite")
    assert answer.total == 2
    assert answer.warning is not None
    assert "heavy" in answer.warning
