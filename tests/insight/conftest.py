"""What the tests of figures begin with: a Monday in March, and an empty index."""

from collections.abc import Iterator

import pytest

from portal.foundation import clock
from portal.library.queries import labels, synonyms
from portal.library.search.bound import engine
from tests.factories import Force
from tests.promises.conftest import MONDAY


@pytest.fixture
def force(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Force]:
    """A small force, on a Monday morning."""
    monkeypatch.setattr(labels, "_labels", labels._Labels())
    synonyms.forget()
    engine().rebuild(())
    with clock.at(MONDAY):
        yield Force("Northmoor Police")
