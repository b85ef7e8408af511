"""Stages that several decide, beside each other and in turn; stages that only some posts come to, or that can lapse."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Ask, Conditions, Decider, RoutePlan, StagePlan, StepState, Verdict
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people.models import Person, RoleHeld
from portal.people.rules import Role
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")

HEAD, ABOVE = Ask(Decider.UNIT_HEAD), Ask(Decider.HEAD_ABOVE)
LEAD, DATA = Ask(Decider.ROLE, role=Role.INNOVATION_LEAD), Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER)
PANEL = (HEAD, LEAD, DATA)
WHY = "It was tried in March and came to nothing."


def answer(post, verdict, by):
    step = next(
        step
        for step in queries.present_steps(post)
        if step.state == StepState.OPEN and step.holder_id == by.id
    )
    code = "other" if verdict is Verdict.DECLINE else ""
    reason = "" if verdict is Verdict.APPROVE else WHY
    with transaction():
        voice = Decision(verdict, reason, code, seen=post.version)
        return actions.decide(step, voice, by=session.get_one(Person, by.id))


def states(post):
    return [step.state for step in queries.present_steps(post)]


def holders(post):
    return [step.holder_id for step in queries.present_steps(post) if step.state == StepState.OPEN]


def events(post):
    return [entry.event for entry in journal.entries_about(post)]


def test_a_panel_of_three_is_asked_at_the_same_time_and_two_suffice():
    force = Force()
    factories.configured(force, StagePlan("Panel", PANEL, 3, needed=2))
    post = factories.sent(force.constable)
    assert holders(post) == [force.sergeant.id, force.lead.id, force.data_officer.id]
    answer(post, Verdict.APPROVE, force.lead)
    assert (post.status, states(post)) == ("waiting", ["open", "approved", "open"])
    answer(post, Verdict.APPROVE, force.sergeant)
    assert (post.status, states(post)) == ("published", ["approved", "approved", "spared"])
    assert events(post).count("step.opened") == 2, "the entry of its sending tells of the first"
    assert "step.spared" in events(post)


def test_one_who_declines_ends_it_where_one_is_enough():
    force = Force()
    factories.configured(force, StagePlan("Panel", PANEL, 3, needed=1))
    post = factories.sent(force.constable)
    answer(post, Verdict.DECLINE, force.data_officer)
    assert (post.status, states(post)) == ("declined", ["spared", "spared", "declined"])


def test_without_a_veto_it_ends_once_too_few_are_left():
    force = Force()
    factories.configured(force, StagePlan("Panel", PANEL, 3, needed=2, veto=False))
    post = factories.sent(force.constable)
    answer(post, Verdict.DECLINE, force.sergeant)
    assert (post.status, events(post)[-1]) == ("waiting", "step.answered")
    assert post.holder_id in {force.lead.id, force.data_officer.id}
    answer(post, Verdict.DECLINE, force.lead)
    assert (post.status, states(post)) == ("declined", ["declined", "declined", "spared"])


def test_who_asks_for_a_change_stops_the_clock_of_all_and_what_was_approved_stays():
    force = Force()
    factories.configured(force, StagePlan("Panel", PANEL, 3, needed=3))
    post = factories.sent(force.constable)
    answer(post, Verdict.APPROVE, force.sergeant)
    answer(post, Verdict.RETURN, force.lead)
    assert (post.status, states(post), post.holder_id) == (
        "returned",
        ["approved", "returned", "ahead"],
        force.constable.id,
    )
    with transaction():
        actions.send(post, by=post.author)
    assert holders(post) == [force.lead.id, force.data_officer.id]
    answer(post, Verdict.APPROVE, force.data_officer)
    answer(post, Verdict.APPROVE, force.lead)
    assert post.status == "published"


def test_stages_beside_each_other_must_all_approve_before_the_next_is_asked():
    force = Force()
    stages = (
        StagePlan("Head", (HEAD,), 3),
        StagePlan("Data", (DATA,), 3, beside=True),
        StagePlan("Lead", (LEAD,), 3),
    )
    factories.configured(force, *stages)
    post = factories.sent(force.constable)
    assert states(post) == ["open", "open", "ahead"]
    assert answer(post, Verdict.APPROVE, force.data_officer).name == "Head"
    assert states(post) == ["open", "approved", "ahead"]
    assert answer(post, Verdict.APPROVE, force.sergeant).name == "Lead"
    assert holders(post) == [force.lead.id]


def test_nobody_has_two_voices_at_one_stage():
    force = Force()
    fellow = factories.person(force.office, Role.INNOVATION_LEAD, name="Fergus Fellow")
    factories.configured(force, StagePlan("Two leads", (LEAD, LEAD), 3, needed=2))
    post = factories.sent(force.constable)
    assert set(holders(post)) == {force.lead.id, fellow.id}
    first, second = queries.present_steps(post)
    theirs = first if first.holder_id == fellow.id else second
    with pytest.raises(Refused, match="not yours"), transaction():
        actions.decide(theirs, Decision(Verdict.APPROVE, seen=post.version), by=force.lead)
    with pytest.raises(Refused, match="nobody decides on it twice"), transaction():
        actions.hand_on(theirs, session.get_one(Person, force.lead.id), by=session.get_one(Person, fellow.id))


def test_where_the_route_wants_four_eyes_nobody_decides_at_two_stages():
    force = Force()
    with transaction():
        session.add(RoleHeld(person_id=force.sergeant.id, role=Role.INNOVATION_LEAD))
    stages = (StagePlan("Head", (HEAD,), 3), StagePlan("Lead", (LEAD,), 3))
    factories.configured(force, *stages, four_eyes=True)
    post = factories.sent(force.constable)
    answer(post, Verdict.APPROVE, force.sergeant)
    step = queries.open_step(post)
    assert step.holder_id == force.lead.id
    assert not queries.waiting_for(session.get_one(Person, force.sergeant.id))
    with pytest.raises(Refused, match="not yours"), transaction():
        actions.decide(
            step, Decision(Verdict.APPROVE, seen=post.version), by=session.get_one(Person, force.sergeant.id)
        )


def widely(force):
    """The force's routes: ideas meant for all of policing are also checked for data."""
    stages = (
        StagePlan("Head", (HEAD,), 3),
        StagePlan("Data", (DATA,), 3, only_if=Conditions(sharing="policing")),
        StagePlan("Lead", (LEAD,), 3),
    )
    factories.configured(force, *stages)


