"""Ways round the hierarchy that somebody once found: each is closed."""

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Ask, Decider, StagePlan, StepState, Verdict
from portal.authorisation.rules.edits import mark_of
from portal.foundation import clock, journal
from portal.foundation.database import transaction
from portal.foundation.errors import Refused
from portal.people import actions as people
from portal.people.rules import Role
from portal.reactions import REACTIONS
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.models import Attachment
from portal.submissions.rules import Status, author_shown_to
from tests import factories

LEAD = StagePlan("Lead", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 3)
BLIND = StagePlan("Blind", (Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),), 3, blind=True)
REVIEW = StagePlan("Independent", (Ask(Decider.ROLE, role=Role.INDEPENDENT_REVIEWER),), 3)
DATA = StagePlan("Data", (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),), 3)
HEAD = StagePlan("Head", (Ask(Decider.UNIT_HEAD),), 5)
BETTER = {
    "title": "A child was graded too low",
    "summary": "The history was not read.",
    "body": "It was the ninth time.",
}


@pytest.fixture
def force(db):
    return factories.Force()


@pytest.fixture
def read_first(force):
    """An anonymous impact case that waits for whoever reads it first."""
    force.reader = factories.person(force.office, Role.DEIDENTIFIER)
    factories.person(force.division, Role.INDEPENDENT_REVIEWER)
    factories.person(force.division, Role.INNOVATION_LEAD)
    factories.configured(force, REVIEW, LEAD, kind="impact-case", anonymous=True)
    return factories.nameless(force)


def opened(post):
    return next(step for step in queries.present_steps(post) if step.state == StepState.OPEN)


def answered(post, verdict=Verdict.APPROVE, words="", by=None, code=""):
    step = opened(post)
    with transaction():
        actions.decide(step, Decision(verdict, words, code, seen=post.version), by=by or step.holder)


def test_whoever_read_it_first_is_none_of_the_two_who_approve_an_anonymous_post(force, read_first):
    answered(read_first, by=force.reader)
    with pytest.raises(Refused, match="two deciders"), transaction():
        actions.pass_over(opened(read_first), "They are all at the exercise.", by=force.lead)


def test_whoever_only_sent_it_back_is_none_of_the_two_either(force, read_first):
    answered(read_first, by=force.reader)
    answered(read_first, Verdict.RETURN, "Say more about where it was, please.")
    with transaction():
        actions.set_off(read_first, by_id=None)
    with pytest.raises(Refused, match="two deciders"), transaction():
        actions.pass_over(opened(read_first), "They are all at the exercise.", by=force.lead)


def test_a_text_that_its_author_declined_is_not_made_without_them_after_a_second_proposal(force, read_first):
    step = opened(read_first)
    for body in (BETTER["body"], BETTER["body"] + " Twice."):
        with transaction():
            decision = Decision(Verdict.APPROVE, "The street.", seen=read_first.version)
            actions.propose_edit(step, decision, BETTER | {"body": body}, by=force.reader)
        if body == BETTER["body"]:
            with transaction():
                assert actions.answer_edit_from_desk(
                    read_first, step.reference, read=mark_of(step.edit), accepts=False, why="No.", key="k"
                )
    with clock.at(clock.now() + 14 * clock.A_DAY):
        assert actions.lapse_edits() == 1
        with pytest.raises(Refused, match="did not answer"), transaction():
            actions.edit_without_author(
                step, "its author did not answer", seen=read_first.version, by=force.reader
            )


def test_a_file_that_was_added_since_is_read_first_too(force, read_first):
    answered(read_first, by=force.reader)
    answered(read_first, Verdict.RETURN, "Add the form that you speak of, please.")
    with transaction():
        read_first.attachments.append(
            Attachment(
                name="form-by-pc-2341.pdf",
                media_type="application/pdf",
                size=3,
                digest="d" * 64,
                stored_as="x",
            )
        )
        read_first.version += 1
        actions.set_off(read_first, by_id=None)
    assert read_first.unread
    assert opened(read_first).reads_first


def test_what_a_check_had_taken_out_does_not_stand_beside_the_post(client, force):
    factories.configured(force, HEAD, DATA)
    post = factories.sent(force.constable, body="We lose time. Jane Doe of 4 Elm Road told us so.")
    step = opened(post)
    with transaction():
        text = {
            "title": post.title,
            "summary": post.summary,
            "body": "We lose an hour. Jane Doe of 4 Elm Road told us so.",
        }
        actions.propose_edit(step, Decision(Verdict.APPROVE, seen=post.version), text, by=force.sergeant)
    with transaction():
        actions.accept_edit(step, by=force.constable, shown=True)
    answered(post, Verdict.RETURN, "Take out the name and the address, please.", by=force.data_officer)
    with transaction():
        posts.save(post, Content(body="We lose an hour."), seen=post.version, by=force.constable)
        actions.send(post, by=force.constable)
    answered(post)
    assert post.status == Status.PUBLISHED
    reference = post.reference
    journal.catch_up(REACTIONS)
    client.sign_in(factories.person(force.division))
    assert "Elm Road" not in client.get(f"/library/{reference}/changed").text


def test_who_claimed_a_post_is_not_shown_to_whoever_decides_it_blind(force, read_first):
    factories.configured(force, BLIND, REVIEW, kind="impact-case", anonymous=True)
    post = factories.nameless(force)
    answered(post, by=force.reader)
    answered(post, Verdict.DECLINE, "No, this is nothing for us at present.", code="not_now")
    with transaction():
        post.claim_mark = "m" * 64
        post.claimed_by, post.claimed_by_id, post.claimed_on = (
            force.constable,
            force.constable.id,
            clock.today(),
        )
    with transaction():
        assert actions.go_further_from_desk(post, "Nobody said what would have been better.", key="q")
    holder = opened(post).holder
    assert post.is_blind_to(holder)
    shown = author_shown_to(holder, post)
    assert (shown.name, shown.hidden) == ("", True)


def test_two_guardians_are_not_made_by_one_administrator_where_there_are_two(force):
    factories.person(force.office, Role.ORGANISATION_ADMINISTRATOR)
    alias = factories.person(force.office)
    with transaction():
        assert people.grant(alias, Role.GUARDIAN, by=force.administrator) is False
    assert Role.GUARDIAN not in alias.roles
