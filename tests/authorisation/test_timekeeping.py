"""What time does to posts on their way: leave over Christmas, illness, rotas, reminders, and what nobody decides."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import event

from portal.anonymous.rules import TOLD
from portal.authorisation import actions, queries, rules
from portal.authorisation.rules import Ask, Decider, StagePlan, Verdict
from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.notifications.models import Notice
from portal.people import actions as people
from portal.people.models import RoleHeld
from portal.people.queries import Almanac
from portal.people.rules import Role
from portal.people.rules.calendar import Duty
from portal.promises import queries as promises
from portal.reactions import REACTIONS
from tests import factories
from tests.factories import Force

pytestmark = pytest.mark.usefixtures("db")

MONDAY = date(2026, 12, 14)


@contextmanager
def on(day, hour=9):
    with clock.at(datetime.combine(day, time(hour), tzinfo=UTC)):
        yield


def december(day):
    return on(date(2026, 12, day))


def away(person, first, last, *, deputy=None, by=None):
    with transaction():
        days = {"first_day": date(2026, 12, first), "last_day": last}
        people.note_absence(person, **days, deputy=deputy, by=by or person)


def look():
    """Look at the clocks, and once more, which must find nothing."""
    done = actions.keep_time()
    assert actions.keep_time() == 0
    return done


def facts_of(post, event):
    return [entry.facts for entry in journal.entries_about(post) if entry.event == event]


def told(person):
    journal.catch_up(REACTIONS)
    return [notice.words for notice in session.query(Notice).filter_by(person_id=person.id)]


def step_of(post):
    return queries.open_step(post)


def test_limits_leave_out_christmas_and_the_days_of_a_rota():
    force = Force()
    with december(22):
        assert step_of(factories.sent(force.constable)).due_on == date(2026, 12, 29)
        with transaction():
            rota = Duty(on=4, off=4, begins=date(2026, 12, 24))
            people.set_duty(force.sergeant, rota, by=force.sergeant)
        assert step_of(factories.sent(force.constable)).due_on == date(2026, 12, 26)
        with transaction():
            people.keep_working_days(
                force.organisation,
                nation="scotland",
                extra_holidays=[date(2026, 12, 29)],
                escalate_after=2,
                by=force.administrator,
            )
            people.set_duty(force.sergeant, Duty(), by=force.sergeant)
        assert step_of(factories.sent(force.constable)).due_on == date(2026, 12, 30)


def test_a_bank_holiday_that_is_taken_out_counts_on_every_clock():
    force = Force()
    christmas = date(2026, 12, 25)
    with december(22):
        before = step_of(factories.sent(force.constable))
        assert before.due_on == date(2026, 12, 29)
        with transaction():
            people.keep_working_days(
                force.organisation,
                nation="england_and_wales",
                extra_holidays=[],
                worked_holidays=[christmas],
                escalate_after=2,
                by=force.administrator,
            )
        assert step_of(factories.sent(force.constable)).due_on == christmas
        assert before.due_on == date(2026, 12, 29), "what was promised stays"
        assert queries.RosterToday(force.organisation.id).due_after(force.sergeant.id, 3) == christmas
        assert promises.working_days(force.organisation)(christmas)
        assert not promises.working_days(force.organisation)(date(2026, 12, 28))


def test_a_deputy_gets_what_comes_over_christmas_and_the_author_is_told():
    force = Force()
    with december(14):
        away(force.sergeant, 14, date(2027, 1, 1), deputy=force.colleague)
        post = factories.sent(force.constable)
        step = step_of(post)
        assert step.holder_id == force.colleague.id
        assert step.handed_on
        assert step.note == (
            "Sam Sergeant is away until Monday 4 January. We have passed it to their deputy, Colin Colleague."
        )
        assert look() == 0
        told_holder = told(force.colleague)
        assert len(told_holder) == 1, "told once, although it was sent and covered at one moment"
        assert any("is away. You can read who decides now" in words for words in told(force.constable))
        factories.decided(post, Verdict.APPROVE)
    assert post.holder_id == force.lead.id


def test_a_deputy_who_wrote_it_is_passed_over():
    force = Force()
    with december(14):
        away(force.sergeant, 14, date(2026, 12, 31), deputy=force.constable)
        post = factories.sent(force.constable)
        assert post.holder_id == force.inspector.id
        assert "one higher, to Iris Inspector" in step_of(post).note


def test_who_is_back_before_it_is_due_keeps_it():
    force = Force()
    with december(14):
        away(force.sergeant, 14, date(2026, 12, 15), deputy=force.colleague)
        assert factories.sent(force.constable).holder_id == force.sergeant.id


def test_an_illness_noted_by_a_supervisor_moves_what_is_held_and_nothing_comes_back():
    force = Force()
    with december(14):
        post = factories.sent(force.constable)
    with december(16):
        away(force.sergeant, 16, date(2026, 12, 23), by=force.inspector)
        journal.catch_up(REACTIONS)
        session.refresh(post)
        assert post.holder_id == force.inspector.id
        [facts] = facts_of(post, "step.covered")
        assert facts["from_id"] == str(force.sergeant.id)
        assert facts["due_on"] == "2026-12-17", "the day that was promised stays"
        assert any("passed to you, because a colleague is away" in words for words in told(force.inspector))
    with december(17):
        with transaction():
            [absence] = Almanac(force.sergeant).absences
            people.take_back_absence(absence, by=force.inspector)
        assert look() in {0, 1}  # at most a reminder
        assert post.holder_id == force.inspector.id


def test_where_nobody_is_there_it_stays_and_says_so():
    force = Force()
    with december(14):
        for person in (force.sergeant, force.inspector, force.lead, force.administrator):
            away(person, 14, date(2026, 12, 31))
        post = factories.sent(force.constable)
        step = step_of(post)
        assert step.holder_id == force.sergeant.id
        assert "Nobody else is there to decide, so it stays with them" in step.note
        assert look() == 0


def test_a_holder_is_reminded_before_on_and_after_the_day_once_each():
    force = Force()
    with december(14):
        post = factories.sent(force.constable)  # due on Thursday 17
    said = []
    for day in range(14, 19):
        for hour in (0, 8, 20):
            with on(date(2026, 12, day), hour):
                look()
                said = [facts["said"] for facts in facts_of(post, "step.reminded")]
    assert said == ["is due on Thursday 17 December", "is due today", "was due on Thursday 17 December"]
    with december(18):
        assert sum("due" in words for words in told(force.sergeant)) == 3
        assert not any("due" in words for words in told(force.constable))
        story = [one.event for one in queries.story_of(post, force.constable)]
    assert "step.reminded" not in story


def test_what_nobody_decides_goes_up_to_the_top_and_is_never_forgotten():
    force = Force()
    with december(14):
        post = factories.sent(force.constable)
    held, day = [post.holder_id], MONDAY
    while day < date(2027, 3, 1):
        day += timedelta(days=1)
        with on(day):
            look()
            if post.holder_id != held[-1]:
                held.append(post.holder_id)
                step = step_of(post)
                assert step.due_on > day
                assert step.escalations == len(held) - 1
                assert "did not answer in time, so we have passed it to" in step.note
    top = [force.sergeant, force.inspector, force.lead, force.administrator]
    assert held == [person.id for person in top]
    weekly = facts_of(post, "step.overdue")
    assert len(weekly) > 3
    with on(day):
        assert any("nobody is next in line" in words for words in told(force.lead))
        assert any("nobody is next in line" in words for words in told(force.administrator))
        assert any("went on to somebody else" in words for words in told(force.sergeant))
        assert any("not decided in time and went on" in words for words in told(force.constable))
    assert not queries.without_one_holder()


def test_what_one_of_several_left_late_goes_past_another_who_was_late_with_it():
    force = Force()
    with december(14):
        expert = factories.person(force.division, name="Nora Nightshift")
        asks = (Ask(Decider.HEAD_ABOVE), Ask(Decider.PERSON, person_id=expert.id))
        factories.configured(force, StagePlan("Panel", asks, 3, needed=2))
        with transaction():
            people.set_duty(expert, Duty(weekdays=frozenset({0, 2, 4})), by=expert)
        post = factories.sent(force.constable)
        head, other = sorted(queries.present_steps(post), key=lambda one: one.holder_id == expert.id)
    with december(21):
        look()
        assert head.holder_id == force.lead.id
        assert other.holder_id == expert.id
    with december(30):
        look()
        assert other.holder_id == force.administrator.id, "not the inspector, who heads her unit and was late"


def test_an_organisation_says_how_long_is_too_long():
    force = Force()
    with december(14):
        with transaction():
            kept = {"nation": "scotland", "extra_holidays": [], "escalate_after": 1}
            people.keep_working_days(force.organisation, **kept, by=force.administrator)
        post = factories.sent(force.constable)
    with december(17):
        look()
        assert post.holder_id == force.sergeant.id
    with december(18):
        look()
        assert post.holder_id == force.inspector.id


def test_a_late_post_goes_on_past_who_wrote_it_and_to_another_who_holds_the_role():
    force = Force()
    other = factories.person(force.office, Role.DATA_SHARING_OFFICER)
    stage = StagePlan("Data", (Ask(Decider.ROLE, role=Role.DATA_SHARING_OFFICER),), 1)
    with december(14):
        factories.configured(force, stage)
        with transaction():
            session.add(RoleHeld(person_id=force.inspector.id, role=Role.INNOVATION_LEAD))
        post = factories.sent(force.lead)
        first = post.holder_id
        assert first in {force.data_officer.id, other.id}
    for day in (18, 25):
        with on(date(2026, 12, day)):
            look()
    assert post.holder_id == force.inspector.id  # a lead, and not the lead who wrote it
    asked = [facts["holder_id"] for facts in facts_of(post, "step.escalated")]
    assert asked == [str(({force.data_officer.id, other.id} - {first}).pop()), str(force.inspector.id)]


def test_handed_on_late_it_has_its_grace():
    force = Force()
    with december(14):
        post = factories.sent(force.constable)
    with on(date(2026, 12, 21)), transaction():
        actions.hand_on(step_of(post), force.colleague, by=force.lead)
    with on(date(2026, 12, 21), 12):
        look()
        assert post.holder_id == force.colleague.id


def test_a_holder_who_left_is_found_by_the_clock_too():
    force = Force()
    with december(14):
        post = factories.sent(force.constable)
        force.sergeant.ended_on = MONDAY
        session.commit()
        assert look() == 1
        assert post.holder_id == force.inspector.id


def test_the_desk_is_told_without_a_name():
    assert TOLD["step.covered"] == TOLD["step.escalated"] == ("waits_at", "due_on")
    assert "step.reminded" not in TOLD
    assert "step.overdue" not in TOLD


def test_looking_asks_no_more_questions_for_posts_that_need_nothing():
    force = Force()
    asked = []

    def count(*what):
        asked.append(what[2])

    event.listen(session.get_bind(), "before_cursor_execute", count)
    with december(14):
        numbers = []
        for _ in range(3):
            for _ in range(4):
                factories.sent(force.constable)
            session.expire_all()
            asked.clear()
            assert actions.keep_time() == 0
            numbers.append(len(asked))
    event.remove(session.get_bind(), "before_cursor_execute", count)
    assert numbers[0] == numbers[2] <= 8, "one look asks the same for twelve posts as for four"


def test_a_wait_is_told_from_what_was_decided():
    force = Force()
    for number in range(6):
        with december(1):
            post = factories.sent(force.constable)
        with december(2 + number % 2):
            factories.decided(post, Verdict.APPROVE)
    with december(10):
        waits = queries.waits_of(force.organisation.id, rules.FIRST_CONFIGURATION.route("Ideas"))
        assert waits.stages["Head of unit"].cases == 6
        assert (waits.stages["Head of unit"].median, waits.stages["Head of unit"].nine_in_ten) == (1, 2)
        assert not waits.stages["Innovation lead"].cases
        assert waits.whole.median == 8, "its limits, as long as too few have come to an end"
        [head, _lead] = queries.way_of_kind(force.constable, "idea")
        assert head.wait == "within 1 working day, nine times in ten within 2 working days"


def test_pages_say_who_is_away_and_how_long_things_take(client):
    force = Force()
    factories.sent(force.constable)
    with transaction():
        for person in (force.sergeant, force.inspector, force.lead, force.administrator):
            today = clock.today()
            people.note_absence(
                person, first_day=today, last_day=today + timedelta(days=30), deputy=None, by=person
            )
    client.sign_in(force.lead)
    assert "Away until" in client.get("/triage").text
    client.sign_in(force.sergeant)
    assert "Away until" in client.get("/queue").text
    client.sign_in(force.administrator)
    assert client.get("/admin/routes").status_code == 200
