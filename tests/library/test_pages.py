"""The library's pages, as readers of every sort meet them."""

import pytest

from portal.library.search.bound import engine as index
from tests import factories
from tests.client import Client
from tests.library import settle


@pytest.fixture(autouse=True)
def _empty_index(db: None) -> None:
    index().rebuild(())


@pytest.fixture
def force() -> factories.Force:
    return factories.Force("Northmoor Police")


def test_an_approved_post_is_found_by_another_force(client: Client, force: factories.Force) -> None:
    reference = factories.published(force.constable).reference
    reader = factories.Force().inspector
    settle(reader)
    client.sign_in(reader)
    page = client.get("/library?q=handover")
    assert page.status_code == 200
    assert f"/library/{reference}" in page.text
    assert "<mark>handover</mark>" in page.text
    item = client.get(f"/library/{reference}")
    assert item.status_code == 200
    assert "Amina Constable" in item.text
