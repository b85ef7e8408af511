"""An author who names whoever would decide as their own deputy does not choose who decides instead."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portal.authorisation import actions, queries, rules
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.people import actions as people
from portal.people.models import Headship
from portal.people.rules import Role
from tests import factories
from tests.authorisation.test_rules import (
    ADMIN,
    CONSTABLE,
    DIVISION,
    HEAD,
    INSPECTOR,
    LEAD,
    LEADER,
    NAMED,
    SERGEANT,
    TEAM,
    case,
    roster,
)
from tests.factories import Force

FRIEND = 22
OWN = {CONSTABLE: SERGEANT}
POOL = {Role.COVER_POOL: [FRIEND]}
LEADS = {Role.INNOVATION_LEAD: [LEADER]}
ABOVE = {DIVISION: [INSPECTOR]}


@pytest.mark.parametrize(
    ("ask", "there", "holder", "note"),
    [
        (HEAD, {}, INSPECTOR, rules.NAMED_AWAY),
        (HEAD, {"heads": {TEAM: [FRIEND, SERGEANT], **ABOVE}}, INSPECTOR, rules.NAMED_AWAY),
        (HEAD, {"heads": {TEAM: [SERGEANT]}, "roles": POOL | LEADS}, LEADER, rules.NAMED_AWAY),
        (replace(NAMED, person_id=SERGEANT), {"units": {SERGEANT: TEAM}}, INSPECTOR, rules.NAMED_AWAY),
        (
            LEAD,
            {"roles": {**POOL, Role.INNOVATION_LEAD: [SERGEANT], Role.ORGANISATION_ADMINISTRATOR: [ADMIN]}},
            ADMIN,
            rules.NAMED_AWAY,
        ),
    ],
)
def test_it_goes_to_the_next_higher_and_neither_to_a_fellow_nor_to_the_pool(ask, there, holder, note):
    found = rules.holders_of(ask, case(), roster(**({"deputies": OWN} | there)))
    assert (found.ids, found.note) == ((holder,), note)


@pytest.mark.parametrize(
    ("ask", "there", "holder", "note"),
    [
        # Somebody else has named them: nobody has chosen anything.
        (HEAD, {"heads": {TEAM: [SERGEANT, FRIEND]}, "namers": {CONSTABLE: INSPECTOR}}, FRIEND, ""),
        # The vacancy is not the author's doing.
        (HEAD, {"heads": {}, "roles": POOL | LEADS}, FRIEND, rules.PASSED_ON),
        # All who hold a role are asked together, and none of them is the author's choice.
        (LEAD, {"roles": {Role.INNOVATION_LEAD: [SERGEANT, LEADER]}}, LEADER, ""),
    ],
)
def test_what_an_author_has_not_brought_about_goes_the_usual_way(ask, there, holder, note):
    found = rules.holders_of(ask, case(), roster(**({"deputies": OWN} | there)))
    assert (found.ids, found.note) == ((holder,), note)


def test_what_is_late_goes_past_whom_an_author_has_named_and_to_no_pool():
    heads = {TEAM: [SERGEANT], DIVISION: [INSPECTOR, FRIEND]}
    there = roster(heads=heads, roles=POOL | LEADS, deputies={CONSTABLE: INSPECTOR})
    given = rules.next_tier(rules.Holders((SERGEANT,), unit_id=TEAM), SERGEANT, 5, case(), there, times=0)
    assert given.holder_id == LEADER


def december(day):
    return clock.at(datetime(2026, 12, day, 9, tzinfo=UTC))


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("how", ["absence", "delegation"])
def test_a_post_on_its_way_and_the_next_one_go_to_the_head_above_and_the_page_says_why(client, how):
    force = Force()
    with transaction():
        session.add(Headship(unit_id=force.team.id, person_id=force.colleague.id, place=9))
    with december(14):
        post = factories.sent(force.constable)
        days = {"first_day": clock.today(), "last_day": date(2026, 12, 18)}
        with transaction():
            if how == "absence":
                people.note_absence(force.constable, deputy=force.sergeant, by=force.constable, **days)
            else:
                actions.give_away(force.constable, force.sergeant, by=force.constable, **days)
        assert actions.keep_time() == 1
        for waiting in (post, factories.sent(force.constable)):
            step = queries.open_step(waiting)
            assert step.holder_id == force.inspector.id
            assert step.note == rules.NAMED_AWAY
        place = f"/steps/{step.reference}"
        session.refresh(force.lead)  # the page lets go of everybody
        for reader in (force.inspector, force.lead):
            page = client.sign_in(reader).get(place).text
            assert rules.NAMED_AWAY in page
            assert "stands in for an author at present" in page
