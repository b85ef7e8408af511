"""Publishing routes, who may come to them, and what is told of those in force."""

import re
from dataclasses import replace
from typing import Any

from lxml import html
from sqlalchemy import select

from portal.authorisation import actions, queries
from portal.authorisation.rules import FIRST_CONFIGURATION, Conditions, Configuration, RoutePlan
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.people.models import Person
from portal.people.rules import Role
from tests import factories
from tests.authorisation.drafts import now, place_of
from tests.factories import Force


def test_a_rehearsed_draft_without_faults_is_published_with_a_reason(
    client: Any, force: Force, draft: Any
) -> None:
    client.sign_in(force.administrator)
    place = f"{place_of(draft)}/publish"
    assert "Nothing: the draft says what is in force." in client.get(place).text
    client.submit(place_of(draft), do="adopt-national")
    shown = client.get(place).text
    assert "Added the route “National sharing”" in shown
    assert "Rehearse them first" in shown
    refused = client.submit(place, version=str(now(draft).version), why="We share with all of policing now.")
    assert refused.status_code == 409
    assert "Rehearse it first" in refused.text
    with transaction():
        actions.note_rehearsed(now(draft), seen=now(draft).version, by=force.administrator)
    assert client.submit(place, why="").status_code == 422
    assert client.submit(place, why="Short").status_code == 409
    done = client.submit(place, why="We share with all of policing now.")
    assert done.location.startswith("/admin/routes?")
    assert "The routes are in force." in client.get(done.location).text
    history = client.get("/admin/routes/history").text
    assert "Version 2, in force" in history
    assert "We share with all of policing now." in history
    assert "Added the route “National sharing”" in history
    for late in (place, place_of(draft), place_of(draft, 0)):
        assert client.get(late).status_code == 302
    assert "This draft is in force already" in client.get("/admin/routes").text


def test_a_second_administrator_publishes_what_the_first_proposed(
    client: Any, force: Force, draft: Any
) -> None:
    other = factories.person(force.office, Role.ORGANISATION_ADMINISTRATOR, name="Bea Second")
    with transaction():
        after = Configuration(FIRST_CONFIGURATION.routes, FIRST_CONFIGURATION.anonymous, two_publish=True)
        actions.change_draft(draft, after, seen=draft.version, by=force.administrator)
    with transaction():
        actions.note_rehearsed(now(draft), seen=now(draft).version, by=force.administrator)
    client.sign_in(force.administrator)
    place = f"{place_of(draft)}/publish"
    assert "Propose it" in client.get(place).text
    client.submit(place, why="Two look at every change.")
    assert "You proposed this." in client.get(place).text
    client.submit("/sign-out", page="/queue")
    client.sign_in(other)
    shown = client.get("/admin/routes").text
    assert "Ada Administrator proposes other routes" in shown
    assert place in shown
    assert "Agree to the next routes" in client.get(place).text
    client.submit(place, why="Two look at every change.")
    assert queries.configuration_of(force.organisation.id).two_publish
    assert "proposed by Ada Administrator" in client.get("/admin/routes/history").text


def test_what_held_when_it_was_rehearsed_is_tried_once_more_with_the_people_of_today(
    client: Any, force: Force, draft: Any
) -> None:
    with transaction():
        actions.change_draft(
            draft,
            Configuration(FIRST_CONFIGURATION.routes, frozenset()),
            seen=draft.version,
            by=force.administrator,
        )
        actions.note_rehearsed(draft, seen=draft.version, by=force.administrator)
    with transaction():
        for person in session.scalars(select(Person).where(Person.id != force.administrator.id)):
            person.ended_on = clock.today()
    client.sign_in(force.administrator)
    place = f"{place_of(draft)}/publish"
    refused = client.submit(place, why="Nobody posts without a name any more.")
    assert refused.status_code == 409
    assert "People have left or moved since these routes were rehearsed" in refused.text
    assert "Only those who wrote it could decide" in refused.text
    assert f'href="{place_of(draft)}/rehearse?show=lost"' in refused.text
    assert queries.configuration_of(force.organisation.id).anonymous, "what was in force still is"
    with transaction():
        for person in session.scalars(select(Person)):
            person.ended_on = None
    assert client.submit(place, why="Nobody posts without a name any more.").status_code == 302
    assert not queries.configuration_of(force.organisation.id).anonymous


def test_the_routes_that_an_organisation_is_given_stand_in_the_trail(force: Force) -> None:
    given = queries.published(force.organisation.id)
    entries = journal.entries_of("configurations", given.id)
    assert [(entry.event, entry.facts["number"], entry.by_id) for entry in entries] == [
        ("routes.given", 1, None)
    ]
    assert entries[0].facts["anonymous"] == sorted(FIRST_CONFIGURATION.anonymous)


