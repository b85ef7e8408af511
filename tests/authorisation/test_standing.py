"""Every way in which those whom a stage asks can answer, and every order of a few stages: counted through.

The bounds, within which nothing is left out:

- one stage: up to four people asked, every number that must approve, with and without a veto, every mixture of the nine
  states of a step; up to three of them in every order;
- a way: up to three stages, one after the other or beside each other in all seven shapes, every state of each;
- every sequence of answers (approve, decline, return, lapse), in every order in which people can give them, on every
  way of at most two stages, of one to three people each and four together, with every number that must approve, with
  and without a veto, after or beside each other.

Beyond them ``test_walks`` draws at random.
"""

from itertools import combinations_with_replacement, product

import pytest

from portal.authorisation import rules
from portal.authorisation.rules import Foreseen, StagePlan, StepState
from portal.submissions.rules import Status

APPROVED, DECLINED, RETURNED = StepState.APPROVED, StepState.DECLINED, StepState.RETURNED
AHEAD, OPEN, CLOSED = StepState.AHEAD, StepState.OPEN, StepState.CLOSED
SPARED, LAPSED = StepState.SPARED, StepState.LAPSED


def stage(states, needed, veto, place=0):
    return [Foreseen(place, place, state, needed, veto) for state in states]


@pytest.mark.parametrize("asked", [1, 2, 3, 4])
def test_what_comes_of_a_stage_for_all_answers_of_those_asked(asked):
    """An independent account of it, by counting, for each number that must approve, with and without a veto."""
    for needed, veto in product(range(1, asked + 1), (True, False)):
        for states in combinations_with_replacement(StepState, asked):
            found = rules.outcome(stage(states, needed, veto))
            yes, no = states.count(APPROVED), states.count(DECLINED)
            may_still = states.count(OPEN) + states.count(AHEAD)
            if CLOSED in states:
                assert found is CLOSED
            elif RETURNED in states:
                assert found is RETURNED
            elif yes >= needed:
                assert found is APPROVED
            elif no and (veto or yes + may_still < needed):
                assert found is DECLINED
            else:
                assert found is (AHEAD if may_still else LAPSED)


@pytest.mark.parametrize("asked", [1, 2, 3])
def test_the_order_of_answers_changes_nothing(asked):
    for needed, veto, states in product(range(1, asked + 1), (True, False), product(StepState, repeat=asked)):
        ordered = rules.outcome(stage(sorted(states), needed, veto))
        assert rules.outcome(stage(states, needed, veto)) is ordered


def test_a_yes_never_harms():
    """From every state of three: one more yes leaves a stage undecided or approved, and never declined."""
    for needed, veto, states in product(
        (1, 2, 3), (True, False), product((OPEN, APPROVED, DECLINED), repeat=3)
    ):
        before = rules.outcome(stage(states, needed, veto))
        for place, state in enumerate(states):
            if state is OPEN and before is AHEAD:
                after = rules.outcome(stage([*states[:place], APPROVED, *states[place + 1 :]], needed, veto))
                assert after in {AHEAD, APPROVED}


TIERS = ((0,), (0, 0), (0, 1), (0, 0, 0), (0, 0, 1), (0, 1, 1), (0, 1, 2))


@pytest.mark.parametrize("tiers", TIERS)
def test_where_a_post_stands_for_all_states_of_stages_beside_and_after_each_other(tiers):
    ends = {DECLINED: Status.DECLINED, RETURNED: Status.RETURNED, CLOSED: Status.WITHDRAWN}
    for states in product(StepState, repeat=len(tiers)):
        steps = [
            Foreseen(tier, place, state)
            for place, (tier, state) in enumerate(zip(tiers, states, strict=True))
        ]
        stands = rules.standing(steps)
        for tier in sorted(set(tiers)):
            here = [state for of, state in zip(tiers, states, strict=True) if of == tier]
            told = next((ends[end] for end in ends if end in here), None)
            if told is not None:
                assert stands == rules.Standing(told, tier)
                break
            if AHEAD in here or OPEN in here:
                assert stands == rules.Standing(Status.WAITING, tier)
                break
        else:
            assert stands == rules.Standing(Status.PUBLISHED)


