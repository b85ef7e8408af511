"""What is checked is true, and what was kept comes back whole."""

import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.operation.conftest import PASSWORD, ROWS, Instance, rows, until


def ask(instance: Instance, question: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(instance.folder / "portal.sqlite", timeout=30)
    try:
        return database.execute(question).fetchall()
    finally:
        database.close()


def change(instance: Instance, statement: str) -> None:
    database = sqlite3.connect(instance.folder / "portal.sqlite", timeout=30)
    with database:
        database.execute(statement)
    database.close()


def lose_index(instance: Instance) -> None:
    shutil.rmtree(instance.folder / "index")


def lose_item(instance: Instance) -> None:
    change(instance, "delete from publications where rowid = (select min(rowid) from publications)")


def break_holder(instance: Instance) -> None:
    change(instance, "update submissions set status = 'waiting', holder_id = (select min(id) from people)")


def lose_file(instance: Instance) -> None:
    change(
        instance,
        "insert into attachments (id, reference, submission_id, name, media_type, size, digest, "
        "stored_as, sent, taken_off) select 1, 'k7m29qxt', min(id), 'a.pdf', 'application/pdf', 5, '', "
        "hex(zeroblob(16)), true, false from submissions",
    )


def change_what_happened(instance: Instance) -> None:
    change(instance, "update journal set by_id = 1 where sequence = (select min(sequence) from journal)")


@pytest.mark.parametrize(
    ("breaking", "named"),
    [
        (change_what_happened, "audit trail"),
        (lose_index, "search index"),
        (lose_item, "library holds exactly"),
        (break_holder, "one named holder"),
        (lose_file, "attachment"),
    ],
)
def test_what_is_broken_is_found(filled: Instance, breaking: Callable[[Instance], None], named: str) -> None:
    fine = filled.portal("check")
    assert fine.code == 0, fine.out
    assert all(line.startswith("ok ") for line in fine.lines), fine.lines
    breaking(filled)
    said = filled.portal("check")
    assert said.code == 1
    assert any(line.startswith("FAILED") and named in line for line in said.lines), said.lines


def test_a_checkpoint_kept_elsewhere_shows_a_tail_that_was_cut_off(filled: Instance, tmp_path: Path) -> None:
    kept = tmp_path / "checkpoints"
    kept.write_text(filled.portal("trail", "checkpoint").out, "utf-8")
    assert filled.portal("trail", "verify", "--checkpoints", str(kept)).code == 0
    change(filled, "delete from seals where number = (select max(number) from seals)")
    assert filled.portal("trail", "verify").code == 0
    cut = filled.portal("trail", "verify", "--checkpoints", str(kept))
    assert cut.code == 1
    assert "cut off" in cut.out
    kept.write_text("nothing of the sort\n", "utf-8")
    assert filled.portal("trail", "verify", "--checkpoints", str(kept)).code == 1


def test_a_lost_index_is_made_again_by_its_command_and_by_the_worker(filled: Instance) -> None:
    for mending in (("reindex",), ("worker", "--once")):
        lose_index(filled)
        assert filled.portal(*mending).code == 0
        assert filled.portal("check").code == 0


def test_a_backup_made_under_load_comes_back_whole(filled: Instance, tmp_path: Path) -> None:
    loading = filled.begin(
        "import", str(rows(tmp_path, 3000)), "--kind", "idea", "--organisation", "northshire-police"
    )
    try:
        assert until(lambda: bool(ask(filled, "select 1 from submissions where kind = 'idea' limit 1")))
        before = ask(filled, "select count(*) from submissions")[0][0]
        kept = filled.portal("backup", str(tmp_path / "copy"))
        assert kept.code == 0, kept.err
    finally:
        loading.kill()
        loading.wait(10)
    assert filled.portal("backup", str(tmp_path / "copy")).code == 1, "each backup in a folder of its own"

    other = Instance(tmp_path / "other")
    refused = other.portal("restore", str(tmp_path / "copy"))
    assert (refused.code, "settings.toml" in refused.err) == (1, True)
    other.folder.mkdir(exist_ok=True)
    shutil.copy(filled.folder / "settings.toml", other.folder)
    back = other.portal("restore", str(tmp_path / "copy"))
    assert back.code == 0, back.err
    found = ask(other, "select count(*) from submissions")[0][0]
    assert isinstance(found, int)
    assert isinstance(before, int)
    assert found >= before
    assert found % 20 == 0, "batches of an import are there whole or not at all"
    held = other.portal("check")
    assert [line for line in held.lines if "FAILED" in line and "Mail is held" not in line] == []
    assert other.portal("mail", "send").code == 0
    assert other.portal("worker", "--once").code == 0
    assert other.portal("check").code == 0
    again = other.portal("restore", str(tmp_path / "copy"))
    assert (again.code, "in use already" in again.err) == (1, True)


def test_a_damaged_backup_is_refused(filled: Instance, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert filled.portal("backup", str(copy)).code == 0
    whole = (copy / "portal").read_bytes()
    (copy / "portal").write_bytes(whole[:-4096])
    said = Instance(tmp_path / "other").portal("restore", str(copy), "--new-key")
    assert (said.code, "missing or damaged" in said.err) == (1, True)
    assert not (tmp_path / "other" / "portal.sqlite").exists()


def test_an_import_that_is_killed_ends_the_same_when_it_is_repeated(made: Instance, tmp_path: Path) -> None:
    assert made.people().code == 0
    path = rows(tmp_path, 1500)
    words = ("import", str(path), "--kind", "idea", "--organisation", "northshire-police")
    for share in (0.1, 0.4, 0.7):
        loading = made.begin(*words)
        assert until(partial(_reached, made, 1500 * share, loading))
        time.sleep(0.02 * share)
        loading.send_signal(signal.SIGKILL)
        loading.wait(10)
        assert _there(made) % 100 == 0
    assert made.portal(*words).code == 0
    assert _there(made) == 1500
    assert ask(made, "select count(distinct external_id) from submissions")[0][0] == 1500
    assert ask(made, "select count(*) from versions")[0][0] == 1500
    again = made.portal(*words)
    assert "0 added, 1500 there already, 0 left out." in again.out


def _reached(instance: Instance, count: float, loading: subprocess.Popen[bytes]) -> bool:
    return _there(instance) >= count or loading.poll() is not None


def _there(instance: Instance) -> int:
    found = ask(instance, "select count(*) from submissions where kind = 'idea'")[0][0]
    assert isinstance(found, int)
    return found


def test_what_goes_out_comes_in_again(filled: Instance, tmp_path: Path) -> None:
    for form in ("jsonl", "csv"):
        out = tmp_path / f"library.{form}"
        assert filled.portal("export", "--to", str(out), "--format", form).code == 0
        kind = "learning" if form == "csv" else "idea"
        said = filled.portal("import", str(out), "--kind", kind, "--organisation", "northshire-police")
        assert f"{ROWS} added, 0 there already, 0 left out." in said.out, said.out


def test_people_and_tokens_from_the_command_line(filled: Instance) -> None:
    assert filled.portal("people", "password", "amina@force.example", typed=PASSWORD + "\n").code == 0
    weak = filled.portal("people", "password", "amina@force.example", typed="short\n")
    assert (weak.code, len(weak.lines)) == (1, 1)
    nobody = filled.portal("people", "password", "eve@force.example", typed=PASSWORD + "\n")
    assert (nobody.code, len(nobody.lines)) == (1, 1)
    secret = filled.portal("token", "create", "--person", "amina@force.example")
    assert (secret.code, len(secret.lines)) == (0, 1)
    assert all(secret.out.strip() not in str(row) for row in ask(filled, "select * from api_tokens"))
    wrong = filled.portal(
        "import", str(rows(filled.folder, 1)), "--kind", "idea", "--organisation", "nowhere"
    )
    assert wrong.code != 0
    assert "nowhere" in wrong.err
    words = ("import", str(rows(filled.folder, 3)), "--kind", "idea", "--organisation", "northshire-police")
    stranger = filled.portal(*words, "--by", "eve@force.example")
    assert (stranger.code, "eve@force.example" in stranger.err) == (2, True)
    tagged = filled.folder / "rows.jsonl"
    tagged.write_text(
        tagged.read_text("utf-8").replace("{", '{"tags": ["Lost \\u001b[31mkeys"], ', 1), "utf-8"
    )
    said = filled.portal(*words, "--by", "lena@force.example")
    assert (said.code, "passed over: 'Lost \\x1b[31mkeys' (1)." in said.out) == (0, True), said.out
    brought = (
        "select count(*) from submissions join people on people.id = imported_by_id where email like 'lena%'"
    )
    assert ask(filled, brought) == [(3,)]
