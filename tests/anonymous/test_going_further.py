"""The right of way of an author without a name: asked by receipt, passed on with the next batch."""

import pytest

from portal.anonymous import actions, queries, release
from portal.anonymous.models import at_the_desk
from portal.authorisation.rules import HEAD_STAGE, LEAD_STAGE, Verdict
from portal.foundation import journal
from portal.foundation.errors import Refused
from portal.people.rules import Role
from tests import factories
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, news, own_of, post_of

WHY = "It says that it costs too much, and we have shown that it costs nothing."


def test_it_goes_to_a_reviewer_with_the_next_batch_and_once(at_desk: AtDesk) -> None:
    reviewer = factories.person(at_desk.force.division, Role.INDEPENDENT_REVIEWER)
    receipt = filed(at_desk)
    release.release()
    news()
    assert not queries.may_go_further(own_of(receipt))
    factories.decided(post_of(receipt), Verdict.DECLINE)
    news()
    assert queries.may_go_further(own_of(receipt))
    with at_the_desk():
        actions.go_further(receipt, WHY)
    assert post_of(receipt).status == "declined", "nothing moves before the batch"
    assert not queries.may_go_further(own_of(receipt)), "it is asked once"
    release.release()
    news()
    post = post_of(receipt)
    assert (post.status, post.holder_id) == ("waiting", reviewer.id)
    assert queries.standing(own_of(receipt), "").sentence == "Somebody else is reading it."
    factories.decided(post, Verdict.DECLINE)
    news()
    assert not queries.may_go_further(own_of(receipt))
    with pytest.raises(Refused, match="once"), at_the_desk():
        actions.go_further(receipt, WHY)


def test_a_batch_that_is_passed_on_again_after_a_crash_moves_it_once(at_desk: AtDesk) -> None:
    receipt = filed(at_desk)
    release.release()
    factories.decided(post_of(receipt), Verdict.DECLINE)
    news()
    with at_the_desk():
        actions.go_further(receipt, WHY)
    (passing,) = release._take_up(())
    assert release._pass_on(passing) is release._pass_on(passing)
    asked = [
        one for one in journal.entries_about(post_of(receipt)) if one.event == "submission.taken_further"
    ]
    assert len(asked) == 1


def test_where_it_is_switched_off_the_desk_says_why_before_and_after(at_desk: AtDesk) -> None:
    why = "The chief hears every idea in person."
    assert "ask for somebody else" not in at_desk.client().checked(at_desk.door).text
    factories.configured(
        at_desk.force, HEAD_STAGE, LEAD_STAGE, anonymous=True, right_of_way=False, why_not=why
    )
    release.put_up_notices()
    shown = at_desk.client().checked(at_desk.door).text
    assert "All ideas are decided without a second look" in shown
    assert why in shown
    assert why not in at_desk.client().checked(at_desk.door, "impact-case").text, "another route takes those"
    assert why not in at_desk.client().checked("wrong-door-code").text, "nobody knows where it goes"
    receipt = filed(at_desk)
    release.release()
    news()
    assert why not in at_desk.client().own(receipt).text, "nobody has told them no"
    factories.decided(post_of(receipt), Verdict.DECLINE)
    news()
    assert why in at_desk.client().own(receipt).text
    assert not queries.may_go_further(own_of(receipt))
