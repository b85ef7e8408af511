"""A post travels its route: what is asked of whom, what comes of each answer, and what the journal says."""

import pytest
from sqlalchemy import select

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.models import Step
from portal.authorisation.rules import Ask, Decider, StagePlan, StepState, Verdict
from portal.authorisation.rules.configuration import QUESTIONS
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people.models import Headship, Person, RoleHeld
from portal.people.rules import Role
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")

WHY = "Say where it was tried, and for how long."


def decide(post, verdict, *, by, reason=WHY, **fields):
    """Decide the step at which a post waits, as somebody who has just read it."""
    step = queries.open_step(post)
    fields = {"code": "not_now", "seen": post.version} | fields
    with transaction():
        actions.decide(step, Decision(verdict, reason, **fields), by=by)


def send_again(post, by):
    with transaction():
        actions.send(post, by=by)


def events(post):
    return [entry.event for entry in journal.entries_about(post)]


def states(post):
    return [step.state for step in queries.present_steps(post)]


def test_an_idea_goes_to_the_head_of_the_unit_then_to_the_lead_and_is_published():
    force = Force()
    post = factories.sent(force.constable)
    assert post.holder_id == force.sergeant.id
    factories.decided(post, Verdict.APPROVE)
    assert post.holder_id == force.lead.id
    factories.decided(post, Verdict.APPROVE)
    assert post.status == "published"
    assert events(post) == [
        "submission.begun",
        "submission.sent",
        "submission.approved",
        "submission.approved",
        "submission.published",
    ]


def test_nobody_decides_on_their_own_work_so_it_climbs():
    force = Force()
    post = factories.sent(force.sergeant)
    assert post.holder_id == force.inspector.id
    with pytest.raises(Refused, match="not yours"):
        decide(post, Verdict.APPROVE, by=force.sergeant)


def test_the_second_of_two_deciders_is_told_who_was_first():
    force = Force()
    post = factories.sent(force.constable)
    step = queries.open_step(post)
    factories.decided(post, Verdict.APPROVE)
    with pytest.raises(Refused, match="already decided by Sam Sergeant at") as refused, transaction():
        actions.decide(step, Decision(Verdict.APPROVE, seen=post.version), by=force.sergeant)
    assert refused.value.code == "already-decided"


def test_a_returned_post_comes_back_to_whoever_returned_it_and_earlier_approvals_stand():
    force = Force()
    other_lead = factories.person(force.office, Role.INNOVATION_LEAD)
    post = factories.sent(force.constable)
    decide(post, Verdict.APPROVE, by=force.sergeant)
    first = post.holder
    decide(post, Verdict.RETURN, by=first)
    assert (post.status, post.holder_id) == ("returned", force.constable.id)
    assert states(post) == ["approved", "returned"]
    for _ in range(3):  # now the other one would be the less busy of the two
        decide(factories.sent(force.colleague), Verdict.APPROVE, by=force.sergeant)
    with transaction():
        posts.save(post, Content(body="Now with the numbers."), seen=post.version, by=force.constable)
    send_again(post, force.constable)
    assert states(post) == ["approved", "open"]
    assert post.holder_id == first.id
    assert {first.id} <= {force.lead.id, other_lead.id}
    assert queries.open_step(post).round == 1
    assert queries.last_return(post)[0].reason == WHY


def test_a_post_handed_to_a_colleague_who_returns_it_comes_back_to_the_colleague():
    force = Force()
    post = factories.sent(force.constable)
    with transaction():
        actions.hand_on(queries.open_step(post), force.colleague, by=force.sergeant)
    decide(post, Verdict.RETURN, by=force.colleague)
    send_again(post, force.constable)
    assert post.holder_id == force.colleague.id


def test_a_declined_post_that_is_sent_again_starts_anew_and_keeps_its_history():
    force = Force()
    post = factories.sent(force.constable)
    decide(post, Verdict.APPROVE, by=force.sergeant)
    decide(post, Verdict.DECLINE, by=force.lead)
    assert (post.status, states(post)) == ("declined", ["approved", "declined"])
    send_again(post, force.constable)
    assert (post.status, states(post)) == ("waiting", ["open", "ahead"])
    assert post.holder_id == force.sergeant.id
    assert len(session.scalars(select(Step).where(Step.submission_id == post.id)).all()) == 4
    assert events(post)[-1] == "submission.sent_again"


