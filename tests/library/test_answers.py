"""Two items that answer the same question: who says so, who reads it, and that it is taken back."""

import itertools
from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.library import actions, queries
from portal.library.models import SameQuestion
from portal.library.rules import answers as rules
from portal.people.models import Person
from portal.people.rules import Role
from tests import factories
from tests.client import Client
from tests.library import settle
from tests.library.kept import item
from tests.library.test_api import bearer
from tests.racing import all_at_once

LINKED, UNLINKED = "item.answer_linked", "item.answer_unlinked"
HEADING = "Other answers to the same question"


def made(by: Person, title: str, **content: object) -> str:
    """The reference of an item."""
    reference = factories.published(by, title=title, **content).reference
    settle()
    return reference


def linked(one: str, other: str, by: Person) -> None:
    with transaction():
        actions.link(item(one), item(other), by=session.get_one(Person, by.id))


def told(reference: str) -> list[tuple[str, bool]]:
    """What was said of an item, and whether somebody is named for it."""
    about = journal.entries_about(item(reference).submission)
    return [(one.event, one.by_id is not None) for one in about if one.event in {LINKED, UNLINKED}]


def titles(reference: str, reader: Person) -> list[str]:
    found = queries.same_question(session.get_one(Person, reader.id), item(reference).submission)
    return ["".join(words for words, _found in card.title) for card in found]


def test_authors_topic_leads_and_the_curator_say_so(force: factories.Force) -> None:
    people = {role: factories.person(force.office, role) for role in Role}
    one, other = made(force.constable, "A quiet room"), made(force.colleague, "A quiet hour")
    for role, person in people.items():
        may = rules.may_link(session.get_one(Person, person.id), item(one))
        assert may is (role in {Role.TOPIC_LEAD, Role.NATIONAL_CURATOR}), role
    author = session.get_one(Person, force.constable.id)
    assert rules.may_link(author, item(one))
    assert not rules.may_link(author, item(other))
    with pytest.raises(Refused, match="for its authors"):
        linked(one, other, force.lead)


def test_each_leads_to_the_other_until_it_is_taken_off(force: factories.Force) -> None:
    curator = factories.person(force.office, Role.NATIONAL_CURATOR)
    one, other = made(force.constable, "A quiet room"), made(force.colleague, "A quiet hour")
    for pair in itertools.permutations((one, other)):
        linked(*pair, curator)
    assert (titles(one, force.sergeant), titles(other, force.sergeant)) == (
        ["A quiet hour"],
        ["A quiet room"],
    )
    assert told(one) == told(other) == [(LINKED, True)]
    for _again in range(2):
        with transaction():
            actions.unlink(item(other), item(one), by=session.get_one(Person, curator.id))
    assert titles(one, force.sergeant) == titles(other, force.sergeant) == []
    assert told(one) == told(other) == [(LINKED, True), (UNLINKED, True)]


def test_the_record_names_no_author_for_it(force: factories.Force) -> None:
    """Whoever decided on one of the two without knowing who wrote it may read the record."""
    one, other = made(force.constable, "A quiet room"), made(force.colleague, "A quiet hour")
    linked(one, other, force.constable)
    assert told(one) == told(other) == [(LINKED, False)]


def test_nobody_is_led_to_what_they_may_not_read_or_what_left_the_library(force: factories.Force) -> None:
    one = made(force.constable, "A quiet room")
    narrow = made(force.colleague, "Ours alone", sharing="unit")
    gone = made(force.colleague, "Taken out later")
    for other in (narrow, gone):
        linked(one, other, force.constable)
    assert titles(one, force.sergeant) == ["Ours alone", "Taken out later"]
    assert titles(one, force.data_officer) == ["Taken out later"]
    with transaction():
        actions.take_out(item(gone), "It names a child.", by=session.get_one(Person, force.lead.id))
    assert titles(one, force.sergeant) == ["Ours alone"]
    assert queries.same_question(None, item(one).submission) == []


