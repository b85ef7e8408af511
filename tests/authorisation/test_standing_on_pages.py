"""Where a post has got to, and how its route goes, in words that are true of it."""

from datetime import UTC, datetime

import pytest

from portal.authorisation import actions, queries, rules
from portal.authorisation.rules import Ask, Decider, StagePlan, Verdict
from portal.foundation import clock
from portal.foundation.database import transaction
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


def on(day):
    return clock.at(datetime(2026, 12, day, 9, tzinfo=UTC))


def test_each_answer_counts_from_when_it_was_asked_for(client, force):
    """What came back was asked for twice: for three days before it came back, and for three or four after."""
    for number in range(6):
        with on(1):  # a Tuesday
            post = factories.sent(force.constable)
        with on(4):
            factories.decided(post, Verdict.RETURN)
        with on(7), transaction():
            actions.send(post, by=force.constable)
        with on(10 + number % 2):
            factories.decided(post, Verdict.APPROVE)
            factories.decided(post, Verdict.APPROVE)
    with on(14):
        waits = queries.waits_of(force.organisation.id, rules.FIRST_CONFIGURATION.route("Ideas"))
        head = waits.stages["Head of unit"]
        assert (head.median, head.nine_in_ten, head.cases) == (3, 4, 12)
        assert (waits.whole.median, waits.whole.cases) == (7, 6), "from the first question to the last answer"
        waiting = factories.sent(force.constable)
        assert queries.usual_at(queries.open_step(waiting)) == head
        place = f"/submissions/{waiting.reference}"
        read = client.sign_in(force.constable).get(place).text
        assert "usually answers within 3 working days, nine times in ten within 4 working days." in read


def test_a_route_that_nothing_took_yet_says_its_limits(client, force):
    beside = StagePlan("Reader", (Ask(Decider.PERSON, person_id=force.lead.id),), 4, beside=True)
    factories.configured(force, StagePlan("Head of unit", (Ask(Decider.UNIT_HEAD),), 7), beside)
    whole = queries.waits_of(
        force.organisation.id, queries.configuration_of(force.organisation.id).route("Ideas")
    ).whole
    assert (whole.median, whole.cases) == (7, 0), "what is asked at the same time counts once"
    read = client.sign_in(force.administrator).get("/admin/routes").text
    assert "Decided within 7 working days, as its limits allow." in read
    assert "Reader: within 4 working days, its limit" in read


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
