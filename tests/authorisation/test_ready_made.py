"""All seven ready-made routes, adopted one after the other as the page lists them: which takes which posts."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from portal.authorisation.rules import FIRST_CONFIGURATION, REACH, Conditions, Configuration, Facts
from portal.authorisation.rules.plan import HEAD_STAGE, RoutePlan
from portal.authorisation.rules.readymade import READY_MADE, adopted, ready_made
from portal.submissions.kinds import KINDS
from portal.submissions.rules import Sharing

TRUSTED, OTHER = 7, 8


def in_full(slug):
    """A ready-made route as it is adopted: with the names of those who are trusted, where it asks for them."""
    one = ready_made(slug)
    if not one.by_name:
        return one.route
    named = replace(one.route.conditions, authors=(TRUSTED,))
    return replace(one.route, conditions=named, until=date(2027, 3, 31))


def all_seven(configuration):
    for one in READY_MADE:
        configuration, _place = adopted(configuration, in_full(one.slug))
    return configuration


def taker(facts):
    """The route that its name and its words promise to a post."""
    if facts.author_id == TRUSTED and facts.sharing in {Sharing.UNIT, Sharing.FORCE}:
        return "Trusted publisher"
    if facts.sharing in {Sharing.POLICING, Sharing.PUBLIC}:
        return "National sharing"
    if facts.kind != "idea":
        return {"learning": "Secondment learning", "impact-case": "Impact case with data check"}[facts.kind]
    if facts.anonymous:
        return "Anonymous idea"
    return "Idea within the unit" if facts.sharing == Sharing.UNIT else "Idea for the force"


@pytest.mark.parametrize("begun", [FIRST_CONFIGURATION, Configuration(())], ids=["first", "empty"])
@pytest.mark.parametrize(("kind", "reach"), list(product(KINDS, REACH)))
def test_each_post_takes_the_route_that_is_for_it(begun, kind, reach):
    """Whoever wrote it: without a name, named and trusted, named and not."""
    routes = all_seven(begun)
    for author, anonymous in ((None, True), (TRUSTED, False), (OTHER, False)):
        facts = Facts(kind, reach, anonymous=anonymous, author_id=author)
        assert routes.route_for(facts).name == taker(facts)


def test_who_is_trusted_goes_before_the_others_but_not_before_what_a_post_holds():
    """A route for certain answers, topics, costs or evidence still comes first: trust is no way round it."""
    asked = (
        {"answers": ("personal_data",)},
        {"topics": ("custody",)},
        {"costs": ("over_100k",)},
        {"evidence": ("research",)},
    )
    checked = tuple(
        RoutePlan(f"Checked {n}", (HEAD_STAGE,), Conditions(**one)) for n, one in enumerate(asked)
    )
    within = in_full("unit-idea")
    was = Configuration((*checked, within, *FIRST_CONFIGURATION.routes))
    after, place = adopted(was, in_full("trusted-publisher"))
    assert place == len(checked)
    assert after.routes[place + 1] == within
    twice, second = adopted(after, in_full("trusted-publisher"))
    assert second == place + 1, "who was named first stays first"
    assert twice.routes[second].name == "Trusted publisher 2"
