"""Whoever approved a text hears that it was changed after, with the mail of the day."""

import pytest
from sqlalchemy import select

from portal.authorisation import actions, queries
from portal.authorisation.rules import LEAD_STAGE, Ask, Decider, StagePlan, Verdict
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.notifications.models import Notice
from portal.people.models import Person
from portal.people.rules import Role
from portal.reactions import REACTIONS
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.models import Submission
from tests import factories
from tests.authorisation.test_editing import proposed
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")
WORDS = "was changed after you approved it"


def told(post: Submission) -> list[Notice]:
    """Who was told that it was changed, once all that follows has followed."""
    journal.catch_up(REACTIONS)
    session.expire_all()
    of_post = select(Notice).where(Notice.submission_id == post.id, Notice.words.contains(WORDS))
    return list(session.scalars(of_post))


def back_from_the_lead(force: Force) -> Submission:
    post = factories.decided(factories.sent(force.constable), Verdict.APPROVE)
    return factories.decided(post, Verdict.RETURN)


def send_again(post: Submission, **changes: str) -> None:
    with transaction():
        if changes:
            posts.save(post, Content(**changes), seen=post.version, by=post.author)
        actions.send(post, by=post.author)


def test_whoever_approved_it_is_told_when_it_comes_again_with_other_words(client) -> None:
    force = Force()
    post = back_from_the_lead(force)
    send_again(post, body="Handover in the hall takes ten minutes.")
    [notice] = told(post)
    assert notice.person_id == force.sergeant.id
    assert notice.mail_from is not None, "it comes with the mail of the day"
    address = notice.address
    journal.catch_up(REACTIONS)
    assert len(told(post)) == 1
    page = client.sign_in(session.get_one(Person, force.sergeant.id)).get(address)
    assert page.status_code == 200
    assert "hall" in page.text


@pytest.mark.parametrize("changes", [{}, {"sharing": "force"}], ids=["nothing", "for fewer readers"])
def test_nobody_is_told_where_its_words_are_the_same(changes: dict[str, str]) -> None:
    post = back_from_the_lead(Force())
    send_again(post, **changes)
    assert told(post) == []


def test_whoever_is_asked_again_is_not_told_it_twice() -> None:
    force = Force()
    data = StagePlan("Data check", (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),), 3)
    factories.configured(force, data, LEAD_STAGE)
    post = back_from_the_lead(force)
    send_again(post, body="Handover in the hall takes ten minutes.")
    assert queries.open_step(post).holder_id == force.data_officer.id
    assert told(post) == []


def test_whoever_approved_it_is_told_when_its_author_accepts_a_change_of_a_later_decider() -> None:
    force = Force()
    post = factories.decided(factories.sent(force.constable), Verdict.APPROVE)
    step = proposed(post, force.lead)
    with transaction():
        actions.accept_edit(step, by=force.constable)
    assert [notice.person_id for notice in told(post)] == [force.sergeant.id]
