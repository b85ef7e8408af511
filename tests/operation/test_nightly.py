"""Before a backup, and after a night, nothing of what was changed or forgotten is left on the disk."""

import sqlite3
from pathlib import Path

from tests.operation.conftest import Instance

CANARY = "canary 7F3A"


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_backup_leaves_nothing_behind_of_what_was_changed(filled: Instance, tmp_path: Path) -> None:
    database = sqlite3.connect(filled.folder / "portal.sqlite", timeout=30, isolation_level=None)
    database.execute("pragma secure_delete=off")  # as a database that was made by an older portal
    database.execute("pragma wal_autocheckpoint=0")
    before = database.execute("select id, title from submissions limit 1").fetchone()
    database.execute("update submissions set title = ? where id = ?", (CANARY, before[0]))
    database.execute("update submissions set title = ? where id = ?", (before[1], before[0]))
    database.execute("create table passing (words text)")
    database.execute("insert into passing values (?)", (f"{CANARY} too",))
    database.execute("drop table passing")
    assert CANARY.encode() in bytes_of(filled.folder)
    said = filled.portal("backup", str(tmp_path / "kept"))
    assert said.code == 0, said.err
    assert CANARY.encode() not in bytes_of(filled.folder)
    assert CANARY.encode() not in bytes_of(tmp_path / "kept")
    assert filled.portal("check").code == 0
    database.close()
