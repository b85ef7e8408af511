"""What the tests of the library's pages begin with."""

import pytest

from portal.library.queries import labels, synonyms
from portal.library.search.bound import engine
from tests import factories


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
