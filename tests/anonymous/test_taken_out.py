"""An anonymous post that is taken out of the library: its author reads why by receipt, and can correct it."""

from portal.anonymous import actions, queries, release
from portal.anonymous.actions import at_the_desk
from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation.database import transaction
from portal.submissions.rules import Status
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import TEXT, filed, news, own_of, post_of, read

REASON = "It names a child. Take the name out, please."


def test_its_author_reads_why_and_sends_it_again_corrected(at_desk: AtDesk) -> None:
    receipt = filed(at_desk)
    release.release()
    post = post_of(receipt)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    with transaction():
        authorisation.take_out(post_of(receipt), REASON, by=at_desk.force.lead)
    news()
    own = own_of(receipt)
    stands = queries.standing(own, "")
    assert (stands.sentence, stands.reason, stands.reference) == (
        "It was taken out of the library.",
        REASON,
        "",
    )
    assert (stands.heading, stands.more) == ("Why", "Nobody finds it there any more.")
    assert read(receipt)[-1] == "It was taken out of the library."
    assert all(step["label"] != "In the library" for step in queries.way_of(own))
    assert queries.may_change(own)
    assert not queries.may_withdraw(own)
    with at_the_desk():
        actions.change(receipt, TEXT | {"body": "Nobody is named here."})
    release.release()
    news()
    assert (post_of(receipt).status, post_of(receipt).body) == (Status.WAITING, "Nobody is named here.")
    assert queries.standing(own_of(receipt), "").sentence == "Your changed text is being read."
