"""The portal as people meet it: served, with its worker beside, and walked in a real browser.

Each story makes its own people in the served portal, so that stories run in any order and beside each other.
"""

import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.foundation import database
from tests.journeys.served import Served

DATABASES = os.environ.get("PORTAL_TEST_DATABASES", "sqlite,postgresql").split(",")


@pytest.fixture(scope="session", params=[name for name in DATABASES if name == "sqlite"] or DATABASES)
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """The portal, served. On SQLite, but for a story that asks for PostgreSQL too."""
    with (
        tempfile.TemporaryDirectory(prefix="portal-journey-") as folder,
        Served(Path(folder), _empty(request, folder)).running() as portal,
    ):
        yield portal


@pytest.fixture(params=[name for name in DATABASES if name == "sqlite"] or DATABASES)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database for a portal of a story's own. On SQLite, where that is asked for."""
    return _empty(request, str(tmp_path))


def _empty(request: pytest.FixtureRequest, folder: str) -> str:
    """The address of a database of its own, of the kind that the fixture is asked for."""
    if request.param == "sqlite":
        return f"sqlite:///{folder}/portal.sqlite"
    return _empty_postgresql(request.getfixturevalue("postgresql_url"))


def _empty_postgresql(url: str) -> str:
    """A database of its own on the server of this worker."""
    name = f"journey_{secrets.token_hex(4)}"
    engine = database.engine_for(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return url.replace("/postgres?", f"/{name}?")


@pytest.fixture(scope="session")
def base_url(served: Served) -> str:
    """Addresses such as ``/share`` are of the served portal."""
    return served.url
