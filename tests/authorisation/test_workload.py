"""Who holds what: counted for whoever leads, in a number of questions that does not grow."""

from datetime import timedelta

import pytest

from portal.authorisation import queries
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.people import actions as people
from tests import factories
from tests.factories import Force
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db")


def test_it_counts_what_each_holds_and_how_late_the_latest_is():
    force, elsewhere = Force(), Force()
    for number in range(3):
        factories.sent(force.constable, title=f"Idea {number}")
    factories.sent(force.sergeant)
    factories.sent(elsewhere.constable)
    first, second = queries.workload(force.organisation.id)
    assert [(load.person.id, load.held, load.late) for load in (first, second)] == [
        (force.sergeant.id, 3, 0),
        (force.inspector.id, 1, 0),
    ]
    with clock.at(clock.now() + timedelta(days=14)):
        late = queries.workload(force.organisation.id)
    assert {load.person.id: load.late for load in late} == {force.sergeant.id: 3, force.inspector.id: 1}
    assert late[0].late_days == (clock.today() + timedelta(days=14) - first.first_due).days


def test_it_says_who_is_away(client):
    force = Force()
    factories.sent(force.constable)
    today = clock.today()
    with transaction():
        people.note_absence(
            force.sergeant,
            first_day=today,
            last_day=today + timedelta(days=1),
            deputy=None,
            by=force.sergeant,
        )
    shown = client.sign_in(force.lead).get("/triage/people").text
    assert "away until" in shown
    assert "Nobody is named: it goes to whoever is next in line." in shown
    assert client.sign_in(force.sergeant).get("/triage/people").status_code == 403
    assert "Nothing waits for a decision." in client.sign_in(Force().lead).get("/triage/people").text


def test_whoever_decides_and_is_away_is_named_with_who_decides_meanwhile(client):
    force, elsewhere = Force(), Force()
    today = clock.today()
    with transaction():
        for person, first, deputy in (
            (force.inspector, 0, force.sergeant),
            (force.sergeant, 3, None),
            (force.constable, 0, None),
            (elsewhere.sergeant, 0, None),
        ):
            people.note_absence(
                person,
                first_day=today + timedelta(days=first),
                last_day=today + timedelta(days=5),
                deputy=deputy,
                by=person,
            )
    away = queries.who_is_away(force.organisation.id)
    assert [absence.person for absence in away] == [force.inspector], (
        "not who is away later, or never decides"
    )
    shown = client.sign_in(force.lead).get("/triage/people").text
    assert f"{force.sergeant.title} decides meanwhile" in shown


def test_it_asks_no_more_of_the_database_when_there_is_more_of_it(engine):
    force = Force()
    counts = []
    for _round in range(2):
        for author in (force.constable, force.sergeant, force.inspector):
            factories.sent(author)
        session.expire_all()
        with statements(engine, ("SELECT",)) as said:
            [load.person.title for load in queries.workload(force.organisation.id)]
        counts.append(len(said))
    assert counts[0] == counts[1]
