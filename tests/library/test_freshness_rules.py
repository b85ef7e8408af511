"""When items are looked at again, how they stand meanwhile, and who is asked: no database."""

from datetime import date, timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from portal.foundation.errors import Refused
from portal.library.rules import freshness as rules
from portal.library.rules.freshness import AGAIN, GRACE, Standing
from portal.people.rules import Role
from portal.submissions.rules import Status

DUE = date(2025, 3, 10)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2025, 3, 10), 12, date(2026, 3, 10)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 12, 1), 1, date(2026, 1, 1)),
        (date(2025, 11, 30), 60, date(2030, 11, 30)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int, then: date
) -> None:
    assert rules.review_day(day, months) == then


def test_an_items_own_months_come_before_those_of_its_organisation_and_those_before_twelve() -> None:
    settings = {rules.MONTHS_SETTING: {"idea": 6}}
    assert rules.review_months("idea", settings, 3) == 3
    assert rules.review_months("idea", settings) == 6
    assert rules.review_months("learning", settings) == 12
    assert rules.review_months("idea", {}) == 12


def test_an_item_is_current_then_due_then_stale_and_retired_whatever_its_day() -> None:
    stands = {
        DUE - DAY: Standing.CURRENT,
        DUE: Standing.DUE,
        DUE + GRACE - DAY: Standing.DUE,
        DUE + GRACE: Standing.STALE,
    }
    for today, how in stands.items():
        assert rules.standing(DUE, None, today) is how
        assert rules.standing(DUE, DUE - DAY, today) is Standing.RETIRED
        assert rules.standing(None, None, today) is Standing.CURRENT
        shown = Standing.CURRENT if how is Standing.DUE else how
        assert rules.shown_standing(DUE, None, today) is shown


def test_owners_are_asked_on_the_day_when_readers_are_told_and_every_ninety_days() -> None:
    moments = (DUE, DUE + GRACE, DUE + GRACE + AGAIN, DUE + GRACE + 2 * AGAIN)
    for number, moment in enumerate(moments):
        assert rules.reminders_due(DUE, moment - DAY) == number
        assert rules.reminders_due(DUE, moment) == number + 1
        assert rules.next_reminder(DUE, number) == moment


def test_what_an_owner_reads_says_since_when_and_that_readers_see_it_once_they_do() -> None:
    early, late = (rules.asked_in_words(DUE, day, "10 March 2024") for day in (DUE, DUE + GRACE))
    assert early == "was last confirmed on 10 March 2024. Say if it is still right"
    assert "10 March 2024, and its readers see that" in late
    assert rules.waiting_in_words(1, "Alder").startswith("1 post of Alder waits")
    assert rules.waiting_in_words(2, "Alder").startswith("2 posts of Alder wait ")


def person(key: int, *roles: Role, here: bool = True, left: bool = False) -> Any:
    return SimpleNamespace(
        id=key, organisation_id=1 if here else 2, roles=frozenset(roles), ended_on=DUE if left else None
    )


def item(**said: Any) -> Any:
    post = {
        "author": None,
        "claimed_by": None,
        "co_authors": (),
        "organisation_id": 1,
        "status": Status.PUBLISHED,
    }
    kept = {"owner": None, "deputy": None}
    return SimpleNamespace(
        retired_on=said.get("retired_on"),
        submission=SimpleNamespace(
            is_blind_to=lambda _person: False, **post | {name: said[name] for name in post if name in said}
        ),
        keeping=SimpleNamespace(**kept | {name: said[name] for name in kept if name in said}),
    )


