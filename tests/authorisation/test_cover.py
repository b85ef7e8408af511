"""Who has a step instead of somebody who is away or late, and when somebody is reminded."""

from datetime import date

import pytest

from portal.authorisation import rules
from portal.authorisation.rules import Ask, Case, Decider, Given, Holders, Way
from portal.people.rules import Role
from portal.people.rules.calendar import OFFICE_HOURS, Duty, WorksOn
from tests.authorisation.test_rules import (
    ADMIN,
    CHIEF,
    DIVISION,
    FORCE,
    INSPECTOR,
    LEADER,
    OFFICER,
    SERGEANT,
    TEAM,
    TODAY,
    roster,
)

AUTHOR, FELLOW, DEPUTY, OTHER_OFFICER, NAMED = 901, 902, 903, 904, 905
SOON, LATE = date(2026, 11, 25), date(2026, 12, 14)
HEAD, DAYS = Ask(Decider.UNIT_HEAD), 3
DATA = Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER)
PERSON = Ask(Decider.PERSON, person_id=NAMED)


def case(**changes):
    return Case(
        **(
            {"organisation_id": 1, "lineage": (FORCE, DIVISION, TEAM), "barred": frozenset({AUTHOR})}
            | changes
        )
    )


def opened(ask, people, of=None):
    of = of or case()
    holders = rules.holders_of(ask, of, people)
    return rules.present(holders, holders.ids[0], DAYS, of, people)


TWO_HEADS = {TEAM: [SERGEANT, FELLOW], DIVISION: [INSPECTOR], FORCE: [CHIEF]}
AWAY = {SERGEANT: LATE}


@pytest.mark.parametrize(
    ("what", "people", "of", "holder", "way"),
    [
        ("nobody is away", {}, {}, SERGEANT, None),
        ("back before it is due", {"away": {SERGEANT: SOON}}, {}, SERGEANT, None),
        ("a deputy", {"away": AWAY, "deputies": {SERGEANT: DEPUTY}}, {}, DEPUTY, Way.DEPUTY),
        ("the deputy wrote it", {"away": AWAY, "deputies": {SERGEANT: AUTHOR}}, {}, INSPECTOR, Way.HIGHER),
        (
            "the deputy stands in for its author",
            {"away": AWAY | {AUTHOR: LATE}, "deputies": {SERGEANT: DEPUTY, AUTHOR: DEPUTY}},
            {},
            INSPECTOR,
            Way.HIGHER,
        ),
        (
            "the deputy decided before",
            {"away": AWAY, "deputies": {SERGEANT: DEPUTY}},
            {"decided_by": (DEPUTY,)},
            INSPECTOR,
            Way.HIGHER,
        ),
        (
            "the deputy is away too",
            {"away": AWAY | {DEPUTY: LATE}, "deputies": {SERGEANT: DEPUTY}},
            {},
            INSPECTOR,
            Way.HIGHER,
        ),
        (
            "the deputy left",
            {"away": AWAY, "deputies": {SERGEANT: DEPUTY}, "left": {DEPUTY}},
            {},
            INSPECTOR,
            Way.HIGHER,
        ),
        ("a fellow head", {"away": AWAY, "heads": TWO_HEADS}, {}, FELLOW, Way.FELLOW),
        ("two are away", {"away": AWAY | {INSPECTOR: LATE}}, {}, CHIEF, Way.HIGHER),
        ("all heads", {"away": AWAY | {INSPECTOR: LATE, CHIEF: LATE}}, {}, LEADER, Way.LAST),
        (
            "everybody",
            {"away": dict.fromkeys((SERGEANT, INSPECTOR, CHIEF, LEADER, ADMIN), LATE)},
            {},
            SERGEANT,
            None,
        ),
    ],
)
def test_who_has_what_the_sergeant_would_have(what, people, of, holder, way):
    given = opened(HEAD, roster(**people), case(**of))
    assert (given.holder_id, given.way) == (holder, way), what
    assert given.holder_id not in case(**of).barred


def test_a_role_is_covered_by_another_who_holds_it_and_else_by_the_last_resort():
    roles = {Role.DATA_SHARING_OFFICER: [OFFICER, OTHER_OFFICER], Role.INNOVATION_LEAD: [LEADER]}
    assert opened(DATA, roster(roles=roles, away={OFFICER: LATE})).holder_id == OTHER_OFFICER
    given = opened(DATA, roster(away={OFFICER: LATE}))
    assert (given.holder_id, given.holders.role) == (LEADER, Role.INNOVATION_LEAD)


