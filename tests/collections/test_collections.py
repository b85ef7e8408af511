"""Collections: those with the task gather items in an order; each reader finds what they may read anyway."""

import itertools

import pytest

from portal.authorisation import actions as authorisation
from portal.collections import actions, queries
from portal.collections.models import Collection
from portal.collections.rules import ENTRIES_AT_MOST, check_room, may_change, may_read, moved
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.library import queries as library
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions.models import Submission
from tests import factories
from tests.client import Client
from tests.factories import Force
from tests.library import settle


class Somebody:
    """A person as the rules look at one."""

    def __init__(self, *roles: Role, at: int = 1) -> None:
        self.roles, self.organisation_id = frozenset(roles), at


def collection(at: int | None, *, shown: bool, for_all: bool = True) -> Collection:
    return Collection(organisation_id=at, shown=shown, for_all=for_all)


def test_who_keeps_and_who_reads_a_collection() -> None:
    keepers = {Role.INNOVATION_LEAD, Role.ORGANISATION_ADMINISTRATOR, Role.TOPIC_LEAD}
    curators = {Role.NATIONAL_CURATOR, Role.SYSTEM_ADMINISTRATOR}
    for role, at, shown, for_all in itertools.product(Role, (None, 1, 2), (True, False), (True, False)):
        if at is None and not for_all:
            continue  # the database knows no such collection
        one, person = collection(at, shown=shown, for_all=for_all), Somebody(role)
        keeps = role in curators if at is None else role in keepers and at == 1
        assert may_change(person, one) == keeps, (role, at)
        assert may_read(person, one) == (keeps or (shown and (for_all or at == 1))), (role, at, shown)


@pytest.mark.parametrize(
    ("key", "up", "after"),
    [(2, True, [2, 1, 3]), (2, False, [1, 3, 2]), (1, True, [1, 2, 3]), (3, False, [1, 2, 3]), (9, True, [1, 2, 3])],
)  # fmt: skip
def test_an_item_goes_one_place_and_no_further_than_the_end(key: int, up: bool, after: list[int]) -> None:
    assert moved([1, 2, 3], key, up=up) == after


def test_a_collection_is_not_longer_than_anybody_reads() -> None:
    check_room(ENTRIES_AT_MOST - 1)
    with pytest.raises(Refused, match="at most 100 posts"):
        check_room(ENTRIES_AT_MOST)


@pytest.fixture
def force(db: None) -> Force:
    return Force("Northmoor Police")


def published(force: Force, title: str, **content: object) -> Submission:
    post = factories.published(force.constable, title=title, **content)
    settle()
    return post


def begun(client: Client, lead: Person, title: str = "Missing children") -> Collection:
    answer = client.sign_in(lead).submit(
        "/collections/new", title=title, introduction="Read the **first** one first."
    )
    assert answer.status_code == 302
    return session.query(Collection).filter_by(title=title).one()


def test_a_lead_gathers_orders_and_shows_and_others_read_it_in_that_order(
    client: Client, force: Force
) -> None:
    first, second = published(force, "Search the loft first"), published(force, "Ask the friends")
    made = begun(client, force.lead)
    address = f"/collections/{made.reference}"
    change = f"{address}/change"
    other = Force("Eastvale Police").constable
    client.submit(f"{address}/items", page=change, item=first.reference, note="It saves an hour")
    where = f"http://localhost/library/{second.reference}"
    client.submit(f"{address}/items", page=change, item=where)
    client.submit(f"{address}/order", page=change, item=second.reference, way="up")
    assert client.sign_in(other).get(address).status_code == 404
    client.sign_in(force.lead).submit(f"{address}/shown", page=change)
    page = client.sign_in(other).get(address).text
    assert page.index("Ask the friends") < page.index("Search the loft first")
    assert "It saves an hour" in page
    assert "Read the <strong>first</strong> one first." in page
    assert "2 posts, kept by Northmoor Police" in client.get("/collections").text
    assert "Missing children" in client.get(f"/library/{first.reference}").text
    assert client.get(change).status_code == 403


def test_a_reader_is_told_of_nothing_that_is_not_theirs_to_read(client: Client, force: Force) -> None:
    kept, given = published(force, "Ours alone", sharing="force"), published(force, "For all")
    made = begun(client, force.lead)
    with transaction():
        for post in (kept, given):
            actions.gather(made, library.item(post.reference), by=session.get_one(Person, force.lead.id))
        actions.show(made, by=session.get_one(Person, force.lead.id))
    other = Force("Eastvale Police").constable
    page = client.sign_in(other).get(f"/collections/{made.reference}").text
    assert "For all" in page
    assert "Ours alone" not in page
    assert "more" not in page.partition("</ol>")[2].partition("<footer")[0]
    assert "1 post, kept by" in client.get("/collections").text
    assert "2 posts, kept by" in client.sign_in(force.colleague).get("/collections").text


def test_what_leaves_the_library_leaves_the_collection_and_its_keeper_is_told(
    client: Client, force: Force
) -> None:
    gone = published(force, "Taken back later")
    made = begun(client, force.lead)
    with transaction():
        actions.gather(made, library.item(gone.reference), by=session.get_one(Person, force.lead.id))
    with transaction():
        lead = session.get_one(Person, force.lead.id)
        authorisation.take_out(session.get_one(Submission, gone.id), "It names a child.", by=lead)
    page = client.sign_in(force.lead).get(f"/collections/{made.reference}").text
    assert "Taken back later" not in page
    assert "1 more is in it that you may not read, or that left the library." in page


def test_nothing_is_shown_before_something_is_in_it(client: Client, force: Force) -> None:
    made = begun(client, force.lead)
    address = f"/collections/{made.reference}"
    answer = client.submit(f"{address}/shown", page=f"{address}/change")
    assert answer.status_code == 409
    assert "Nothing is in it yet. Add a post first." in answer.text
    assert not queries.collection(made.reference).shown


def test_a_reference_of_nothing_is_refused_beside_the_field_and_kept(client: Client, force: Force) -> None:
    made = begun(client, force.lead)
    address = f"/collections/{made.reference}"
    hidden = factories.draft(force.constable, title="Only mine yet")
    for typed in ("zzzz-zzzz", hidden.reference, "http://localhost/library/"):
        answer = client.submit(f"{address}/items", page=f"{address}/change", item=typed, note="Look")
        assert answer.status_code in {400, 409}, typed
        assert "There is no post of this reference that you may read." in answer.text
        assert f'value="{typed}"' in answer.text
    assert made.entries == []


def test_who_saw_an_older_version_is_told_and_changes_nothing(client: Client, force: Force) -> None:
    made = begun(client, force.lead)
    by = session.get_one(Person, force.lead.id)
    with pytest.raises(Refused, match="Somebody else changed"), transaction():
        actions.change(made, "Other", "", for_all=True, seen=made.version - 1, by=by)
    with pytest.raises(Refused, match="Only those who keep"), transaction():
        actions.end(made, by=session.get_one(Person, force.constable.id))
    client.submit(f"/collections/{made.reference}/end", page=f"/collections/{made.reference}/change")
    assert queries.collection(made.reference) is None