@pytest.mark.parametrize("other", ["nothing", "hidden", "itself"])
def test_what_cannot_be_linked_is_refused_and_tells_nothing(force: factories.Force, other: str) -> None:
    one = made(force.constable, "A quiet room")
    hidden = made(factories.Force().constable, "Theirs alone", sharing="force")
    named = {"nothing": "zzzz9999", "hidden": hidden, "itself": one}[other]
    with pytest.raises(Refused) as refused, transaction():
        actions.link(item(one), queries.item(named), by=session.get_one(Person, force.constable.id))
    assert refused.value.field == rules.OTHER
    itself = "This is the post itself. Name the other one."
    assert refused.value.message == (itself if other == "itself" else rules.UNKNOWN)
    assert session.scalars(select(SameQuestion)).all() == []


def test_no_more_than_anybody_reads_stand_beside_one(force: factories.Force) -> None:
    rules.check_room(rules.ANSWERS_AT_MOST - 1)
    references = [made(force.constable, f"A quiet room {number}") for number in range(3)]
    keys = [item(reference).submission_id for reference in references]
    with transaction():
        session.add_all(
            SameQuestion(first_id=min(keys[0], key), second_id=max(keys[0], key))
            for key in full(force, rules.ANSWERS_AT_MOST)
        )
    for pair in ((0, 1), (1, 0)):
        with pytest.raises(Refused, match="Take one off first"):
            linked(references[pair[0]], references[pair[1]], force.constable)
    linked(references[1], references[2], force.constable)


def full(force: factories.Force, count: int) -> list[int]:
    """The keys of so many posts."""
    return [factories.draft(force.colleague).id for _number in range(count)]


def test_an_author_links_another_on_a_page_and_readers_find_it(
    client: Client, force: factories.Force
) -> None:
    one, other = made(force.constable, "A quiet room"), made(force.colleague, "A quiet hour")
    page = f"/library/{one}/same-question"
    client.sign_in(session.get_one(Person, force.constable.id))
    assert page in client.get(f"/library/{one}").text
    assert client.submit(page, other="zzzz9999").status_code == 409
    assert client.submit(page, other="").status_code == 409
    assert client.submit(page, other=f"https://portal.example/library/{other}").location == page
    assert "Take off<span" in client.get(page).text
    client.sign_in(session.get_one(Person, force.colleague.id))
    shown = client.get(f"/library/{one}").text
    assert "A quiet hour" in shown.partition('id="same-question"')[2].partition("</section>")[0]
    assert client.get(page).status_code == 403
    headers = bearer(force.sergeant)
    answer = client.get(f"/api/v1/library/{one}", headers=headers).get_json()
    assert answer["same_question"] == [{"reference": other, "title": "A quiet hour"}]
    other_page = f"/library/{other}/same-question"
    assert client.submit(f"{other_page}/end", page=other_page).location == other_page
    assert HEADING not in client.get(f"/library/{one}").text


def test_what_is_not_there_to_take_off_is_not_read(client: Client, force: factories.Force) -> None:
    one = made(force.constable, "A quiet room")
    hidden = made(factories.Force().constable, "Theirs alone", sharing="force")
    client.sign_in(session.get_one(Person, force.constable.id))
    for other in (hidden, "zzzz9999"):
        address = f"/library/{one}/same-question"
        assert client.submit(f"{address}/end", page=address, other=other).status_code == 400


@pytest.mark.usefixtures("own_database")
def test_said_by_two_at_one_moment_it_is_said_once() -> None:
    force = factories.Force("Northmoor Police")
    one, other = made(force.constable, "A quiet room"), made(force.colleague, "A quiet hour")
    people = [force.constable.id, force.colleague.id]
    session.remove()

    def says(mine: str, theirs: str, by: int) -> Callable[[], None]:
        def run() -> None:
            with transaction():
                actions.link(item(mine), item(theirs), by=session.get_one(Person, by))

        return run

    said = all_at_once([says(one, other, people[0]), says(other, one, people[1])])
    assert said == ["done", "done"]
    assert told(one) == told(other) == [(LINKED, False)]
