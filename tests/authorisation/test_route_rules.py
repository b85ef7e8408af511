"""Routes in words, compared, laid out as a matrix, ready-made, and rearranged by one button: pure."""

from dataclasses import fields, replace
from datetime import date

import pytest

from portal.authorisation.rules import (
    FIRST_CONFIGURATION,
    HEAD_STAGE,
    LEAD_STAGE,
    REACH,
    Ask,
    Conditions,
    Configuration,
    Criterion,
    Decider,
    Facts,
    Names,
    RoutePlan,
    StagePlan,
    check_unanswered,
    differences,
    faults_of,
    how_many,
    picture_of,
    takers_in_words,
    takers_of,
    terms_of,
)
from portal.authorisation.rules.detours import check_changed_because
from portal.authorisation.rules.matrix import matrix_of
from portal.authorisation.rules.plan import DATA_STAGE, Origin
from portal.authorisation.rules.readymade import READY_MADE, adopted, moved, ready_made
from portal.authorisation.rules.reasons import check_why
from portal.foundation.errors import Refused
from portal.people.rules import Role
from portal.submissions.kinds import KINDS

NAMES = Names(
    {7: "Sam Sergeant", 8: "Iris Inspector"}, {3: "Custody"}, {5: "Inspector"}, {"handover": "Handover"}
)
LEAD, OFFICER = (
    Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),
    Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),
)
THREE = StagePlan("Panel", (LEAD, OFFICER, Ask(Decider.PERSON, person_id=7)), 4)

WORDS = [
    (Conditions(), "All posts"),
    (Conditions(kinds=("idea",)), "All ideas"),
    (Conditions(kinds=("idea", "learning"), sharing="policing"),
     "Ideas and learning from placements to be shared with all of policing or further"),
    (Conditions(up_to="force"), "Posts to be shared at most with the author's organisation"),
    (Conditions(sharing="public"), "Posts to be shared with the public"),
    (Conditions(sharing="region", up_to="region"), "Posts to be shared with the author's region"),
    (Conditions(sharing="force", up_to="policing"),
     "Posts to be shared with the author's organisation or further, at most with all of policing"),
    (Conditions(anonymous=True, kinds=("idea",)), "Anonymous ideas"),
    (Conditions(anonymous=False), "Posts by a named author"),
    (Conditions(authors=(7, 8)), "Posts by Sam Sergeant or Iris Inspector"),
    (Conditions(authors=(99,)), "Posts by somebody who has left"),
    (Conditions(staff_groups=("pcso", "special")),
     "Posts by a police community support officer or special constable"),
    (Conditions(topics=("handover", "gone")), "Posts on Handover or gone"),
    (Conditions(evidence=("untested",)), "Posts whose evidence is “untested”"),
    (Conditions(costs=("none", "over_100k")), "Posts whose cost is “nothing” or “over £100,000”"),
    (Conditions(answers=("operational",)),
     "Posts whose author answered yes to “Would it help an offender, or harm a live case, if it were read?”"),
]  # fmt: skip


@pytest.mark.parametrize(("conditions", "words"), WORDS)
def test_conditions_are_told_in_words(conditions: Conditions, words: str) -> None:
    assert takers_in_words(conditions, NAMES) == words


def test_every_condition_is_told_and_none_alike() -> None:
    told = {takers_in_words(conditions, NAMES) for conditions, _words in WORDS}
    assert len(told) == len(WORDS)
    used = {
        one.name for one in fields(Conditions) for conditions, _ in WORDS if getattr(conditions, one.name)
    }
    assert used == {one.name for one in fields(Conditions)}


def test_what_is_left_over_is_told_as_the_others() -> None:
    routes = (
        RoutePlan("Wide", (), Conditions(kinds=("idea",), sharing="policing")),
        RoutePlan("Cases", (), Conditions(kinds=("impact-case",))),
        RoutePlan("Rest", (), Conditions(kinds=("idea",))),
        RoutePlan("All", ()),
    )
    told = [takers_of(routes, place, NAMES) for place in range(len(routes))]
    assert told[1:] == ["All impact cases", "All other ideas", "All other posts"]


