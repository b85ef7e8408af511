"""What every test may ask for: both databases, the application, and a client."""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import hypothesis
import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import close_all_sessions

import portal.migrations
from portal.app import create_app
from portal.foundation import config, database
from tests.client import Client

pytest_plugins = ["tests.browser", "tests.postgres", "tests.racing"]

BOTH = ("sqlite", "postgresql")
ASKED = os.environ.get("PORTAL_TEST_DATABASES", ",".join(BOTH))
DATABASES = BOTH if ASKED == "turns" else tuple(ASKED.split(","))

# A run that passed passes again: the same examples every time. Whoever looks for more asks for others, and many.
hypothesis.settings.register_profile("again", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("explore", max_examples=2000, deadline=None, print_blob=True)
hypothesis.settings.load_profile("explore" if os.environ.get("PORTAL_TEST_EXPLORE") else "again")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """By turns each test runs on one database, the same one every time, unless it is marked for both."""
    if ASKED == "turns":
        spared = [item for item in items if not _has_its_turn(item)]
        config.hook.pytest_deselected(items=spared)
        items[:] = [item for item in items if _has_its_turn(item)]


def _has_its_turn(item: pytest.Item) -> bool:
    asked = item.callspec.params.get("database_url") if hasattr(item, "callspec") else None
    if asked is None or item.get_closest_marker("both") is not None:
        return True
    return BOTH[crc32(item.nodeid.replace(asked, "").encode()) % 2] == asked


@pytest.fixture(scope="session", params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database with the portal's tables: each test that asks runs once on each."""
    with tempfile.TemporaryDirectory() as folder:
        if request.param == "sqlite":
            url = f"sqlite:///{folder}/portal.sqlite"
        else:
            url = request.getfixturevalue("postgresql_url")
        engine = database.engine_for(url)
        portal.migrations.METADATA.drop_all(engine)
        portal.migrations.METADATA.create_all(engine)
        engine.dispose()
        yield url


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> config.Settings:
    """The settings of the portal under test."""
    instance = tmp_path_factory.mktemp("instance")
    return config.load(
        {
            "PORTAL_INSTANCE": str(instance),
            "PORTAL_DATABASE": database_url,
            # so that each engine is searched by every page and call that searches
            "PORTAL_SEARCH": "postgresql" if database_url.startswith("postgresql") else "whoosh",
            "PORTAL_SECRET_KEY": "a key that only the tests know, long enough",
            "PORTAL_URL": "http://localhost",
        }
    )


@pytest.fixture(scope="session")
def built_app(settings: config.Settings) -> Flask:
    """The application, made once for each database."""
    app = create_app(settings)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.test_client_class = Client
    gc.collect()
    gc.freeze()  # what was read for good is not looked through again each time that garbage is collected
    gc.set_threshold(50_000, 10, 10)  # else a twelfth of a test is spent looking for it
    return app


@pytest.fixture(scope="session")
def engine(built_app: Flask) -> Iterator[Engine]:
    """The engine that the application was bound to."""
    bound = database.session.registry()
    found = bound.get_bind()
    assert isinstance(found, Engine)
    yield found
    database.session.remove()
    found.dispose()


@pytest.fixture
def db(engine: Engine) -> Iterator[None]:
    """A test's own world: all that it commits is undone when it ends."""
    database.session.remove()
    with engine.connect() as connection:
        outer = connection.begin()
        database.session.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield
        database.session.remove()
        close_all_sessions()
        outer.rollback()
    database.session.configure(bind=engine, join_transaction_mode="conditional_savepoint")


@pytest.fixture
def app(built_app: Flask, db: None) -> Flask:
    """The application, on the test's own world."""
    return built_app


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser without scripts that looks closely at every page it is given."""
    found = app.test_client()
    assert isinstance(found, Client)
    return found


@pytest.fixture
def instance(settings: config.Settings) -> Path:
    """The instance folder of the portal under test."""
    return settings.instance
