"""Of each post that is tried: its way, who would have it by when, and why it goes elsewhere than today."""

import json
from dataclasses import replace

import pytest

from portal.authorisation import queries
from portal.authorisation.rules import (
    FIRST_CONFIGURATION,
    HEAD_STAGE,
    LEAD_STAGE,
    Conditions,
    Configuration,
    Facts,
    Names,
    RoutePlan,
)
from portal.authorisation.rules.ahead_in_words import why_elsewhere
from portal.foundation import clock
from portal.foundation.keys import spoken
from tests import factories
from tests.authorisation.test_rehearsal import drafted, run, sound

IDEAS = RoutePlan("Ideas", (HEAD_STAGE, LEAD_STAGE), Conditions(kinds=("idea",)))
REST = RoutePlan("Rest", (HEAD_STAGE,))
TODAY = Configuration((IDEAS, REST))
FAR = RoutePlan("Far", (LEAD_STAGE,), Conditions(sharing="policing"))


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (TODAY, ""),
        (Configuration((replace(IDEAS, four_eyes=True), REST)), ""),
        (Configuration(()), ""),
        (Configuration((replace(IDEAS, stages=(HEAD_STAGE,)), REST)),
         "Today it takes “Ideas” too, and other stages of it."),
        (Configuration((REST,)), "Today it takes “Ideas”. There is no “Ideas” any more."),
        (Configuration((REST, IDEAS)), "Today it takes “Ideas”. “Rest” is tried before it then."),
        (Configuration((FAR, IDEAS, REST)),
         "Today it takes “Ideas”. “Far” is new, and is tried before it: posts to be shared with all of policing or "
         "further."),
        (Configuration((replace(IDEAS, conditions=Conditions(kinds=("idea",), up_to="force")), REST)),
         "Today it takes “Ideas”. “Ideas” is only for other posts then: ideas to be shared at most with the author's "
         "organisation."),
    ],
)  # fmt: skip
def test_why_a_post_goes_elsewhere_than_today(then, said):
    assert why_elsewhere(TODAY, then, Facts("idea", "policing"), Names()) == said


def test_a_route_that_was_for_others_and_one_that_takes_what_none_took():
    facts = Facts("idea", "policing")
    narrow = replace(FAR, conditions=Conditions(kinds=("learning",)))
    assert why_elsewhere(
        Configuration((narrow, IDEAS)), Configuration((FAR, IDEAS)), facts, Names()
    ).endswith(
        "“Far” is for it too then, and is tried before it: posts to be shared with all of policing or further."
    )
    assert why_elsewhere(Configuration((narrow,)), TODAY, facts, Names()) == "No route in force takes it."


@pytest.mark.usefixtures("db")
def test_the_terminal_says_the_way_of_each_post_and_names_no_author():
    force = sound()
    post = factories.sent(force.colleague)
    code, due = force.organisation.code, queries.open_step(post).due_on
    drafted(force, stages=(replace(LEAD_STAGE, limit_days=2), HEAD_STAGE))
    done = run("--organisation", code, "--items", "5")
    block = done.output.partition(spoken(post.reference))[2].partition("\nMade up")[0]
    assert "Today it takes “Ideas” too, and other stages of it." in block
    lines = [line.strip() for line in block.splitlines()]
    at_once = queries.LiveRoster().due_after(force.lead.id, 2)
    assert f"1. Innovation lead: Lena Lead (by {clock.day_in_words(at_once)})" in lines
    assert "2. Head of unit: Sam Sergeant (3 days)" in lines
    assert due != at_once
    assert force.colleague.name not in block
    assert f"From {force.team.name}" in block
    assert "As if by" in done.output
    totals = run("--organisation", code, "--totals").output
    assert spoken(post.reference) not in totals
    assert "posts find their way" in totals


@pytest.mark.usefixtures("db")
def test_programs_read_a_line_for_each_post():
    force = sound()
    named, nameless = factories.sent(force.colleague), factories.nameless(force)
    done = run("--organisation", force.organisation.code, "--json")
    told = [json.loads(line) for line in done.output.splitlines()]
    assert len(told) > 300
    real = {one["reference"]: one for one in told}
    assert real[spoken(named.reference)]["stages"][0]["holders"] == "Sam Sergeant"
    assert spoken(nameless.reference) not in real, "what has no name has no reference here either"
    assert done.exit_code == int(not all(one["arrives"] for one in told))
    assert {one["elsewhere"] for one in told} == {""}, "it is what is in force"


@pytest.mark.usefixtures("db")
def test_of_what_is_decided_blind_neither_terminal_nor_page_tells_who_wrote_it(client):
    force = sound()
    post = factories.sent(force.sergeant)
    stages = (replace(LEAD_STAGE, blind=True), HEAD_STAGE)
    told = run("--organisation", force.organisation.code).output
    assert (
        "The head of the unit wrote it" in told.partition(spoken(post.reference))[2].partition("\nMade up")[0]
    )
    drafted(force, stages=stages)
    told = run("--organisation", force.organisation.code).output
    block = told.partition(spoken(post.reference))[2].partition("\nMade up")[0]
    assert "Innovation lead: Lena Lead" in block
    for hidden in ("The head of the unit wrote it", force.sergeant.name, force.team.name):
        assert hidden not in block
    client.sign_in(force.administrator)
    draft = queries.draft_of(force.organisation.id)
    page = client.get(f"/admin/routes/{draft.reference}/rehearse").text
    row = page.partition(spoken(post.reference))[2].partition("</tr>")[0]
    assert "other stages of it" in row
    for hidden in ("The head of the unit wrote it", force.sergeant.name, force.team.name):
        assert hidden not in row


def test_the_first_routes_send_nothing_elsewhere():
    assert not [
        facts
        for facts in (Facts("idea"), Facts("learning", "public"), Facts("impact-case", anonymous=True))
        if why_elsewhere(FIRST_CONFIGURATION, FIRST_CONFIGURATION, facts, Names())
    ]
