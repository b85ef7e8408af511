"""An anonymous post that is merged into another: its author reads why by receipt, and where it is still read."""

from portal.anonymous import queries, release
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.foundation.database import transaction
from portal.library import actions as library
from portal.submissions.models import Submission
from portal.submissions.rules import Status
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, own_of, post_of, read

WHY = "Both ask for a quiet room."
WHY_NOT = "One is about nights."


def in_library(receipt: str) -> Submission:
    post = post_of(receipt)
    while ways.open_step(post) is not None:
        factories.decided(post, Verdict.APPROVE)
    return post


def test_its_author_reads_why_where_it_is_read_and_that_it_was_taken_apart(at_desk: AtDesk) -> None:
    receipt = filed(at_desk)
    release.release()
    reference = in_library(receipt).reference
    leader = factories.published(at_desk.force.colleague, sharing="policing")
    with transaction():
        library.merge(post_of(receipt), leader, WHY, by=at_desk.force.lead)
    news()
    own = own_of(receipt)
    stands = queries.standing(own, "")
    assert (stands.sentence, stands.reference, stands.tone) == (
        "It is in the library, found as part of another post that says the same.",
        reference,
        "good",
    )
    assert read(receipt)[-1] == "It was merged into another post in the library that says the same."
    assert own.letters[-1].what["reason"] == WHY
    assert queries.way_of(own)[-1] == {"label": "In the library", "state": "done"}
    assert queries.may_claim(own)
    assert not queries.may_withdraw(own)
    assert not queries.may_change(own)
    with transaction():
        library.part(post_of(receipt), WHY_NOT, by=at_desk.force.lead)
    news()
    own = own_of(receipt)
    assert (queries.standing(own, "").sentence, queries.standing(own, "").reference) == (
        "It is in the library.",
        reference,
    )
    assert own.letters[-1].what["reason"] == WHY_NOT
    assert not any(key in own.letters[-1].what for key in ("by", "leader", "merged"))


def test_the_author_of_the_one_that_leads_reads_it_too(at_desk: AtDesk) -> None:
    receipt = filed(at_desk)
    release.release()
    leader = in_library(receipt).id
    other = factories.published(at_desk.force.colleague, sharing="policing")
    with transaction():
        library.merge(other, post_of(receipt), WHY, by=at_desk.force.lead)
    assert other.merged_into_id == leader
    news()
    assert read(receipt)[-1] == "Another post in the library that says the same was merged into it."
    assert queries.standing(own_of(receipt), "").sentence == "It is in the library."
    with transaction():
        library.part(other, WHY_NOT, by=at_desk.force.lead)
    news()
    assert other.status == Status.PUBLISHED
    assert read(receipt)[-1] == "A post that was merged into it is found by itself again."
