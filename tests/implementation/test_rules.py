"""Who sees a post through, and when they are asked where it stands: every role, state and month."""

from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from portal.authorisation.rules import Decider
from portal.feedback.rules import ENDED, OutcomeState, Result
from portal.foundation.errors import Refused
from portal.implementation.rules import chases, owners
from portal.implementation.rules.owners import Duty
from portal.people.rules import Role
from portal.submissions.rules import Status

BEGUN = date(2026, 1, 31)
DAY = timedelta(days=1)


def person(key: int, *roles: str, organisation: int = 7, stands_in_for: tuple[int, ...] = ()) -> Any:
    return SimpleNamespace(
        id=key,
        organisation_id=organisation,
        roles=frozenset(roles),
        deputises_for=frozenset(stands_in_for),
    )


def post(status: str = Status.PUBLISHED, **fields: Any) -> Any:
    known = {
        "author_id": 1,
        "claimed_by_id": None,
        "imported_by_id": None,
        "co_author_ids": frozenset({2}),
        "former_author_ids": frozenset({3}),
        "organisation_id": 7,
        "status": status,
    }
    return SimpleNamespace(**(known | fields))


OWNED = SimpleNamespace(holder_id=10)
OWNER, DEPUTY, READER = person(10), person(11, stands_in_for=(10,)), person(12)
LEAD, OTHER_LEAD = person(13, "innovation-lead"), person(14, "innovation-lead", organisation=8)
WROTE = [person(key, "innovation-lead") for key in (1, 2, 3)]
FOR_AN_AUTHOR = person(15, "innovation-lead", stands_in_for=(1,))
EVERYBODY = [OWNER, DEPUTY, READER, LEAD, OTHER_LEAD, *WROTE, FOR_AN_AUTHOR]


@pytest.mark.parametrize("status", Status)
def test_the_owner_whoever_stands_in_and_the_lead_say_how_it_goes_on(status: Status) -> None:
    may = [one for one in EVERYBODY if owners.may_see_through(one, post(status), OWNED)]
    assert may == ([OWNER, DEPUTY, LEAD] if status is Status.PUBLISHED else [])


def test_before_it_has_an_owner_and_while_nobody_holds_it_the_lead_does() -> None:
    for undertaking in (None, SimpleNamespace(holder_id=None)):
        assert [one for one in EVERYBODY if owners.may_see_through(one, post(), undertaking)] == [LEAD]


def test_an_author_who_comes_into_the_post_of_duty_says_nothing_of_their_own() -> None:
    for key in (1, 2, 3):
        assert not owners.may_see_through(person(key), post(), SimpleNamespace(holder_id=key))


def test_a_post_of_duty_is_asked_before_the_lead_and_the_lead_before_the_head_of_its_unit() -> None:
    def asked(duty: Duty, home: int | None) -> list[tuple[str, str, int | None]]:
        return [(ask.decider, ask.role, ask.unit_id) for ask in owners.asked_in_turn(duty, home)]

    lead, home = (Decider.ROLE, Role.INNOVATION_LEAD, None), (Decider.HEAD_OF, "", 5)
    assert asked(Duty(), None) == [lead]
    assert asked(Duty(), 5) == [lead, home]
    assert asked(Duty(unit_id=9), 5) == [(Decider.HEAD_OF, "", 9), lead, home]
    assert asked(Duty(Role.COMMUNICATIONS), None) == [(Decider.ROLE, Role.COMMUNICATIONS, None), lead]


@pytest.mark.parametrize(
    ("found", "now", "reads", "held_by"),
    [
        ([], None, {1}, None),
        ([(), ()], None, {1}, None),
        ([(1, 2)], None, {1, 2}, 1),
        ([(1, 2)], 2, {1, 2}, 2),  # whoever has it keeps it
        ([(1, 2)], 1, {2}, 2),
        ([(1, 2), (3,)], 3, {1, 2, 3}, 1),  # the post itself is filled again
        ([(1, 2), (3,)], None, {3}, 3),
        ([(1,), (2,)], None, set(), None),
    ],
)
def test_who_holds_it(found: Any, now: int | None, reads: set[int], held_by: int | None) -> None:
    assert owners.chosen(found, now, reads.__contains__) == held_by


