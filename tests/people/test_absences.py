"""When somebody is away: who may note it, what is refused, and the pages for it."""

from datetime import UTC, date, datetime

import pytest

from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.people import actions, queries
from portal.people.models import Absence
from portal.people.rules import Role
from portal.people.rules.calendar import Duty, Nation, known_holidays
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")

MONDAY = datetime(2026, 12, 14, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with clock.at(MONDAY):
        yield


def note(person, first, last, *, deputy=None, by=None):
    with transaction():
        return actions.note_absence(
            person,
            first_day=date(2026, 12, first),
            last_day=date(2026, 12, last),
            deputy=deputy,
            by=by or person,
        )


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("constable", True),
        ("sergeant", True),
        ("inspector", True),
        ("administrator", True),
        ("colleague", False),
        ("lead", False),
        ("stranger", False),
    ],
)
def test_who_may_note_that_a_constable_is_away(who, may):
    force = Force()
    force.stranger = factories.person(Force().office, Role.ORGANISATION_ADMINISTRATOR)
    by = getattr(force, who)
    if may:
        absence = note(force.constable, 15, 16, by=by)
        assert absence.noted_by_id == by.id
        [entry] = [one for one in journal.entries_about(force.constable) if one.event == "absence.noted"]
        assert entry.facts["first_day"] == "2026-12-15"
    else:
        with pytest.raises(Refused, match="Only they themselves"):
            note(force.constable, 15, 16, by=by)


def test_a_constable_says_nothing_of_the_sergeant():
    force = Force()
    with pytest.raises(Refused, match="Only they themselves"):
        note(force.sergeant, 15, 16, by=force.constable)


def test_what_cannot_be_is_refused_with_a_sentence():
    force = Force()
    note(force.sergeant, 15, 18, deputy=force.inspector)
    left = factories.person(force.team, name="Lee Left")
    left.ended_on = date(2026, 12, 1)
    session.commit()
    for first, last, deputy, sentence in [
        (18, 20, None, "From 15 December 2026 to 18 December 2026 is noted already"),
        (22, 21, None, "before the first"),
        (1, 11, None, "over already"),
        (21, 22, force.sergeant, "their own deputy"),
        (21, 22, left, "same organisation"),
        (21, 22, Force().sergeant, "same organisation"),
    ]:
        with pytest.raises(Refused, match=sentence):
            note(force.sergeant, first, last, deputy=deputy)
    assert len(queries.Almanac(force.sergeant).absences) == 1


def test_an_absence_is_taken_back_by_whoever_could_note_it():
    force = Force()
    absence = note(force.sergeant, 15, 18)
    with pytest.raises(Refused, match="Only they themselves"), transaction():
        actions.take_back_absence(absence, by=force.lead)
    with transaction():
        actions.take_back_absence(session.get(Absence, absence.id), by=force.inspector)
    assert not queries.Almanac(force.sergeant).absences
    assert journal.entries_about(force.sergeant)[-1].event == "absence.taken_back"


def test_the_days_of_a_person_and_of_an_organisation():
    force = Force()
    assert not force.sergeant.works_on(date(2026, 12, 25))
    with transaction():
        actions.set_duty(force.sergeant, Duty(on=2, off=2, begins=date(2026, 12, 25)), by=force.sergeant)
        actions.keep_working_days(
            force.organisation,
            nation=Nation.SCOTLAND,
            extra_holidays=[date(2026, 12, 21)],
            escalate_after=3,
            by=force.administrator,
        )
    assert force.sergeant.works_on(date(2026, 12, 25))
    assert not force.inspector.works_on(date(2026, 12, 21))
    assert not force.inspector.works_on(date(2027, 1, 4))  # the second of January, a Saturday, in Scotland
    assert force.organisation.escalate_after == 3
    assert journal.entries_about(force.sergeant)[-1].facts == {
        "duty": "2 days on and 2 off, counted from 25 December 2026"
    }
    with pytest.raises(Refused, match="administrator"), transaction():
        actions.keep_working_days(
            force.organisation, nation="scotland", extra_holidays=[], escalate_after=2, by=force.lead
        )


