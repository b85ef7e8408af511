"""Graduated trust as rules: what is published first, why something is read first all the same, and the card: pure."""

from dataclasses import fields, replace
from datetime import date
from itertools import product

import pytest

from portal.authorisation.rules import (
    FIRST_CONFIGURATION,
    LEAD_STAGE,
    Conditions,
    Configuration,
    Facts,
    Names,
    RoutePlan,
    faults_of,
    read_configuration,
)
from portal.authorisation.rules.readymade import adopted, ready_made
from portal.authorisation.rules.trust import (
    Occasion,
    ReadFirst,
    cards_of,
    goes_first,
    trust_in_words,
    why_in_words,
    why_read_first,
)
from portal.foundation.errors import Refused
from portal.submissions.rules import Sharing

TODAY, LAST = date(2026, 11, 22), date(2027, 3, 31)
NAMES = Names({7: "Sam Sergeant"}, topics={"handover": "Handover"})
TRUSTED = RoutePlan(
    "Trusted",
    (LEAD_STAGE,),
    Conditions(up_to=Sharing.REGION, anonymous=False, authors=(7,)),
    publish_first=True,
    until=LAST,
)
MINE = Facts("idea", Sharing.FORCE, author_id=7)
PLAIN = Occasion()

CAUSES = [
    (MINE, PLAIN, date(2027, 4, 1), ReadFirst.ENDED),
    (replace(MINE, anonymous=True), PLAIN, TODAY, ReadFirst.NOBODY),
    (MINE, Occasion(by_author=False), TODAY, ReadFirst.NOBODY),
    (MINE, Occasion(update=True), TODAY, ReadFirst.UPDATE),
    (MINE, Occasion(again=True), TODAY, ReadFirst.AGAIN),
    (MINE, Occasion(retyped=True), TODAY, ReadFirst.RETYPED),
    (replace(MINE, sharing=Sharing.PUBLIC), PLAIN, TODAY, ReadFirst.TOO_FAR),
    (replace(MINE, answers=frozenset({"operational"})), PLAIN, TODAY, ReadFirst.ANSWERED),
    (MINE, Occasion(checked=False), TODAY, ReadFirst.ANSWERED),
    (MINE, Occasion(marked=True), TODAY, ReadFirst.MARKED),
    (MINE, Occasion(complete=False), TODAY, ReadFirst.WANTING),
    (MINE, PLAIN, LAST, None),
]


@pytest.mark.parametrize(("facts", "occasion", "day", "cause"), CAUSES)
def test_what_keeps_a_post_from_being_published_first(facts, occasion, day, cause) -> None:
    assert why_read_first(TRUSTED, facts, occasion, day) is cause
    assert goes_first(TRUSTED, facts, occasion, day) is (cause is None)
    assert not goes_first(replace(TRUSTED, publish_first=False), facts, occasion, day)
    if cause is not None:
        assert why_in_words(cause, TRUSTED).endswith(".")


def test_only_with_nothing_at_all_against_it_is_a_post_published_first() -> None:
    names = [one.name for one in fields(Occasion)]
    first = [
        values
        for values in product((False, True), repeat=len(names))
        if goes_first(TRUSTED, MINE, Occasion(**dict(zip(names, values, strict=True))), TODAY)
    ]
    assert first == [tuple(getattr(PLAIN, name) for name in names)]


def test_every_cause_is_tried_here() -> None:
    assert {cause for *_rest, cause in CAUSES} == {*ReadFirst, None}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"until": None}, "Say until which day"),
        ({"conditions": replace(TRUSTED.conditions, up_to="")}, "with whom at most"),
        ({"conditions": replace(TRUSTED.conditions, up_to=Sharing.PUBLIC)}, "with whom at most"),
        ({"conditions": replace(TRUSTED.conditions, authors=(), anonymous=None)}, "no anonymous posts"),
        ({"conditions": replace(TRUSTED.conditions, authors=(), anonymous=True)}, "no anonymous posts"),
        ({"conditions": replace(TRUSTED.conditions, answers=("operational",))}, "share check"),
        ({"stages": (replace(LEAD_STAGE, blind=True),)}, "blind"),
        ({"stages": ()}, "needs at least one stage"),
        ({"stages": (replace(LEAD_STAGE, optional=True),)}, "one stage that every post must pass"),
    ],
)
def test_trust_without_bounds_or_review_cannot_be_published(change, words) -> None:
    def faults(route: RoutePlan) -> list[str]:
        return [fault.words for fault in faults_of(Configuration((route, *FIRST_CONFIGURATION.routes)))]

    assert faults(TRUSTED) == []
    assert any(words in fault for fault in faults(replace(TRUSTED, **change)))


