"""An author names those as co-authors who would decide: whoever decides instead reads it."""

import pytest

from portal.authorisation import actions as authorisation
from portal.foundation.database import transaction
from tests import factories
from tests.client import Client
from tests.factories import Force


@pytest.mark.parametrize("named", [("sergeant",), ("sergeant", "inspector"), ("colleague",), ()])
def test_whoever_decides_reads_that_heads_of_the_way_are_co_authors(
    client: Client, named: tuple[str, ...]
) -> None:
    force = Force()
    people = [getattr(force, one) for one in named]
    post = factories.draft(force.constable, co_authors=[one.email for one in people])
    with transaction():
        step = authorisation.send(post, by=force.constable)
    titles = {one.title for one in people if one.id != force.colleague.id}
    assert step is not None
    assert step.holder_id not in {one.id for one in people}
    address = f"/steps/{step.reference}"
    client.sign_in(step.holder)
    text = client.get(address).text
    assert ("would have been asked too" in text) == bool(titles)
    if titles:
        (said,) = [line for line in text.splitlines() if "would have been asked too" in line]
        assert all(title in said for title in titles)
        assert "wrote it with its author" in said
        assert "so it came to you" in said