def test_a_withdrawn_post_asks_nobody_any_more():
    force = Force()
    for returned in (False, True):
        post = factories.sent(force.constable)
        if returned:
            decide(post, Verdict.RETURN, by=force.sergeant)
        with transaction():
            actions.withdraw(post, by=force.constable)
        assert states(post) == ["closed", "closed"]
        assert rules.standing(queries.present_steps(post)).status == "withdrawn"
        assert queries.waiting_for(force.sergeant) == []


def test_the_last_step_publishes_only_with_a_plain_summary():
    force = Force()
    post = factories.sent(force.constable, summary="")
    decide(post, Verdict.APPROVE, by=force.sergeant)
    assert queries.is_last(queries.open_step(post))
    with pytest.raises(Refused) as refused:
        decide(post, Verdict.APPROVE, by=force.lead)
    assert refused.value.field == "summary"
    assert states(post) == ["approved", "open"], "a refusal leaves everything as it was"
    decide(post, Verdict.APPROVE, by=force.lead, summary="A room makes handover shorter.")
    assert (post.status, post.summary) == ("published", "A room makes handover shorter.")
    (approved,) = [
        one for one in journal.entries_about(post)
        if one.event == "submission.approved" and one.facts.get("summed_up")
    ]  # fmt: skip
    assert approved.by_id == force.lead.id
    assert post.summed_up, "readers see whose words they are"


def test_a_summary_of_whoever_approved_it_is_known_as_theirs_until_an_update_puts_another_there():
    force = Force()
    own = factories.published(force.constable)
    assert not own.summed_up
    post = factories.sent(force.constable, summary="")
    decide(post, Verdict.APPROVE, by=force.sergeant)
    decide(post, Verdict.APPROVE, by=force.lead, summary="A room makes handover shorter.")
    for summary, theirs in (("", True), ("Ten minutes less, with a door.", False)):
        with transaction():
            update = posts.begin_update(post, by=force.constable)
            assert update.summed_up
            changed = Content(body=f"It takes nine now. {summary}", summary=summary or None)
            posts.save(update, changed, seen=update.version, by=force.constable)
            posts.set_share_check(update, dict.fromkeys(QUESTIONS, "no"), ())
        with transaction():
            actions.send(update, by=force.constable)
        while queries.open_step(update) is not None:
            factories.decided(update, Verdict.APPROVE)
        assert (update.status, post.summed_up) == ("taken_up", theirs)


@pytest.mark.parametrize("last", [False, True])
def test_nobody_who_decides_replaces_the_summary_of_the_author(last):
    force = Force()
    post = factories.sent(force.constable)
    if last:
        decide(post, Verdict.APPROVE, by=force.sergeant)
    decider = force.lead if last else force.sergeant
    before = (post.summary, post.version, states(post))
    with pytest.raises(Refused) as refused:
        decide(post, Verdict.APPROVE, by=decider, summary="Something the author never wrote.")
    assert (refused.value.field, refused.value.code) == ("summary", "wrong-state")
    assert (post.summary, post.version, states(post)) == before
    decide(post, Verdict.APPROVE, by=decider, summary=post.summary)
    assert (post.summary, post.version) == before[:2]


def test_before_the_last_step_nobody_writes_a_summary():
    force = Force()
    post = factories.sent(force.constable, summary="")
    with pytest.raises(Refused, match="only where there is none"):
        decide(post, Verdict.APPROVE, by=force.sergeant, summary="A room makes handover shorter.")
    assert post.summary == ""


def test_what_the_author_has_to_answer_is_not_published_without_it():
    force = Force()
    post = factories.sent(force.constable, "learning", details={"now_what": ""})
    decide(post, Verdict.APPROVE, by=force.sergeant)
    with pytest.raises(Refused, match="Ask the author for this: Answer this: Now what"):
        decide(post, Verdict.APPROVE, by=force.lead)


