"""Any search for other programs: a JSON feed, and a list that stands inside a page of another site."""

import json
from typing import Any

import pytest

from portal.foundation.database import session, transaction
from portal.library import actions, queries
from portal.people.models import Person
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.library import settle

FRAMES = "frame-ancestors *"


def feed(client: Client, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/feed+json"
    return dict(json.loads(answer.data))


def test_a_search_as_a_json_feed(client: Client, force: Force) -> None:
    reference = factories.published(force.constable, title="Numbered hooks “for” van keys").reference
    factories.published(force.constable, title="Something else")
    settle()
    client.sign_in(Force().inspector)
    told = feed(client, "/library.json?q=hooks&kind=idea&page=7")
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["title"] == "Library: hooks"
    assert told["feed_url"] == "http://localhost/library.json?kind=idea&q=hooks"
    assert told["home_page_url"] == "http://localhost/library?kind=idea&q=hooks"
    (item,) = told["items"]
    assert item["id"] == item["url"] == f"http://localhost/library/{reference}"
    assert item["title"] == "Numbered hooks “for” van keys"
    assert item["content_text"] == factories.IDEA.summary
    assert item["authors"] == [{"name": "Amina Constable, Northmoor Police"}]
    assert item["date_published"].endswith("T00:00:00Z")
    assert set(item) == {
        "id", "url", "title", "content_text", "date_published", "date_modified", "authors", "tags",
    }  # fmt: skip


def test_a_feed_holds_only_what_its_reader_may_see(client: Client, force: Force) -> None:
    factories.published(force.constable, sharing="force")
    factories.published(force.constable, sharing="policing")
    settle()
    other = Force().constable
    client.sign_in(other)
    assert len(feed(client, "/library.json")["items"]) == 1
    own = client.application.test_client()
    assert isinstance(own, Client)
    own.sign_in(force.colleague)
    assert len(feed(own, "/library.json")["items"]) == 2
    nobody = client.application.test_client()
    assert isinstance(nobody, Client)
    assert not feed(nobody, "/library.json")["items"]


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_list_for_an_intranet_shows_what_the_public_may_read_to_everybody_alike(
    client: Client, force: Force, signed_in: bool
) -> None:
    for how_far in ("unit", "force", "region", "policing", "public"):
        factories.published(force.constable, title=f"A quiet room for {how_far}", sharing=how_far)
    settle()
    if signed_in:
        client.sign_in(force.colleague)
    shown = client.get("/embed/library?q=quiet")
    assert "A quiet room for public" in shown.text
    assert shown.text.count("<li>") == 1
    assert "Constable" not in shown.text
    assert force.colleague.name not in shown.text
    assert "<script" not in shown.text
    assert "<form" not in shown.text
    assert shown.headers["Content-Security-Policy"].endswith(FRAMES)
    assert "Set-Cookie" not in shown.headers


def test_no_other_page_stands_in_a_frame(client: Client, force: Force) -> None:
    factories.published(force.constable, sharing="public")
    settle()
    client.sign_in(force.colleague)
    for address in ("/", "/library", "/library.atom", "/library.json", "/help"):
        assert client.get(address).headers["Content-Security-Policy"].count("frame-ancestors 'none'") == 1


def test_a_list_for_an_intranet_is_short_and_says_where_there_is_more(client: Client, force: Force) -> None:
    assert "Nothing here is open to the public yet." in client.get("/embed/library").text
    for number in range(11):
        factories.published(
            session.get_one(Person, force.constable.id), title=f"Room {number}", sharing="public"
        )
    settle()
    shown = client.get("/embed/library?q=room&sort=used&page=2").text
    assert shown.count("<li>") == 10
    assert 'href="http://localhost/library?q=room"' in shown


def test_what_is_taken_out_leaves_the_list_at_once(client: Client, force: Force) -> None:
    reference = factories.published(force.constable, sharing="public", title="A quiet room").reference
    settle()
    assert "A quiet room" in client.get("/embed/library").text
    with transaction():
        item = queries.item(reference)
        assert item is not None
        actions.take_out(item, "It names somebody.", by=session.get_one(Person, force.lead.id))
    shown = client.get("/embed/library")
    assert "A quiet room" not in shown.text
    assert shown.headers["Cache-Control"] == "no-store"


def test_a_search_says_how_it_is_put_on_an_intranet(client: Client, force: Force) -> None:
    factories.published(force.constable, title="A quiet room")
    settle()
    client.sign_in(force.colleague)
    shown = client.get("/library?q=quiet").text
    assert (
        "http://localhost/embed/library?q=quiet&#34;" in shown
        or 'http://localhost/embed/library?q=quiet"' in shown
    )
    assert 'href="/library.json?q=quiet"' in shown
