"""Figures as people read them: a constable, a lead, the national curator, and whoever is not signed in."""

import csv
import io

from portal.authorisation.rules import Verdict
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.people.models import Person
from portal.people.rules import Role
from portal.reactions import REACTIONS
from tests import factories
from tests.client import Client
from tests.factories import Force


def settle() -> None:
    journal.catch_up(REACTIONS)
    session.expire_all()


def test_everybody_reads_what_came_of_what_was_shared_where_they_work(client: Client, force: Force) -> None:
    for number in range(5):
        factories.decided(factories.sent(force.constable, title=f"Idea {number}"), Verdict.DECLINE)
    settle()
    with clock.later(days=40):
        shown = client.sign_in(force.colleague).get("/insight").text
        rows = list(csv.reader(io.StringIO(client.get("/insight.csv?months=3").text)))
    assert "What came of it" in shown
    assert "100 %" in shown
    assert "of authors had their first answer when it was promised." in shown
    assert "The same day" in shown
    assert "Another organisation" not in shown
    assert rows[0] == ["What", "Which", "How many", "Of"]
    assert ["On its way", "Decided", "5", "5"] in rows


def test_where_nothing_was_shared_the_page_says_what_to_do(client: Client, force: Force) -> None:
    shown = client.sign_in(force.constable).get("/insight?months=3").text
    assert "Nothing was shared in this time." in shown
    assert "Share something" in shown


def test_the_figures_of_another_organisation_are_the_national_curators(client: Client, force: Force) -> None:
    other = Force("Southmoor Police")
    page = f"/insight?organisation={other.organisation.code}"
    curator = factories.person(force.team, Role.NATIONAL_CURATOR)
    people = [(force.lead.id, 404), (force.administrator.id, 404), (curator.id, 200)]
    for key, answer in people:
        assert client.sign_in(session.get_one(Person, key)).get(page).status_code == answer
    assert "Southmoor Police" in client.get(page).text
    assert client.get("/insight?organisation=nowhere").status_code == 404


def test_an_author_reads_what_came_of_their_own(client: Client, force: Force) -> None:
    post = factories.published(force.constable)
    reference, other = post.reference, force.colleague.id
    settle()
    assert f"/submissions/{reference}" in client.sign_in(force.constable).get("/insight/mine").text
    colleague = session.get_one(Person, other)
    assert "You have sent nothing yet." in client.sign_in(colleague).get("/insight/mine").text


def test_what_is_open_is_counted_for_whoever_asks_and_names_nobody(client: Client, force: Force) -> None:
    factories.published(force.constable, sharing="public")
    name = force.constable.name
    settle()
    shown = client.sign_in(force.lead).get("/insight/open").text
    assert "1 item from 1 organisation can be read by everybody." in shown
    table = client.get("/insight/extract.csv").text
    assert len(list(csv.reader(io.StringIO(table)))) == 2
    assert name not in table


def test_a_visitor_reads_what_is_open_and_nothing_of_an_organisation(client: Client, force: Force) -> None:
    factories.published(force.constable, sharing="public")
    settle()
    assert "1 item from 1 organisation" in client.get("/insight/open").text
    assert client.get("/insight").location.startswith("/sign-in")