def test_an_item_is_kept_by_whom_it_was_given_to_then_by_its_authors_then_by_the_lead() -> None:
    """Of every combination of who is named, and of these who is here, gone or elsewhere."""
    for owner, author, claimed, other in product(("none", "here", "left", "moved"), repeat=4):
        people = {
            name: None if how == "none" else person(key, here=how != "moved", left=how == "left")
            for key, (name, how) in enumerate(
                {"owner": owner, "author": author, "claimed": claimed, "other": other}.items()
            )
        }
        if people["author"] is not None and people["claimed"] is not None:
            continue  # a post has an author, or had none and was claimed
        wrote = people["author"] or people["claimed"]
        kept = item(
            owner=people["owner"],
            author=people["author"],
            claimed_by=people["claimed"],
            co_authors=(people["other"],) if people["other"] is not None else (),
        )
        expected = None
        if owner == "here":
            expected = people["owner"]
        elif wrote is not None and wrote.ended_on is None:
            expected = wrote
        elif other in {"here", "moved"}:
            expected = people["other"]
        assert rules.owner_of(kept) is expected


def test_a_deputy_counts_while_they_work_where_the_item_was_written() -> None:
    for here, left in product((True, False), repeat=2):
        deputy = person(5, here=here, left=left)
        assert rules.deputy_of(item(deputy=deputy)) is (deputy if here and not left else None)


def test_who_may_say_what_of_an_item_that_stands_and_of_one_that_is_retired() -> None:
    author, owner, deputy = person(1), person(2), person(3)
    lead, lead_elsewhere = person(4, Role.INNOVATION_LEAD), person(5, Role.INNOVATION_LEAD, here=False)
    others = (
        author,
        lead_elsewhere,
        person(6, Role.NATIONAL_CURATOR),
        person(7, Role.ORGANISATION_ADMINISTRATOR),
    )
    for status, retired_on in product(Status, (None, DUE)):
        kept = item(author=author, owner=owner, deputy=deputy, status=status, retired_on=retired_on)
        there = status is Status.PUBLISHED
        for one in (owner, deputy, lead, *others):
            keeps = there and one in (owner, deputy, lead)
            assert rules.may_confirm(one, kept) is (keeps and retired_on is None)
            assert rules.may_retire(one, kept) is (keeps and retired_on is None)
            assert rules.may_bring_back(one, kept) is (keeps and retired_on is not None)
            assert rules.may_arrange(one, kept) is (there and one in (owner, lead))


def test_who_reads_the_report_and_who_sets_the_months() -> None:
    reports = {Role.INNOVATION_LEAD, Role.NATIONAL_CURATOR}
    sets = {Role.INNOVATION_LEAD, Role.ORGANISATION_ADMINISTRATOR}
    for role in Role:
        assert rules.may_report(person(1, role)) is (role in reports)
        assert rules.may_set_months(person(1, role)) is (role in sets)


@pytest.mark.parametrize("wrong", [0, -1, 61])
def test_months_are_from_one_to_sixty_and_none_is_missing(wrong: int) -> None:
    rules.check_months({"idea": 1, "learning": 60, "impact-case": 12})
    with pytest.raises(Refused) as refused:
        rules.check_months({"idea": 1, "learning": 60, "impact-case": wrong})
    assert refused.value.field == "impact_case"
    with pytest.raises(Refused):
        rules.check_months({"idea": 1})


def test_only_another_current_item_that_is_there_stands_in_the_place_of_a_retired_one() -> None:
    retired, current = item(), item()
    retired.submission.id, current.submission.id = 1, 2
    rules.check_successor(retired, current, readable=True)
    gone, declined = item(retired_on=DUE), item(status=Status.DECLINED)
    gone.submission.id, declined.submission.id = 3, 4
    for successor, readable in (
        (None, False),
        (current, False),
        (retired, True),
        (gone, True),
        (declined, True),
    ):
        with pytest.raises(Refused) as refused:
            rules.check_successor(retired, successor, readable=readable)
        assert refused.value.field == "successor"


def test_whoever_owns_an_item_and_is_its_deputy_is_asked_once() -> None:
    one, other = person(1), person(2)
    assert rules.kept_by(one, one) == [one]
    assert rules.kept_by(one, other) == [one, other]
    assert rules.kept_by(None, None) == []