def test_a_post_of_duty_has_a_name() -> None:
    assert owners.duty_in_words("", "Response A") == "Head of Response A"
    assert owners.duty_in_words(Role.COMMUNICATIONS) == "Communications"
    assert owners.duty_in_words("") == ""


def test_a_milestone_says_what_and_by_when() -> None:
    today = date(2026, 5, 1)
    assert owners.check_milestone("A room", today, today, 0) == today
    for words, due_on, there in (
        (" ", today, 0),
        ("A room", None, 0),
        ("A room", today - DAY, 0),
        ("A room", today, owners.MILESTONES_AT_MOST),
    ):
        with pytest.raises(Refused):
            owners.check_milestone(words, due_on, today, there)


def test_what_is_said_anew_is_said_in_words_and_nothing_else() -> None:
    before = dict.fromkeys((*owners.BANDS, "blockers"), "")
    assert owners.changes_in_words(before, before) == ""
    after = before | {"expected_cost": "under_1k", "blockers": "No door."}
    assert owners.changes_in_words(before, after) == "Cost expected: under £1,000. In the way: No door."
    cleared = owners.changes_in_words(after, before)
    assert cleared == "Cost expected: nothing said. Nothing is in the way any more."


def test_its_owner_is_asked_after_three_six_and_twelve_months_and_then_no_more() -> None:
    days, day = [], BEGUN
    while (due := chases.chase_after(BEGUN, day, goes_on=False)) is not None:
        days.append(due)
        day = due
    assert days == [date(2026, 4, 30), date(2026, 7, 31), date(2027, 1, 31)]
    assert chases.chase_after(BEGUN, days[0] - DAY, goes_on=False) == days[0]


def test_an_impact_case_that_nobody_evaluated_is_asked_about_for_ever() -> None:
    days, day = [], date(2027, 1, 31)
    for _ in range(9):
        due = chases.chase_after(BEGUN, day, goes_on=True)
        assert due is not None
        assert due > day
        days.append(due)
        day = due
    assert days[:3] == [date(2027, 4, 30), date(2027, 7, 31), date(2027, 10, 31)]


def test_when_nobody_is_asked_any_more_over_every_state_result_and_kind() -> None:
    last = date(2027, 1, 31)
    states = ["", *OutcomeState]
    for kind, state, result, evaluated in product(
        ("idea", "learning", "impact-case"), states, ["", *Result], (False, True)
    ):
        over = state in ENDED or (state == OutcomeState.DONE and result in chases.EVALUATED)
        first = chases.next_chase(kind, BEGUN, BEGUN, state, result, evaluated=evaluated)
        after = chases.next_chase(kind, BEGUN, last, state, result, evaluated=evaluated)
        assert (first is None) == over
        assert (after is not None) == (kind == "impact-case" and not evaluated and not over)


def test_it_is_evaluated_once_its_author_or_its_owner_knows_whether_it_worked() -> None:
    known = {step: chases.is_evaluated({"step_reached": step}, ()) for step in ("identify", "approach", "")}
    assert not any(known.values())
    assert all(chases.is_evaluated({"step_reached": step}, ()) for step in ("evaluate", "share"))
    assert [one for one in Result if chases.is_evaluated({}, {one})] == [
        Result.WORKED,
        Result.DID_NOT,
        Result.MIXED,
    ]


def test_what_is_asked_reads_well() -> None:
    said = chases.asked_in_words(BEGUN, date(2026, 4, 30), "")
    assert said == "has been in the library for 3 months. Where does it stand?"
    assert chases.asked_in_words(BEGUN, date(2026, 4, 30), "in_use") == (
        "was in use when it was last said. Is it still?"
    )
    assert chases.waiting_in_words(1, "Alder").startswith("1 post of Alder waits")
    assert chases.waiting_in_words(2, "Alder").startswith("2 posts of Alder wait ")