@pytest.mark.parametrize(
    ("needed", "veto", "words"),
    [
        (1, True, ["any one is enough", "one who declines ends it"]),
        (1, False, ["any one is enough", "nobody can stop it alone"]),
        (2, True, ["2 of 3 must approve", "one who declines ends it"]),
        (3, True, ["all 3 must approve"]),
    ],
)
def test_how_many_of_a_stage_must_approve(needed: int, veto: bool, words: list[str]) -> None:
    assert terms_of(replace(THREE, needed=needed, veto=veto), NAMES) == words


def test_a_stage_of_one_has_no_number_and_of_two_has_both() -> None:
    assert how_many(HEAD_STAGE) == ""
    assert terms_of(HEAD_STAGE, NAMES) == []
    assert how_many(replace(THREE, asks=(LEAD, OFFICER), needed=2)) == "both must approve"
    odd = replace(
        HEAD_STAGE,
        blind=True,
        optional=True,
        checklist=("One",),
        criteria=(Criterion("Use"), Criterion("Risk", 3)),
        only_if=Conditions(sharing="public"),
    )
    assert terms_of(odd, NAMES) == [
        "only posts to be shared with the public",
        "does not see who wrote it",
        "passed by if nobody answers in time",
        "a checklist of 1",
        "a score sheet of 2",
    ]


def test_the_picture_puts_side_by_side_what_is_asked_at_the_same_time() -> None:
    route = RoutePlan(
        "R",
        (HEAD_STAGE, replace(LEAD_STAGE, beside=True), replace(THREE, optional=True), StagePlan("", (), 1)),
    )
    tiers = picture_of(route, NAMES)
    assert [[box.name for box in tier] for tier in tiers] == [
        ["Head of unit", "Innovation lead"],
        ["Panel"],
        ["Stage 4"],
    ]
    assert [box.optional for tier in tiers for box in tier] == [False, False, True, False]
    assert tiers[2][0].who == "Nobody yet"
    assert tiers[0][1].days == "5 days"


def _changed(stage: StagePlan, name: str) -> StagePlan:
    other = {
        "name": "Another", "asks": (LEAD, OFFICER), "limit_days": 9, "question": "Other?", "needed": 2, "veto": False,
        "beside": True, "blind": True, "optional": True, "checklist": ("A",), "criteria": (Criterion("A"),),
        "only_if": Conditions(sharing="public"), "guidance": "More",
    }  # fmt: skip
    return replace(stage, **{name: other[name]})


@pytest.mark.parametrize(
    "name", [one.name for one in fields(StagePlan) if one.name != "again"]
)  # in no route
def test_every_term_of_a_stage_is_compared(name: str) -> None:
    before = Configuration((RoutePlan("R", (HEAD_STAGE, THREE)),))
    after = Configuration((RoutePlan("R", (HEAD_STAGE, _changed(THREE, name))),))
    said = differences(before, after, NAMES)
    assert said
    assert all(sentence.endswith((".", "?")) and "R" in sentence for sentence in said)
    assert differences(after, after, NAMES) == []


@pytest.mark.parametrize("name", [one.name for one in fields(RoutePlan)])
def test_every_term_of_a_route_is_compared(name: str) -> None:
    other = {
        "name": "Another", "stages": (LEAD_STAGE,), "conditions": Conditions(sharing="public"), "four_eyes": True,
        "right_of_way": False, "why_not": "It is reviewed anyhow.", "publish_first": True,
        "until": date(2027, 3, 31), "origin": Origin("Northshire Police", "northshire", "Ideas", 3),
        "read_first": True, "why_unread": "All who could read it decide.",
    }  # fmt: skip
    route = RoutePlan("R", (HEAD_STAGE,))
    assert differences(
        Configuration((route,)), Configuration((replace(route, **{name: other[name]}),)), NAMES
    )


