"""What may be shown of what an author says about themselves: never fewer than so many, not by subtraction either."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.anonymous.rules.crowd import (
    EVERYBODY,
    Counted,
    Said,
    circle,
    measured,
    packed,
    rounded,
    unpacked,
)
from portal.people.rules.establishment import Band, Figures

K = 10


def figures(*units: tuple[str, str, Mapping[Band, int] | None]) -> Figures:
    """Figures of units: each with the one above it, and how many work in it itself; nothing where unknown."""
    return Figures(
        {name: above for name, above, _heads in units},
        {name: heads for name, _above, heads in units if heads is not None},
    )


FORCE = figures(
    ("hq", "", {Band.SENIOR: 8, Band.STAFF: 30}),
    ("north", "hq", {Band.CONSTABLE: 2, Band.STAFF: 20}),
    ("response", "north", {Band.CONSTABLE: 180, Band.SUPERVISOR: 27, Band.SENIOR: 2}),
    ("dogs", "north", {Band.CONSTABLE: 6, Band.SUPERVISOR: 1}),
    ("south", "hq", {Band.CONSTABLE: 90, Band.SUPERVISOR: 14, Band.STAFF: 11}),
)


def crowd(of: Figures, said: Said) -> int:
    """How many people what was said describes."""
    return Counted(of).people.get(said, 0)


def coarsened(of: Figures, said: Said, least: int) -> Said | None:
    """What is shown of what was said: it, or what is nearest to it and may be shown; nothing where nothing may."""
    counted = Counted(of)
    return counted.nearest(said, counted.tellable(least))


def test_a_crowd_is_counted_with_the_units_below():
    assert crowd(FORCE, EVERYBODY) == 391
    assert crowd(FORCE, Said("north")) == 238
    assert crowd(FORCE, Said("north", Band.CONSTABLE)) == 188
    assert crowd(FORCE, Said("dogs")) == 7
    assert crowd(FORCE, Said("nowhere")) == 0


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (Said("north"), Said("north")),
        (Said("dogs"), Said("north")),  # 7 people: the unit above
        (Said("dogs", Band.CONSTABLE), Said("north", Band.CONSTABLE)),
        (Said("response", Band.SENIOR), Said("", Band.SENIOR)),  # 2 people here, 10 in the force
        (Said("", Band.SENIOR), Said("", Band.SENIOR)),
        (Said("south", Band.STAFF), Said("south", Band.STAFF)),
        (Said("south", Band.PCSO), Said("south")),  # none at all: no band
        (Said("nowhere", Band.CONSTABLE), Said("", Band.CONSTABLE)),
        (Said("", Band.VOLUNTEER), EVERYBODY),
        (EVERYBODY, EVERYBODY),
    ],
)
def test_what_points_to_too_few_is_said_more_broadly(said: Said, shown: Said):
    assert coarsened(FORCE, said, K) == shown


def test_what_is_left_of_a_unit_must_be_enough_too():
    heads = {Band.CONSTABLE: 50}
    three = figures(
        ("p", "", None), ("a", "p", heads), ("b", "p", {Band.CONSTABLE: 45}), ("c", "p", {Band.STAFF: 5})
    )
    assert coarsened(three, Said("a"), K) == Said("a")
    # Beside a and b together only the five of c would be left, and so whoever names neither would be one of them.
    assert coarsened(three, Said("b"), K) != Said("b")
    assert coarsened(three, Said("c"), K) not in {Said("c"), None}


def test_a_unit_without_figures_is_not_taken_for_an_empty_one():
    known = figures(("p", "", {Band.STAFF: 0}), ("a", "p", {Band.CONSTABLE: 50}))
    unknown = figures(("p", "", None), ("a", "p", {Band.CONSTABLE: 50}))
    assert coarsened(known, Said("a"), K) == Said("a")
    assert coarsened(unknown, Said("a"), K) == EVERYBODY


def test_an_organisation_that_is_too_small_or_has_no_figures_says_nothing():
    small = figures(("p", "", {Band.STAFF: 9}))
    assert coarsened(small, Said("p"), K) is None
    assert coarsened(figures(("p", "", None)), EVERYBODY, K) is None
    told = circle("Trust", small, {"p": "Office"}, K)
    assert (told.small, told.about, told.units, told.bands) == (True, 0, (), ())
    assert "9" not in json.dumps(packed(told))
    assert measured(told, EVERYBODY).startswith("Fewer than 10 people")
    nothing = circle("Trust", figures(("p", "", None)), {"p": "Office"}, K)
    assert (nothing.small, nothing.about) == (False, 0)
    assert "nobody has entered" in measured(nothing, EVERYBODY)


def test_the_meter_says_what_is_shown_and_of_how_many():
    names = {unit: unit.capitalize() for unit in FORCE.above}
    of = unpacked(json.loads(json.dumps(packed(circle("Kelderby", FORCE, names, K)))))
    assert of == circle("Kelderby", FORCE, names, K)
    assert dict(of.units) == {"north": "North", "response": "Response", "south": "South"}
    assert measured(of, EVERYBODY).endswith("somebody at Kelderby wrote it: about 390 people.")
    assert measured(of, Said("north")) == "What you say about yourself describes about 230 people."
    assert measured(of, Said("response", Band.SENIOR)) == (
        "“A chief inspector or above in Response” would point to too few people. "
        "Readers are told “a chief inspector or above” instead: about 10 people."
    )
    assert of.shows(Said("dogs")).said == EVERYBODY, "a unit that cannot be named is not known at the desk"


@given(st.integers(5, 500), st.integers(0, 20_000))
def test_a_rounded_number_is_never_more_than_there_are_nor_fewer_than_needed(least: int, more: int):
    said = rounded(least + more, least)
    assert least <= said <= least + more


@st.composite
def some_figures(draw: st.DrawFn) -> Figures:
    """A tree of units, some large, some tiny, some empty, some without figures."""
    above: dict[str, str] = {}
    heads: dict[str, dict[Band, int]] = {}
    number = st.one_of(st.just(0), st.integers(0, 12), st.integers(5, 60))
    for place in range(draw(st.integers(1, 7))):
        above[f"u{place}"] = draw(st.sampled_from(["", *above])) if place else ""
        if draw(st.integers(0, 5)):
            bands = draw(st.lists(st.sampled_from(list(Band)), unique=True, max_size=4))
            heads[f"u{place}"] = {band: draw(number) for band in Band if band in bands}
    return Figures(above, heads)


@settings(max_examples=80, deadline=None)
@given(some_figures(), st.integers(5, 30))
def test_whatever_is_shown_describes_enough_people_and_so_does_every_difference(of: Figures, least: int):
    counted = Counted(of)
    shown = counted.tellable(least)
    for one in shown:
        people = counted.cells[one]
        assert counted.size(people) >= least
        narrower = [other for other in shown if counted.cells[other] < people]
        units = [counted.cells[other] for other in narrower if other.band == one.band]
        bands = [counted.cells[other] for other in narrower if other.unit == one.unit]
        each = [counted.cells[other] for other in narrower]
        for taken in [*each, frozenset().union(*units), frozenset().union(*bands)]:
            left = counted.size(people - taken)
            nobody = left == 0 and all(unit in of.heads for unit, _band in people - taken)
            assert left >= least or nobody, (one, left)


@settings(max_examples=50, deadline=None)
@given(some_figures(), st.integers(5, 30), st.data())
def test_what_is_shown_instead_is_broader_and_may_be_shown(of: Figures, least: int, data: st.DataObject):
    said = Said(data.draw(st.sampled_from(["", *of.above])), data.draw(st.sampled_from(["", *Band])))
    counted = Counted(of)
    shown = coarsened(of, said, least)
    if shown is None:
        assert crowd(of, EVERYBODY) < least
        return
    assert counted.cells[said] <= counted.cells[shown]
    assert crowd(of, shown) >= least
    assert coarsened(of, shown, least) == shown or crowd(of, coarsened(of, shown, least) or said) == crowd(
        of, shown
    )


@settings(max_examples=50, deadline=None)
@given(some_figures(), st.integers(5, 30))
def test_the_desk_is_told_no_number_below_the_crowd(of: Figures, least: int):
    told = circle("Force", of, {unit: unit for unit in of.above}, least)
    assert all(shown.about >= least for shown in told.shown.values())
    assert all(shown.about <= crowd(of, shown.said) for shown in told.shown.values())
    assert all(crowd(of, Said(unit)) >= least for unit, _name in told.units)
    assert told.about == 0 or told.about >= least
