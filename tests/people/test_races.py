"""What two administrators do at one moment: take each other's role away, or settle things for their organisation."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from portal.authorisation.actions.outside import switch_outside
from portal.foundation.database import session, transaction
from portal.library.actions import set_months
from portal.people import actions
from portal.people.models import Organisation, Person, RoleHeld
from portal.people.rules import Role
from tests import factories
from tests.racing import all_at_once

pytestmark = pytest.mark.both

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


SETTLING: tuple[Callable[[Organisation, Person], object], ...] = (
    lambda force, by: actions.keep_profile(force, areas=["rural"], size="under_1k", means=[], by=by),
    lambda force, by: actions.keep_crowd(force, crowd=21, quiet_below=7, by=by),
    lambda force, by: actions.keep_working_days(
        force, nation="scotland", extra_holidays=[date(2027, 3, 1)], escalate_after=9, by=by
    ),
    lambda force, by: switch_outside(force, True, "The university decides with us.", by=by),
    lambda force, by: set_months(force, {"idea": 5, "learning": 6, "impact-case": 7}, by=by),
)


def settling(settle: Callable[[Organisation, Person], object], force: int, by: int) -> Callable[[], None]:
    def run() -> None:
        with transaction():
            settle(session.get_one(Organisation, force), session.get_one(Person, by))

    return run


@pytest.mark.usefixtures("own_database")
def test_what_several_settle_at_one_moment_is_all_kept() -> None:
    force = factories.organisation()
    by = factories.person(factories.unit("Office", force), Role.ORGANISATION_ADMINISTRATOR).id
    key = force.id
    for turn in range(ROUNDS):
        with transaction():
            session.get_one(Organisation, key).settings = {}
        session.remove()
        assert all_at_once([settling(one, key, by) for one in SETTLING]) == ["done"] * len(SETTLING)
        kept = session.get_one(Organisation, key)
        assert set(kept.settings) == {
            "profile", "crowd", "quiet_below", "nation", "extra_holidays", "escalate_after", "mail_at",
            "worked_holidays", "asks_outside", "review_months",
        }, turn  # fmt: skip
        assert (kept.profile.size, kept.crowd, kept.escalate_after, kept.asks_outside) == (
            "under_1k",
            21,
            9,
            True,
        )


def test_only_one_place_writes_what_an_organisation_settles() -> None:
    rooms = Path(actions.__file__).parents[2]
    written = {
        path.name for path in rooms.rglob("*.py") if "organisation.settings =" in path.read_text("utf-8")
    }
    assert written == {"settling.py"}
