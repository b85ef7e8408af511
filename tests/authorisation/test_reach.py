"""Whoever approves a post may let fewer people read it than its author asked, and never more."""

import pytest

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Verdict
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.notifications import queries as notices
from portal.people.actions import tokens
from portal.people.rules.scopes import Scope
from portal.reactions import REACTIONS
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.models import Submission
from portal.submissions.rules import Sharing
from tests import factories
from tests.factories import Force

WHY = "Say where it was tried, and for how long."


@pytest.fixture
def force(app):
    return Force()


def approve(post, sharing, by):
    step = queries.open_step(post)
    with transaction():
        actions.decide(step, Decision(Verdict.APPROVE, seen=post.version, sharing=sharing), by=by)
    return step


@pytest.mark.parametrize("asked", Sharing)
@pytest.mark.parametrize("chosen", Sharing)
def test_fewer_may_read_it_and_never_more(asked, chosen):
    if rules.is_wider(chosen, asked):
        with pytest.raises(Refused, match="never for more"):
            rules.check_reach(asked, chosen)
    else:
        rules.check_reach(asked, chosen)


def test_what_a_home_has_not_is_not_offered(force):
    post = factories.draft(force.constable, sharing="policing")
    assert rules.reaches(post) == [Sharing.POLICING, Sharing.REGION, Sharing.FORCE, Sharing.UNIT]
    post.organisation.region, post.unit = "", None
    assert rules.reaches(post) == [Sharing.POLICING, Sharing.FORCE]
    session.rollback()


def test_what_was_approved_for_fewer_goes_no_further_from_then_on(force):
    post = factories.sent(force.constable)
    step = approve(post, "unit", force.sergeant)
    assert (post.sharing, post.sent_sharing, step.verdicts[-1].sharing) == ("unit", "unit", "unit")
    with pytest.raises(Refused, match="never for more"):
        approve(post, "force", force.lead)
    factories.decided(post, Verdict.APPROVE)
    assert (post.status, post.sharing) == ("published", "unit")


def test_as_asked_keeps_nothing_with_the_verdict(force):
    post = factories.sent(force.constable)
    version = post.version
    step = approve(post, "policing", force.sergeant)
    assert (step.verdicts[-1].sharing, post.version) == (None, version)


def test_an_author_whose_post_comes_back_cannot_widen_it_again(force):
    post = factories.sent(force.constable)
    approve(post, "force", force.sergeant)
    factories.decided(post, Verdict.RETURN)
    with transaction():
        posts.save(post, Content(sharing="public"), seen=post.version, by=force.constable)
    with pytest.raises(Refused, match="approved for your organisation and nobody beyond"), transaction():
        actions.send(post, by=force.constable)
    with transaction():
        posts.save(post, Content(sharing="unit"), seen=post.version, by=force.constable)
        actions.send(post, by=force.constable)
    assert post.status == "waiting"


def test_its_author_is_told_who_narrowed_it(client, force):
    post = factories.sent(force.constable)
    approve(post, "unit", force.sergeant)
    journal.catch_up(REACTIONS)
    assert "for fewer readers" in notices.notices_of(force.constable)[0].words
    place = f"/submissions/{post.reference}"
    page = client.sign_in(force.constable).get(place).text
    assert "Sam Sergeant approved it for fewer people than was asked: its author" in page


def test_the_page_offers_it_beside_what_was_asked_and_says_what_its_author_answered(client, force):
    post = factories.sent(force.constable)
    with transaction():
        post = session.get_one(Submission, post.id)
        post.share_check = {"personal_data": "yes", "operational": "no"}
    key, place = post.id, f"/steps/{queries.open_step(post).reference}"
    page = client.sign_in(force.sergeant).get(place).text
    assert "As asked: all of policing and its partners here" in page
    assert "Everybody, the public too" not in page.split('id="decision"')[1]
    assert "Its author answered Yes:" in page
    shown = client.submit(place, verdict="approve", sharing="unit", do="preview").text
    assert "Sam Sergeant lets fewer people read it than you asked: your unit." in shown
    wider = client.submit(place, verdict="approve", sharing="public", do="decide")
    assert "never for more" in wider.text
    assert client.submit(place, verdict="approve", sharing="unit", do="decide").status_code == 302
    assert session.get_one(Submission, key).sharing == "unit"


def test_programs_narrow_it_too_and_never_widen_it(client, force):
    post = factories.sent(force.constable)
    with transaction():
        secret = tokens.create_token(force.sergeant, [Scope.READ, Scope.WRITE], days=1, label="Test")
    headers = {"Authorization": f"Bearer {secret}"}
    place = f"/api/v1/steps/{queries.open_step(post).reference}/decide"
    key, answer = post.id, {"verdict": "approve", "version": post.version}
    for wrong in ("public", "somebody"):
        refused = client.post(place, json={**answer, "sharing": wrong}, headers=headers)
        assert (refused.status_code, refused.json["error"]["field"]) == (400, "sharing")
    assert client.post(place, json={**answer, "sharing": "force"}, headers=headers).status_code == 200
    assert session.get_one(Submission, key).sharing == "force"