def test_a_draft_is_thrown_away(client: Any, force: Force, draft: Any) -> None:
    client.sign_in(force.administrator)
    place = f"{place_of(draft)}/discard"
    assert client.submit(place, page=place_of(draft)).status_code == 302
    assert queries.draft_of(force.organisation.id) is None
    assert client.get(place_of(draft)).status_code == 404


def test_the_thresholds_are_a_table_of_each_kind(client: Any, force: Force) -> None:
    routes = (
        RoutePlan(
            "Public",
            FIRST_CONFIGURATION.routes[0].stages[:1],
            Conditions(("idea",), sharing="public", anonymous=False),
        ),
        *FIRST_CONFIGURATION.routes,
    )
    factories.publish(force, Configuration(routes, FIRST_CONFIGURATION.anonymous))
    client.sign_in(force.administrator)
    document = html.document_fromstring(client.get("/admin/routes/thresholds").text)
    rows = document.xpath("//table//tbody/tr")
    assert [len(row.xpath("./td")) for row in rows] == [5, 5, 5, 5]
    assert rows[0].xpath("string(./th)") == "No to every question"
    assert "Public" in rows[0].xpath("string(./td[5])")
    assert "A post for the public needs fewer people to approve it" in document.text_content()
    cases = client.get("/admin/routes/thresholds?kind=impact-case").text
    assert "Data check" in cases
    assert client.get("/admin/routes/thresholds?kind=sonnet").status_code == 200
    nameless = client.get("/admin/routes/thresholds?kind=impact-case&nameless=yes").text
    assert "What wider sharing asks: impact cases without a name" in nameless
    assert "Read first" in nameless
    assert (
        "learning without"
        not in client.get("/admin/routes/thresholds?kind=learning&nameless=yes").text.lower()
    )


def test_the_thresholds_name_a_check_that_wider_sharing_leaves_out(client: Any, force: Force) -> None:
    head, lead = FIRST_CONFIGURATION.routes[0].stages
    wide = RoutePlan("Wide", (head, lead, replace(lead, name="Again")), Conditions(sharing="policing"))
    factories.publish(force, Configuration((wide, *FIRST_CONFIGURATION.routes)))
    client.sign_in(force.administrator)
    words = html.document_fromstring(
        client.get("/admin/routes/thresholds?kind=impact-case").text
    ).text_content()
    said = "A post for all of policing can go without the data-sharing officer, whose yes one for"
    assert said in words
    assert said not in client.get("/admin/routes/thresholds").text


def test_only_administrators_of_the_organisation_come_to_its_draft(
    client: Any, force: Force, draft: Any
) -> None:
    stranger = Force()
    places = [place_of(draft), place_of(draft, 0), f"{place_of(draft)}/publish"]
    for person, status in ((force.lead, 404), (stranger.administrator, 404), (force.administrator, 200)):
        client.sign_in(person)
        assert [client.get(place).status_code for place in places] == [status] * 3
        client.submit("/sign-out", page="/queue")
    client.sign_in(force.lead)
    for place in ("/admin/routes", "/admin/routes/history", "/admin/routes/thresholds"):
        assert client.get(place).status_code == 403
    client.submit("/sign-out", page="/queue")
    client.sign_in(stranger.administrator)
    own = client.get(f"/admin/routes?organisation={force.organisation.code}").text
    assert "Northshire Police" not in own
    begin = f"/admin/routes/{force.organisation.code}/draft"
    assert client.submit(begin, page="/admin/routes").status_code == 404
    assert client.get(place_of(draft, 99)).status_code == 404


def test_a_system_administrator_keeps_the_routes_of_every_organisation(client: Any, force: Force) -> None:
    other = factories.organisation("Southmoor Police")
    client.sign_in(factories.person(force.office, Role.SYSTEM_ADMINISTRATOR))
    place = f"/admin/routes?organisation={other.code}"
    shown = client.get(place).text
    assert re.search(r"Southmoor Police\s*</p>", shown)
    assert "All ideas" in shown  # those that everybody starts with
    begun = client.submit(f"/admin/routes/{other.code}/draft", page=place)
    assert "Southmoor Police, draft" in client.get(begun.location).text
    assert client.submit("/admin/routes/nowhere/draft", page=place).status_code == 404
    assert "No versions yet." in client.get(f"/admin/routes/history?organisation={other.code}").text