def test_a_text_that_nobody_read_is_not_approved():
    force = Force()
    post = factories.sent(force.constable)
    with pytest.raises(Refused) as refused:
        decide(post, Verdict.APPROVE, by=force.sergeant, seen=post.version - 1)
    assert refused.value.code == "old-version"


def test_a_colleague_who_was_given_a_step_decides_it_and_the_author_is_never_given_it():
    force = Force()
    post = factories.sent(force.constable)
    step = queries.open_step(post)
    with pytest.raises(Refused, match="wrote it or brought it in"), transaction():
        actions.hand_on(step, force.constable, by=force.sergeant)
    with pytest.raises(Refused, match="not yours to do"), transaction():
        actions.hand_on(step, force.inspector, by=force.colleague)
    elsewhere = Force()
    with pytest.raises(Refused, match="same organisation"), transaction():
        actions.hand_on(step, elsewhere.inspector, by=force.sergeant)
    with transaction():
        actions.hand_on(step, force.colleague, by=force.lead, reason="You know the estate.")
    assert post.holder_id == step.holder_id == force.colleague.id
    assert events(post)[-1] == "step.handed_on"
    decide(post, Verdict.APPROVE, by=force.colleague)
    assert post.holder_id == force.lead.id


def test_taking_many_takes_what_may_be_taken_and_says_what_may_not():
    force = Force()
    mine = factories.sent(force.lead, title="The lead's own")
    others = [factories.sent(force.constable) for _ in range(3)]
    steps = queries.chosen_steps(force.organisation.id, [post.reference for post in (mine, *others)])
    with transaction():
        done, refusals = actions.take_all(steps, by=force.lead)
    assert done == 3
    assert len(refusals) == 1
    assert "The lead's own" in refusals[0]
    assert {post.holder_id for post in others} == {force.lead.id}


@pytest.mark.parametrize("event", ["person.ended", "role.taken", "head.removed", "person.moved"])
def test_what_somebody_held_moves_on_when_they_leave_or_change_post(event):
    force = Force()
    post = factories.sent(force.constable)
    if event == "role.taken":
        decide(post, Verdict.APPROVE, by=force.sergeant)
    holder = session.get_one(Person, post.holder_id)
    with transaction():
        holder.headships = holder.roles_held = []
        if event == "person.ended":
            holder.ended_on = post.begun_on
        subject = force.team if event == "head.removed" else holder
        entry = journal.write(event, subject, by_id=force.administrator.id, person_id=holder.id)
    actions.hand_over_after([entry])
    actions.hand_over_after([entry])
    assert post.holder_id == (force.administrator if event == "role.taken" else force.inspector).id
    assert events(post).count("step.handed_on") == 1
    assert queries.without_one_holder() == []
    assert queries.open_step(post).role == ("innovation-lead" if event == "role.taken" else ""), (
        "asked as configured"
    )


def test_somebody_who_lost_a_post_decides_no_more_even_before_it_has_moved_on():
    force = Force()
    post = factories.sent(force.constable)
    with transaction():
        force.sergeant.headships = []
    with pytest.raises(Refused, match="not yours"):
        decide(post, Verdict.APPROVE, by=force.sergeant)
    assert queries.waiting_for(force.sergeant) == []


def test_whoever_still_may_keeps_what_they_hold():
    force = Force()
    post = factories.sent(force.constable)
    assert actions.hand_over(force.sergeant.id) == 0
    assert post.holder_id == force.sergeant.id


def test_changing_a_route_moves_no_post_that_is_on_its_way():
    force = Force()
    post = factories.sent(force.constable)
    before = [
        (step.name, step.decider, step.limit_days, step.question) for step in queries.present_steps(post)
    ]
    only = StagePlan("Inspector", (Ask(Decider.PERSON, person_id=force.inspector.id),), 2, "Ready?")
    factories.configured(force, only)
    after = [
        (step.name, step.decider, step.limit_days, step.question) for step in queries.present_steps(post)
    ]
    assert after == before
    assert post.holder_id == force.sergeant.id
    assert factories.sent(force.constable).holder_id == force.inspector.id


