"""A want, answered and taken back at one moment."""

from collections.abc import Callable

import pytest

from portal.following import actions
from portal.following.models import Follow, LookedFor, Want
from portal.following.rules.wants import Shown
from portal.foundation.database import session, transaction
from portal.library.queries import Asked
from portal.people.models import Person
from tests import factories
from tests.factories import Force
from tests.library import settle
from tests.racing import all_at_once, loaded

pytestmark = pytest.mark.both

ROUNDS = 4


class Asking:
    """Somebody who asks, two who can answer, and a post: as keys, for each deed has a session of its own."""

    def __init__(self) -> None:
        force, other = Force("Northmoor Police"), Force("Southmoor Police")
        self.asker, self.leads = force.constable.id, [force.lead.id, other.lead.id]
        self.post = factories.published(force.colleague).reference
        settle()
        self.anew()

    def anew(self) -> None:
        """Ask for something else."""
        with transaction():
            by = session.get_one(Person, self.asker)
            self.key = actions.ask_for(Asked(q="boots"), "Dry boots.", Shown.ORGANISATION, by=by).id
        session.remove()

    def answers(self, lead: int) -> Callable[[], None]:
        return self.deed(lambda want: actions.answer(want, self.post, by=self.lead(lead)))

    def closes(self, lead: int) -> Callable[[], None]:
        return self.deed(lambda want: actions.close(want, "We buy none.", by=self.lead(lead)))

    def takes_back(self) -> Callable[[], None]:
        return self.deed(actions.take_back)

    def lead(self, number: int) -> Person:
        return session.get_one(Person, self.leads[number])

    def deed(self, do: Callable[[Want], object]) -> Callable[[], None]:
        """One deed, with the want loaded as a page loads it: before anything is held."""

        def run() -> None:
            with transaction():
                do(loaded(Want, self.key))

        return run


@pytest.fixture
def asking(own_database: None) -> Asking:
    return Asking()


def test_whoever_answers_what_is_taken_back_is_told_so(asking: Asking) -> None:
    for _turn in range(ROUNDS):
        for settles in (asking.answers(0), asking.closes(0)):
            said = all_at_once([settles, asking.takes_back()])
            assert {words.partition(":")[0] for words in said} <= {"done", "gone"}, said
            assert session.get(Want, asking.key) is None
            asking.anew()


def test_it_is_answered_once_and_taken_back_once(asking: Asking) -> None:
    for _turn in range(ROUNDS):
        said = all_at_once([asking.answers(0), asking.closes(1)])
        assert sorted(words.partition(":")[0] for words in said) == ["already-decided", "done"], said
        said = all_at_once([asking.takes_back(), asking.takes_back()])
        assert sorted(words.partition(":")[0] for words in said) == ["done", "gone"], said
        asking.anew()


def test_what_two_windows_end_at_one_moment_is_ended(asking: Asking) -> None:
    for turn in range(ROUNDS):
        with transaction():
            words = LookedFor(words=f"dry boots {turn}", last_on=session.get_one(Want, asking.key).asked_on)
            session.add(words)
            followed = actions.follow(Asked(q=f"boots {turn}"), by=session.get_one(Person, asking.asker))
        keys = words.id, followed.id
        session.remove()

        def ends(what: type[LookedFor | Follow], key: int) -> Callable[[], None]:
            def run() -> None:
                with transaction():
                    one = session.get(what, key)
                    if isinstance(one, LookedFor):
                        actions.take_off(one)
                    elif one is not None:
                        actions.stop(one)

            return run

        deeds = [ends(what, key) for what, key in zip((LookedFor, Follow), keys, strict=True)]
        assert all_at_once(deeds * 2) == ["done"] * 4
        assert session.get(LookedFor, keys[0]) is session.get(Follow, keys[1]) is None
