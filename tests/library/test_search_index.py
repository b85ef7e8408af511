"""The index, whichever engine keeps it: several processes, rebuilding, merging, writers that fail."""

import multiprocessing
import threading
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection

import pytest

from portal.library.search import Document, IndexUnusable, Question
from tests.library.indexes import Index, NewIndex
from tests.library.search_items import READER, answer_questions, item, items, total


@pytest.fixture
def index(new_index: NewIndex) -> Index:
    made = new_index()
    made.open().rebuild(items(30))
    return made


@pytest.fixture
def other_process(index: Index) -> Iterator[Connection]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=answer_questions, args=(index, there))
    process.start()
    yield here
    here.send("")
    process.join(10)


def test_another_process_sees_each_change_with_its_next_search(
    index: Index, other_process: Connection
) -> None:
    def elsewhere(text: str) -> int:
        other_process.send(text)
        assert other_process.poll(20)
        return other_process.recv()

    engine = index.open()
    assert elsewhere("falcon") == 0
    for n in range(12):
        falcon = item("falcon", id=1000 + n)
        engine.put([falcon])
        assert elsewhere("falcon") == 1
        engine.put([replace(falcon, visibility="unit:1")])
        assert elsewhere("falcon") == 0
        engine.drop([falcon.id])
        if n == 6:
            assert engine.tidy()
        assert elsewhere("drone") == 30
    engine.rebuild(items(20))
    assert elsewhere("drone") == 20


def test_one_engine_is_shared_by_threads_while_it_changes(index: Index) -> None:
    engine, wrong = index.open(), []
    stop = threading.Event()

    def keep_asking() -> None:
        while not stop.is_set():
            try:
                if total(engine, "drone patrol") != 30 or total(engine, '"text number 3"') < 1:
                    wrong.append("a wrong total")
            except Exception as error:  # noqa: BLE001 - whatever it is, the test is to name it
                wrong.append(repr(error))

    threads = [threading.Thread(target=keep_asking) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(10):
        engine.put([item("kite", id=500 + n)])
        engine.tidy()
    engine.rebuild(items(30))
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_two_writers_lose_nothing(index: Index) -> None:
    engines = [index.open(), index.open()]

    def write(number: int) -> None:
        for n in range(8):
            engines[number].put([item("falcon", id=1000 + number * 100 + n)])

    threads = [threading.Thread(target=write, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total(engines[0], "falcon") == total(index.open(), "falcon") == 16


def test_merging_changes_no_answer(index: Index) -> None:
    engine = index.open()
    for n in range(9):
        engine.put([item(f"drone falcon {n}", "patrol at night " * n, id=100 + n, topics=(f"t{n}",))])
    engine.drop([103, 5])
    questions = [
        Question(text, READER) for text in ("drone", "falcon night", '"patrol at night"', "fal*", "")
    ]
    before = [engine.search(question) for question in questions]
    pieces = engine.check().segments
    assert engine.tidy()
    assert engine.check().segments < pieces
    assert [engine.search(question) for question in questions] == before
    assert not engine.tidy()


def test_a_rebuild_leaves_no_gap_and_forgets_no_change_made_meanwhile(index: Index) -> None:
    engine, reader = index.open(), index.open()
    seen = []

    def from_the_database() -> Iterator[Document]:
        for n, one in enumerate(items(30)):
            seen.append(total(reader))
            if n == 10:
                reader.drop([2])
                reader.put([item("drone falcon", id=900)])
            yield one

    reported: list[int] = []
    touched = engine.rebuild(from_the_database(), reported.append)
    assert min(seen) >= 30
    assert touched == {2, 900}
    assert reported == [30]
    assert total(reader, '"patrol 1"') == 0
    assert total(reader) == total(engine) == 29
    engine.put([item("drone falcon", id=900)])
    assert total(reader) == 30
    assert index.strays() == 0


def test_a_change_that_found_the_index_unusable_is_not_forgotten_by_the_rebuild(index: Index) -> None:
    def meanwhile() -> Iterator[Document]:
        with pytest.raises(IndexUnusable):
            index.open().drop([3])
        yield from items(30)

    index.lose_a_part()
    engine = index.open()
    assert engine.rebuild(meanwhile()) == {3}
    assert total(engine) == 29


def test_a_rebuild_that_fails_leaves_everything_as_it_was(index: Index) -> None:
    def broken() -> Iterator[Document]:
        yield from items(3)
        raise RuntimeError("the database went away")

    engine = index.open()
    with pytest.raises(RuntimeError):
        engine.rebuild(broken())
    assert total(engine) == 30
    assert index.strays() == 0
    engine.put([item("drone")])
    assert total(engine) == 31


def test_one_rebuild_at_a_time(index: Index) -> None:
    def second() -> Iterator[Document]:
        with pytest.raises(TimeoutError):
            index.open().rebuild([])
        yield item("drone")

    engine = index.open()
    engine.rebuild(second())
    assert total(engine) == 1


def test_a_write_that_fails_changes_nothing_and_blocks_nobody(index: Index) -> None:
    engine = index.open()
    with pytest.raises(AttributeError):
        engine.put([item("drone"), replace(item("drone"), published_on=None)])
    assert total(engine) == 30
    engine.put([item("drone")])
    assert total(engine) == 31