def test_nothing_is_published_without_as_many_yeses_as_each_stage_needs():
    """All answers of a panel of three beside one more, then another: published means that each had enough of them."""
    answers = (APPROVED, DECLINED, LAPSED, SPARED, OPEN)
    for needed, veto, states in product((1, 2, 3), (True, False), product(answers, repeat=5)):
        panel, beside, last = states[:3], states[3], states[4]
        steps = [
            *stage(panel, needed, veto),
            Foreseen(0, 1, beside),
            Foreseen(1, 2, last),
        ]
        if rules.standing(steps).status is Status.PUBLISHED:
            assert panel.count(APPROVED) >= needed or (DECLINED not in panel and OPEN not in panel)
            assert {beside, last} <= {APPROVED, LAPSED, SPARED}


def test_stages_beside_each_other_share_a_tier():
    plans = [
        StagePlan(str(place), (), 1, beside=beside)
        for place, beside in enumerate((True, False, True, True, False))
    ]
    assert rules.tiers_of(plans) == [0, 1, 1, 1, 2]


ANSWERS = (APPROVED, DECLINED, RETURNED, LAPSED)
PEOPLE_AT_MOST = 4


def ways():
    """Every way within the bound: its stages, each with how many it asks, how many must approve, and its veto."""
    stages = [
        (asked, needed, veto)
        for asked in (1, 2, 3)
        for needed in range(1, asked + 1)
        for veto in (True, False)
    ]
    yield from ((one,) for one in stages)
    for first, second, beside in product(stages, stages, (False, True)):
        if first[0] + second[0] <= PEOPLE_AT_MOST:
            yield (first, (*second, beside))


def steps_of(way, states):
    """The steps of a way, in these states."""
    found, place = [], iter(states)
    for number, (asked, needed, veto, *beside) in enumerate(way):
        tier = number - (beside == [True])
        found += [Foreseen(tier, number, next(place), needed, veto) for _seat in range(asked)]
    return found


def outcome_counted(asked, needed, veto, answers):
    """What has come of a stage, by counting alone."""
    yes, no, open_still = answers.count(APPROVED), answers.count(DECLINED), answers.count(OPEN)
    if RETURNED in answers:
        return RETURNED
    if yes >= needed:
        return APPROVED
    if no and (veto or yes + open_still < needed):
        return DECLINED
    return OPEN if open_still else LAPSED


@pytest.mark.parametrize("way", list(ways()), ids=str)
def test_every_sequence_of_answers_ends_and_ends_as_counting_says(way):
    """From nobody having answered, everybody who is asked answers in every way and in every order, until it is over."""
    looked, seen = [(OPEN,) * sum(one[0] for one in way)], set()
    while looked:
        states = looked.pop()
        if states in seen:
            continue
        seen.add(states)
        steps = steps_of(way, states)
        stands, now = rules.standing(steps), {}
        for number, one in enumerate(way):
            of_stage = [state for step, state in zip(steps, states, strict=True) if step.stage == number]
            tier = next(step.position for step in steps if step.stage == number)
            now.setdefault(tier, []).append(outcome_counted(*one[:3], of_stage))
        here = next((tier for tier in sorted(now) if {OPEN, DECLINED, RETURNED} & set(now[tier])), None)
        if here is None:
            assert stands == rules.Standing(Status.PUBLISHED)
            continue
        over = next((told for told in (DECLINED, RETURNED) if told in now[here]), None)
        if over is not None:
            assert stands == rules.Standing(Status(over.value), here)
            continue
        assert stands == rules.Standing(Status.WAITING, here)
        asked = [
            place
            for place, step in enumerate(steps)
            if step.position == here and states[place] is OPEN and rules.outcome(of(steps, step)) is AHEAD
        ]
        assert asked, "whoever waits, waits for somebody"
        looked += [(*states[:place], said, *states[place + 1 :]) for place in asked for said in ANSWERS]
    assert len(seen) > 1


def of(steps, step):
    return [one for one in steps if one.stage == step.stage]
