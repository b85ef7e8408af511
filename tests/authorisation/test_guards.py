"""No guard is ever broken: whoever is chosen, by whichever way, may decide. Counted through, and by chance."""

from dataclasses import replace
from itertools import product
from random import Random

import pytest

from portal.authorisation import rules
from portal.authorisation.rules import Ask, Case, Decider, Given, Holders, StepState, Way
from portal.foundation.errors import Refused
from portal.people.rules import Role
from tests.authorisation.test_cover import AUTHOR, AWAY, DEPUTY, HEAD, LATE, opened
from tests.authorisation.test_cover import case as covered_case
from tests.authorisation.test_rules import (
    ADMIN,
    CHIEF,
    CONSTABLE,
    DIVISION,
    FORCE,
    INSPECTOR,
    LEADER,
    OFFICER,
    SERGEANT,
    TEAM,
    Post,
    Somebody,
    Step,
    case,
    roster,
)

HEADS = Somebody(SERGEANT, headed_unit_ids=frozenset({TEAM}))
ANOTHER = 77


def beside(first, **changes):
    """A step beside another, or after it: the other first."""
    other, step = Step(first, **changes.pop("other")), Step(first, **changes)
    first.steps = (other, step)
    return step


@pytest.mark.parametrize("stage_of_other", [0, 1])
@pytest.mark.parametrize("round_of_other", [1, 2])
@pytest.mark.parametrize("four_eyes", [False, True])
@pytest.mark.parametrize("nameless", [False, True])
@pytest.mark.parametrize("part", ["decided", "holds", "unit decided", "unit holds", "nothing"])
def test_who_has_spoken_for_every_part_that_somebody_can_have(
    stage_of_other, round_of_other, four_eyes, nameless, part
):
    post = Post(desk_key="k" if nameless else None, author_id=None if nameless else CONSTABLE)
    other = {"stage": stage_of_other, "round": round_of_other, "holder_id": ANOTHER, "unit_id": DIVISION}
    if part == "decided":
        other |= {"state": StepState.APPROVED, "decider_ids": {SERGEANT}, "decider_units": {TEAM}}
    elif part == "unit decided":
        other |= {"state": StepState.APPROVED, "decider_ids": {ANOTHER}, "decider_units": {TEAM}}
    elif part == "holds":
        other |= {"holder_id": SERGEANT}
    step = beside(post, other=other, four_eyes=four_eyes)
    here, same = stage_of_other == 0, round_of_other == 1
    expected = same and (
        (part == "decided" and (here or four_eyes or nameless))
        or (part == "holds" and here)
        or (part == "unit decided" and nameless)
    )
    assert rules.has_spoken(HEADS, step) is expected
    assert rules.may_decide(HEADS, step) is not expected


def test_once_two_units_have_decided_an_anonymous_post_a_third_decider_is_of_either():
    post = Post(desk_key="k", author_id=None)
    done = {"state": StepState.APPROVED, "stage": 1, "decider_ids": {ANOTHER}}
    step = Step(post)
    post.steps = (Step(post, **done, decider_units={TEAM}), Step(post, **done, decider_units={FORCE}), step)
    assert rules.may_decide(HEADS, step)


@pytest.mark.parametrize("who", ["author", "co-author", "importer"])
def test_whoever_stands_in_for_somebody_who_wrote_it_is_barred_for_today(who):
    post = Post(imported_by_id=12)
    post.steps = (Step(post),)
    wrote = {"author": CONSTABLE, "co-author": 11, "importer": 12}[who]
    assert not rules.may_decide(replace(HEADS, deputises_for=frozenset({wrote})), post.steps[0])
    assert rules.may_decide(replace(HEADS, deputises_for=frozenset({ANOTHER})), post.steps[0])
    handed = Step(post, holder_id=SERGEANT, handed_on=True)
    post.steps = (handed,)
    assert not rules.may_decide(Somebody(SERGEANT, deputises_for=frozenset({wrote})), handed)


def test_whoever_asked_not_to_decide_does_not_and_reads_no_more_than_others():
    post = Post(conflicted_ids=frozenset({SERGEANT}))
    post.steps = (Step(post),)
    assert not rules.may_decide(HEADS, post.steps[0])
    assert not rules.may_know_of(HEADS, post)
    lead = Somebody(LEADER, roles=frozenset({Role.INNOVATION_LEAD}))
    assert rules.may_name_conflict(lead, post.steps[0])
    assert not rules.may_step_aside(HEADS, post.steps[0])


@pytest.mark.parametrize("writes", [True, False])
def test_the_deputy_of_an_author_is_passed_over_and_the_deputy_of_a_fellow_is_not(writes):
    people = roster(away=AWAY | {AUTHOR: LATE}, deputies={SERGEANT: DEPUTY, AUTHOR: DEPUTY})
    of = covered_case() if writes else covered_case(barred=frozenset(), apart=frozenset({AUTHOR}))
    given = opened(HEAD, people, of)
    assert (given.holder_id, given.way) == ((INSPECTOR, Way.HIGHER) if writes else (DEPUTY, Way.DEPUTY))


