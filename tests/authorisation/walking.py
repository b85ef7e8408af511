"""A small force with two posts, and what may happen to it: walked by the tests of the whole engine."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from portal.authorisation import actions, queries, rules
from portal.authorisation.actions import Decision
from portal.authorisation.models import Step
from portal.authorisation.rules import Ask, Conditions, Decider, StagePlan, StepState, Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people import actions as people
from portal.people.models import Headship, Person
from portal.people.queries import Almanac
from portal.people.rules import Role
from portal.people.rules.calendar import Duty
from portal.submissions import actions as posts
from portal.submissions.actions import Content
from portal.submissions.models import Submission
from portal.submissions.rules import Sharing, Status, barred_from_deciding
from tests import factories
from tests.factories import Force

DEEDS = "approve approve return decline resend withdraw leave lose name hand-on take configure further widen renew"
DEEDS += " away away back days weeks rota"  # and time goes by
NUMBERS = 8
ENDED = frozenset({Status.PUBLISHED, Status.WITHDRAWN, Status.DECLINED, Status.TAKEN_OUT})


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
        self.gone = timedelta()
        self.posts = [factories.sent(force.constable), factories.sent(force.sergeant, "impact-case")]

    def happen(self, deed: str, number: int) -> None:
        post, person = self.posts[number % 2], self.people[number % len(self.people)]
        opened = [step for step in queries.present_steps(post) if step.state == StepState.OPEN]
        step = opened[number % len(opened)] if opened else None
        match deed:
            case "approve" | "return" | "decline" if step is not None:
                answer = Decision(Verdict(deed), "Because of what we learnt in March.", "other", post.version)
                actions.decide(step, answer, by=step.holder)
            case "resend":
                actions.send(post, by=post.author)
            case "further":
                actions.go_further(
                    post, "It says what it costs, and not why we could not try.", by=post.author
                )
            case "widen":
                wider = Content(sharing=list(Sharing)[number % 5], details={"better": "A door."})
                posts.save(post, wider, seen=post.version, by=post.author)
            case "renew" if post.status in ENDED and post.author.ended_on is None:
                self.posts[number % 2] = factories.sent(post.author, post.kind)
            case "withdraw":
                actions.withdraw(post, by=post.author)
            case "hand-on" if step is not None:
                actions.hand_on(step, person, by=step.holder)
            case "take" if step is not None:
                actions.take(step, by=self.force.lead)
            case "leave" | "lose":
                self.be_less(person, deed, post)
            case "name" if self.force.division.id not in person.headed_unit_ids:
                session.add(Headship(person_id=person.id, unit_id=self.force.division.id))
                session.flush()
                session.expire(person, ["headships"])
            case "configure":
                self.configure(number)
            case _:
                self.pass_time(deed, number)

    def pass_time(self, deed: str, number: int) -> None:
        person = self.people[number % len(self.people)]
        match deed:
            case "away":
                self.be_away(person, number)
            case "back":
                for absence in Almanac(person).absences:
                    people.take_back_absence(absence, by=person)
            case "days" | "weeks":
                self.gone += timedelta(days=number + 1 if deed == "days" else 7 * number)
            case "rota":
                people.set_duty(person, Duty(on=1 + number, off=4, begins=clock.today()), by=person)

    def be_away(self, person: Person, number: int) -> None:
        deputy = self.people[number // 2]
        first = clock.today() + timedelta(days=number % 3)
        last = first + timedelta(days=3 * number)
        people.note_absence(person, first_day=first, last_day=last, deputy=deputy, by=person)
        actions.cover_after([])  # as the reaction to it does

    def be_less(self, person: Person, deed: str, post: Submission) -> None:
        if deed == "lose":
            person.headships, person.roles_held = [], []
        elif person is not post.author:
            person.ended_on = post.begun_on
        self.let_go(person)

    def let_go(self, person: Person) -> None:
        session.flush()
        actions.pass_on_posts(person.id)  # as the reaction to it does
        actions.hand_over(person.id)

    def configure(self, number: int) -> None:
        role = list(rules.DECIDING_ROLES)[number % 4]
        panel = (
            Ask(Decider.ROLE, role=Role(role)),
            Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),
            Ask(Decider.UNIT_HEAD),
        )
        stages = [
            StagePlan("One", (Ask(Decider.HEAD_ABOVE),), 1, optional=number > 5),
            StagePlan("Two", panel, 2, needed=1 + number % 3, veto=number > 3, beside=number % 2 == 1),
            StagePlan("Three", (Ask(Decider.HEAD_ABOVE, lowest=number),), 2),
            StagePlan("Far", (Ask(Decider.UNIT_HEAD),), 2, only_if=Conditions(sharing="policing")),
        ]
        factories.configured(self.force, *stages, kind=self.posts[number % 2].kind, four_eyes=number == 2)

    def check(self) -> None:
        for post in self.posts:
            opened = session.scalars(
                select(Step).where(Step.submission_id == post.id, Step.state == StepState.OPEN)
            ).all()
            waits = post.status == "waiting"
            assert bool(opened) == waits
            assert not waits or post.holder_id in {step.holder_id for step in opened}
            for step in opened:
                assert step.holder.ended_on is None
                assert rules.may_decide(step.holder, step)
                assert step.holder_id not in barred_from_deciding(post)
                assert step.due_on is not None
            assert len({step.position for step in opened}) <= 1
            held = [(step.stage, step.holder_id) for step in opened]
            assert len(set(held)) == len(held), "nobody has two voices at one stage"
            stands = rules.standing(queries.present_steps(post)).status
            assert stands == post.status or (stands, post.status) == ("declined", "withdrawn")


def walk_through(steps: Sequence[tuple[str, int]]) -> int:
    """Let all this happen in a new world, and look after each step whether every promise is kept. Returns how many."""
    world = Walk()
    start = clock.now()
    walked = 0
    for deed, number in steps:
        walked += 1
        with clock.at(start + world.gone):
            moved = [step.lock for post in world.posts for step in queries.present_steps(post)]
            try:
                with transaction():
                    world.happen(deed, number)
            except Refused:
                pass  # the portal said no; nothing may have moved
            if deed == "configure":
                assert [step.lock for post in world.posts for step in queries.present_steps(post)] == moved
            world.check()
        with clock.at(start + world.gone):
            actions.keep_time()
            world.check()
            assert actions.keep_time() == 0, "a second look at the clocks finds nothing to do"
    keys = [post.id for post in world.posts]
    references = set(session.scalars(select(Submission.reference).where(Submission.id.in_(keys))))
    with clock.at(start + world.gone):
        leads = queries.LiveRoster().in_role(Role.INNOVATION_LEAD, world.force.organisation.id)
        unheld = queries.without_one_holder()
    assert not leads or references.isdisjoint(unheld), "without a lead nobody looks after it"
    return walked
