"""What the tests of the library's pages begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.foundation import clock
from portal.library.queries import labels, synonyms
from portal.library.search.bound import engine
from tests import factories
from tests.library.indexes import ENGINES, NewIndex, indexes
from tests.library.kept import PUBLISHED


@pytest.fixture(autouse=True)
def fresh_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    """No names of organisations that another test has read: a process keeps them for a minute."""
    monkeypatch.setattr(labels, "_labels", labels._Labels())


@pytest.fixture(autouse=True)
def no_synonyms_yet() -> None:
    """No words that mean the same for another test: a process keeps them for a second."""
    synonyms.forget()


@pytest.fixture
def empty_index(db: None) -> None:
    """Nothing of another test in the index."""
    engine().rebuild(())


@pytest.fixture
def force(empty_index: None) -> factories.Force:
    """A small force, and an index without anything."""
    return factories.Force("Northmoor Police")


@pytest.fixture(scope="session", params=ENGINES)
def search_engine(request: pytest.FixtureRequest) -> str:
    """Which engine: each test that asks runs once on each."""
    return str(request.param)


@pytest.fixture
def new_index(search_engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[NewIndex]:
    """A way to make indexes of this engine."""
    with indexes(search_engine, tmp_path, lambda: request.getfixturevalue("postgresql_url")) as new:
        yield new


@pytest.fixture(scope="module")
def new_shared_index(
    search_engine: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[NewIndex]:
    """The same for all tests of a file."""
    folder = tmp_path_factory.mktemp("indexes")
    with indexes(search_engine, folder, lambda: request.getfixturevalue("postgresql_url")) as new:
        yield new


@pytest.fixture
def in_march(force: factories.Force) -> Iterator[None]:
    """A test happens on 10 March 2025, and so does what it publishes."""
    with clock.at(PUBLISHED):
        yield
