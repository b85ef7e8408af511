"""The no of a check is got round by no answer: it is asked again, whatever its author says now."""

from dataclasses import replace

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import (
    HEAD_STAGE,
    LEAD_STAGE,
    Ask,
    Conditions,
    Decider,
    RoutePlan,
    StagePlan,
    StepState,
    Verdict,
)
from portal.foundation import clock
from portal.foundation.database import transaction
from portal.people.rules import Role
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.rules import SHARE_CHECK, Sharing, Status
from tests import factories

REASON = "It names somebody who told us of it in confidence."
OFFICER = (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),)
HARMS = Conditions(answers=("personal_data",))
DATA = StagePlan("Data", OFFICER, 3, only_if=HARMS)
BY_HEAD = StagePlan("Careful", (Ask(Decider.UNIT_HEAD),), 3, only_if=HARMS)
HEAD = StagePlan("Head", (Ask(Decider.UNIT_HEAD),), 5)


@pytest.fixture
def force(db):
    return factories.Force()


def say(post, answer):
    with transaction():
        posts.set_share_check(post, {name: answer for name, _question, _advice in SHARE_CHECK}, [])


def send(post):
    with transaction():
        actions.send(post, by=post.author)


def answer(post, verdict=Verdict.APPROVE):
    step = queries.open_step(post)
    code = "risk" if verdict is Verdict.DECLINE else ""
    with transaction():
        actions.decide(step, Decision(verdict, REASON, code, post.version), by=step.holder)


def names(post):
    return [step.name for step in queries.present_steps(post)]


def foretold(post):
    return [stage.label for stage in queries.way_ahead(post)]


def declined(force, stage, **changes):
    """A post that a check declined, which was asked because of an answer."""
    factories.configured(force, stage, LEAD_STAGE)
    post = factories.draft(force.constable, **changes)
    say(post, "yes")
    send(post)
    answer(post, Verdict.DECLINE)
    assert post.status == Status.DECLINED
    return post


@pytest.mark.parametrize("stage", [DATA, BY_HEAD], ids=["a role", "an answer"])
def test_a_check_that_declined_is_asked_again_though_the_answer_is_another(force, stage):
    post = declined(force, stage)
    say(post, "no")
    assert foretold(post) == [stage.name, LEAD_STAGE.name]
    send(post)
    assert names(post) == [stage.name, LEAD_STAGE.name]
    first = queries.present_steps(post)[0]
    assert first.verifies
    assert first.decider == stage.asks[0].decider
    answer(post)
    answer(post)
    assert post.status == Status.PUBLISHED


def test_also_after_somebody_else_declined_it_the_second_time(force):
    factories.configured(force, HEAD_STAGE, DATA, LEAD_STAGE)
    post = factories.draft(force.constable)
    say(post, "yes")
    send(post)
    answer(post)
    answer(post, Verdict.DECLINE)
    for _once_more in range(2):
        say(post, "no")
        send(post)
        assert sorted(names(post)) == sorted([DATA.name, HEAD_STAGE.name, LEAD_STAGE.name])
        with transaction():
            step = next(one for one in queries.present_steps(post) if one.state == StepState.OPEN)
            actions.hand_on(step, force.inspector, by=force.lead, reason="The officer is away for weeks.")
        answer(post, Verdict.DECLINE)


def test_a_check_that_said_yes_is_asked_again_about_other_words_only(force):
    factories.configured(force, DATA, LEAD_STAGE)
    for words, asked in (("", [LEAD_STAGE.name]), ("Jane Doe said so.", [DATA.name, LEAD_STAGE.name])):
        post = factories.draft(force.constable, body=f"Nobody can hear a thing {len(words)} times a day.")
        say(post, "yes")
        send(post)
        answer(post)
        answer(post, Verdict.DECLINE)
        if words:
            with transaction():
                posts.save(post, Content(body=words), seen=post.version, by=force.constable)
        say(post, "no")
        send(post)
        assert names(post) == asked


