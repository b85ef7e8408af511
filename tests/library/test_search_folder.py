"""The index in files: damage, what a stopped writer left, who may read it."""

import gc
import os
import random
import shutil
import stat
import time
from pathlib import Path

import pytest

from portal.library.search import IndexUnusable
from portal.library.search.whoosh_engine import WhooshEngine
from tests.library.search_items import item, items, questions_and_answers, total


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    WhooshEngine(tmp_path / "index").rebuild(items(30))
    return tmp_path / "index"


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


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


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