@pytest.mark.parametrize(
    ("given", "holder", "way"),
    [
        ({(SERGEANT, ""): OFFICER}, OFFICER, Way.DELEGATE),
        ({(SERGEANT, "Ideas"): OFFICER}, OFFICER, Way.DELEGATE),
        ({(SERGEANT, "Learning"): OFFICER}, SERGEANT, None),
        ({(SERGEANT, ""): CHIEF, (SERGEANT, "Ideas"): OFFICER}, OFFICER, Way.DELEGATE),
        ({(SERGEANT, ""): OFFICER, (OFFICER, ""): ADMIN}, ADMIN, Way.DELEGATE),
        ({(SERGEANT, ""): OFFICER, (OFFICER, ""): SERGEANT}, SERGEANT, None),
        ({(SERGEANT, ""): AUTHOR}, SERGEANT, None),
        ({(SERGEANT, ""): OFFICER, (AUTHOR, "Learning"): OFFICER}, SERGEANT, None),
    ],
)
def test_to_whom_it_goes_that_was_given_away(given, holder, way):
    found = opened(HEAD, roster(given=given), covered_case(route="Ideas"))
    assert (found.holder_id, found.way) == (holder, way)


def test_the_pool_comes_before_the_lead_where_nobody_is_in_the_post_and_where_all_are_away():
    pool = roster().roles | {Role.COVER_POOL: [88]}
    nobody = rules.holders_of(HEAD, case(), roster(heads={}, roles=pool))
    assert (nobody.ids, nobody.role) == ((88,), Role.COVER_POOL)
    away = dict.fromkeys((SERGEANT, INSPECTOR, CHIEF), LATE)
    assert opened(HEAD, roster(roles=pool, away=away)).holder_id == 88
    own = opened(HEAD, roster(roles=pool, away=away), covered_case(barred=frozenset({88})))
    assert own.holder_id == LEADER


PEOPLE = range(1, 13)
ASKS = (
    Ask(Decider.UNIT_HEAD),
    Ask(Decider.HEAD_ABOVE),
    Ask(Decider.HEAD_OF, unit_id=DIVISION),
    Ask(Decider.ROLE, role=Role.INNOVATION_LEAD),
    Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),
    Ask(Decider.PERSON, person_id=9),
)


def any_roster(luck):
    def some(most):
        return luck.sample(PEOPLE, luck.randint(0, most))

    def pairs(most):
        return {one: luck.choice([other for other in PEOPLE if other != one]) for one in some(most)}

    roles = (
        Role.INNOVATION_LEAD,
        Role.DATA_SHARING_OFFICER,
        Role.COVER_POOL,
        Role.ORGANISATION_ADMINISTRATOR,
    )
    return roster(
        heads={unit: some(3) for unit in (TEAM, DIVISION, FORCE)},
        roles={role: some(3) for role in roles},
        units={one: luck.choice((TEAM, DIVISION, FORCE)) for one in PEOPLE},
        left=set(some(3)),
        away=dict.fromkeys(some(5), LATE),
        deputies=pairs(5),
        given={(one, luck.choice(("", "Ideas", "Learning"))): to for one, to in pairs(4).items()},
    )


def any_case(luck):
    decided = tuple(luck.sample(PEOPLE, luck.randint(0, 3)))
    return Case(
        1,
        (FORCE, DIVISION, TEAM),
        frozenset(luck.sample(PEOPLE, luck.randint(0, 3))),
        anonymous=luck.random() < 0.3,
        decided_by=decided,
        four_eyes=luck.random() < 0.3,
        apart=frozenset(luck.sample(PEOPLE, luck.randint(0, 2))),
        route=luck.choice(("Ideas", "Learning")),
    )


def check(who, of, people):
    assert who not in of.barred | of.apart
    assert who not in people.left
    assert all(people.deputies.get(author) != who for author in of.barred)
    assert all(to != who for (author, _route), to in people.given.items() if author in of.barred)
    if of.anonymous or of.four_eyes:
        assert who not in of.decided_by
    if of.anonymous:
        units = {people.unit_of(one) for one in of.decided_by}
        assert len(units) > 1 or people.unit_of(who) not in units


@pytest.mark.parametrize("seed", range(10))
def test_ten_thousand_choices_of_a_holder_break_no_guard_and_come_to_an_end(seed):
    luck = Random(seed)  # noqa: S311 - invented people
    chosen = 0
    for _each, ask in product(range(200), ASKS):
        people, of = any_roster(luck), any_case(luck)
        try:
            holders = rules.holders_of(ask, of, people)
        except Refused:
            continue
        for one in holders.ids:
            check(one, of, people)
        at = rules.present(holders, holders.ids[0], 3, of, people)
        line = [at.holder_id]
        for times in range(20):
            check(at.holder_id, of, people)
            chosen += 1
            again = rules.instead(at.holders, at.holder_id, None, of, people)
            if again is not None and again.way is Way.DELEGATE:
                check(again.holder_id, of, people)
                assert rules.instead(again.holders, again.holder_id, None, of, people) is None or (
                    people.back_on(again.holder_id) is not None
                ), "what was given away stays where it went"
            further = rules.next_tier(at.holders, at.holder_id, 3, of, people, times=times)
            if further is None:
                break
            at = Given(
                Holders(further.holders.ids, further.holders.unit_id, further.holders.role), further.holder_id
            )
            line.append(at.holder_id)
        else:
            raise AssertionError(f"it never comes to an end: {line}")
    assert chosen > 1000