def test_routes_come_go_are_renamed_and_change_places() -> None:
    first, second, third = FIRST_CONFIGURATION.routes
    after = Configuration(
        (replace(second, name="Learning"), first), FIRST_CONFIGURATION.anonymous - {"idea"}, True
    )
    assert differences(FIRST_CONFIGURATION, after, NAMES) == [
        "“Learning from placements” is now called “Learning”.",
        "Removed the route “Impact cases”.",
        "They are tried in another order: “Learning” and “Ideas”.",
        "Ideas can no longer be posted without a name.",
        "A change of the routes now needs two administrators.",
    ]
    back = differences(after, replace(FIRST_CONFIGURATION, routes=(first, second, third)), NAMES)
    assert back[1].startswith("Added the route “Impact cases”: all impact cases. Stages: Head of unit (")
    assert back[-1] == "One administrator is now enough to change the routes."


def test_the_matrix_says_who_approves_by_answer_and_reach() -> None:
    national = ready_made("national")
    assert national is not None
    configuration, _ = adopted(FIRST_CONFIGURATION, national.route)
    plain, recognised, *_ = matrix_of(configuration, "idea")
    assert len(plain.cells) == len(REACH)
    assert [cell.route for cell in plain.cells] == ["Ideas"] * 3 + ["National sharing"] * 2
    assert [stage.name for stage in plain.cells[3].stages] == [
        "Head of unit",
        "Innovation lead",
        "National curator",
    ]
    assert "Data check after a yes" in [stage.name for stage in recognised.cells[3].stages]
    assert "Communications" in [stage.name for stage in plain.cells[4].stages]
    assert plain.weaker is None
    assert [line.question for line in matrix_of(configuration, "learning")] == [
        "", "personal_data", "operational", "third_party",
    ]  # fmt: skip


def test_the_matrix_says_what_more_may_hold_and_where_wider_asks_less() -> None:
    routes = (
        RoutePlan("Trusted", (LEAD_STAGE,), Conditions(authors=(7,))),
        RoutePlan("Public", (LEAD_STAGE,), Conditions(sharing="public")),
        RoutePlan("All", (HEAD_STAGE, LEAD_STAGE, replace(THREE, only_if=Conditions(costs=("over_100k",))))),
    )
    line = matrix_of(Configuration(routes), "idea")[0]
    assert line.cells[0].or_else == ("Trusted",)
    assert [stage.name for stage in line.cells[0].sometimes] == ["Panel"]
    assert line.cells[4].stages == (LEAD_STAGE,)
    assert line.weaker == ("public", "unit")
    assert line.unchecked is None, "nobody checks at all"
    with pytest.raises(LookupError):
        matrix_of(Configuration(()), "idea")


def test_the_matrix_says_which_check_wider_sharing_leaves_out_though_as_many_approve() -> None:
    checked = (HEAD_STAGE, DATA_STAGE)
    national = RoutePlan("National", (HEAD_STAGE, LEAD_STAGE), Conditions(sharing="policing"))
    line = matrix_of(Configuration((national, RoutePlan("All", checked))), "idea")[0]
    assert line.weaker is None
    assert line.unchecked == ("policing", "unit", "the data-sharing officer")
    maybe = replace(DATA_STAGE, asks=(*DATA_STAGE.asks, *LEAD_STAGE.asks))
    outvoted = RoutePlan("All", (HEAD_STAGE, maybe))
    assert matrix_of(Configuration((national, outvoted)), "idea")[0].unchecked is None


def test_the_matrix_of_posts_without_a_name_looks_only_at_routes_that_can_take_them() -> None:
    routes = (
        RoutePlan("Trusted", (LEAD_STAGE,), Conditions(authors=(7,))),
        RoutePlan("Named", (LEAD_STAGE,), Conditions(anonymous=False)),
        RoutePlan("On costs", (HEAD_STAGE, LEAD_STAGE), Conditions(costs=("over_100k",))),
        RoutePlan("All", (HEAD_STAGE, LEAD_STAGE), read_first=True),
    )
    configuration = Configuration(routes, anonymous=frozenset({"idea"}))
    named, *_ = matrix_of(configuration, "idea")
    nameless, *_ = matrix_of(configuration, "idea", anonymous=True)
    assert (named.cells[0].route, named.cells[0].read_first) == ("Named", False)
    assert {cell.route for cell in nameless.cells} == {"All"}
    assert nameless.cells[0].or_else == ("On costs",)
    assert [stage.name for stage in nameless.cells[0].stages] == [
        "Read first",
        "Head of unit",
        "Innovation lead",
    ]
    assert nameless.cells[0].approvals == 2, "who reads it first approves nothing"


