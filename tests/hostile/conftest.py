"""The world that is attacked: made once for each database, and as it was again after every attack."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import close_all_sessions

from portal.anonymous.models import DeskBase
from portal.app import create_desk
from portal.following.actions import looked_for
from portal.foundation import config, database
from portal.library.search import bound
from tests.hostile.world import World


@pytest.fixture(scope="package")
def world(
    built_app: Flask, engine: Engine, settings: config.Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The world, on a connection of its own that is rolled back at the end, with an index of its own."""
    database.session.remove()
    earlier = bound._folder, bound._database
    bound.bind(Path(tmp_path_factory.mktemp("hostile-index")), bound._database)
    desk_app = create_desk(settings)
    at_desk = create_engine(settings.anonymous_database)
    DeskBase.metadata.create_all(at_desk)
    with engine.connect() as connection:
        outer = connection.begin()
        database.session.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield World(built_app, desk_app, connection)
        database.session.remove()
        close_all_sessions()
        outer.rollback()
    database.session.configure(bind=engine, join_transaction_mode="conditional_savepoint")
    bound.bind(*earlier)  # type: ignore[arg-type] # it was bound when the application was made
    at_desk.dispose()


@pytest.fixture(autouse=True)
def nothing_looked_for_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that other tests searched for waits in this process to be listed with the next thing that is saved."""
    monkeypatch.setattr(looked_for, "_tally", looked_for.Tally())
