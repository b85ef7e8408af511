"""What the start page shows as new: what others wrote on the reader's own topics, and else what came last."""

import re

import pytest
from sqlalchemy import Engine

from portal.following import actions as following
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.home import queries
from portal.library.queries import Asked, labels, synonyms
from portal.library.search.bound import engine as index
from portal.people.models import Person, RoleHeld
from portal.people.rules import Role
from portal.submissions.models import Topic
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.library import settle
from tests.statements import statements

ON_TOPICS, ELSEWHERE, LAST = "New elsewhere on your topics", "New elsewhere", "New in the library"


class World:
    """Two forces, two topics, and posts of both: on each topic and on none, one a day."""

    def __init__(self) -> None:
        with transaction():
            session.add_all([Topic(slug="custody", name="Custody"), Topic(slug="response", name="Response")])
        self.here, there = Force("Northmoor Police"), Force("Southmoor Police")
        rows = [
            (self.here.colleague, "Ours on custody", ["custody"], "policing"),
            (there.constable, "Theirs on custody", ["custody"], "policing"),
            (there.constable, "Theirs on response", ["response"], "policing"),
            (there.constable, "Theirs on nothing", [], "policing"),
            (there.constable, "Theirs alone on custody", ["custody"], "force"),
        ]
        for days, (by, title, topics, sharing) in enumerate(rows):
            with clock.later(days=days):
                factories.published(by, title=title, topics=topics, sharing=sharing)
        with clock.later(days=len(rows)):
            settle()

    def new_for(self, person: Person) -> tuple[str, list[str]]:
        new = queries.new_for(session.get_one(Person, person.id), 4)
        return new.heading, ["".join(words for words, _found in card.title) for card in new.cards]


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Everything of a world of its own, with an index of its own."""
    monkeypatch.setattr(labels, "_labels", labels._Labels())
    synonyms.forget()
    index().rebuild(())
    return World()


def test_without_a_topic_it_is_what_came_last(world: World) -> None:
    theirs = ["Theirs on nothing", "Theirs on response", "Theirs on custody"]
    assert world.new_for(world.here.sergeant) == (LAST, [*theirs, "Ours on custody"])


def test_for_who_leads_follows_or_wrote_of_a_topic_it_is_what_others_wrote_on_it(world: World) -> None:
    here = world.here
    with transaction():
        session.add(RoleHeld(person_id=here.inspector.id, role=Role.TOPIC_LEAD, topic="custody"))
        follower = session.get_one(Person, here.sergeant.id)
        following.follow(Asked(filters={"topic": ("custody",)}), by=follower)
    for person in (here.inspector, here.sergeant, here.colleague):
        assert world.new_for(person) == (ON_TOPICS, ["Theirs on custody"]), person.name


def test_a_search_that_is_narrowed_further_is_no_topic(world: World) -> None:
    with transaction():
        by = session.get_one(Person, world.here.sergeant.id)
        following.follow(Asked(q="boots", filters={"topic": ("custody",)}), by=by)
        following.follow(Asked(filters={"topic": ("custody",), "kind": ("idea",)}), by=by)
    assert world.new_for(world.here.sergeant)[0] == LAST


def test_where_nobody_else_wrote_on_it_it_is_what_came_last(world: World) -> None:
    with transaction():
        by = session.get_one(Person, world.here.sergeant.id)
        following.follow(Asked(filters={"topic": ("handover",)}), by=by)
    assert world.new_for(world.here.sergeant)[0] == LAST


def test_who_brings_in_what_is_new_sees_all_of_it_from_elsewhere(world: World) -> None:
    heading, titles = world.new_for(world.here.lead)
    assert (heading, titles) == (ELSEWHERE, ["Theirs on nothing", "Theirs on response", "Theirs on custody"])


def test_what_somebody_posted_without_a_name_gives_them_no_topic(world: World) -> None:
    with transaction():
        post = factories.published(world.here.sergeant, title="Mine", topics=["response"])
        post.author, post.author_id, post.desk_key, post.claim_mark = None, None, "a-key", "a-mark"
        post.claimed_by_id, post.claimed_on = world.here.sergeant.id, clock.today()
    settle()
    assert queries.topics_of(session.get_one(Person, world.here.sergeant.id)) == frozenset()


def test_the_page_says_so_and_asks_no_more_for_more_topics(
    client: Client, engine: Engine, world: World
) -> None:
    client.sign_in(session.get_one(Person, world.here.colleague.id))
    shown = client.get("/").text
    assert ON_TOPICS in re.findall(r"<h2>([^<]+)</h2>", shown)
    assert "Theirs on custody" in shown
    assert "Ours on custody" not in shown
    with statements(engine) as few:
        client.get("/")
    with transaction():
        by = session.get_one(Person, world.here.colleague.id)
        for number in range(9):
            following.follow(Asked(filters={"topic": ("custody", f"topic-{number}")}), by=by)
    with statements(engine) as many:
        client.get("/")
    assert len(many) == len(few)
