"""All seven ready-made routes, adopted one after the other as the page lists them: which takes which posts, and how."""

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise, product

import pytest

from portal.authorisation.rules import FIRST_CONFIGURATION, REACH, Conditions, Configuration, Facts
from portal.authorisation.rules.configuration import QUESTIONS
from portal.authorisation.rules.matrix import matrix_of
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


def some_of_them():
    """What an organisation can begin with, and every choice of the seven after it, in either order of the page."""
    for number in range(len(READY_MADE) + 1):
        for chosen in combinations(READY_MADE, number):
            for ordered in {chosen, chosen[::-1]}:
                configuration = FIRST_CONFIGURATION
                for one in ordered:
                    configuration, _place = adopted(configuration, in_full(one.slug))
                yield configuration


def asked_of(routes, facts):
    """Who must say yes before a post is in the library, by whom a stage asks: how many of each, and of all together.

    What has no name comes from no unit: its head is nobody in particular.
    """
    route = routes.route_for(facts)
    stages = [one for one in route.stages_for(facts) if not one.optional and not one.reads_first]
    if route.publish_first and not facts.answers:
        stages = []
    asks = [ask for one in stages for ask in one.asks[: one.needed]]
    nobody = facts.anonymous
    counted = Counter(str(ask.role or ask.decider) for ask in asks if ask.role or not nobody)
    return counted + Counter(all=len(asks))


def test_wider_sharing_never_asks_less_verification_whichever_of_them_are_adopted():
    """Of every kind, answer and author: whoever must say yes for fewer readers must for more.

    From one reach to the next, so from any to any wider one.
    """
    answers = [frozenset(), *(frozenset({one}) for one in QUESTIONS), frozenset(QUESTIONS)]
    looked_at = 0
    for routes in some_of_them():
        for kind, said, author in product(KINDS, answers, (TRUSTED, OTHER, None)):
            facts = [
                Facts(kind, reach, answers=said, anonymous=author is None, author_id=author)
                for reach in REACH
            ]
            for near, wide in pairwise(facts):
                assert asked_of(routes, near) <= asked_of(routes, wide), (near, wide)
                first = [routes.route_for(one).reads_first(kind) for one in (near, wide)]
                assert first != [True, False], (near, wide)
                looked_at += 1
    assert looked_at > 40_000


@pytest.mark.parametrize("anonymous", [False, True])
def test_the_matrix_of_all_seven_has_nothing_to_warn_of(anonymous):
    for kind in KINDS:
        for line in matrix_of(all_seven(FIRST_CONFIGURATION), kind, anonymous=anonymous):
            assert (line.weaker, line.unchecked) == (None, None)


def test_an_impact_case_for_all_of_policing_passes_professional_standards():
    for anonymous in (False, True):
        plain, *_ = matrix_of(all_seven(FIRST_CONFIGURATION), "impact-case", anonymous=anonymous)
        force, policing, public = (
            plain.cells[REACH.index(Sharing(one))] for one in ("force", "policing", "public")
        )
        assert force.checks == policing.checks == {"data-sharing-officer", "professional-standards"}
        assert public.checks == policing.checks | {"communications"}
