"""On a walk, now and then, two people do something to one step at one moment: whatever comes of it, all promises hold.

Each has a connection of their own, to a real database. ``PORTAL_WALK_STEPS=10000`` walks a tenth of as many steps so.
"""

import os
import random
from datetime import datetime

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.models import Step
from portal.authorisation.rules import StepState, Verdict
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.people.models import Person
from tests.authorisation.walking import DEEDS, NUMBERS, POSTS, ROUTES, WHY, Walk, walk_through
from tests.racing import all_at_once

STEPS = int(os.environ.get("PORTAL_WALK_STEPS", "50")) // 10
LONG_WALK = 20
RACES = ("decide", "withdraw", "hand-on", "take", "aside", "clock", "propose", "beside")


class Raced(Walk):
    """The same force, in which two may do something to one step at one moment."""

    def race(self, number: int) -> None:
        """The holder decides while somebody else does something: at most one of two decisions on a step stands."""
        post, rival = self.posts[number % POSTS], RACES[number // POSTS]
        opened = [step for step in queries.present_steps(post) if step.state == StepState.OPEN]
        if not opened:
            return
        step, other = opened[0], opened[-1]
        keys = {"step": step.id, "other": other.id, "by": step.holder_id, "to": self.people[number % 7].id}
        writer = post.author_id or post.imported_by_id or 0
        before = {one.id: len(one.verdicts) for one in opened}
        session.rollback()  # whoever waits for the database waits for nobody here
        moment = clock.now()
        outcomes = all_at_once(
            [
                self.deed(moment, "decide", **keys, writer=writer, verdict=Verdict.APPROVE),
                self.deed(moment, rival, **keys, writer=writer, verdict=Verdict.DECLINE),
            ]
        )
        assert not [one for one in outcomes if one.startswith("fault")], (rival, outcomes)
        session.expire_all()
        for key, many in before.items():
            assert len(session.get_one(Step, key).verdicts) <= many + 1, "one decision each time"
        if rival == "decide":
            assert outcomes.count("done") <= 1

    @staticmethod
    def deed(
        moment: datetime, name: str, *, step: int, other: int, by: int, to: int, writer: int, verdict: Verdict
    ):
        """What one of the two does, in a transaction of their own, all of it as they find it then."""

        def run() -> None:
            with clock.at(moment):
                if name == "clock":
                    actions.keep_time()
                    return
                with transaction():
                    one = session.get_one(Step, other if name == "beside" else step)
                    post, who = one.submission, session.get_one(Person, by)
                    answer = Decision(verdict, WHY, "other", post.version)
                    match name:
                        case "decide":
                            actions.decide(one, answer, by=who)
                        case "beside":
                            actions.decide(one, answer, by=one.holder)
                        case "withdraw" if post.anonymous:
                            actions.withdraw_from_desk(post)
                        case "withdraw":
                            actions.withdraw(post, by=session.get_one(Person, writer), reason=WHY)
                        case "hand-on":
                            actions.hand_on(one, session.get_one(Person, to), by=who)
                        case "take":
                            actions.take(one, by=session.get_one(Person, to))
                        case "aside":
                            actions.declare_conflict(one, who, "I trained him.", by=who)
                        case "propose":
                            text = {"title": "Changed", "summary": post.summary, "body": post.body}
                            actions.propose_edit(
                                one, Decision(Verdict.APPROVE, seen=post.version), text, by=who
                            )

        return run


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("seed", range(-(-STEPS // LONG_WALK)))
def test_two_at_one_moment_break_no_promise_whatever_happened_before(seed):
    luck = random.Random(seed)  # noqa: S311 - a walk that can be walked again
    deeds = DEEDS.split()
    walk = []
    for place in range(LONG_WALK):
        deed = "race" if place % 2 else luck.choice(deeds)
        walk.append((deed, luck.randrange(NUMBERS)))
    assert walk_through(walk, Raced(luck.choice([None, *range(ROUTES)]))) == LONG_WALK
