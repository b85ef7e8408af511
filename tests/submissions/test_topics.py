"""The topics of the whole service: who keeps them, and what becomes of what is filed under them."""

import pytest

from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.library.queries import item
from portal.people.models import Person
from portal.people.rules import Role
from portal.reactions import REACTIONS
from portal.submissions import actions, queries
from portal.submissions.actions import Content
from portal.submissions.models import Topic
from tests import factories
from tests.client import Client
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def force() -> Force:
    return Force()


@pytest.fixture
def curator(force: Force) -> Person:
    return factories.person(force.office, Role.NATIONAL_CURATOR, name="Cora Curator")


def added(name: str, by: Person) -> Topic:
    with transaction():
        return actions.add_topic(name, by=by)


def slugs() -> list[str]:
    return [topic.slug for topic in queries.topics()]


def test_a_topic_is_added_once_under_a_short_name_of_its_own(curator: Person) -> None:
    assert added("  Drones   at night ", curator).slug == "drones-at-night"
    assert added("Drones: at night!", curator).slug == "drones-at-night-2"
    for name in ("drones at NIGHT", "", "=1+1", "犬", "x" * 61):
        with pytest.raises(Refused), transaction():
            actions.add_topic(name, by=curator)
    assert {"drones-at-night", "drones-at-night-2"} <= set(slugs())


def test_only_the_curator_and_system_administrators_keep_them(force: Force, curator: Person) -> None:
    topic = added("Kennels", curator)
    deeds = (
        lambda by: actions.add_topic("Stables", by=by),
        lambda by: actions.rename_topic(topic, "Stables", by=by),
        lambda by: actions.retire_topic(topic, by=by),
        lambda by: actions.bring_back_topic(topic, by=by),
    )
    for deed in deeds:
        for by in (force.administrator, force.lead):
            with pytest.raises(Refused, match="keeps the topics"), transaction():
                deed(by)


def test_a_retired_topic_is_offered_no_more_and_keeps_what_is_filed_under_it(
    force: Force, curator: Person
) -> None:
    topic = added("Kennels", curator)
    post = factories.published(force.constable, topics=["kennels"])
    draft = factories.draft(force.constable, topics=["kennels"])
    with transaction():
        actions.retire_topic(topic, by=curator)
        actions.retire_topic(topic, by=curator)
    assert "kennels" not in slugs()
    with transaction():
        actions.save(draft, Content(topics=["kennels"]), seen=draft.version, by=force.constable)
    assert [one.slug for one in draft.topics] == ["kennels"], "what is filed there can stay there"
    other = factories.draft(force.constable, topics=["kennels"])
    assert other.topics == []
    journal.catch_up(REACTIONS)
    found = item(post.reference)
    assert found is not None
    assert ["kennels", "Kennels"] in found.topics
    with transaction():
        actions.bring_back_topic(topic, by=curator)
    assert "kennels" in slugs()
    told = [entry.event for entry in journal.entries_about(topic)]
    assert told == ["topic.added", "topic.retired", "topic.brought_back"]


def test_a_new_name_stands_at_once_at_all_that_is_filed_under_it(force: Force, curator: Person) -> None:
    topic = added("Kennels", curator)
    added("Stables", curator)
    post = factories.published(force.constable, topics=["kennels"])
    journal.catch_up(REACTIONS)
    with pytest.raises(Refused, match="already"), transaction():
        actions.rename_topic(topic, "stables", by=curator)
    with transaction():
        actions.rename_topic(topic, "Dogs and kennels", by=curator)
    journal.catch_up(REACTIONS)
    session.expire_all()
    found = item(post.reference)
    assert found is not None
    assert found.topics == [["kennels", "Dogs and kennels"]]


def test_the_page_adds_renames_retires_and_brings_back(client: Client, force: Force, curator: Person) -> None:
    lead = force.lead.id
    client.sign_in(curator)
    assert client.submit("/admin/topics", name="Kennels").status_code == 302
    again = client.submit("/admin/topics", name="kennels")
    assert "There is a topic of this name already" in again.text
    assert client.submit("/admin/topics/kennels", name="Dogs").status_code == 302
    assert ">Dogs</a>" in client.get("/admin/topics").text
    assert client.submit("/admin/topics/kennels/retire", page="/admin/topics/kennels").status_code == 302
    assert "Retired" in client.get("/admin/topics").text
    assert client.submit("/admin/topics/kennels/bring-back", page="/admin/topics/kennels").status_code == 302
    assert "Retired" not in client.get("/admin/topics").text
    assert client.get("/admin/topics/none").status_code == 404
    client.sign_in(session.get_one(Person, lead))
    assert client.get("/admin/topics").status_code == 403
    assert client.get("/admin/topics/kennels").status_code == 403, "everybody knows what topics there are"
