"""Whatever happens, in whatever order: each waiting post has one open step, and a holder who may decide it."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.models import Step
from portal.authorisation.rules import Decider, StagePlan, StepState, Verdict
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people.models import Headship, Person
from portal.people.rules import Role
from portal.submissions.models import Submission
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")

STEPS_OF_A_WALK = 14
DEEDS = "approve approve return decline resend withdraw leave lose name hand-on take configure"
deeds = st.tuples(st.sampled_from(DEEDS.split()), st.integers(0, 7))


class Walk:
    """A small force with two posts, and what may happen to it."""

    def __init__(self) -> None:
        self.force = Force()
        with transaction():
            session.add(Headship(person_id=self.force.colleague.id, unit_id=self.force.team.id, place=2))
        session.refresh(self.force.colleague)
        force = self.force
        officers = [force.sergeant, force.inspector, force.lead, force.data_officer]
        self.people = [force.constable, force.colleague, *officers]
        self.posts = [factories.sent(force.constable), factories.sent(force.sergeant, "impact-case")]

    def happen(self, deed: str, number: int) -> None:
        post, person = self.posts[number % 2], self.people[number % len(self.people)]
        step = queries.open_step(post)
        match deed:
            case "approve" | "return" | "decline" if step is not None:
                answer = Decision(Verdict(deed), "Because of what we learnt in March.", "other", post.version)
                actions.decide(step, answer, by=step.holder)
            case "resend":
                actions.send(post, by=post.author)
            case "withdraw":
                actions.withdraw(post, by=post.author)
            case "hand-on" if step is not None:
                actions.hand_on(step, person, by=step.holder)
            case "take" if step is not None:
                actions.take(step, by=self.force.lead)
            case "leave" if person is not post.author:
                person.ended_on = post.begun_on
                self.let_go(person)
            case "lose":
                person.headships, person.roles_held = [], []
                self.let_go(person)
            case "name" if self.force.division.id not in person.headed_unit_ids:
                session.add(Headship(person_id=person.id, unit_id=self.force.division.id))
                session.flush()
                session.expire(person, ["headships"])
            case "configure":
                self.configure(number)

    def let_go(self, person: Person) -> None:
        session.flush()
        actions.hand_over(person.id)

    def configure(self, number: int) -> None:
        route = queries.route_of(self.force.organisation.id, self.posts[number % 2].kind)
        role = list(rules.DECIDING_ROLES)[number % 4]
        stages = [StagePlan("One", Decider.HEAD_ABOVE, 1), StagePlan("Two", Decider.ROLE, 2, role=Role(role))]
        actions.configure(
            route, stages, anonymous_allowed=False, seen=route.version, by=self.force.administrator
        )

    def check(self) -> None:
        for post in self.posts:
            opened = session.scalars(
                select(Step).where(Step.submission_id == post.id, Step.state == StepState.OPEN)
            ).all()
            waits = post.status == "waiting"
            assert len(opened) == (1 if waits else 0)
            if waits:
                holder = opened[0].holder
                assert holder.id == post.holder_id
                assert holder.ended_on is None
                assert rules.may_decide(holder, opened[0])
            steps = [StepState(step.state) for step in queries.present_steps(post)]
            assert rules.standing(steps).status == post.status


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(deeds, min_size=4, max_size=STEPS_OF_A_WALK))
def test_each_waiting_post_has_one_open_step_and_a_holder_who_may_decide_it(walk):
    world = Walk()
    for deed, number in walk:
        moved = [step.lock for post in world.posts for step in queries.present_steps(post)]
        try:
            with transaction():
                world.happen(deed, number)
        except Refused:
            pass  # the portal said no; nothing may have moved
        if deed == "configure":
            assert [step.lock for post in world.posts for step in queries.present_steps(post)] == moved
        world.check()
    keys = [post.id for post in world.posts]
    references = set(session.scalars(select(Submission.reference).where(Submission.id.in_(keys))))
    assert references.isdisjoint(queries.without_one_holder())
