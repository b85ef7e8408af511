"""The one engine that a process searches with, made when it is first asked."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy

from portal.library.search import Engine, IndexUnusable

_folder: Path | None = None
_database: sqlalchemy.Engine | None = None
_engine: Engine | None = None


def bind(folder: Path, database: sqlalchemy.Engine | None = None) -> None:
    """Search from now on in the index of this database, or where none is named, of this folder.

    Called once, by whoever starts the portal.
    """
    global _folder, _database, _engine
    _folder, _database, _engine = folder, database, None


def engine() -> Engine:
    """The engine of this process. Raises IndexUnusable where nothing was named."""
    global _engine  # noqa: PLW0603 - made late, because its package is slow to load
    if _engine is None:
        if _database is not None:
            from portal.library.search.postgresql_engine import PostgreSQLEngine

            _engine = PostgreSQLEngine(_database)
            return _engine
        if _folder is None:
            raise IndexUnusable("No folder was named for the index.")
        from portal.library.search.whoosh_engine import WhooshEngine

        _folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _engine = WhooshEngine(_folder)
    return _engine
