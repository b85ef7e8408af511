"""An anonymous post is confirmed and retired by whoever keeps it: its author reads that by receipt, and no name."""

from portal.anonymous import queries, release
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.library import actions
from portal.library import queries as library
from portal.library.actions import rebuild
from portal.library.models import Publication
from portal.library.rules.freshness import owner_of
from portal.people.models import Person
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, own_of, post_of, read

WHY = "The room is a store now."


def item(receipt: str) -> Publication:
    found = library.item(post_of(receipt).reference)
    assert found is not None
    return found


def test_its_author_reads_that_it_is_still_right_retired_and_current_again_and_by_nobodys_name(
    at_desk: AtDesk,
) -> None:
    receipt, lead = filed(at_desk), at_desk.force.lead
    release.release()
    post = post_of(receipt)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    rebuild()
    news()
    assert owner_of(item(receipt)) is None, "nobody is named: the innovation lead is asked"
    with clock.later(days=365):
        actions.keep_fresh()
        news()
        before = len(read(receipt))
        with transaction():
            actions.confirm(item(receipt), by=session.get_one(Person, lead.id))
        with transaction():
            actions.retire(item(receipt), WHY, "", by=session.get_one(Person, lead.id))
        with transaction():
            actions.bring_back(item(receipt), by=session.get_one(Person, lead.id))
        news()
    assert read(receipt)[before:] == [
        "Whoever keeps it in the library said that it is still right.",
        "It was retired in the library: it stays there to be read, marked as no longer current.",
        "It is current again in the library.",
    ]
    own = own_of(receipt)
    assert WHY in [told.words for told in queries.told(own)]
    assert queries.standing(own, "").sentence == "It is in the library."
    kept = str([letter.what for letter in own.letters])
    assert lead.name not in kept
    assert str(lead.id) not in kept
