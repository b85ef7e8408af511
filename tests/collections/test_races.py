"""Two who keep one collection, at one moment."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.collections import actions
from portal.collections.models import Collection, Gathered
from portal.foundation.database import session, transaction
from portal.library import queries as library
from portal.library.models import Publication
from portal.people.models import Person
from portal.people.rules import Role
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force
from tests.library import settle
from tests.racing import all_at_once, loaded

pytestmark = pytest.mark.both

ROUNDS = 4


class Desk:
    """Two leads of one force, a post of theirs, and a collection: as keys, for each deed has a session of its own."""

    def __init__(self) -> None:
        force = Force("Northmoor Police")
        self.leads = [force.lead.id, factories.person(force.office, Role.INNOVATION_LEAD).id]
        self.posts = [factories.published(force.constable).id for _number in range(2)]
        settle()
        self.anew()

    def anew(self) -> None:
        """Begin another collection."""
        with transaction():
            self.key = actions.begin("Custody", "", by=session.get_one(Person, self.leads[0])).id
        session.remove()

    def deed(
        self, lead: int, do: Callable[[Collection, Publication, Person], object], post: int = 0
    ) -> object:
        """One deed of one of the leads, loaded as a page loads it: before anything is held."""

        def run() -> None:
            with transaction():
                one, by = loaded(Collection, self.key), session.get_one(Person, self.leads[lead])
                do(one, self.item(post), by)

        return run

    def item(self, post: int) -> Publication:
        found = library.item(session.get_one(Submission, self.posts[post]).reference)
        assert found is not None
        return found

    def places(self) -> list[tuple[int, int]]:
        """What is in it, in its order."""
        there = select(Gathered.submission_id, Gathered.place).where(Gathered.collection_id == self.key)
        return [(row[0], row[1]) for row in session.execute(there.order_by(Gathered.place))]


def gather(one: Collection, item: Publication, by: Person) -> None:
    actions.gather(one, item, "Read this first", by=by)


def end(one: Collection, _item: Publication, by: Person) -> None:
    actions.end(one, by=by)


def rename(one: Collection, _item: Publication, by: Person) -> None:
    actions.change(one, f"Custody, says {by.id}", "", for_all=True, seen=1, by=by)


@pytest.fixture
def desk(own_database: None) -> Desk:
    return Desk()


def test_what_two_gather_at_one_moment_is_all_there_once_each_at_a_place_of_its_own(desk: Desk) -> None:
    for _turn in range(ROUNDS):
        assert all_at_once([desk.deed(lead, gather) for lead in (0, 1, 0)]) == ["done"] * 3
        assert desk.places() == [(desk.posts[0], 1)]
        desk.anew()
        assert all_at_once([desk.deed(0, gather), desk.deed(1, gather, 1)]) == ["done"] * 2
        assert [place for _post, place in desk.places()] == [1, 2]
        desk.anew()


def test_whoever_gathers_into_what_somebody_ends_is_told_so(desk: Desk) -> None:
    for _turn in range(ROUNDS):
        said = all_at_once([desk.deed(0, gather), desk.deed(1, end)])
        told = [words for words in said if words != "done"]
        assert {words.partition(":")[0] for words in told} <= {"gone"}, said
        assert desk.places() == []
        desk.anew()
        said = all_at_once([desk.deed(0, end), desk.deed(1, end)])
        assert sorted(words.partition(":")[0] for words in said) == ["done", "gone"], said
        desk.anew()


def test_of_two_who_change_its_words_one_is_told_to_look_again(desk: Desk) -> None:
    for _turn in range(ROUNDS):
        said = all_at_once([desk.deed(0, rename), desk.deed(1, rename)])
        assert sorted(words.partition(":")[0] for words in said) == ["done", "stale"], said
        desk.anew()