def test_a_route_whose_trust_has_ended_still_takes_its_posts() -> None:
    configuration = Configuration((TRUSTED, *FIRST_CONFIGURATION.routes))
    assert configuration.route_for(MINE) is TRUSTED
    assert why_in_words(ReadFirst.ENDED, TRUSTED).startswith(
        "Such posts were published at once until 31 March 2027."
    )
    assert (
        trust_in_words(TRUSTED, TODAY)
        == "Its posts are published at once, until 31 March 2027, and reviewed after."
    )
    assert trust_in_words(TRUSTED, date(2027, 4, 1)).endswith("Since then they are reviewed before.")
    assert trust_in_words(FIRST_CONFIGURATION.routes[0], TODAY) == ""


def test_the_ready_made_route_waits_only_for_names_and_a_day() -> None:
    made = ready_made("trusted-publisher")
    assert made is not None
    assert made.by_name
    configuration, place = adopted(FIRST_CONFIGURATION, made.route)
    assert {fault.route for fault in faults_of(configuration)} == {place}
    whole = replace(made.route, until=LAST, conditions=replace(made.route.conditions, authors=(7,)))
    assert faults_of(adopted(FIRST_CONFIGURATION, whole)[0]) == []


def cards(route: RoutePlan, facts: Facts = MINE, day: date = TODAY, *before: RoutePlan) -> list[str]:
    found = cards_of(Configuration((*before, route, *FIRST_CONFIGURATION.routes)), facts, day, NAMES)
    return [f"{card.words}{' Sometimes.' if card.sometimes else ''}" for card in found]


def test_a_card_says_what_with_whom_and_until_when() -> None:
    assert cards(TRUSTED) == [
        "You may share posts with your region, or fewer, without waiting, until 31 March 2027."
    ]
    on_handover = replace(
        TRUSTED,
        conditions=Conditions(
            kinds=("idea",), topics=("handover",), sharing=Sharing.FORCE, up_to=Sharing.FORCE, anonymous=False
        ),
    )
    assert cards(on_handover) == [
        "You may share ideas on Handover with your organisation without waiting, until 31 March 2027."
    ]


def test_a_card_is_for_those_who_are_meant_while_they_are() -> None:
    assert cards(TRUSTED, replace(MINE, author_id=8)) == []
    assert cards(TRUSTED, MINE, date(2027, 4, 1)) == []
    specials = replace(
        TRUSTED, conditions=Conditions(staff_groups=("special",), up_to=Sharing.UNIT, anonymous=False)
    )
    assert cards(specials) == []
    assert cards(specials, replace(MINE, staff_group="special")) == [
        "You may share posts with your unit without waiting, until 31 March 2027."
    ]


def test_a_card_says_where_another_route_comes_first() -> None:
    wide = RoutePlan("National", (LEAD_STAGE,), Conditions(sharing=Sharing.POLICING))
    near = RoutePlan("Near", (LEAD_STAGE,), Conditions(sharing=Sharing.REGION))
    others = RoutePlan("Theirs", (LEAD_STAGE,), Conditions(authors=(8,)))
    assert not cards(TRUSTED, MINE, TODAY, wide, others)[0].endswith("Sometimes.")
    assert cards(TRUSTED, MINE, TODAY, near)[0].endswith("Sometimes.")


@pytest.mark.parametrize("until", ["soon", 3, "2027-02-30", ["2027-03-31"]])
def test_a_day_that_is_none_is_refused(until) -> None:
    with pytest.raises(Refused, match="no day like"):
        read_configuration({"routes": [{"name": "Trusted", "until": until}]})


def test_a_day_may_stand_bare_in_a_file() -> None:
    assert read_configuration({"routes": [{"name": "T", "until": LAST}]}).routes[0].until == LAST
