"""Of what somebody is written to: which kind a notice is of, when quiet hours end, and what a link stops."""

from datetime import date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from portal.foundation.errors import Refused
from portal.notifications.rules import (
    ALL,
    KIND_NAMES,
    TELLINGS,
    USUAL,
    Audience,
    MailKind,
    check_quiet,
    choice_for,
    kind_of,
    offered_for,
    quiet_until,
    what_stops,
)
from portal.people.rules.mail import MailChoice
from portal.reactions import REACTIONS

LONDON = ZoneInfo("Europe/London")
DAY = date(2026, 12, 11)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)


@pytest.mark.parametrize(
    ("event", "audience", "kind"),
    [
        ("submission.declined", Audience.AUTHORS, MailKind.OWN),
        ("item.retired", Audience.AUTHORS, MailKind.OWN),
        ("question.asked", Audience.AUTHORS, MailKind.QUESTIONS),
        ("question.answered", Audience.ASKER, MailKind.QUESTIONS),
        ("step.opened", Audience.HOLDER, MailKind.TO_DECIDE),
        ("submission.left_library", Audience.LEADS, MailKind.TO_DECIDE),
        ("item.review_asked", Audience.OWNERS, MailKind.KEPT),
        ("progress.asked", Audience.SEE_THROUGH, MailKind.KEPT),
        ("adoption.noted", Audience.HOLDER, MailKind.KEPT),
        ("want.answered", None, MailKind.WANTED),
        ("routes.proposed", None, MailKind.OTHER),
    ],
)
def test_of_which_kind_a_notice_is(event: str, audience: Audience | None, kind: MailKind) -> None:
    assert kind_of(event, audience) is kind


def test_every_telling_is_of_a_kind_that_the_page_offers() -> None:
    of_all = {kind_of(event, telling.audience) for event, told in TELLINGS.items() for telling in told}
    of_all |= {kind_of(event) for event in REACTIONS}
    assert of_all == set(MailKind) - {MailKind.FOLLOWED, MailKind.NEWSLETTER}
    assert set(KIND_NAMES) == set(MailKind)


@pytest.mark.parametrize("kind", MailKind)
@pytest.mark.parametrize("usual", MailChoice)
def test_what_is_chosen_for_a_kind_goes_before_what_is_chosen_for_everything(
    kind: MailKind, usual: MailChoice
) -> None:
    assert choice_for(kind, usual, {}) is usual
    for value, words in offered_for(kind):
        assert words
        expected = MailChoice(value) if value else usual
        assert choice_for(kind, usual, {kind.value: value}) is expected
        assert choice_for(kind, usual, dict.fromkeys(set(MailKind) - {kind}, value)) is usual
    assert offered_for(kind)[0][0] == USUAL
    assert offered_for(kind)[-1][0] == MailChoice.NEVER


def test_of_every_hour_and_every_quiet_time_a_mail_comes_when_it_ends_and_not_before() -> None:
    hours = [time(0), time(6, 30), time(12), time(22), time(23, 59)]
    for begins, ends, hour, minute in product(hours, hours, range(24), (0, 29, 30, 59)):
        if begins == ends:
            continue
        now = at(hour, minute)
        over = quiet_until(now, begins, ends)
        inside = begins <= now.time() < ends if begins < ends else not (ends <= now.time() < begins)
        assert (over is not None) is inside
        if over is not None:
            assert over.time() == ends
            assert timedelta(0) < over - now <= timedelta(days=1)
            assert quiet_until(over, begins, ends) is None


def test_who_has_no_quiet_hours_waits_for_none() -> None:
    assert quiet_until(at(3), None, None) is None


@pytest.mark.parametrize(("begins", "ends"), [(time(22), None), (None, time(6)), (time(6), time(6))])
def test_quiet_hours_that_are_none_are_refused(begins: time | None, ends: time | None) -> None:
    with pytest.raises(Refused):
        check_quiet(begins, ends)


def test_a_link_says_what_it_stops_and_one_that_was_made_up_says_nothing() -> None:
    said = {what_stops(what) for what in (ALL, "post-7f3k9m2q", *MailKind)}
    assert "" not in said
    assert len(said) == len(MailKind) + 2
    assert what_stops("everything") == what_stops("") == ""