def test_a_fellow_is_asked_as_what_they_are_and_a_deputy_by_name():
    fellow = opened(HEAD, roster(away=AWAY, heads=TWO_HEADS))
    assert fellow.holders.unit_id == TEAM
    assert fellow.holder_id in fellow.holders.ids
    deputy = opened(HEAD, roster(away=AWAY, deputies={SERGEANT: DEPUTY}))
    assert deputy.holder_id not in deputy.holders.ids
    both = opened(HEAD, roster(away=AWAY, heads=TWO_HEADS, deputies={SERGEANT: FELLOW}))
    assert (both.way, both.holder_id in both.holders.ids) == (Way.DEPUTY, True)


def climbed(ask, people, of=None, first=None):
    """All who have a step one after the other, when nobody ever answers."""
    of = of or case()
    holders = rules.holders_of(ask, of, people)
    at = Given(holders, first or holders.ids[0])
    line = [at.holder_id]
    for times in range(20):
        further = rules.next_tier(at.holders, at.holder_id, DAYS, of, people, times=times)
        if further is None:
            return line
        at = further
        line.append(at.holder_id)
    raise AssertionError("it never comes to an end")


@pytest.mark.parametrize(
    ("ask", "people", "line"),
    [
        (HEAD, {}, [SERGEANT, INSPECTOR, CHIEF, LEADER, ADMIN]),
        (HEAD, {"heads": {TEAM: [SERGEANT], FORCE: [CHIEF]}}, [SERGEANT, CHIEF, LEADER, ADMIN]),
        (HEAD, {"away": {INSPECTOR: LATE}}, [SERGEANT, CHIEF, LEADER, ADMIN]),
        (DATA, {}, [OFFICER, LEADER, ADMIN]),
        (
            DATA,
            {"roles": {Role.DATA_SHARING_OFFICER: [OFFICER, OTHER_OFFICER]}},
            [OFFICER, OTHER_OFFICER],
        ),
        (PERSON, {"units": {NAMED: DIVISION}}, [NAMED, INSPECTOR, CHIEF, LEADER, ADMIN]),
        (PERSON, {"units": {INSPECTOR: DIVISION, NAMED: TEAM}, "heads": {}}, [NAMED, LEADER, ADMIN]),
    ],
)
def test_what_nobody_decides_climbs_to_the_top_and_ends_there(ask, people, line):
    assert climbed(ask, roster(**people)) == line


def test_it_never_climbs_to_somebody_barred():
    assert climbed(HEAD, roster(), case(barred=frozenset({INSPECTOR, LEADER}))) == [SERGEANT, CHIEF, ADMIN]


EVERY_DAY: WorksOn = Duty(weekdays=frozenset(range(7))).works_on


@pytest.mark.parametrize(
    ("given", "due", "today", "which"),
    [
        ("11-23", "11-27", "11-25", 0),
        ("11-23", "11-27", "11-26", 1),
        ("11-23", "11-27", "11-27", 2),
        ("11-23", "11-27", "11-29", 2),
        ("11-23", "11-27", "11-30", 3),  # the working day after a Friday is a Monday
        ("11-23", "11-27", "12-20", 3),
        ("11-20", "11-30", "11-27", 1),  # the working day before a Monday is a Friday
        ("11-23", "11-24", "11-23", 0),  # given today: no reminder today
        ("11-27", "11-26", "11-27", 0),  # covered when it was late already
        ("11-28", "11-26", "11-30", 0),
    ],
)
def test_which_reminder_is_due(given, due, today, which):
    days = [date.fromisoformat(f"2026-{day}") for day in (given, due, today)]
    assert rules.reminder_due(days[1], days[0], days[2], OFFICE_HOURS.works_on) == which


def test_what_is_late_goes_on_after_the_grace_and_never_sooner_for_whoever_got_it_late():
    works = OFFICE_HOURS.works_on
    assert rules.goes_on_from(date(2026, 11, 27), TODAY, 2, works) == date(2026, 12, 1)
    assert rules.goes_on_from(date(2026, 11, 20), TODAY, 2, works) == date(2026, 11, 25)
    assert rules.goes_on_from(date(2026, 11, 27), TODAY, 2, EVERY_DAY) == date(2026, 11, 29)
    assert [rules.weeks_at_the_top(TODAY, date(2026, 11, day)) for day in (22, 23, 29, 30)] == [0, 1, 1, 2]


def test_what_the_author_is_told():
    said = rules.cover_in_words(Way.DEPUTY, "Inspector Iris", "Monday 30 November", "Sgt Sam")
    assert (
        said == "Inspector Iris is away until Monday 30 November. We have passed it to their deputy, Sgt Sam."
    )
    assert "Nobody else is there" in rules.cover_in_words(None, "Inspector Iris", "Monday", "Inspector Iris")
    assert rules.escalation_in_words("Sgt Sam", "Insp Iris", "Friday") == (
        "Sgt Sam did not answer in time, so we have passed it to Insp Iris, who has until Friday."
    )
    assert Holders((SERGEANT,)).note == ""
