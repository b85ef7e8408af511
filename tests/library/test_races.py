"""What two who keep the library right do at one moment."""

from collections.abc import Callable

import pytest

from portal.foundation.database import session, transaction
from portal.library import actions
from portal.library.models import SynonymRing
from portal.people.models import Person
from portal.people.rules import Role
from tests import factories
from tests.factories import Force
from tests.library.kept import item, kept
from tests.racing import all_at_once, loaded

pytestmark = pytest.mark.both

ROUNDS = 4


@pytest.mark.usefixtures("own_database")
def test_of_two_who_say_who_keeps_an_item_the_second_is_told_what_the_first_said() -> None:
    force = Force("Northmoor Police")
    leads = [force.lead.id, factories.person(force.office, Role.INNOVATION_LEAD).id]
    colleagues = [force.colleague.email, force.sergeant.email]
    reference = kept(force.constable)

    def hands_over(lead: int, to: str, months: int, seen: int) -> Callable[[], None]:
        def run() -> None:
            with transaction():
                found, by = item(reference), session.get_one(Person, lead)
                actions.arrange(found, owner=to, deputy="", months=months, seen=seen, by=by)

        return run

    for turn in range(ROUNDS):
        seen = item(reference).keeping.version
        assert seen == turn + 1
        session.remove()
        said = all_at_once(
            [
                hands_over(lead, email, 2 * turn + number, seen)
                for number, (lead, email) in enumerate(zip(leads, colleagues, strict=True), 1)
            ]
        )
        assert sorted(words.partition(":")[0] for words in said) == ["done", "stale"], said
        first = item(reference).keeping.owner
        assert first is not None
        (told,) = (words for words in said if words != "done")
        assert f"Now it is handed to {first.name}, and the deputy is nobody by name." in told
        session.remove()


@pytest.mark.usefixtures("own_database")
def test_of_two_who_change_which_words_mean_the_same_one_is_told_to_look_again() -> None:
    office = factories.unit("Office", factories.organisation())
    curators = [factories.person(office, Role.NATIONAL_CURATOR).id for _number in range(2)]

    def does(do: Callable[[SynonymRing, Person], object], curator: int, key: int) -> Callable[[], None]:
        def run() -> None:
            with transaction():
                do(loaded(SynonymRing, key), session.get_one(Person, curator))

        return run

    def changes(ring: SynonymRing, by: Person) -> None:
        actions.change_synonyms(ring, f"ASB\nanti-social {by.id}", seen=1, by=by)

    def removes(ring: SynonymRing, by: Person) -> None:
        actions.remove_synonyms(ring, by=by)

    for _turn in range(ROUNDS):
        for deeds, ends in (
            ((changes, changes), {"stale"}),
            ((changes, removes), {"done", "gone"}),
            ((removes, removes), {"gone"}),
        ):
            with transaction():
                by = session.get_one(Person, curators[0])
                key = actions.add_synonyms("ASB\nanti-social behaviour", by=by).id
            session.remove()
            pairs = zip(deeds, curators, strict=True)
            said = all_at_once([does(deed, curator, key) for deed, curator in pairs])
            told = [words.partition(":")[0] for words in said]
            told.remove("done")
            assert set(told) <= ends, said
            with transaction():
                left = session.get(SynonymRing, key)
                if left is not None:
                    actions.remove_synonyms(left, by=session.get_one(Person, curators[0]))
            session.remove()
