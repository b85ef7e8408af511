"""The portal as people meet it: served, with its worker beside, and walked in a real browser.

Each story makes its own people in the served portal, so that stories run in any order and beside each other.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.served import Served
from tests.postgres import database_beside

DATABASES = os.environ.get("PORTAL_TEST_DATABASES", "sqlite,postgresql").split(",")


@pytest.fixture(scope="session", params=[name for name in DATABASES if name == "sqlite"] or DATABASES)
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """The portal, served. On SQLite, but for a story that asks for PostgreSQL too."""
    with (
        tempfile.TemporaryDirectory(prefix="portal-journey-") as folder,
        _empty(request, folder) as url,
        Served(Path(folder), url).running() as portal,
    ):
        yield portal


@pytest.fixture(params=[name for name in DATABASES if name == "sqlite"] or DATABASES)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database for a portal of a story's own. On SQLite, where that is asked for."""
    with _empty(request, str(tmp_path)) as url:
        yield url


@contextmanager
def _empty(request: pytest.FixtureRequest, folder: str) -> Iterator[str]:
    """The address of a database of its own, of the kind that the fixture is asked for."""
    if request.param == "sqlite":
        yield f"sqlite:///{folder}/portal.sqlite"
        return
    with database_beside(request.getfixturevalue("postgresql_url")) as url:
        yield url


@pytest.fixture(scope="session")
def base_url(served: Served) -> str:
    """Addresses such as ``/share`` are of the served portal."""
    return served.url
