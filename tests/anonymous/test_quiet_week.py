"""In a week when hardly anybody has been about, what was posted waits for a later batch, and two days at most."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.anonymous import actions, queries, release, rules
from portal.anonymous.models import Notice, at_the_desk, desk
from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import PASSED_ON_WITHIN
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.operation.working import Worker
from portal.people import actions as people
from tests import factories
from tests.anonymous import test_edits as edits
from tests.anonymous.conftest import AtDesk
from tests.anonymous.test_release import filed, own_of, post_of

HOURS = (time(6), time(14))
MONDAY = datetime(2026, 1, 12, tzinfo=UTC)


@pytest.fixture
def quiet(at_desk: AtDesk) -> AtDesk:
    """The desk of a force of eight, where a week is quiet when fewer than four sign in."""
    with transaction():
        people.keep_crowd(
            at_desk.force.organisation, crowd=10, quiet_below=20, by=at_desk.force.administrator
        )
    return at_desk


def at(day: int, hour: int, minute: int = 0) -> int:
    """What is passed on at an hour of a day from Monday."""
    with clock.at(MONDAY + timedelta(days=day, hours=hour, minutes=minute)):
        return release.empty_desk(HOURS)


def sign_in(at_desk: AtDesk, number: int, day: int) -> None:
    """So many sign in on a day from Monday."""
    force = at_desk.force
    with clock.at(MONDAY + timedelta(days=day, hours=9)):
        for who in (force.constable, force.colleague, force.sergeant, force.lead)[:number]:
            people.begin_session(who)


def test_a_quiet_week_holds_a_post_for_two_days_at_most(quiet: AtDesk):
    sign_in(quiet, 3, 0)
    at(0, 6)
    filed(quiet)  # between six and two
    assert [at(0, 14), at(1, 6), at(1, 14)] == [0, 0, 0]
    assert at(2, 6) == 1, "at two it would be older than two days"
    assert queries.posts_waiting() == 0


def test_it_goes_as_soon_as_the_week_is_quiet_no_more(quiet: AtDesk):
    at(0, 6)
    filed(quiet)
    assert at(0, 14) == 0
    sign_in(quiet, 4, 0)
    assert at(1, 6) == 1


def test_enough_posts_of_a_quiet_week_do_not_go_on_the_full_hour_either(quiet: AtDesk):
    at(0, 6)
    for _ in range(4):
        filed(quiet)
    assert at(0, 7) == 0
    assert at(0, 14) == 0


def test_a_week_ago_is_not_this_week(quiet: AtDesk):
    sign_in(quiet, 4, 0)
    at(8, 6)
    filed(quiet)
    assert at(8, 14) == 0


def test_one_that_waits_holds_up_no_other_organisation(quiet: AtDesk):
    at(0, 6)
    filed(quiet)
    busy = filed(quiet)
    with at_the_desk():
        own = queries.own(busy)
        assert own is not None
        own.item.organisation = "elsewhere"  # nobody there is counted: it goes, and cannot arrive
    assert at(0, 14) == 0
    assert queries.left_behind() == (1, 1)


def test_what_is_noted_of_the_wait_says_no_more_than_between_which_set_hours_it_came(quiet: AtDesk):
    at(0, 6)
    at(0, 9)
    filed(quiet)
    at(0, 10)
    at(0, 11)
    assert (
        desk.get(Notice, release.WAITS_LONGER) is None or not desk.get_one(Notice, release.WAITS_LONGER).value
    )
    at(0, 14)
    kept = desk.get_one(Notice, release.WAITS_LONGER).value
    assert kept == {quiet.force.organisation.code: {"day": "2026-01-12", "set": 1}}
    for day, hour in ((1, 6), (1, 14), (2, 6)):
        at(day, hour)
    assert desk.get_one(Notice, release.WAITS_LONGER).value == {}


def test_an_answer_waits_like_a_post(quiet: AtDesk):
    receipt = filed(quiet)
    release.release()
    at(0, 6)
    with at_the_desk():
        actions.withdraw(receipt)
    assert at(0, 14) == 0
    assert len(desk.scalars(select(queries.of_all.Waiting)).all()) == 1
    session.rollback()


@given(
    st.lists(st.integers(0, 11), min_size=1, max_size=4, unique=True).map(
        lambda of: tuple(time(2 * at) for at in sorted(of))
    ),
    st.integers(0, 24 * 60 - 1),
)
def test_nothing_waits_longer_than_two_days(hours: tuple[time, ...], arrives: int):
    came = datetime(2026, 1, 12) + timedelta(minutes=arrives)  # noqa: DTZ001 - by the portal's clock
    since = {name: rules.struck(came, hours)[name] for name in ("day", "set")}
    strikes = sorted(
        datetime.combine((came + timedelta(days=day)).date(), hour) for day in range(5) for hour in hours
    )
    left = next(
        strike
        for strike in strikes
        if strike > came and not rules.waits_longer(rules.struck(strike, hours), since, hours)
    )
    assert left - came <= timedelta(hours=48)


@pytest.fixture
def proposed(quiet: AtDesk) -> str:
    """The receipt of a post to whose author a change was put on Monday, in a quiet week."""
    with clock.at(MONDAY + timedelta(hours=9)):
        receipt = filed(quiet)
        release.release()
        edits.propose(post_of(receipt))
    return receipt


def last_day(receipt: str) -> int:
    """The last day to answer that the author is told, counted from Monday."""
    change = queries.open_change(own_of(receipt))
    assert change is not None
    return (date.fromisoformat(change["until"]) - MONDAY.date()).days


def test_what_is_answered_at_the_last_minute_of_a_quiet_week_still_counts(proposed: str):
    until = last_day(proposed)
    for day in range(until + 1):
        at(day, 6)
        at(day, 14)
    with clock.at(MONDAY + timedelta(days=until, hours=23, minutes=59)):
        edits.say(proposed, edits.mark(proposed), accepts=True)
    passed = []
    for day in range(until + 1, until + 4):
        for hour in (6, 14):
            passed.append(at(day, hour))
            with clock.at(MONDAY + timedelta(days=day, hours=hour)):
                authorisation.lapse_edits()
    assert passed == [0, 0, 0, 1, 0, 0], "it waited for two days"
    assert post_of(proposed).body == edits.CHANGE["body"]


def test_a_change_does_not_lapse_while_its_answer_waits_at_the_desk(proposed: str, quiet: AtDesk):
    """The worker was off for a week: whatever it does first, the answer is there before it lapses."""
    with clock.at(MONDAY + timedelta(days=1)):
        edits.say(proposed, edits.mark(proposed), accepts=True)
    with clock.at(MONDAY + timedelta(days=30, hours=10)):
        Worker(replace(quiet.settings, release=HOURS)).round()
        assert post_of(proposed).body != edits.CHANGE["body"], "no hour has struck"
    at(30, 14)
    at(31, 14)
    at(32, 14)
    assert post_of(proposed).body == edits.CHANGE["body"]


def test_a_question_to_an_anonymous_author_stops_the_clock_as_much_longer(quiet: AtDesk):
    with clock.at(MONDAY + timedelta(hours=9)):
        named, nameless = factories.sent(quiet.force.constable), factories.nameless(quiet.force, "idea")
        days = []
        for post in (named, nameless):
            step = ways.open_step(post)
            assert step is not None
            step.limit_days, before = 3, step.due_on
            with transaction():
                assert authorisation.stop_clock(step)
            assert step.due_on is not None
            assert before is not None
            days.append((step.due_on - before).days)
    assert days[1] > days[0]
    assert rules.LONGEST_WAIT == PASSED_ON_WITHIN
