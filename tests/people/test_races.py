"""Two administrators who take each other's role away at one moment."""

from collections.abc import Callable

import pytest

from portal.foundation.database import session, transaction
from portal.people import actions
from portal.people.models import Person, RoleHeld
from portal.people.rules import Role
from tests import factories
from tests.racing import all_at_once

ROUNDS = 3


def removing(how: str, other: int, by: int) -> Callable[[], None]:
    def remove() -> None:
        with transaction():
            person, me = session.get_one(Person, other), session.get_one(Person, by)
            if how == "end":
                actions.end(person, by=me)
            else:
                actions.take_away(person, Role.SYSTEM_ADMINISTRATOR, by=me)

    return remove


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("how", ["take away", "end"])
def test_one_of_two_system_administrators_is_left(how: str) -> None:
    office = factories.unit("Office", factories.organisation())
    first, second = (factories.person(office, Role.SYSTEM_ADMINISTRATOR).id for _each in range(2))
    for _turn in range(ROUNDS):
        session.remove()
        outcomes = all_at_once([removing(how, first, second), removing(how, second, first)])
        assert sorted(outcome.partition(":")[0] for outcome in outcomes) == ["done", "refused"], outcomes
        people = [session.get_one(Person, key) for key in (first, second)]
        left = [person for person in people if Role.SYSTEM_ADMINISTRATOR in person.roles]
        assert len(left) == 1
        with transaction():  # and both again
            for person in people:
                person.ended_on = None
                if person not in left:
                    person.roles_held.append(RoleHeld(role=Role.SYSTEM_ADMINISTRATOR))
