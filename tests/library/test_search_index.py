"""The index on disk: several processes, damage, rebuilding, merging."""

import gc
import multiprocessing
import os
import random
import shutil
import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from portal.library.search import Document, IndexUnusable, Question
from portal.library.search.whoosh_engine import WhooshEngine
from tests.library.search_items import READER, answer_questions, item


def items(count: int) -> list[Document]:
    return [item(f"drone patrol {n}", f"text number {n} of many", id=n + 1) for n in range(count)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    WhooshEngine(tmp_path / "index").rebuild(items(30))
    return tmp_path / "index"


def total(engine: WhooshEngine, text: str = "drone") -> int:
    return engine.search(Question(text, READER)).total


@pytest.fixture
def other_process(folder: Path) -> Iterator[Connection]:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=answer_questions, args=(folder, there))
    process.start()
    yield here
    here.send("")
    process.join(10)


def test_another_process_sees_each_change_with_its_next_search(
    folder: Path, other_process: Connection
) -> None:
    def elsewhere(text: str) -> int:
        other_process.send(text)
        assert other_process.poll(20)
        return other_process.recv()

    engine = WhooshEngine(folder)
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


def test_one_engine_is_shared_by_threads_while_it_changes(folder: Path) -> None:
    engine, wrong = WhooshEngine(folder), []
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