def test_an_imported_draft_is_looked_after_by_a_lead_who_then_never_decides_on_it():
    force = Force()
    second = factories.person(force.office, Role.INNOVATION_LEAD)
    post = factories.draft(force.constable)
    with transaction():
        post.author_id, post.author, post.external_id, post.holder_id = None, None, "row-1", None
    with transaction():
        actions.take_on(post, by=force.lead)
    with pytest.raises(Refused), transaction():
        actions.take_on(post, by=force.sergeant)
    send_again(post, force.lead)
    decide(post, Verdict.APPROVE, by=force.sergeant)
    assert post.holder_id == second.id


def test_a_new_organisation_gets_a_route_for_every_kind_once():
    organisation = factories.organisation()
    with transaction():
        entry = journal.write("organisation.added", organisation)
    actions.give_routes_after([entry])
    actions.give_routes_after([entry])
    (first,) = queries.versions_of(organisation.id)
    assert (first.number, first.configuration) == (1, rules.FIRST_CONFIGURATION)
    taken = [queries.takes_anonymous(organisation.id, kind) for kind in ("idea", "learning", "impact-case")]
    assert taken == [True, False, True]


def test_the_queue_of_a_fellow_head_shows_what_the_other_holds_after_their_own():
    force = Force()
    fellow = factories.person(force.team)
    with transaction():
        session.add(Headship(person_id=fellow.id, unit_id=force.team.id, place=2))
    session.refresh(fellow)
    theirs, his = factories.sent(force.constable), factories.sent(force.constable)
    with transaction():
        actions.hand_on(queries.open_step(his), fellow, by=force.sergeant)
    assert [step.submission_id for step in queries.waiting_for(fellow)] == [his.id, theirs.id]
    assert queries.count_waiting_for(fellow) == (2, 0)
    assert not queries.open_step(his).handed_on, "a head who is given it holds it as head"


def test_the_queue_and_the_rule_agree_about_everybody():
    force, other = Force(), Force()
    curator = factories.person(other.office, Role.NATIONAL_CURATOR)
    national = StagePlan("Curator", (Ask(Decider.ROLE, role=Role.NATIONAL_CURATOR),), 5)
    factories.configured(force, national, kind="learning")
    with transaction():
        session.add(RoleHeld(person_id=force.constable.id, role=Role.INNOVATION_LEAD))
    session.expire_all()
    factories.sent(force.sergeant)
    factories.sent(force.constable, "learning")
    decide(factories.sent(force.constable), Verdict.APPROVE, by=force.sergeant)
    factories.sent(other.constable)
    steps = session.scalars(select(Step).where(Step.state == StepState.OPEN)).all()
    for person in session.scalars(select(Person)):
        may = {step.id for step in steps if rules.may_decide(person, step)}
        assert {step.id for step in queries.waiting_for(person)} == may, person.name
    assert len(queries.waiting_for(curator)) == 1


def test_a_draft_is_sent_to_the_head_of_the_unit_that_its_author_works_in_now():
    force, other = Force(), Force()
    within, away = factories.draft(force.constable), factories.draft(force.colleague)
    for person, unit in ((force.constable, force.division), (force.colleague, other.team)):
        person.unit, person.unit_id = unit, unit.id
    session.commit()
    for post, head, organisation in (
        (within, force.inspector, force.organisation),
        (away, other.sergeant, other.organisation),
    ):
        foretold = queries.way_ahead(post)[0].holder
        with transaction():
            step = actions.send(post, by=post.author)
        assert (step.holder_id, post.organisation_id, foretold) == (head.id, organisation.id, head.title)


def test_the_journal_says_which_version_of_which_route_a_post_took():
    force = Force()
    post = factories.sent(force.constable)
    (sent,) = [entry for entry in journal.entries_about(post) if entry.event == "submission.sent"]
    in_force = queries.published(force.organisation.id)
    assert (sent.facts["route"], sent.facts["configuration"]) == ("Ideas", str(in_force.id))
