"""The index in the database: what was changed behind the engine's back is noticed, and answers are those of Whoosh."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from portal.library.search import Document, IndexUnusable, Match, Question, Sort
from portal.library.search.synonyms import Synonyms
from tests.conftest import DATABASES
from tests.library.bombs import BOMBS
from tests.library.indexes import InDatabase, InFolder, in_database
from tests.library.search_items import READER, item, items, questions_and_answers, total

pytestmark = pytest.mark.skipif("postgresql" not in DATABASES, reason="needs PostgreSQL")

WORDS = (
    "drone patrol night officer handover falcon report reported reporting misper missing person café".split()
)
SAME = Synonyms([("misper", "missing person"), ("DA", "domestic abuse")])


@pytest.fixture
def index(postgresql_url: str) -> Iterator[InDatabase]:
    with in_database(postgresql_url) as made:
        made.open().rebuild(items(30))
        yield made


DAMAGES = {
    "a posting list altered": (
        "update search_postings set posting = set_byte(posting, 0, get_byte(posting, 0) # 1) "
        "where word = 'patrol'"
    ),
    "places altered": (
        "update search_postings set places = set_byte(places, 0, get_byte(places, 0) # 1) where word = 'text'"
    ),
    "a posting list lost": "delete from search_postings where word = 'patrol'",
    "all posting lists lost": "truncate search_postings",
    "a head altered": "update search_pieces set head = set_byte(head, 20, get_byte(head, 20) # 1)",
    "words altered": "update search_pieces set lexicon = set_byte(lexicon, 9, get_byte(lexicon, 9) # 1)",
    "digests cut": "update search_pieces set sums = substr(sums, 1, 10)",
    "the pieces lost": "delete from search_pieces",
    "the list altered": "update search_states set body = replace(body, '0', '1')",
    "the list lost": "delete from search_states",
    "everything lost": "truncate search_states, search_pieces, search_postings, search_changes",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_noticed_by_who_meets_it_then_known_to_all_and_made_good(
    index: InDatabase, damage: str
) -> None:
    right = questions_and_answers(index.open())
    assert index.change(DAMAGES[damage])
    for _ in range(2):
        with pytest.raises(IndexUnusable):
            questions_and_answers(index.open())
    with pytest.raises(IndexUnusable):  # another process, which needs nothing of what is damaged
        index.open().search(Question(facets=()))
    with pytest.raises(IndexUnusable):
        index.open().put([item("drone")])
    engine = index.open()
    engine.rebuild(items(30))
    assert questions_and_answers(engine) == questions_and_answers(index.open()) == right
    assert index.strays() == 0


@pytest.mark.parametrize("damage", DAMAGES)
def test_check_reads_what_a_search_does_not(index: InDatabase, damage: str) -> None:
    assert index.open().check().documents == 30
    assert index.change(DAMAGES[damage])
    with pytest.raises(IndexUnusable):
        index.open().check()
    with pytest.raises(IndexUnusable):
        index.open().search(Question(facets=()))


def test_check_finds_posting_lists_that_nobody_wrote(index: InDatabase) -> None:
    assert index.change(
        "insert into search_postings (piece, word, posting, places) "
        "select piece, 'zebra', posting, places from search_postings where word = 'text'"
    )
    with pytest.raises(IndexUnusable):
        index.open().check()


def test_what_a_process_has_read_it_goes_on_answering_until_the_damage_is_known(index: InDatabase) -> None:
    warm = index.open()
    right = questions_and_answers(warm)
    index.change(DAMAGES["a posting list altered"])
    assert questions_and_answers(warm) == right
    with pytest.raises(IndexUnusable):
        total(index.open(), "patrol")
    with pytest.raises(IndexUnusable):
        total(warm, "patrol")


def test_an_index_of_another_layout_is_not_read_and_not_spoilt_for_whoever_can(
    index: InDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as other:
        other.setattr("portal.library.search.postgresql_tables.LAYOUT", "0.0")
        with pytest.raises(IndexUnusable, match="another version"):
            total(index.open())
    assert total(index.open()) == 30


def test_what_a_rebuild_left_that_was_killed_is_neither_read_nor_kept(index: InDatabase) -> None:
    index.change(
        "insert into search_pieces (id, head, lexicon, sums) values (1, '', '', ''); "
        "update search_states set rebuilding = true; insert into search_changes values (3)"
    )
    engine = index.open()
    engine.put([item("drone")])
    assert (total(engine), index.strays()) == (31, 1)
    assert engine.rebuild(items(30)) == frozenset()
    assert (total(engine), index.strays()) == (30, 0)


def test_a_connection_that_the_server_closed_is_replaced(index: InDatabase) -> None:
    engine = index.open()
    assert total(engine) == 30
    with index.database.connect() as mine:
        mine.exec_driver_sql(
            "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() "
            "and backend_type = 'client backend'"
        )
    assert total(engine) == 30


def test_a_database_that_does_not_answer_leaves_search_without_an_index(index: InDatabase) -> None:
    index.change("alter table search_states rename to elsewhere")
    for attempt in (
        lambda: total(index.open()),
        lambda: index.open().similar("drone", "", READER),
    ):
        with pytest.raises(IndexUnusable):
            attempt()
    index.change("alter table elsewhere rename to search_states")
    assert total(index.open()) == 30


def some_items(chance: random.Random, count: int) -> list[Document]:
    return [
        item(
            " ".join(chance.choices(WORDS, k=4)),
            " ".join(chance.choices(WORDS, k=chance.randint(0, 60))),
            id=chance.getrandbits(62),
            summary=" ".join(chance.choices(WORDS, k=6)),
            kind=chance.choice(("idea", "learning")),
            topics=tuple(chance.sample(("t1", "t2", "t\x1f3", "t\ud800"), 2)),
            visibility=chance.choice(("public", "policing", "unit:9", "region:North")),
            evidence=chance.choice(("research", "", "professional_judgement")),
            published_on=date(2020, 1, 1) + timedelta(days=chance.randrange(900)),
            used=chance.randrange(3),
        )
        for _ in range(count)
    ]


def some_questions() -> Iterator[Question]:
    texts = (
        "", "drone", "report", "dorne", "patrol -night", '"night officer"', "rep*", "falcon handover kestrel",
        "misper", "cafe", "missing person report", *(BOMBS[name] for name in ("parentheses", "stars", "words")),
    )  # fmt: skip
    for text in texts:
        for tokens in (READER, frozenset({"public"}), frozenset({"unit:9", "region:North"}), frozenset()):
            yield Question(text, tokens, synonyms=SAME)
            for sort in Sort:
                yield Question(text, tokens, {"kind": ("idea",)}, sort, per_page=7, page=2)
            for match in Match:
                yield Question(text, tokens, match=match, without=frozenset({1}))


def test_both_engines_give_the_same_answers_to_the_last_figure(
    index: InDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(5)  # noqa: S311 - the same items in every run
    engines = (index.open(), InFolder(tmp_path_factory.mktemp("whoosh") / "index").open())
    first, later = some_items(chance, 120), [some_items(chance, 3) for _ in range(8)]
    for engine in engines:
        engine.rebuild(first)
        for some in later:
            engine.put(some)
        engine.drop([first[3].id, later[2][0].id])
    for step in ("as it was written", "tidied", "written anew"):
        for question in some_questions():
            one, other = (engine.search(question) for engine in engines)
            assert one == other, (step, question)
        for words in ("missing falcon at night", "report", ""):
            one, other = (engine.similar(words, "handover of a drone", READER) for engine in engines)
            assert one == other, step
        if step == "as it was written":
            assert all(engine.tidy() for engine in engines)
        else:
            for engine in engines:
                engine.rebuild([*first, *later[0]])
