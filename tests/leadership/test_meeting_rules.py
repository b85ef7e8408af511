"""Who calls, keeps and reads a meeting, and what may be agreed in one: every case, with no database."""

import itertools
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from portal.foundation.errors import Refused
from portal.implementation.rules.chases import GRACE
from portal.leadership.rules import agreed, meetings
from portal.leadership.rules.agreed import AgreedState
from portal.people.rules import Role

TODAY = date(2026, 3, 2)


def person(key: int, *roles: Role, at: int = 1) -> SimpleNamespace:
    return SimpleNamespace(id=key, roles=frozenset(roles), organisation_id=at, deputises_for=frozenset())


def test_a_meeting_is_kept_by_whoever_called_it_and_the_leads_there_and_read_by_all_there_once_shown() -> (
    None
):
    for key, role, at, shown in itertools.product((1, 2), Role, (1, 2), (True, False)):
        one = person(key, role, at=at)
        meeting = SimpleNamespace(organisation_id=1, called_by_id=1, shown=shown)
        keeps = at == 1 and (key == 1 or role is Role.INNOVATION_LEAD)
        assert meetings.may_keep(one, meeting) == keeps
        assert meetings.may_read(one, meeting) == (keeps or (at == 1 and shown))


@pytest.mark.parametrize(
    ("front_line", "leaders", "field"),
    [("", "CC", "front_line"), ("PC", " ", "leaders"), ("", "", "front_line")],
)
def test_it_is_no_such_meeting_without_both_sides(front_line: str, leaders: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        meetings.check_both_sides(front_line, leaders)
    assert refused.value.field == field


def test_both_sides_are_enough() -> None:
    meetings.check_both_sides("PC", "CC")


@pytest.mark.parametrize(
    ("seen", "key", "up", "other"),
    [([1, 2, 3], 2, True, 1), ([1, 2, 3], 2, False, 3), ([1, 2, 3], 1, True, None), ([1, 2, 3], 3, False, None)],
)  # fmt: skip
def test_an_entry_changes_places_with_the_next_that_is_seen(
    seen: list[int], key: int, up: bool, other: int | None
) -> None:
    assert meetings.neighbour(seen, key, up=up) == other


def test_what_came_of_a_meeting_keeps_it() -> None:
    for decided, was_agreed in itertools.product((True, False), repeat=2):
        if decided or was_agreed:
            with pytest.raises(Refused, match="stays"):
                meetings.check_may_end(decided, was_agreed)
        else:
            meetings.check_may_end(decided, was_agreed)


def test_an_agenda_and_a_list_of_agreements_end_somewhere() -> None:
    meetings.check_room(meetings.ITEMS_AT_MOST - 1)
    with pytest.raises(Refused, match="40 things"):
        meetings.check_room(meetings.ITEMS_AT_MOST)
    assert agreed.check_plan("Do", TODAY, TODAY, agreed.AGREED_AT_MOST - 1) == TODAY
    with pytest.raises(Refused, match="40 are more"):
        agreed.check_plan("Do", TODAY, TODAY, agreed.AGREED_AT_MOST)


@pytest.mark.parametrize(("words", "day"), [("", TODAY), ("Do", None), ("Do", TODAY - timedelta(days=1))])
def test_what_is_agreed_says_what_and_by_when(words: str, day: date | None) -> None:
    with pytest.raises(Refused):
        agreed.check_plan(words, day, TODAY, 0)


@pytest.mark.parametrize(
    ("state", "said", "day", "field"),
    [
        (AgreedState.DONE, "", None, ""),
        (AgreedState.DROPPED, "No money", None, ""),
        (AgreedState.DROPPED, " ", None, "said"),
        (AgreedState.OPEN, "", TODAY + timedelta(days=1), ""),
        (AgreedState.OPEN, "", TODAY, "due_on"),
        (AgreedState.OPEN, "", None, "due_on"),
    ],
)
def test_what_is_dropped_has_a_reason_and_what_takes_longer_a_day(
    state: AgreedState, said: str, day: date | None, field: str
) -> None:
    if not field:
        agreed.check_report(state, said, day, TODAY)
        return
    with pytest.raises(Refused) as refused:
        agreed.check_report(state, said, day, TODAY)
    assert refused.value.field == field


def test_it_is_asked_about_once_on_its_day_and_passed_on_once_after_two_weeks() -> None:
    days = [None, *(TODAY - GRACE + timedelta(days=day) for day in (-1, 0, 1))]
    for state, due, asked_on, passed_on in itertools.product(AgreedState, (-1, 0, 1), days, (True, False)):
        one = SimpleNamespace(
            state=state, due_on=TODAY + timedelta(days=due), asked_on=asked_on, passed_on=passed_on
        )
        is_open = state is AgreedState.OPEN
        assert agreed.is_asked(one, TODAY) == (is_open and asked_on is None and due <= 0)
        late = asked_on is not None and asked_on + GRACE <= TODAY
        assert agreed.is_passed_on(one, TODAY) == (is_open and late and not passed_on)
