"""A post that waits for its author does not stay with somebody who has left."""

import pytest
from sqlalchemy import select

from portal.authorisation import actions, queries
from portal.authorisation.rules import Verdict
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people import actions as people
from portal.people.models import Person
from portal.reactions import REACTIONS
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force

REASON = "The tool it is about has been replaced."


def leaves(person):
    with transaction():
        people.end(person, by=None)


def again(reference):
    session.remove()
    return session.scalars(select(Submission).where(Submission.reference == reference)).one()


def returned(force, **content):
    post = factories.sent(force.constable, **content)
    factories.decided(post, Verdict.RETURN)
    return post


@pytest.mark.usefixtures("db")
def test_a_returned_post_of_a_leaver_passes_to_a_co_author_who_sends_it_again():
    force = Force()
    reference = returned(force, co_authors=[force.colleague.email]).reference
    colleague, sergeant = force.colleague.id, force.sergeant.id
    leaves(force.constable)
    assert queries.without_one_holder() == [reference]
    journal.catch_up(REACTIONS)
    assert queries.without_one_holder() == []
    post = again(reference)
    assert post.holder_id == colleague
    with transaction():
        step = actions.send(post, by=session.get_one(Person, colleague))
    assert (post.status, step.holder_id) == ("waiting", sergeant)
    factories.decided(post, Verdict.RETURN)
    assert post.holder_id == colleague, "it comes back to whoever is there"


def test_a_returned_post_that_nobody_is_left_of_is_closed_by_the_lead_with_a_reason(client):
    force = Force()
    reference = returned(force).reference
    lead, others = force.lead.id, (force.colleague.id, force.inspector.id)
    leaves(force.constable)
    journal.catch_up(REACTIONS)
    assert again(reference).holder_id == lead
    assert queries.without_one_holder() == []
    for nobody in others:
        with pytest.raises(Refused), transaction():
            actions.withdraw(again(reference), by=session.get_one(Person, nobody), reason=REASON)
    client.sign_in(session.get_one(Person, lead))
    page = client.get(f"/submissions/{reference}").text
    assert "Its author has left; Lena Lead looks after it." in page
    assert "Close this post" in page
    close = f"/submissions/{reference}/withdraw"
    refused = client.submit(close, reason=" ")
    assert (refused.status_code, "Say why it is closed" in refused.text) == (409, True)
    assert client.submit(close, reason=REASON).status_code == 302
    assert again(reference).status == "withdrawn"
    page = client.get(f"/submissions/{reference}").text
    for words in ("You closed it, because its author has left", REASON, "Lena Lead looks after it now"):
        assert words in page


@pytest.mark.usefixtures("db")
def test_a_post_is_returned_to_whoever_is_there_and_without_a_lead_to_an_administrator():
    force = Force()
    post = factories.sent(force.constable)
    leaves(force.constable)
    leaves(force.lead)
    factories.decided(post, Verdict.RETURN)
    assert post.holder_id == force.administrator.id
    assert queries.without_one_holder() == []


@pytest.mark.usefixtures("db")
def test_a_draft_goes_to_a_co_author_and_to_nobody_else():
    force = Force()
    author, colleague = force.constable.id, force.colleague.id
    alone = factories.draft(force.constable).reference
    together = factories.draft(force.constable, co_authors=[force.colleague.email]).reference
    leaves(force.constable)
    journal.catch_up(REACTIONS)
    assert again(alone).holder_id == author
    assert again(together).holder_id == colleague
