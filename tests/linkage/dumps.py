"""Everything that lies on the disk at a moment, copied as it is while the portal runs.

Beside the files themselves a dump says when each was changed, read and made, in simulated time: what the machine's
clock said of a moment is turned into what the portal's clock said then. On PostgreSQL the files of both databases
and the whole write-ahead log are copied, and every row is read with its place and the number of its transaction.
"""

import bisect
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from tests.linkage.adapter import Running

STATED = "files.json"
ROWS = "rows.json"
PAGES = "pages.json"
WHERE = 'ctid::text "·place", xmin::text "·number"'


def take(running: Running, folder: Path, backups: Sequence[Path] = ()) -> None:
    """Copy all of it into a new folder: the instance, its backups, what administrators see, and PostgreSQL's own."""
    folder.mkdir(parents=True)
    stated = _copied(running.instance, folder / "instance", running.passed)
    for backup in backups:
        stated |= _copied(backup, folder / backup.name, running.passed, backup.name)
    (folder / PAGES).write_text(json.dumps(running.admin_pages()))
    if running.settings.database.startswith("postgresql"):
        stated |= _postgresql(running, folder)
    (folder / STATED).write_text(json.dumps(stated))


def _copied(
    source: Path, target: Path, passed: list[tuple[int, float]], name: str = "instance"
) -> dict[str, dict[str, float]]:
    stated = {}
    for place, file in enumerate(_files(source)):
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            said = file.stat()
            shutil.copyfile(file, copy)
        except FileNotFoundError:  # gone meanwhile
            continue
        stated[f"{name}/{file.relative_to(source)}"] = {
            "mtime": simulated(said.st_mtime_ns, passed),
            "ctime": simulated(said.st_ctime_ns, passed),
            "atime": simulated(said.st_atime_ns, passed),
            "inode": said.st_ino,
            "place": place,
        }
    return stated


def _files(folder: Path) -> list[Path]:
    """Every file below a folder, in the order in which the folders hold them."""
    found = []
    for entry in os.scandir(folder):
        path = Path(entry.path)
        found += _files(path) if entry.is_dir(follow_symlinks=False) else [path]
    return found


def simulated(real: int, passed: list[tuple[int, float]]) -> float:
    """What the portal's clock said when the machine's said this; the same where it is of no moment of the run."""
    if not passed or real < passed[0][0]:
        return real / 1e9
    place = bisect.bisect_right(passed, real, key=lambda one: one[0]) - 1
    was, told = passed[place]
    return told + (real - was) / 1e9


def _postgresql(running: Running, folder: Path) -> dict[str, dict[str, float]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    stated: dict[str, dict[str, float]] = {}
    for url in (running.settings.database, running.settings.anonymous_database):
        name = make_url(url).database
        engine = create_engine(url)
        with engine.connect() as connection:
            data = Path(
                connection.scalar(text("select setting from pg_settings where name = 'data_directory'"))
            )
            oid = connection.scalar(text("select oid from pg_database where datname = current_database()"))
            tables = connection.scalars(
                text("select table_name from information_schema.tables where table_schema = 'public'")
            ).all()
            for table in tables:
                stored = connection.execute(text(f'select {WHERE}, * from "{table}"'))  # noqa: S608 - its own name
                rows[f"{name}.{table}"] = [
                    {key: _plain(value) for key, value in row._mapping.items()} for row in stored
                ]
        engine.dispose()
        stated |= _copied(
            data / "base" / str(oid), folder / "base" / str(name), running.passed, f"base/{name}"
        )
    stated |= _copied(data / "pg_wal", folder / "pg_wal", running.passed, "pg_wal")
    (folder / ROWS).write_text(json.dumps(rows))
    return stated


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str | dict | list | None) else str(value)