def test_one_notes_days_on_ones_own_page_and_takes_them_back(client):
    force = Force()
    client.sign_in(force.sergeant)
    typed = {"first_day": "2026-12-16", "last_day": "2026-12-18"}
    wrong = client.submit("/account/away", **typed, deputy="", deputy_email="nobody@force.example")
    assert "Nobody in the organisation has this address" in wrong.text
    answer = client.submit("/account/away", **typed, deputy=force.inspector.reference)
    assert answer.status_code == 302
    shown = client.get("/account/away").text
    assert "Iris Inspector decides meanwhile" in shown
    assert "Amina Constable" in shown  # a head of a unit finds its people there
    again = client.submit("/account/away", **typed, deputy="", deputy_email=force.inspector.email)
    assert "is noted already" in again.text
    [absence] = queries.Almanac(force.sergeant).absences
    address = f"/absences/{absence.reference}/take-back"
    assert client.submit(address, page="/account/away").status_code == 302
    assert "Nothing is noted" in client.get("/account/away").text


def test_working_days_are_said_on_the_page(client):
    force = Force()
    client.sign_in(force.sergeant)
    address = f"/people/{force.sergeant.reference}/duty"
    send = {"page": "/account/away", "pattern": "rota"}
    assert "A rota needs" in client.submit(address, **send, on="4").text
    assert client.submit(address, **send, on="4", off="4", begins="2026-12-14").status_code == 302
    assert "4 days on and 4 off" in client.get("/account/away").text
    week = {"page": "/account/away", "pattern": "week"}
    assert "Tick at least one day" in client.submit(address, **week).text
    assert client.submit(address, **week, weekdays=["0", "2"]).status_code == 302
    assert "Monday and Wednesday, not on bank holidays" in client.get("/account/away").text


@pytest.mark.parametrize(
    ("who", "status"),
    [("sergeant", 200), ("inspector", 200), ("administrator", 200), ("colleague", 404), ("lead", 404)],
)
def test_whose_page_of_days_away_somebody_finds(client, who, status):
    force = Force()
    client.sign_in(getattr(force, who))
    assert client.get(f"/people/{force.constable.reference}/away").status_code == status
    assert client.get("/people/0000-0000/away").status_code == 404


def test_a_supervisor_notes_an_illness(client):
    force = Force()
    client.sign_in(force.inspector)
    address = f"/people/{force.sergeant.reference}/away"
    typed = {"first_day": "2026-12-14", "last_day": "2026-12-16", "deputy": ""}
    assert client.submit(address, **typed).status_code == 302
    [absence] = queries.Almanac(force.sergeant).absences
    assert absence.noted_by_id == force.inspector.id
    assert "away until Wednesday 16 December" in client.get("/account/away").text


def test_an_administrator_says_whose_bank_holidays_are_kept(client):
    force = Force()
    client.sign_in(force.lead)
    assert client.get("/admin/working-days").status_code == 403
    client.sign_in(force.administrator)
    typed = {"nation": "northern_ireland", "escalate_after": "3"}
    wrong = client.submit("/admin/working-days", **typed, extra_holidays="Tuesday")
    assert "“Tuesday” is no day" in wrong.text
    assert client.submit("/admin/working-days", **typed, extra_holidays="2027-05-10").status_code == 302
    assert queries.organisation(force.organisation.code).nation == Nation.NORTHERN_IRELAND
    page = client.get("/admin/working-days").text
    assert "2027-05-10" in page
    to_come = known_holidays(Nation.NORTHERN_IRELAND, clock.today())
    assert all(day.isoformat() in page for day in to_come), "they are named, so that one can be taken out"
    odd = client.submit("/admin/working-days", **typed, worked_holidays="2027-05-10")
    assert "10 May 2027 is no bank holiday in Northern Ireland." in odd.text
    assert client.submit("/admin/working-days", **typed, worked_holidays="2027-03-17").status_code == 302
    kept = queries.organisation(force.organisation.code)
    assert (kept.worked_holidays, kept.extra_holidays) == ([date(2027, 3, 17)], [date(2027, 5, 10)])
    with clock.at(datetime(2027, 3, 10, 12, tzinfo=UTC)):
        assert force.sergeant.works_on(date(2027, 3, 17))
        assert not force.sergeant.works_on(date(2027, 3, 26))
    elsewhere = client.submit("/admin/working-days", nation="scotland", escalate_after="3")
    assert elsewhere.status_code == 409, "a day that is none there is not taken out there"
    assert "17 March 2027 is no bank holiday in Scotland." in elsewhere.text
    assert client.get("/admin/working-days?organisation=another-force").status_code == 404
