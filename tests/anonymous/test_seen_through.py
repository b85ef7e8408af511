"""How an anonymous post goes on and where it was taken up, its author reads by receipt: its day, and nobody's name."""

from portal.anonymous import queries, release
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.feedback.rules import OutcomeState, Result
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.implementation import actions
from portal.implementation.actions import Said
from portal.implementation.rules.ledger import How, Place
from portal.implementation.rules.owners import DUTIES_AT_FIRST, SAID_AT_FIRST, Duty, version_of
from portal.library.actions import rebuild
from portal.people.models import Person
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, own_of, post_of, read


def test_its_author_reads_who_owns_it_how_it_goes_on_and_where_it_was_taken_up(at_desk: AtDesk) -> None:
    receipt, lead = filed(at_desk), at_desk.force.lead
    release.release()
    post = post_of(receipt)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    rebuild()
    news()
    before, force = len(read(receipt)), at_desk.force

    def again(person: Person) -> Person:
        return session.get_one(Person, person.id)

    with transaction():
        owner, seen = Duty(unit_id=force.division.id), version_of(DUTIES_AT_FIRST)
        actions.name_owner(post_of(receipt), owner, None, seen=seen, by=again(lead))
    with transaction():
        actions.keep_outcome(post_of(receipt), OutcomeState.PILOTED, Result.WORKED, "", by=again(lead))
    with transaction():
        actions.still(post_of(receipt), by=again(lead))
    with transaction():
        seen = version_of(SAID_AT_FIRST)
        actions.note(post_of(receipt), {"blockers": "No key."}, seen=seen, by=again(lead))
    with transaction():
        place, said = Place(force.organisation.id, force.team.id), Said(How.TRIED, clock.today())
        entry = actions.note_adoption(post_of(receipt), place, said, by=again(force.colleague))
        actions.confirm(entry, by=session.get_one(Person, entry.holder_id or 0))
    news()
    assert read(receipt)[before:] == [
        f"Somebody was named who sees it through: Head of {force.division.name}.",
        "What became of it: piloted (worked).",
        "It stands where it stood: piloted (worked).",
        "There is news of how it goes on.",
        f"{force.team.name}, {force.organisation.name} says what it did with it: tried it.",
    ]
    own = own_of(receipt)
    assert "In the way: No key." in [told.words for told in queries.told(own)]
    kept = str([letter.what for letter in own.letters])
    for person in (lead, force.colleague, force.inspector, force.sergeant):
        assert person.name not in kept
        assert str(person.id) not in kept
