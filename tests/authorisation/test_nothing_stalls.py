"""Nobody holds up a post for good, and nobody slips another text past whoever checked it."""

from datetime import date, timedelta

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.rules import Ask, Decider, StagePlan, StepState, Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people import actions as people
from portal.people.models import Headship
from portal.people.rules import Role
from portal.people.rules.calendar import Duty
from portal.submissions.rules import Status
from tests import factories
from tests.authorisation.test_editing import CHANGE, proposed
from tests.authorisation.test_standing_in import approve, away, december, events, open_steps
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")


def test_handing_it_to_and_fro_after_its_day_holds_nothing_up():
    force = Force()
    with transaction():
        session.add(Headship(person_id=force.colleague.id, unit_id=force.team.id, place=2))
    session.refresh(force.colleague)
    heads = {force.sergeant.id: force.colleague, force.colleague.id: force.sergeant}
    with december(14):
        post = factories.sent(force.constable)
    for day in range(18, 24):
        with december(day):
            step = open_steps(post)[0]
            other = heads.get(step.holder_id)
            if other is not None:
                with transaction():
                    actions.hand_on(step, other, by=step.holder)
            actions.keep_time()
    assert "step.escalated" in events(post)
    assert open_steps(post)[0].holder_id not in heads


def test_one_change_after_another_gives_no_new_time():
    force = Force()
    with december(14):
        post = factories.sent(force.constable)
    due = []
    for day in (14, 15, 16):
        with december(day):
            step = proposed(post, force.sergeant, text=CHANGE | {"title": f"Title {day}"})
            with transaction():
                actions.decline_edit(step, "It says another thing now.", by=force.constable)
            due.append(step.due_on)
    assert due[0] == date(2026, 12, 17)
    assert due[1] == due[2], "the first change that was declined gives new time, and no other"


def test_who_checked_reads_again_what_an_accepted_change_made_of_it():
    force = Force()
    check = StagePlan("Data check", (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),), 5)
    factories.configured(force, check, StagePlan("Head", (Ask(Decider.UNIT_HEAD),), 5))
    post = factories.sent(force.constable)
    approve(open_steps(post)[0], force.data_officer)
    step = proposed(post, force.sergeant)
    with transaction():
        actions.accept_edit(step, by=force.constable)
    assert post.status == Status.WAITING
    assert [one.state for one in queries.present_steps(post)] == [StepState.OPEN, StepState.APPROVED]
    assert queries.without_one_holder() == []
    approve(open_steps(post)[0], force.data_officer)
    assert (post.status, post.title) == (Status.PUBLISHED, CHANGE["title"])


def test_a_rota_has_a_day_on_in_each_week():
    force = Force()
    with pytest.raises(Refused, match="at least one day on for every week"), transaction():
        people.set_duty(force.sergeant, Duty(on=1, off=14, begins=date(2026, 12, 1)), by=force.sergeant)
    for on, off in ((1, 6), (2, 12), (4, 4)):
        with transaction():
            people.set_duty(force.sergeant, Duty(on=on, off=off, begins=date(2026, 12, 1)), by=force.sergeant)


def test_whoever_decides_reads_whom_an_author_keeps_from_it_by_naming_their_deputy(client):
    force = Force()
    away(force.constable, deputy=force.sergeant, last=clock.today() + timedelta(days=30))
    post = factories.sent(force.constable)
    step = open_steps(post)[0]
    assert step.holder_id == force.inspector.id
    client.sign_in(force.inspector)
    shown = client.get(f"/steps/{step.reference}").text
    assert "Sam Sergeant would have been asked too, and stands in for an author at present" in " ".join(
        shown.split()
    )
    factories.decided(post, Verdict.APPROVE)
