"""What an author says about themselves: offered folded, measured before it is sent, and shown to few."""

import json
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.anonymous import queries, release
from portal.anonymous.models import Item, Notice, desk
from portal.anonymous.release.circles import circle_of
from portal.foundation.database import session, transaction
from portal.people import actions as people
from portal.people.rules.establishment import Band
from portal.submissions.models import Submission
from portal.submissions.rules import Status, author_shown_to
from tests.anonymous.conftest import AtDesk
from tests.client import hidden_fields
from tests.factories import Force

TEAM, DIVISION = (
    {Band.CONSTABLE: 40, Band.SUPERVISOR: 4},
    {Band.STAFF: 30, Band.CONSTABLE: 20, Band.SUPERVISOR: 8},
)


def give(force: Force, **heads: dict[Band, int]) -> None:
    """Give figures of units of a force, by the name that the factory has for them."""
    with transaction():
        figures = {getattr(force, name).reference: numbers for name, numbers in heads.items()}
        people.keep_figures(force.organisation, figures, by=force.administrator)
    release.put_up_notices()


@pytest.fixture
def peopled(at_desk: AtDesk) -> AtDesk:
    """The desk, with figures of its force."""
    give(at_desk.force, team=TEAM, division=DIVISION, office={Band.STAFF: 60, Band.CONSTABLE: 12})
    return at_desk


def filed_saying(at_desk: AtDesk, **about: str) -> TestResponse:
    """What the desk answers to a post whose author says this about themselves, having read the meter."""
    client, typed = at_desk.client(), {f"look-about_{name}": said for name, said in about.items()}
    shown = client.checked(at_desk.door, **typed)
    return client.kept(shown, **typed)


def stored() -> dict[str, Any]:
    """What the desk keeps of what the only author says."""
    item = desk.scalars(select(Item)).one()
    return dict(item.text["about"])


def test_nothing_more_is_asked_than_before_and_the_meter_says_so(peopled: AtDesk):
    client = peopled.client()
    shown = client.checked(peopled.door)
    assert "Say something about yourself (optional)" in shown.text
    assert "You say nothing about yourself." in shown.text
    assert "about 170 people" in shown.text
    assert "Keep this code" in client.kept(shown).text
    assert stored() == {}


def test_what_one_says_is_measured_before_it_is_sent(peopled: AtDesk):
    client, force = peopled.client(), peopled.force
    said = {"look-about_band": "constable", "look-about_unit": force.division.reference}
    unread = client.kept(client.checked(peopled.door), **said)
    assert "Read below how many people this describes" in unread.text
    assert "What you say about yourself describes about 60 people." in unread.text
    assert queries.posts_waiting() == 0
    read = client.kept(unread, **said)
    assert "Keep this code" in read.text
    assert f"and that you are a constable in {force.division.name}." in read.text
    assert stored() == {"unit": force.division.reference, "band": "constable", "library": False}


def test_too_few_are_said_more_broadly_and_only_that_is_kept(peopled: AtDesk):
    team, division = peopled.force.team, peopled.force.division
    shown = peopled.client().checked(
        peopled.door, **{"look-about_band": "supervisor", "look-about_unit": team.reference}
    )
    assert "would point to too few people" in shown.text
    assert f"a sergeant or inspector in {division.name}" in shown.text
    filed_saying(peopled, band="supervisor", unit=team.reference)
    assert stored() == {"unit": division.reference, "band": "supervisor", "library": False}


def test_what_is_forged_counts_for_nothing(peopled: AtDesk):
    filed_saying(peopled, band="chief", unit="00000000")
    assert stored() == {}


def test_without_figures_nothing_can_be_said(at_desk: AtDesk):
    shown = at_desk.client().checked(at_desk.door)
    assert "Say something about yourself" not in shown.text
    assert "nobody has entered here" in shown.text
    filed_saying(at_desk, band="constable", unit=at_desk.force.team.reference)
    assert stored() == {}


