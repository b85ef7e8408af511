"""One button to follow what one stands in, one page of all that one follows, and one to stop each."""

import pytest
from sqlalchemy import inspect

from portal.following import queries
from portal.following.models import Follow
from portal.foundation.database import session
from portal.people.models import Person
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.notifications.mondays import work


@pytest.fixture
def reader(here: Force, there: Force, client: Client) -> Person:
    """Somebody of another force, signed in, with a post to read."""
    factories.published(here.constable, topics=["handover"], title="Numbered hooks for van keys")
    work()
    client.sign_in(there.constable)
    return there.constable


def again(person: Person) -> Person:
    """Somebody, as the database has them now: a request ends the session in which they were made."""
    return session.get_one(Person, inspect(person).identity)


def followed(person: Person) -> list[str]:
    session.expire_all()
    return [one.search for one in queries.follows_of(again(person))]


def test_a_search_is_followed_with_one_button_and_stopped_with_one(client: Client, reader: Person) -> None:
    shown = client.get("/library?q=keys&topic=handover&sort=newest&page=1")
    assert "Follow this search" in shown.text
    answer = client.send(shown, "/following")
    assert answer.status_code == 302
    assert answer.location == "/library?q=keys&topic=handover"
    assert followed(reader) == ["q=keys&topic=handover"]
    assert "You follow what is new for “keys” about Handover." in client.get(answer.location).text
    client.send(shown, "/following")
    assert followed(reader) == ["q=keys&topic=handover"]
    mine = client.get("/following")
    assert "For “keys” about Handover" in mine.text
    (one,) = queries.follows_of(again(reader))
    stop = f"/following/{one.reference}/stop"
    assert client.send(mine, stop).location == "/following"
    assert followed(reader) == []
    assert "You follow nothing yet." in client.get("/following").text


def test_the_whole_library_and_a_search_that_found_nothing(client: Client, reader: Person) -> None:
    assert "Follow this search" not in client.get("/library").text
    shown = client.get("/library?q=zeppelin")
    client.send(shown, "/following")
    assert followed(reader) == ["q=zeppelin"]


@pytest.mark.parametrize("what", ["topic=handover", "organisation"])
def test_the_topics_and_the_organisation_of_a_post_are_followed_from_its_page(
    client: Client, reader: Person, here: Force, what: str
) -> None:
    found = client.get("/library?q=keys").text.partition("result-title")[2]
    reference = found.split("/library/")[1][:8]
    page = client.get(f"/library/{reference}").text
    wanted = what if "=" in what else f"organisation={again(here.constable).organisation.code}"
    assert f'name="search" value="{wanted}"' in page
    client.submit("/following", page=f"/library/{reference}", search=wanted)
    assert followed(reader) == [wanted]


def test_a_search_that_cannot_be_kept_is_refused_in_words(client: Client, reader: Person) -> None:
    shown = client.get("/library?q=keys")
    answer = client.send(shown, "/following", search="q=" + "x" * 510)
    assert answer.status_code == 409
    assert "This search is too long to follow" in answer.text
    assert client.send(shown, "/following", search="x" * 9000).status_code == 400
    assert followed(reader) == []


def test_nobody_stops_what_somebody_else_follows(client: Client, reader: Person, here: Force) -> None:
    client.send(client.get("/library?q=keys"), "/following")
    (one,) = queries.follows_of(again(reader))
    other = client.application.test_client()
    assert isinstance(other, Client)
    other.sign_in(again(here.inspector))
    shown = other.get("/following")
    assert "keys" not in shown.text
    assert other.send(other.get("/library?q=keys"), f"/following/{one.reference}/stop").status_code == 404
    assert followed(reader) == ["q=keys"]


def test_the_link_in_a_mail_stops_it_without_signing_in_and_looking_changes_nothing(
    client: Client, reader: Person
) -> None:
    client.send(client.get("/library?q=keys"), "/following")
    (one,) = queries.follows_of(again(reader))
    stranger = client.application.test_client()
    assert isinstance(stranger, Client)
    address = f"/stop-following/{one.stop}"
    shown = stranger.get(address)
    assert "what is new for “keys”" in shown.text
    assert followed(reader) == ["q=keys"]
    assert "You no longer follow this" in stranger.send(shown, address).text
    assert followed(reader) == []
    assert stranger.get(address).status_code == 404
    assert session.query(Follow).count() == 0


def test_what_is_new_stands_among_the_notices_with_what_to_do(
    client: Client, reader: Person, here: Force
) -> None:
    client.send(client.get("/library?topic=handover"), "/following")
    author = again(here.constable)
    details = dict(factories.IMPACT_CASE.details) | {"advice": "Show the history on the form."}
    factories.published(author, "impact-case", topics=["handover"], details=details)
    work()
    page = client.get("/notices").text
    assert "Avoid what went wrong elsewhere, about Handover: “A missing child was graded too low”" in page
    assert "What others should do: Show the history on the form." in page
    assert "1</" in client.get("/").text
