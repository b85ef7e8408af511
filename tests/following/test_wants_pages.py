"""Asking for what is not there, and answering it, on the pages."""

import pytest
from sqlalchemy import inspect, select

from portal.following import queries
from portal.following.actions import looked_for
from portal.following.actions.looked_for import Tally
from portal.following.models import LookedFor
from portal.following.rules.wants import ASKERS
from portal.foundation.database import session
from portal.people.models import Person
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.notifications.mondays import work


@pytest.fixture(autouse=True)
def fresh_tally(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that another test has looked for."""
    monkeypatch.setattr(looked_for, "_tally", Tally())


def again(person: Person) -> Person:
    return session.get_one(Person, inspect(person).identity)


def browser(client: Client, person: Person) -> Client:
    opened = client.application.test_client()
    assert isinstance(opened, Client)
    return opened.sign_in(again(person))


def test_from_an_empty_search_to_an_answer(client: Client, here: Force, there: Force) -> None:
    post = factories.published(there.constable, title="Cordon tape that holds in wind").reference
    work()
    asker = browser(client, here.constable)
    empty = asker.get("/library?q=boots")
    assert 'href="/wanted/new?q=boots"' in empty.text
    shown = asker.get("/wanted/new?q=boots")
    assert "You follow this search from now on" in shown.text
    answer = asker.send(shown, "/wanted/new", words="Boots that stay dry.", named="organisation")
    address = answer.location
    assert address.startswith("/wanted/")
    page = asker.get(address).text
    assert "It waits for an answer." in page
    assert "Answer it" not in page

    lead = browser(client, there.lead)
    listed = lead.get("/wanted").text
    assert "Boots that stay dry." in listed
    assert "Somebody at Northmoor Police" in listed
    assert "Amina" not in listed
    open_page = lead.get(address)
    assert "Amina" not in open_page.text
    wrong = lead.send(open_page, f"{address}/answer", post="zzzz9999")
    assert wrong.status_code == 409
    assert "no such post" in wrong.text
    assert lead.send(open_page, f"{address}/close", reason="").status_code == 422
    assert lead.send(lead.get(address), f"{address}/answer", post=post).location == "/wanted"
    assert "Answered" in lead.get("/wanted").text

    page = asker.get(address).text
    assert "Answered by Lena Lead." in page
    assert "Cordon tape that holds in wind" in page
    assert "Answered" in asker.get("/following").text
    assert asker.send(asker.get(address), f"{address}/take-back").location == "/following"
    assert asker.get(address).status_code == 404


def test_who_cannot_answer_sees_nothing_of_what_others_ask(client: Client, here: Force) -> None:
    asker = browser(client, here.constable)
    shown = asker.get("/wanted/new?q=boots")
    address = asker.send(shown, "/wanted/new", words="Boots that stay dry.", named="name").location
    other = browser(client, here.colleague)
    assert other.get("/wanted").status_code == 403
    assert other.get(address).status_code == 404
    assert "Wanted" not in other.get("/").text
    assert 'href="/wanted"' in browser(client, here.lead).get("/").text


def test_nothing_is_asked_for_without_words(client: Client, here: Force) -> None:
    asker = browser(client, here.constable)
    shown = asker.get("/wanted/new?q=boots&topic=handover")
    answer = asker.send(shown, "/wanted/new", words="", named="name")
    assert answer.status_code == 422
    assert 'value="q=boots&amp;topic=handover"' in answer.text
    assert queries.wanted().asked == []


def look(client: Client, people: list[Person], address: str) -> None:
    for person in people:
        browser(client, person).get(address)


def test_what_many_look_for_in_vain_is_listed_with_the_next_thing_that_is_saved(
    client: Client, here: Force, there: Force
) -> None:
    people = [here.constable, here.colleague, here.sergeant, here.inspector, there.constable]
    assert len(people) == ASKERS
    look(client, people[:-1], "/library?q=warm+boots")
    lead = browser(client, here.lead)
    assert "warm boots" not in lead.get("/wanted").text
    look(client, people[-1:], "/library?q=Warm+boots")
    assert session.scalars(select(LookedFor)).all() == [], "looking writes nothing"
    lead.submit("/notices/seen", page="/following")
    listed = lead.get("/wanted")
    assert "warm boots" in listed.text
    (one,) = session.scalars(select(LookedFor)).all()
    lead.send(listed, f"/wanted/looked-for/{one.reference}/take-off")
    assert "warm boots" not in lead.get("/wanted").text.split("is off the list")[-1]


def test_what_is_found_or_narrowed_is_not_counted(client: Client, here: Force, there: Force) -> None:
    factories.published(here.constable, title="Warm boots")
    work()
    people = [here.constable, here.colleague, here.sergeant, here.inspector, there.constable, there.lead]
    for address in (
        "/library?q=warm+boots",
        "/library?q=gloves&topic=custody",
        "/library",
        "/library?q=12345",
    ):
        look(client, people, address)
    looked_for.to_list()
    assert queries.wanted().looked_for == []
    look(client, people, "/library?q=gloves")
    looked_for.to_list()
    assert [one.words for one in queries.wanted().looked_for] == ["gloves"]


def test_a_search_of_which_nothing_holds_all_the_words_leads_to_asking_too(
    client: Client, here: Force
) -> None:
    factories.published(here.constable, title="Cordon tape that holds in wind")
    work()
    asker = browser(client, here.constable)
    partly = asker.get("/library?q=cordon+zeppelin").text
    assert "Nothing holds all of “cordon zeppelin”" in partly
    assert 'href="/wanted/new?q=cordon+zeppelin"' in partly
    assert "/wanted/new" not in asker.get("/library?q=cordon").text
