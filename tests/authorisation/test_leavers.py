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
from portal.people.rules import Role
from portal.reactions import REACTIONS
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.importing import Order, bring_in
from portal.submissions.models import Submission
from portal.submissions.rules import may_send
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
    for words in ("You closed it, because its author has left", REASON, "You look after it now"):
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


@pytest.mark.usefixtures("db")
def test_a_declined_post_of_a_leaver_goes_to_a_co_author_and_to_nobody_else():
    force = Force()
    colleague, author, sergeant = force.colleague.id, force.constable.id, force.sergeant.id
    together, alone = (
        factories.decided(factories.sent(force.constable, co_authors=emails), Verdict.DECLINE).reference
        for emails in ([force.colleague.email], [])
    )
    leaves(force.constable)
    journal.catch_up(REACTIONS)
    post = again(together)
    assert post.holder_id == colleague
    with transaction():
        assert actions.send(post, by=session.get_one(Person, colleague)).holder_id == sergeant
    assert again(alone).holder_id == author


@pytest.mark.usefixtures("db")
def test_whoever_keeps_a_declined_post_takes_it_back_out_of_the_library_too():
    force = Force()
    post = factories.sent(force.constable)
    factories.decided(post, Verdict.DECLINE)
    with transaction():
        posts.list_as_declined(post, True, by=force.constable)
        with pytest.raises(Refused):
            actions.withdraw(post, by=force.colleague)
        actions.withdraw(post, by=force.constable)
    assert (post.status, post.listed) == ("withdrawn", False)


@pytest.mark.usefixtures("db")
def test_a_published_post_can_be_updated_whatever_became_of_its_update_and_its_author():
    force = Force()
    post = factories.published(force.constable, co_authors=[force.colleague.email])
    with transaction():
        update = posts.begin_update(post, by=force.colleague)
        posts.save(update, Content(title="Newer"), seen=update.version, by=force.colleague)
        actions.send(update, by=force.constable)
    factories.decided(update, Verdict.DECLINE)
    leaves(force.colleague)
    journal.catch_up(REACTIONS)
    session.expire_all()
    assert update.holder_id == force.constable.id
    with transaction():
        assert posts.begin_update(post, by=force.constable).id == update.id
        actions.withdraw(update, by=force.constable)
        another = posts.begin_update(post, by=force.constable)
    assert (another.id != update.id, another.author_id) == (True, force.constable.id)


@pytest.mark.usefixtures("db")
def test_another_co_author_takes_nobody_off_a_post_who_keeps_it():
    force = Force()
    both = [force.colleague.email, force.inspector.email]
    post = returned(force, co_authors=both)
    leaves(force.constable)
    journal.catch_up(REACTIONS)
    session.expire_all()
    assert post.holder_id == force.colleague.id
    with transaction():
        posts.save(post, Content(co_authors=both[1:]), seen=post.version, by=force.inspector)
    assert may_send(force.colleague, post)
    assert post.co_author_ids == {force.colleague.id, force.inspector.id}


@pytest.mark.usefixtures("db")
def test_an_imported_draft_that_lies_with_a_leaver_is_named_and_passed_on(tmp_path):
    force = Force()
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": "1", "title": "A key in a door", "text": "It was left there."}\n', "utf-8")
    (_report,) = bring_in(path, Order(force.organisation, "impact-case", force.lead))
    post = session.scalars(select(Submission)).one()
    assert post.holder_id == force.lead.id
    leaves(force.lead)
    assert queries.without_one_holder() == [post.reference]
    journal.catch_up(REACTIONS)
    session.expire_all()
    assert (post.holder_id, post.imported_by_id) == (force.administrator.id, None)
    assert queries.without_one_holder() == []


def test_what_its_author_took_back_before_they_left_was_closed_by_nobody(client):
    force = Force()
    post = factories.sent(force.constable)
    reference, lead = post.reference, force.lead.id
    with transaction():
        actions.withdraw(post, by=force.constable)
    leaves(force.constable)
    journal.catch_up(REACTIONS)
    client.sign_in(session.get_one(Person, lead))
    page = client.get(f"/submissions/{reference}").text
    assert "Its author took this back." in page
    assert "It was closed" not in page


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("kept", ["by role", "by unit"])
def test_who_has_never_chosen_a_password_is_passed_over_while_there_is_somebody_else(kept):
    force = Force()
    newcomer = factories.person(force.office, Role.INNOVATION_LEAD, heads=force.team, name="Nia New")
    with transaction():
        newcomer.password_hash = None
    first = factories.sent(force.constable)
    if kept == "by unit":
        assert queries.open_step(first).holder_id == force.sergeant.id
        with transaction():
            people.remove_head(force.team, force.sergeant, by=None)
    else:
        factories.decided(first, Verdict.APPROVE)
        for _ in range(2):  # the newcomer has fewest open steps, and is not chosen for it
            post = factories.decided(factories.sent(force.constable), Verdict.APPROVE)
            assert queries.open_step(post).holder_id == force.lead.id
        with transaction():
            people.take_away(force.lead, Role.INNOVATION_LEAD, by=None)
    post = factories.sent(force.constable)
    if kept == "by role":
        post = factories.decided(post, Verdict.APPROVE)
    assert queries.open_step(post).holder_id == newcomer.id, "where there is nobody else, it waits for them"
