"""Where several decide together: each answers once, on the text that is there now, and nobody has two voices."""

import pytest

from portal.authorisation import actions, queries
from portal.authorisation.actions import Decision
from portal.authorisation.rules import Ask, Decider, StagePlan, StepState, Verdict
from portal.foundation.database import transaction
from portal.foundation.errors import Refused
from portal.people.rules import Role
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")

READERS = Ask(Decider.ROLE, role=Role.FRONT_LINE_READER)


class Panel:
    """A post before three readers, of whom so many must approve."""

    def __init__(self, needed=2, **terms):
        self.force = Force()
        units = (self.force.team, self.force.division, self.force.office)
        readers = [factories.person(unit, Role.FRONT_LINE_READER) for unit in (*units, units[0])]
        stage = StagePlan("Panel", (READERS,) * 3, 5, "Would it work?", needed=needed, veto=False)
        after = StagePlan("Reader", (READERS,), 5, "And now?")
        factories.configured(self.force, stage, after, **terms)
        self.post = factories.sent(self.force.constable)
        seated = {step.holder_id for step in self.steps}
        self.readers = [one for one in readers if one.id in seated]
        (self.spare,) = [one for one in readers if one.id not in seated]

    @property
    def steps(self):
        return queries.present_steps(self.post)

    def answer(self, step, *, by=None, verdict=Verdict.APPROVE, **fields):
        fields = {"seen": self.post.version, "reason": "Say where it was tried.", "code": "not_now"} | fields
        with transaction():
            actions.decide(step, Decision(verdict, **fields), by=by or step.holder)

    def hand_on(self, step, to, by):
        with transaction():
            actions.hand_on(step, to, by=by)


def test_each_seat_is_decided_once_and_nobody_has_two_voices():
    panel = Panel()
    first, second, third, _after = panel.steps
    one, two, three = first.holder, second.holder, third.holder
    panel.answer(first)
    with pytest.raises(Refused, match="already decided"):
        panel.answer(first, by=panel.spare)
    for other in (second, third):
        with pytest.raises(Refused, match="not yours"):
            panel.answer(other, by=one)
    for to in (one, three):
        with pytest.raises(Refused, match="nobody decides on it twice"):
            panel.hand_on(second, to, by=two)
    with pytest.raises(Refused, match="not yours"):
        panel.answer(second, by=three)
    panel.hand_on(second, panel.spare, by=two)
    assert second.holder_id == panel.spare.id
    panel.answer(second)
    with pytest.raises(Refused, match="no longer waiting"):
        panel.answer(third, by=two)
    assert [step.state for step in panel.steps] == ["approved", "approved", "spared", "open"]


def test_whoever_read_an_older_text_does_not_approve_what_another_has_narrowed_meanwhile():
    panel = Panel()
    first, second, _third, _after = panel.steps
    seen = panel.post.version
    panel.answer(first, sharing="force")
    assert panel.post.version == seen + 1
    with pytest.raises(Refused) as refused:
        panel.answer(second, seen=seen)
    assert refused.value.code == "old-version"
    assert second.state == StepState.OPEN
    panel.answer(second)
    assert second.state == StepState.APPROVED


@pytest.mark.parametrize("four_eyes", [False, True])
def test_with_four_eyes_nobody_of_one_stage_has_the_next_by_any_way(four_eyes):
    panel = Panel(needed=3, four_eyes=four_eyes)
    for step in panel.steps[:3]:
        panel.answer(step)
    after = panel.steps[3]
    assert after.holder_id == panel.spare.id, "somebody who has not spoken goes first either way"
    if not four_eyes:
        panel.hand_on(after, panel.readers[0], by=panel.spare)
        panel.answer(after)
        assert panel.post.status == "published"
        return
    for reader in panel.readers:
        with pytest.raises(Refused, match="nobody decides on it twice"):
            panel.hand_on(after, reader, by=panel.spare)
        with pytest.raises(Refused), transaction():
            actions.take(after, by=reader)
        with pytest.raises(Refused, match="not yours"):
            panel.answer(after, by=reader)
    with transaction():
        actions.declare_conflict(after, panel.spare, "I run that office.", by=panel.spare)
    assert after.holder_id == panel.force.lead.id, "rather the lead than somebody who has spoken"