@pytest.mark.parametrize("how", ["copied", "typed anew"])
def test_the_no_follows_the_text_into_another_post(force, how):
    post = declined(force, DATA)
    if how == "copied":
        with transaction():
            actions.withdraw(post, by=force.constable)
            again = posts.copy(post, by=force.constable)
    else:
        again = factories.draft(force.constable, summary="In a word: a door.")
    say(again, "no")
    assert foretold(again) == [DATA.name, LEAD_STAGE.name]
    send(again)
    assert names(again) == [DATA.name, LEAD_STAGE.name]
    with clock.at(clock.now() + 400 * clock.A_DAY):
        late = factories.draft(force.constable)
        say(late, "no")
        assert foretold(late) == [LEAD_STAGE.name], "long ago"


def test_another_text_and_one_that_was_approved_since_bring_no_check(force):
    post = declined(force, DATA)
    other = factories.draft(
        force.constable,
        title="Lockers at the gate",
        summary="A row of lockers lets us hand over keys at night.",
        body="Keys are handed over in person, and somebody waits for that each night.",
        details={"better": "Six lockers with a code. Nobody waits."},
    )
    say(other, "no")
    assert foretold(other) == [LEAD_STAGE.name]
    say(post, "no")
    send(post)
    answer(post)
    again = factories.draft(force.constable)
    say(again, "no")
    assert foretold(again) == [LEAD_STAGE.name]


def test_whoever_checks_and_took_it_out_is_asked_before_it_is_there_again(force):
    post = factories.published(force.constable)
    with transaction():
        actions.take_out(post, "It names a victim.", by=force.data_officer)
    send(post)
    steps = queries.present_steps(post)
    assert [step.role for step in steps] == [Role.DATA_SHARING_OFFICER, "", Role.INNOVATION_LEAD]
    assert (steps[0].holder, steps[0].verifies) == (force.data_officer, True)


def test_all_who_checked_what_was_taken_out_check_it_again(force):
    factories.configured(force, DATA, LEAD_STAGE)
    post = factories.draft(force.constable)
    say(post, "yes")
    send(post)
    answer(post)
    answer(post)
    with transaction():
        actions.take_out(post, "It names a victim.", by=force.lead)
    say(post, "no")
    send(post)
    assert names(post) == [DATA.name, LEAD_STAGE.name]


def test_who_cannot_be_left_out_of_the_route_is_not_asked_twice(force):
    post = declined(force, DATA)
    send(post)
    assert names(post) == [DATA.name, LEAD_STAGE.name]


def test_an_anonymous_post_keeps_its_check_too(force):
    factories.person(force.division, Role.INNOVATION_LEAD)
    factories.configured(force, DATA, HEAD, LEAD_STAGE, anonymous=True)
    post = factories.nameless(force, "idea", share_check={"personal_data": "yes"})
    answer(post, Verdict.DECLINE)
    with transaction():
        post.share_check = {"personal_data": "no"}
        actions.set_off(post, by_id=None)
    assert names(post) == [DATA.name, HEAD.name, LEAD_STAGE.name]


def test_a_stage_of_the_same_name_that_asks_somebody_else_is_another_check(force):
    """Sent for few, then sent back and shared wider: the route of the wider one asks an officer by the same name."""
    near = replace(HEAD, name="Check", only_if=Conditions())
    far = StagePlan("Check", OFFICER, 3)
    factories.configured(force, near, LEAD_STAGE)
    was = queries.configuration_of(force.organisation.id)
    wide = RoutePlan("Wide", (far, LEAD_STAGE), Conditions(kinds=("idea",), sharing=Sharing.POLICING))
    factories.publish(force, replace(was, routes=(wide, *was.routes)))
    post = factories.sent(force.constable, sharing="force")
    answer(post)
    answer(post, Verdict.RETURN)
    with transaction():
        posts.save(post, Content(sharing="policing"), seen=post.version, by=force.constable)
    send(post)
    asked = {step.role for step in queries.present_steps(post)}
    assert Role.DATA_SHARING_OFFICER in asked
    assert len(set(names(post))) == 3
    while post.status == Status.WAITING:
        answer(post)
    given = {one.by for step in queries.present_steps(post) for one in step.verdicts}
    assert force.data_officer in given
