"""The map of topics says to each reader what there is of each sort, and where the gaps are."""

import re

import pytest
from sqlalchemy import Engine

from portal.authorisation import actions as authorisation
from portal.foundation.database import session, transaction
from portal.library import queries
from portal.people.models import Person, RoleHeld
from portal.people.rules import Role
from portal.submissions.models import Submission, Topic
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.library import settle
from tests.statements import statements


@pytest.fixture
def topics(force: Force) -> list[str]:
    """Two topics; of the first there are two ideas, one for the force alone, and an impact case. Tess leads it."""
    lead = factories.person(force.division, name="Tess Topic")
    with transaction():
        session.add(RoleHeld(person_id=lead.id, role=Role.TOPIC_LEAD, topic="handover"))
        session.add_all(Topic(slug=name.lower(), name=name) for name in ("Handover", "Roads"))
    for title, sharing in (("Read for all", "policing"), ("Ours alone", "force")):
        factories.published(force.constable, title=title, sharing=sharing, topics=["handover"])
    factories.published(force.constable, kind="impact-case", title="It went wrong", topics=["handover"])
    settle()
    return ["handover", "roads"]


def counts(person: Person) -> dict[str, dict[str, int]]:
    return {
        row.topic.slug: {cell.name: cell.count for cell in row.cells} for row in queries.challenges(person)
    }


def test_each_reader_counts_what_they_may_read(force: Force, topics: list[str]) -> None:
    other = Force("Eastvale Police")
    assert counts(force.colleague)["handover"]["Ideas"] == 2
    assert counts(other.constable)["handover"]["Ideas"] == 1
    assert counts(other.constable)["handover"]["Impact cases"] == 1
    assert set(counts(other.constable)["roads"].values()) == {0}


def test_a_number_leads_to_as_many_posts_and_a_gap_is_said(
    client: Client, force: Force, topics: list[str]
) -> None:
    page = client.sign_in(Force("Eastvale Police").constable).get("/library/map").text
    links = re.findall(r'<a href="(/library\?[^"]+)">(\d+)<', page)
    assert links
    for href, count in links:
        found = client.get(href.replace("&amp;", "&")).text
        assert f"<h2>{count} post" in found, href
    row = page[page.index("/library/topics/roads") :]
    assert row[: row.index("</tr>")].count(">none<") == len(queries.COLUMNS)


def test_the_page_of_a_topic_names_who_leads_it_and_shows_only_what_may_be_read(
    client: Client, force: Force, topics: list[str]
) -> None:
    client.sign_in(Force("Eastvale Police").constable)
    page = client.get("/library/topics/handover").text
    assert "Read for all" in page
    assert "Ours alone" not in page
    assert "Tess Topic" in page
    assert "Follow this topic" in page
    empty = client.get("/library/topics/roads").text
    assert "Nobody leads it yet" in empty
    assert "Nothing here yet that you can read" in empty
    assert client.get("/library/topics/nothing").status_code == 404


def test_what_the_index_has_not_heard_of_is_counted_no_more(force: Force, topics: list[str]) -> None:
    post = factories.published(force.constable, title="Gone tomorrow", topics=["roads"])
    settle()
    other = Force("Eastvale Police").constable
    assert counts(other)["roads"]["Ideas"] == 1
    with transaction():
        lead, there = session.get_one(Person, force.lead.id), session.get_one(Submission, post.id)
        authorisation.take_out(there, "It names a child.", by=lead)
    assert counts(other)["roads"]["Ideas"] == 0


def test_the_map_asks_no_more_of_the_database_with_more_topics(
    client: Client, engine: Engine, force: Force, topics: list[str]
) -> None:
    client.sign_in(force.colleague).get("/library/map")

    def asked() -> int:
        session.remove()
        with statements(engine) as said:
            assert client.get("/library/map").status_code == 200
        return len(said)

    few = asked()
    with transaction():
        session.add_all(Topic(slug=f"more-{number}", name=f"More {number}") for number in range(20))
    assert asked() == few
