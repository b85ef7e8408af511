"""Where a post has got to, and how its route goes, in words that are true of it."""

import pytest

from portal.authorisation import queries, rules
from portal.authorisation.rules import Ask, Decider, StagePlan, Verdict
from portal.foundation import clock
from tests import factories
from tests.factories import Force


@pytest.fixture
def force(app):
    return Force()


def test_what_was_declined_has_ended_and_has_no_tick(client, force):
    post = factories.decided(factories.sent(force.constable), Verdict.DECLINE)
    assert [one.state for one in queries.route_line(post)] == ["stopped", "skipped"]
    page = client.sign_in(force.constable).get(f"/submissions/{post.reference}").text
    assert ", it ended here" in page
    assert page.count(", done") == 1  # that it was sent


def test_what_came_back_is_with_its_author_and_not_with_whoever_sent_it_back(client, force):
    post = factories.decided(factories.sent(force.constable), Verdict.RETURN)
    assert [one.state for one in queries.route_line(post)] == ["back", "next"]
    page = client.sign_in(force.constable).get(f"/submissions/{post.reference}").text
    assert page.count("it is here now") == 1
    assert "Back with you" in page


def test_an_author_who_heads_the_unit_is_told_so_once(client, force):
    post = factories.sent(force.sergeant)
    place, check = (
        f"/submissions/{post.reference}",
        f"/submissions/{factories.draft(force.sergeant).reference}",
    )
    page = client.sign_in(force.sergeant).get(place).text
    assert page.count(rules.YOU_HEAD) == 1
    assert rules.AUTHOR_HEADS not in page
    assert rules.AUTHOR_HEADS not in client.get(f"{check}/check").text
    assert rules.AUTHOR_HEADS in client.sign_in(force.inspector).get(place).text


def test_the_waits_of_a_route_are_those_since_it_was_changed(force):
    with clock.later(days=-20):
        for _ in range(6):
            factories.published(force.constable)

    def cases():
        route = queries.configuration_of(force.organisation.id).route("Ideas")
        return queries.waits_of(force.organisation.id, route).whole.cases

    assert cases() == 6
    factories.configured(force, StagePlan("Head of unit", (Ask(Decider.UNIT_HEAD),), 2))
    assert cases() == 0
    for _ in range(6):
        factories.published(force.constable)
    assert cases() == 6


def test_half_of_the_cases_are_not_all():
    assert rules.Wait(6, 18, 40).shares == "half within 6 working days, nine in ten within 18 working days"
    assert rules.Wait(3, 3).shares == "within 3 working days"


def test_whoever_decides_reads_the_headings_of_the_library(client, force):
    post = factories.sent(force.constable, "learning")
    page = client.sign_in(force.sergeant).get(f"/steps/{queries.open_step(post).reference}").text
    assert "Why it matters here" in page
    assert "What you learnt" not in page


@pytest.mark.parametrize(
    ("note", "read"),
    [
        (
            "Sam is away. We have passed it to their deputy, Ruth.",
            "Sam is away. We have passed it to you, their deputy.",
        ),
        ("Sam is away. We have passed it to Ruth.", "Sam is away. We have passed it to you."),
        (
            "Sam did not answer in time, so we have passed it to Ruth, who has until Friday.",
            "Sam did not answer in time, so we have passed it to you, who have until Friday.",
        ),
    ],
)
def test_a_note_speaks_to_whoever_has_it(note, read):
    assert rules.note_to_holder(note, "Ruth") == read
    assert rules.note_to_holder(note, "Iris") == note