def test_two_writers_lose_nothing(folder: Path) -> None:
    engines = [WhooshEngine(folder), WhooshEngine(folder)]

    def write(number: int) -> None:
        for n in range(8):
            engines[number].put([item("falcon", id=1000 + number * 100 + n)])

    threads = [threading.Thread(target=write, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total(engines[0], "falcon") == total(WhooshEngine(folder), "falcon") == 16


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files as Linux shows them")
def test_files_that_are_no_longer_read_are_closed(folder: Path) -> None:
    engine = WhooshEngine(folder)

    def opened() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    before = 0
    for n in range(60):
        engine.put([item("kite", id=500 + n % 3)])
        engine.tidy()
        assert total(engine, "kite") == min(n + 1, 3)
        before = before or opened()
    gc.collect()  # when it comes of itself depends on all that else lives in this process
    assert opened() <= before + 20


def test_the_folder_is_for_the_portal_alone(folder: Path) -> None:
    for path in (folder, *folder.glob("pieces-*")):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_merging_changes_no_answer(folder: Path) -> None:
    engine = WhooshEngine(folder)
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


def test_a_rebuild_leaves_no_gap_and_forgets_no_change_made_meanwhile(folder: Path) -> None:
    engine, reader = WhooshEngine(folder), WhooshEngine(folder)
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
    assert len(list(folder.glob("pieces-*"))) == 1


def test_a_change_that_found_the_index_unusable_is_not_forgotten_by_the_rebuild(folder: Path) -> None:
    def meanwhile() -> Iterator[Document]:
        with pytest.raises(IndexUnusable):
            WhooshEngine(folder).drop([3])
        yield from items(30)

    next(folder.rglob("*.seg")).unlink()
    engine = WhooshEngine(folder)
    assert engine.rebuild(meanwhile()) == {3}
    assert total(engine) == 29


def test_a_rebuild_that_fails_leaves_everything_as_it_was(folder: Path) -> None:
    def broken() -> Iterator[Document]:
        yield from items(3)
        raise RuntimeError("the database went away")

    engine = WhooshEngine(folder)
    with pytest.raises(RuntimeError):
        engine.rebuild(broken())
    assert total(engine) == 30
    assert len(list(folder.glob("pieces-*"))) == 1
    engine.put([item("drone")])
    assert total(engine) == 31


def test_one_rebuild_at_a_time(folder: Path) -> None:
    def second() -> Iterator[Document]:
        with pytest.raises(TimeoutError):
            WhooshEngine(folder).rebuild([])
        yield item("drone")

    engine = WhooshEngine(folder)
    engine.rebuild(second())
    assert total(engine) == 1


def test_what_a_stopped_writer_left_is_neither_read_nor_kept(folder: Path) -> None:
    pieces = next(folder.glob("pieces-*"))
    current = next(pieces.glob("*.toc"))
    generation = int(current.stem.split("_")[-1])
    stray = pieces / f"_library_{generation + 1}.toc"
    stray.write_bytes(b"half a list")
    (pieces / "library_0123456789abcdef.pst").write_bytes(b"half a piece")
    (pieces / "library.tmp").mkdir()
    engine = WhooshEngine(folder)
    assert total(engine) == 30
    engine.put([item("drone")])
    assert sorted(path.suffix for path in pieces.iterdir()) == [".seg", ".seg", ".toc", ".words", ".words"]
    assert total(engine) == total(WhooshEngine(folder)) == 31


def test_a_write_that_fails_changes_nothing_and_blocks_nobody(folder: Path) -> None:
    engine = WhooshEngine(folder)
    with pytest.raises(AttributeError):
        engine.put([item("drone"), replace(item("drone"), published_on=None)])
    assert total(engine) == 30
    engine.put([item("drone")])
    assert total(engine) == 31


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def questions_and_answers(engine: WhooshEngine) -> list[object]:
    texts = ("drone", '"text number"', "patr*", "dorne", "number -many", "")
    return [engine.search(Question(text, READER)) for text in texts]


@pytest.mark.parametrize("warm", [True, False], ids=["open already", "opened afterwards"])
@pytest.mark.parametrize("seed", range(30))
def test_a_flipped_bit_is_noticed(folder: Path, seed: int, warm: bool) -> None:
    chance = random.Random(seed)  # noqa: S311 - places that can be found again
    engine = WhooshEngine(folder)
    engine.put([item("kite", id=77)])
    right = questions_and_answers(engine)
    path = chance.choice(files_of(folder))
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    time.sleep(0.005)
    path.write_bytes(content)
    for asked in (engine if warm else WhooshEngine(folder), WhooshEngine(folder)):
        with pytest.raises(IndexUnusable):
            questions_and_answers(asked)
    engine.rebuild([*items(30), item("kite", id=77)])
    assert questions_and_answers(engine) == right


@pytest.mark.parametrize("warm", [True, False], ids=["open already", "opened afterwards"])
@pytest.mark.parametrize("damage", ["truncated", "emptied", "deleted", "foreign"])
def test_a_lost_or_foreign_file_is_noticed(folder: Path, damage: str, warm: bool) -> None:
    for number in range(len(files_of(folder))):
        engine = WhooshEngine(folder)
        right = questions_and_answers(engine)
        path = files_of(folder)[number]
        whole = path.read_bytes()
        if damage == "deleted":
            path.unlink()
        else:
            content = {"truncated": whole[: len(whole) // 2], "emptied": b"", "foreign": b"x" * len(whole)}[
                damage
            ]
            path.write_bytes(content)
        asked = engine if warm else WhooshEngine(folder)
        with pytest.raises(IndexUnusable):
            questions_and_answers(asked)
        with pytest.raises(IndexUnusable):
            WhooshEngine(folder).put([item("drone")])
        engine.rebuild(items(30))
        assert questions_and_answers(WhooshEngine(folder)) == right


def test_a_lost_folder_is_noticed_and_made_anew(folder: Path) -> None:
    engine = WhooshEngine(folder)
    right = questions_and_answers(engine)
    shutil.rmtree(folder)
    for _ in range(2):
        with pytest.raises(IndexUnusable):
            questions_and_answers(engine)
    engine.rebuild(items(30))
    assert questions_and_answers(engine) == right


def test_an_index_of_another_layout_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.library.search.shelf.LAYOUT", "0.0")
    with pytest.raises(IndexUnusable, match="another version"):
        total(WhooshEngine(folder))


def test_check_reads_what_a_search_does_not(folder: Path) -> None:
    engine = WhooshEngine(folder)
    health = engine.check()
    assert (health.documents, health.segments) == (30, 1)
    path = next(folder.rglob("*.seg"))
    seen = path.stat()
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    with path.open("r+b") as file:
        file.write(content)
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    with pytest.raises(IndexUnusable):
        engine.check()