def test_a_small_organisation_says_how_small_it_is_and_asks_to_go_on(at_desk: AtDesk):
    give(at_desk.force, team={Band.STAFF: 7})
    client = at_desk.client()
    shown = client.checked(at_desk.door)
    assert "Fewer than 10 people work at" in shown.text
    refused = client.kept(shown)
    assert "Say that you know how few could have written it" in refused.text
    assert queries.posts_waiting() == 0
    assert "Keep this code" in client.kept(refused, **{"look-small": "y"}).text


def test_the_desk_knows_no_small_number(at_desk: AtDesk):
    give(at_desk.force, team={Band.CONSTABLE: 4_013, Band.SENIOR: 7}, division={Band.STAFF: 3})
    told = json.dumps(desk.scalars(select(Notice.value)).all())
    assert "4013" not in told
    assert "4000" in told


def test_deciders_read_it_and_the_library_only_where_the_author_wishes(peopled: AtDesk):
    force = peopled.force
    filed_saying(peopled, band="constable", unit=force.division.reference)
    release.release()
    post = session.scalars(select(Submission)).one()
    assert post.unit_id is None, "what is said never says where a post goes"
    assert author_shown_to(force.lead, post).words == (
        f"Posted anonymously as {post.designation}, by a constable in {force.division.name}"
    )
    assert "constable" not in author_shown_to(None, post).words
    with session.no_autoflush:
        post.status = Status.PUBLISHED
        assert "constable" not in author_shown_to(force.lead, post).words
        post.about = {**post.about, "library": True}
        assert author_shown_to(force.lead, post).words.endswith(f"by a constable in {force.division.name}")
    session.rollback()


def test_a_decider_sees_it_on_the_page(peopled: AtDesk, client: Any):
    filed_saying(peopled, band="constable")
    release.release()
    post = session.scalars(select(Submission)).one()
    assert post.holder is not None
    client.sign_in(post.holder)
    assert ", by a constable" in client.get(f"/steps/{post.steps[0].reference}").text  # type: ignore[attr-defined]


def test_figures_that_fell_since_are_heeded_at_release(peopled: AtDesk):
    filed_saying(peopled, band="constable", unit=peopled.force.division.reference)
    with transaction():
        team = {peopled.force.team.reference: {Band.CONSTABLE: 3}}
        division = {peopled.force.division.reference: {Band.CONSTABLE: 2}}
        people.keep_figures(peopled.force.organisation, team | division, by=peopled.force.administrator)
    release.release()
    assert session.scalars(select(Submission)).one().about == {}


def test_before_it_is_read_it_can_be_changed_and_after_that_it_stays(peopled: AtDesk):
    client = peopled.client()
    code = hidden_fields(filed_saying(peopled, band="constable"), "/anonymous/receipt")["code"]
    shown = client.post("/anonymous/receipt/change", data={"code": code, "then": ""})
    fields = hidden_fields(shown, "/anonymous/receipt/change")
    words = {"title": "A quiet room", "body": "It is loud there.", "better": "A door."}
    typed = {**fields, **words, "then": "check"}
    check = client.post("/anonymous/receipt/change", data=typed)
    assert "a constable" in check.text
    changed = client.kept(check, "/anonymous/receipt/change", **{"look-about_band": ""})
    assert "Your changes are safe" in changed.text
    assert stored() == {}


def test_what_a_post_says_of_its_author_is_in_no_route_and_no_unit(peopled: AtDesk):
    """Channel 29: nobody decides because of the unit that an author names, and the crowd stays as it was said."""
    for about in ({}, {"band": "constable", "unit": peopled.force.team.reference}):
        filed_saying(peopled, **about)
    release.release()
    posts = session.scalars(select(Submission)).all()
    assert len(posts) == 2
    asked = [[(step.name, step.asked_role, step.unit_id) for step in post.steps] for post in posts]  # type: ignore[attr-defined]
    assert asked[0] == asked[1]
    assert not any(unit for steps in asked for _name, _role, unit in steps)
    circle = circle_of(peopled.force.organisation)
    assert all(shown.about >= circle.least for shown in circle.shown.values())