@pytest.mark.parametrize("one", READY_MADE, ids=lambda one: one.slug)
def test_each_ready_made_route_can_be_adopted_as_it_is(one) -> None:
    route = (
        replace(one.route, conditions=replace(one.route.conditions, authors=(7,)), until=date(2027, 3, 31))
        if one.by_name
        else one.route
    )
    configuration, place = adopted(FIRST_CONFIGURATION, route)
    assert configuration.routes[place] == route
    replaced = [
        other for number, other in enumerate(configuration.routes)
        if number == place or not (route.conditions.take_all and other.conditions == route.conditions)
    ]  # fmt: skip
    assert faults_of(replace(configuration, routes=tuple(replaced))) == []
    twice, _ = adopted(configuration, route)
    assert twice.route(f"{route.name} 2") is not None


def test_the_seven_ready_made_routes_are_there_and_each_takes_something() -> None:
    assert len(READY_MADE) == 7
    assert ready_made("nothing") is None
    for one in READY_MADE:
        kinds = one.route.conditions.kinds or tuple(KINDS)
        facts = [
            Facts(kind, reach, anonymous=anonymous, author_id=None if anonymous else 7)
            for kind in kinds for reach in REACH for anonymous in (False, True)
        ]  # fmt: skip
        assert any(one.route.conditions.hold(fact) for fact in facts)


def test_at_least_and_at_most_bound_how_far_a_post_is_shared() -> None:
    for low in ("", *REACH):
        for high in ("", *REACH):
            conditions = Conditions(sharing=low, up_to=high)
            for reach in REACH:
                wide = not low or REACH.index(reach) >= REACH.index(low)
                near = not high or REACH.index(reach) <= REACH.index(high)
                assert conditions.hold(Facts("idea", reach)) is (wide and near)
            impossible = low and high and REACH.index(low) > REACH.index(high)
            route = RoutePlan("R", (HEAD_STAGE, replace(LEAD_STAGE, only_if=conditions)), conditions)
            faults = [fault for fault in faults_of(Configuration((route,))) if "further than" in fault.words]
            assert len(faults) == (2 if impossible else 0)


def test_routes_are_rearranged_by_one_button() -> None:
    def names(deed: str) -> tuple[list[str], int]:
        after, place = moved(FIRST_CONFIGURATION, deed)
        return [route.name for route in after.routes], place

    ideas, learning, cases = (route.name for route in FIRST_CONFIGURATION.routes)
    assert names("up-1") == ([learning, ideas, cases], 0)
    assert names("down-0") == ([learning, ideas, cases], 1)
    assert names("copy-0") == ([ideas, f"{ideas} 2", learning, cases], 1)
    assert names("remove-2") == ([ideas, learning], 1)
    assert names("remove-0") == ([learning, cases], 0)
    assert names("clear") == ([], 0)
    assert names("new") == ([ideas, learning, cases, "New route"], 3)
    for odd in ("up-0", "down-2", "up-", "up-x", "remove-3", "copy-999", "fly-1", "", "-1"):
        assert moved(FIRST_CONFIGURATION, odd)[0] == FIRST_CONFIGURATION


@pytest.mark.parametrize(
    ("why", "code"),
    [("", "missing"), (" " * 40, "missing"), ("Because.", "missing"), ("y" * 1001, "not-valid")],
)
def test_why_is_said_in_a_sentence_or_two_wherever_it_is_asked(why, code):
    for check in (
        check_unanswered,
        check_changed_because,
        lambda said: check_why(said, "Say why.", field="why"),
    ):
        with pytest.raises(Refused) as refused:
            check(why)
        assert (refused.value.code, refused.value.field) == (code, "why")
        check("Nobody asked them.")
