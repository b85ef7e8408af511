"""What two say at one moment of how a post goes on, and of what was done with it elsewhere."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.implementation import actions, queries
from portal.implementation.actions import Said
from portal.implementation.models import Adoption, Implementation
from portal.implementation.rules.ledger import How, Place
from portal.implementation.rules.owners import SAID_AT_FIRST, version_of
from portal.people.models import Person
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force
from tests.library import settle
from tests.racing import all_at_once, loaded

pytestmark = pytest.mark.both

ROUNDS = 6


class Desk:
    """Two forces and a post of one of them: as keys, for each deed has a session of its own."""

    def __init__(self) -> None:
        force, other = Force("Northmoor Police"), Force("Southmoor Police")
        self.post = factories.published(force.constable).id
        self.writes, self.confirms = other.constable.id, other.sergeant.id
        self.lead = force.lead.id
        self.place = Place(other.organisation.id, other.team.id)
        settle()
        actions.keep_asking()  # it has an owner from now on
        session.remove()

    def noted(self) -> int:
        """Begin an entry of the ledger."""
        with transaction():
            post, by = session.get_one(Submission, self.post), session.get_one(Person, self.writes)
            said = Said(How.TRIED, date(2025, 3, 1))
            key = actions.note_adoption(post, self.place, said, by=by).id
        session.remove()
        return key

    def deed(self, entry: int, person: int, do: Callable[[Adoption, Person], object]) -> Callable[[], object]:
        """One deed of one of them, loaded as a page loads it: before anything is held."""

        def run() -> None:
            with transaction():
                do(loaded(Adoption, entry), session.get_one(Person, person))

        return run

    def said(self, do: Callable[[Submission, Person], object]) -> Callable[[], object]:
        """What the lead says of how it goes on, with what the page showed loaded before anything is held."""

        def run() -> None:
            with transaction():
                post = loaded(Submission, self.post)
                found = queries.implementation(post)
                shown = list(found.milestones) if found is not None else []
                do(post, session.get_one(Person, self.lead))
                del shown

        return run

    def written(self, event: str) -> int:
        """How often the journal tells of this."""
        post = session.get_one(Submission, self.post)
        return sum(one.event == event for one in journal.entries_about(post))


def confirm(entry: Adoption, by: Person) -> None:
    actions.confirm(entry, by=by)


def take_back(entry: Adoption, by: Person) -> None:
    actions.take_back(entry, by=by)


@pytest.fixture
def desk(own_database: None) -> Desk:
    return Desk()


def test_whoever_confirms_what_is_taken_back_is_told_so(desk: Desk) -> None:
    for _turn in range(ROUNDS):
        entry = desk.noted()
        said = all_at_once(
            [desk.deed(entry, desk.confirms, confirm), desk.deed(entry, desk.writes, take_back)]
        )
        assert {words.partition(":")[0] for words in said} <= {"done", "gone"}, said
        assert session.scalars(select(Adoption)).all() == []
        session.remove()


def test_what_is_taken_back_twice_at_one_moment_is_told_once(desk: Desk) -> None:
    for turn in range(ROUNDS):
        entry = desk.noted()
        said = all_at_once([desk.deed(entry, desk.writes, take_back)] * 2)
        assert sorted(words.partition(":")[0] for words in said) == ["done", "gone"], said
        assert desk.written("adoption.taken_back") == turn + 1
        session.remove()


def test_a_lead_who_is_the_first_to_say_how_it_goes_on_meets_whoever_gives_it_an_owner(desk: Desk) -> None:
    def begin() -> None:
        actions.begin_after(journal.entries_about(session.get_one(Submission, desk.post)))

    def plan(post: Submission, by: Person) -> None:
        actions.plan_milestone(post, "A door", clock.today(), by=by)

    for _turn in range(ROUNDS):
        with transaction():
            session.delete(session.get_one(Implementation, desk.post))
        session.remove()
        assert all_at_once([desk.said(plan), begin, actions.keep_asking]) == ["done"] * 3
        assert len(session.get_one(Implementation, desk.post).milestones) == 1
        session.remove()


def test_of_two_who_say_what_is_in_the_way_at_one_moment_one_is_told_to_look_again(desk: Desk) -> None:
    seen = version_of(SAID_AT_FIRST)

    def says(blockers: str) -> Callable[[], object]:
        return desk.said(lambda post, by: actions.note(post, {"blockers": blockers}, seen=seen, by=by))

    for _turn in range(ROUNDS):
        with transaction():
            found = queries.implementation(session.get_one(Submission, desk.post))
            assert found is not None
            found.blockers = ""
        session.remove()
        told = all_at_once([says("No key."), says("No door.")])
        assert sorted(words.partition(":")[0] for words in told) == ["done", "stale"], told
