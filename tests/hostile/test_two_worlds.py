"""Two worlds, alike but for sixty-four posts: whoever may not see these is answered the same in both, byte for byte.

The addresses come from the application's own map: a page that is added is asked too. Where an answer is the same SQL
on every database, the first is asked all of it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.foundation import clock
from portal.foundation.database import session
from portal.library.actions import rebuild
from portal.library.search import Document
from portal.library.search.bound import engine
from portal.submissions.models import Submission
from tests.hostile.corpora import EVERYTHING, LESS, number_for
from tests.hostile.hiding import (
    OWN_WORDS,
    Hidden,
    answered,
    differences,
    exported,
    named_where_counted,
    pages_of,
    searches_of,
    settle,
    told_of,
)
from tests.hostile.known import LEADS, ROLES
from tests.hostile.world import World

pytestmark = pytest.mark.both

HIDDEN_POSTS = 64
SIGNED_OUT = {"leaver"}
# Of what a force does before it is published they know on pages of their own; of its library they see no more.
OVER_ALL = {"system"}
IN_THE_FORCE = LEADS | {
    "data_officer", "standards", "communications", "administrator", "guardian", "second_guardian",
}  # fmt: skip
SEARCH = {
    "nobody", "same_force", "same_unit", "lead", "other_force", "neighbour", "partner"
}  # fmt: skip


@pytest.fixture
def alike(world: World) -> Iterator[Hidden]:
    """The world with some posts more that everybody may see, as it is before anything is hidden in it."""
    with clock.at(clock.now()), world.apart():
        yield Hidden(world)
    session.remove()
    rebuild()


def test_what_is_hidden_changes_nothing_that_anybody_else_is_answered(
    world: World, alike: Hidden, tmp_path: Path
) -> None:
    outside = ROLES - SIGNED_OUT - OVER_ALL
    settle()
    every = LESS // number_for(world.name, LESS)
    pages, searches = pages_of(world, outside)[::every], list(searches_of(SEARCH))[::every]
    before = answered(world, [*pages, *searches]) | exported(tmp_path)
    hidden = alike.hide_outside(tmp_path)
    settle()
    wrong = differences(before, answered(world, [one for one in pages if one[0] in IN_THE_FORCE]))
    hidden += alike.hide_inside(tmp_path)
    settle()
    others = [one for one in pages if one[0] not in IN_THE_FORCE]
    wrong += differences(before, answered(world, [*others, *searches]) | exported(tmp_path))
    wrong += told_of(world, ("nobody", "same_force", "partner"), hidden[:: 1 if EVERYTHING else 3])
    wrong += named_where_counted(world, outside - IN_THE_FORCE, hidden)
    assert len(set(hidden)) == HIDDEN_POSTS
    assert not wrong, f"{len(wrong)} answers differ:\n" + "\n".join(wrong[:40])


def test_one_hidden_post_that_is_counted_is_found(world: World, alike: Hidden, tmp_path: Path) -> None:
    settle()
    asked = list(searches_of({"partner"}))
    before = answered(world, asked)
    alike.hide_outside(tmp_path)
    settle()
    assert not differences(before, answered(world, asked))
    waits = session.query(Submission).filter_by(status="waiting", title=f"{OWN_WORDS} 0").first()
    assert waits is not None
    # The index is told of it, as if a rule had forgotten to ask: the page will not show it, and counts it.
    told = Document(
        waits.id, "idea", OWN_WORDS, OWN_WORDS, OWN_WORDS, "nowhere", "public", clock.today(), region="East"
    )
    engine().put([told])
    found = differences(before, answered(world, asked))
    assert {said.split(": ")[0] for said in found} >= {
        "partner at /library?q=", "partner at /api/v1/library?q=handover", "partner at /library?q=zorbin",
    }  # fmt: skip