def test_a_stage_is_asked_only_of_posts_for_which_its_conditions_hold():
    force = Force()
    widely(force)
    near, far = (
        factories.sent(force.constable, sharing="force"),
        factories.sent(force.constable, sharing="policing"),
    )
    assert [step.name for step in queries.present_steps(near)] == ["Head", "Lead"]
    assert [step.name for step in queries.present_steps(far)] == ["Head", "Data", "Lead"]


def test_whoever_widens_it_after_a_return_meets_the_stage_that_wider_sharing_asks_for():
    force = Force()
    widely(force)
    post = factories.sent(force.constable, sharing="force")
    answer(post, Verdict.APPROVE, force.sergeant)
    answer(post, Verdict.RETURN, force.lead)
    with transaction():
        posts.save(post, Content(sharing="policing"), seen=post.version, by=post.author)
        actions.send(post, by=post.author)
    assert [step.name for step in queries.present_steps(post)] == ["Head", "Data", "Lead"]
    assert states(post) == ["open", "ahead", "ahead"], "who approved it for fewer readers is asked again"
    for by in (force.sergeant, force.data_officer, force.lead):
        answer(post, Verdict.APPROVE, by)
    assert post.status == "published"


def test_a_change_of_words_alone_asks_nobody_again_who_approved():
    force = Force()
    widely(force)
    post = factories.sent(force.constable, sharing="policing")
    answer(post, Verdict.APPROVE, force.sergeant)
    answer(post, Verdict.RETURN, force.data_officer)
    with transaction():
        posts.save(
            post,
            Content(body="Handover in the corridor takes twenty minutes. Half of it is lost there."),
            seen=post.version,
            by=post.author,
        )
        actions.send(post, by=post.author)
    assert states(post) == ["approved", "open", "ahead"]


def test_the_first_route_that_fits_is_taken():
    force = Force()
    was = queries.configuration_of(force.organisation.id)
    stages = (StagePlan("Lead", (LEAD,), 3), StagePlan("Data", (DATA,), 3))
    costly = RoutePlan("Costly ideas", stages, Conditions(kinds=("idea",), costs=("over_100k",)))
    factories.publish(force, replace(was, routes=(costly, *was.routes)))
    cheap = factories.sent(force.constable)
    dear = factories.sent(
        force.constable, details={"better": "A room with a door.", "cost_band": "over_100k"}
    )
    assert [queries.passage_of(post).route for post in (cheap, dear)] == ["Ideas", "Costly ideas"]


