"""Indexes of either engine for a test of its own, which any process can open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path

import sqlalchemy
from sqlalchemy import func, select, text

from portal.foundation import database
from portal.library.models import SearchChange, SearchPiece, SearchPosting, SearchState
from portal.library.search.postgresql_engine import PostgreSQLEngine
from portal.library.search.reading import PATIENCE
from portal.library.search.whoosh_engine import WhooshEngine
from tests.conftest import DATABASES

#: Every engine keeps the same promise, and answers the same.
ENGINES = ("whoosh", "postgresql") if "postgresql" in DATABASES else ("whoosh",)
TABLES = [
    model.metadata.tables[model.__tablename__]
    for model in (SearchState, SearchPiece, SearchPosting, SearchChange)
]
_numbers = count(1)


@dataclass(frozen=True)
class InFolder:
    """An index in files."""

    folder: Path

    def open(self, patience: float = PATIENCE) -> WhooshEngine:
        """An engine on it, as every process has one of its own."""
        return WhooshEngine(self.folder, patience)

    def strays(self) -> int:
        """How much lies there to which nothing points."""
        return len(list(self.folder.glob("pieces-*"))) - 1

    def lose_a_part(self) -> None:
        """Take away what the index needs."""
        next(self.folder.rglob("*.seg")).unlink()


@dataclass(frozen=True)
class InDatabase:
    """An index in the tables of a database."""

    url: str

    @cached_property
    def database(self) -> sqlalchemy.Engine:
        """The database, as one process reaches it."""
        return database.engine_for(self.url)

    def __reduce__(self) -> tuple[type[InDatabase], tuple[str]]:
        """Without what one process has open."""
        return InDatabase, (self.url,)

    def open(self, patience: float = PATIENCE) -> PostgreSQLEngine:
        """An engine on it, as every process has one of its own."""
        return PostgreSQLEngine(self.database, patience)

    def strays(self) -> int:
        """How much lies there to which nothing points."""
        with self.database.connect() as connection:
            there = connection.scalar(select(func.count()).select_from(SearchPiece))
        return int(there or 0) - self.open().check().segments

    def lose_a_part(self) -> None:
        """Take away what the index needs."""
        self.change("delete from search_pieces")

    def change(self, statement: str, **values: object) -> int:
        """Change its tables behind the engine's back. Returns how many rows were."""
        with self.database.begin() as connection:
            return connection.execute(text(statement), values).rowcount


Index = InFolder | InDatabase
NewIndex = Callable[[], Index]


@contextmanager
def in_database(url: str) -> Iterator[InDatabase]:
    """New tables of an index, in a schema of their own."""
    schema = f"search_{next(_numbers)}"
    whole = InDatabase(url)
    whole.change(f"create schema {schema}")
    there = sqlalchemy.make_url(url).update_query_dict({"options": f"-csearch_path={schema}"})
    index = InDatabase(there.render_as_string(hide_password=False))
    SearchState.metadata.create_all(index.database, tables=TABLES)
    try:
        yield index
    finally:
        index.database.dispose()
        whole.change(f"drop schema {schema} cascade")
        whole.database.dispose()


@contextmanager
def indexes(engine: str, folder: Path, postgresql_url: Callable[[], str]) -> Iterator[NewIndex]:
    """A way to make indexes of one engine, which are gone at the end."""
    with ExitStack() as until_the_end:

        def new() -> Index:
            if engine == "postgresql":
                return until_the_end.enter_context(in_database(postgresql_url()))
            return InFolder(folder / f"index-{next(_numbers)}")

        yield new
