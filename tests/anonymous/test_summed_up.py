"""What an author without a name is told of the summary that they had left to whoever approves their post."""

from portal.anonymous import release
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation import journal
from portal.reactions import REACTIONS
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import own_of, post_of


def test_the_words_stand_on_the_page_of_their_receipt_and_are_not_passed_off_as_theirs(
    at_desk: AtDesk,
) -> None:
    theirs = "A door of its own makes handover shorter."
    client = at_desk.client()
    assert "readers see that it is not yours" in client.checked(at_desk.door).text, "before it is posted"
    receipt = client.filed(at_desk.door)
    release.release()
    factories.decided(post_of(receipt), Verdict.APPROVE)
    assert ways.is_last(ways.open_step(post_of(receipt)))
    factories.decided(post_of(receipt), Verdict.APPROVE, summary=theirs)
    journal.catch_up(REACTIONS)
    post = post_of(receipt)
    assert (post.status, post.summary, post.summed_up) == ("published", theirs, True)
    assert own_of(receipt).item.text.get("summary", "") == "", "what they wrote is as they wrote it"
    assert f"“{theirs}” Readers see that it is not yours." in at_desk.client().own(receipt).text