def test_a_stage_that_can_be_passed_lapses_visibly_and_publishes_nothing_by_itself():
    force = Force()
    stages = (StagePlan("Reader", (HEAD,), 1, optional=True), StagePlan("Lead", (LEAD,), 1))
    factories.configured(force, *stages)
    post = factories.sent(force.constable)
    with clock.at(clock.now() + timedelta(days=21)):
        actions.keep_time()
        session.expire_all()
        assert states(post) == ["lapsed", "open"]
        assert "step.lapsed" in events(post)
        answer(post, Verdict.APPROVE, force.lead)
    assert post.status == "published"
    last = replace(stages[0], name="Last")
    factories.configured(force, stages[1], last)
    other = factories.sent(force.constable)
    answer(other, Verdict.APPROVE, force.lead)
    with clock.at(clock.now() + timedelta(days=21)):
        actions.keep_time()
        session.expire_all()
        assert other.status == "waiting", "somebody says yes before anything is published"
        assert queries.open_step(other).escalations == 1


def test_a_head_who_is_too_low_is_passed_by():
    force = Force()
    factories.configured(force, StagePlan("Senior", (replace(HEAD, lowest=6),), 3))
    post = factories.sent(force.constable)
    assert post.holder_id == force.lead.id, "no head is a chief inspector, so the last resort has it"


def test_a_draft_is_published_once_rehearsed_and_by_two_where_they_want_two():
    force = Force()
    second = factories.person(force.office, Role.ORGANISATION_ADMINISTRATOR, name="Second Administrator")
    was = queries.configuration_of(force.organisation.id)
    with transaction():
        draft = actions.begin_draft(force.organisation, by=force.administrator)
        actions.change_draft(draft, replace(was, two_publish=True), seen=1, by=force.administrator)
    with pytest.raises(Refused, match="Rehearse it first"), transaction():
        actions.publish(draft, WHY, seen=2, by=force.administrator)
    with pytest.raises(Refused, match="Somebody else changed"), transaction():
        actions.note_rehearsed(draft, seen=1, by=force.administrator)
    with pytest.raises(Refused, match="Only an administrator"), transaction():
        actions.note_rehearsed(draft, seen=2, by=force.lead)
    with transaction():
        actions.note_rehearsed(draft, seen=2, by=force.administrator)
        assert not actions.publish(draft, WHY, seen=2, by=force.administrator)
        assert not actions.publish(draft, WHY, seen=2, by=force.administrator)
        assert actions.publish(draft, WHY, seen=2, by=second)
    versions = queries.versions_of(force.organisation.id)
    assert [(row.number, row.state) for row in versions] == [(2, "published"), (1, "retired")]
    with pytest.raises(Refused, match="in force already"), transaction():
        actions.change_draft(draft, was, seen=2, by=force.administrator)


def test_a_draft_asks_nobody_from_elsewhere():
    force, other = Force(), Force()
    named = StagePlan("Named", (Ask(Decider.PERSON, person_id=other.lead.id),), 3)
    with pytest.raises(Refused, match="works in this organisation for the stage “Named”"):
        factories.configured(force, named)
    unit = StagePlan("Unit", (Ask(Decider.HEAD_OF, unit_id=other.team.id),), 3)
    with pytest.raises(Refused, match="a unit of this organisation for the stage “Unit”"):
        factories.configured(force, unit)


@pytest.mark.parametrize("changed", [True, False])
def test_whoever_checks_reads_another_text_again_and_a_head_does_not(changed):
    force = Force()
    stages = (StagePlan("Head", (HEAD,), 3), StagePlan("Data", (DATA,), 3), StagePlan("Lead", (LEAD,), 3))
    factories.configured(force, *stages)
    post = factories.sent(force.constable)
    answer(post, Verdict.APPROVE, force.sergeant)
    answer(post, Verdict.APPROVE, force.data_officer)
    answer(post, Verdict.RETURN, force.lead)
    with transaction():
        if changed:
            posts.save(post, Content(body="Sergeant Hart knows."), seen=post.version, by=post.author)
        actions.send(post, by=post.author)
    assert states(post) == ["approved", "open" if changed else "approved", "ahead" if changed else "open"]
    if changed:
        answer(post, Verdict.APPROVE, force.data_officer)
    answer(post, Verdict.APPROVE, force.lead)
    assert post.status == "published"
