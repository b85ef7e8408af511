"""Whatever happens, in whatever order: whoever has an open step of a post may decide it, and somebody has.

Leave, leavers, roles and topics taken, what is given away, conflicts, opinions, changes to a text, routes edited, time
that passes, and every answer, of posts with and without a name, published first, and brought in for somebody else. The
routes ask guidance, first readings or say why there is none, topic leads, panels and blind readers.
``PORTAL_WALK_STEPS=10000`` walks as many random steps; two at one moment are in ``test_races_on_walks``.
"""

import os
import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.authorisation.walking import DEEDS, NUMBERS, ROUTES, Walk, walk_through

pytestmark = pytest.mark.usefixtures("db")

STEPS_OF_A_WALK = 14
LONG_WALK = 25
STEPS = int(os.environ.get("PORTAL_WALK_STEPS", "50"))
deeds = st.tuples(st.sampled_from(DEEDS.split()), st.integers(0, NUMBERS - 1))


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(deeds, min_size=4, max_size=STEPS_OF_A_WALK), st.none() | st.integers(0, ROUTES - 1))
def test_each_open_step_of_a_waiting_post_has_a_holder_who_may_decide_it(walk, begins):
    assert walk_through(walk, Walk(begins)) == len(walk)


@pytest.mark.parametrize("seed", range(-(-STEPS // LONG_WALK)))
def test_so_it_is_on_long_walks(seed):
    luck = random.Random(seed)  # noqa: S311 - a walk that can be walked again
    walk = [(luck.choice(DEEDS.split()), luck.randrange(NUMBERS)) for _step in range(LONG_WALK)]
    assert walk_through(walk, Walk(luck.choice([None, *range(ROUTES)]))) == LONG_WALK
