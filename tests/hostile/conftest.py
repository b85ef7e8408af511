"""The world that is attacked: made once for each database, and as it was again after every attack."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import close_all_sessions

import portal.migrations
from portal.anonymous.models import DeskBase
from portal.app import create_desk
from portal.following.actions import looked_for
from portal.foundation import config, database
from portal.library.search import bound
from tests.hostile.world import World
from tests.postgres import database_beside


@pytest.fixture(scope="package")
def world(
    built_app: Flask, engine: Engine, settings: config.Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The world, in a database and with an index of its own.

    It is committed there, so that what happens apart is a transaction of its own: thousands of them inside one
    leave PostgreSQL rows and savepoints that every later statement has to pass.
    """
    database.session.remove()
    earlier = bound._folder, bound._database
    desk_app = create_desk(settings)
    at_desk = create_engine(settings.anonymous_database)
    DeskBase.metadata.create_all(at_desk)
    with _beside(engine, tmp_path_factory.mktemp("hostile")) as own, own.connect() as connection:
        bound.bind(Path(tmp_path_factory.mktemp("hostile-index")), own if bound._database else None)
        database.session.configure(bind=connection, join_transaction_mode="create_savepoint")
        world = World(built_app, desk_app, connection)
        if world.name == "postgresql":
            connection.execute(text("analyze"))
            connection.commit()
        yield world
        database.session.remove()
        close_all_sessions()
    database.session.configure(bind=engine, join_transaction_mode="conditional_savepoint")
    bound.bind(*earlier)  # type: ignore[arg-type] # it was bound when the application was made
    at_desk.dispose()


@contextmanager
def _beside(engine: Engine, folder: Path) -> Iterator[Engine]:
    """A database with the portal's tables, of the same kind as the one that all other tests use."""
    with ExitStack() as stack:
        if engine.dialect.name == "sqlite":
            url = f"sqlite:///{folder}/portal.sqlite"
        else:
            url = stack.enter_context(database_beside(engine.url.render_as_string(hide_password=False)))
        own = database.engine_for(url)
        portal.migrations.METADATA.create_all(own)
        yield own
        own.dispose()


@pytest.fixture(autouse=True)
def nothing_looked_for_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that other tests searched for waits in this process to be listed with the next thing that is saved."""
    monkeypatch.setattr(looked_for, "_tally", looked_for.Tally())
