"""One mail a day at most, with what is new, still true and not read: and what is urgent at once."""

from datetime import date, time

import pytest

from portal.authorisation import actions as authorisation
from portal.authorisation import queries as ways
from portal.authorisation.rules import Verdict
from portal.feedback import actions as feedback
from portal.foundation import clock
from portal.foundation.database import session, transaction
from portal.notifications import actions as notifications
from portal.notifications import queries
from portal.notifications.models import DailyMail
from portal.notifications.rules import subject_from
from portal.people import actions as people
from portal.people.models import Person
from portal.people.rules.calendar import Duty, Nation
from portal.people.rules.mail import MailChoice
from portal.submissions import actions as posts
from tests import factories
from tests.factories import Force
from tests.notifications.mondays import MONDAY, URL, catch_up, hour, mails, subjects, work

pytestmark = pytest.mark.usefixtures("monday")
alone = pytest.mark.usefixtures("db")


def chooses(person: Person, choice: MailChoice) -> None:
    with transaction():
        people.choose_mail(person, choice)


@alone
def test_what_waits_comes_in_one_mail_at_its_hour_and_not_again() -> None:
    force = Force()
    first = factories.sent(force.constable, title="Numbered hooks for van keys")
    second = factories.sent(force.colleague, title="A quiet room for handover")
    work()
    assert subjects(force.sergeant) == []
    with hour(1, 7, 29):
        assert work() == 0
    with hour(1):
        assert work() == 1
        assert work() == 0
    with hour(1, 23, 50):
        assert work() == 0
    (mail,) = mails(force.sergeant)
    assert mail.subject == "2 things wait for you"
    due = clock.day_in_words(ways.open_step(first).due_on)
    for post in (first, second):
        line = f"- An idea waits for your decision: “{post.title}”\n  By {due}"
        assert line in mail.text
        assert mail.text.count(f"{URL}/steps/{ways.open_step(post).reference}\n") == 1
        assert mail.html.count(f'href="{URL}/steps/{ways.open_step(post).reference}"') == 1
    assert f"{URL}/account/mail" in mail.text


@alone
def test_what_comes_after_the_mail_of_the_day_waits_for_the_next_working_day() -> None:
    force = Force()
    factories.sent(force.constable)
    work()
    with hour(4):
        work()
        factories.sent(force.constable)
        work()
    for day in (5, 6):
        with hour(day, 12):
            assert work() == 0
    with hour(7):
        assert work() == 1
    assert len(mails(force.sergeant)) == 2


@alone
def test_what_was_marked_as_read_is_left_out_and_nothing_new_is_no_mail() -> None:
    force = Force()
    factories.sent(force.constable)
    work()
    with transaction():
        notifications.mark_seen(force.sergeant)
    with hour(1):
        work()
    assert mails(force.sergeant) == []
    assert session.get(DailyMail, force.sergeant.id) is None


@alone
def test_what_is_over_by_then_is_left_out() -> None:
    force = Force()
    decided, taken_back = factories.sent(force.constable), factories.sent(force.constable)
    stays = factories.sent(force.constable, title="Numbered hooks for van keys")
    work()
    factories.decided(decided, Verdict.APPROVE)
    with transaction():
        authorisation.withdraw(taken_back, by=force.constable)
    with hour(1):  # nobody has run the reactions meanwhile
        assert notifications.write_mail_of_day() == 1
    assert subjects(force.sergeant) == [f"An idea waits for your decision: “{stays.title}”"]


@alone
@pytest.mark.parametrize("verdict", Verdict)
def test_a_decision_is_told_to_its_author_at_once(verdict: Verdict) -> None:
    force = Force()
    post = factories.sent(force.constable)
    with hour(0, 3):  # at night too: somebody is awake and decided it
        factories.decided(post, verdict)
        work()
    (mail,) = mails(force.constable)
    assert f"“{post.title}”" in mail.subject
    with hour(1):
        work()
    assert len(mails(force.constable)) == 1, "and not again in the mail of the day"


@alone
def test_a_question_before_the_decision_comes_at_once_and_one_from_a_reader_with_the_day() -> None:
    force, other = Force(), Force()
    post = factories.sent(force.constable)
    with transaction():
        feedback.ask(post, "Who keeps the key?", by=force.sergeant)
    work()
    assert subjects(force.constable) == [f"Sam Sergeant asked about “{post.title}”"]
    there = factories.published(force.colleague, title="Numbered hooks for van keys")
    work()
    before = subjects(force.colleague)
    with transaction():
        feedback.ask(there, "Are the spare ones numbered too?", by=other.inspector)
    work()
    assert subjects(force.colleague) == before
    with hour(1):
        work()
    (mail,) = mails(force.colleague)[len(before) :]
    assert mail.subject == f"Iris Inspector asked about “{there.title}”"
    assert "Waiting for you" in mail.text
    assert f"{URL}/library/{there.reference}#questions" in mail.text


@alone
def test_reminders_and_what_is_late_come_when_they_matter_and_wake_nobody() -> None:
    force = Force()
    post = factories.sent(force.constable)
    day = (ways.open_step(post).due_on - MONDAY.date()).days
    work()
    sent = []
    for after in range(day + 1):
        for hours, minutes in ((0, 5), (7, 20), (7, 30), (12, 0)):
            with hour(after, hours, minutes):
                authorisation.keep_time()
                work()
                new = subjects(force.sergeant)[len(sent) :]
                sent += [(after, hours, one) for one in new]
    named = f"“{post.title}”"
    due = clock.day_in_words(ways.open_step(post).due_on)
    assert sent == [
        (1, 7, f"An idea waits for your decision: {named}"),
        (day - 1, 7, f"An idea is due on {due}: {named}"),
        (day, 7, f"An idea is due today: {named}"),
    ]


@alone
def test_what_is_due_today_goes_at_once_in_the_day() -> None:
    force = Force()
    post = factories.sent(force.constable)
    day = (ways.open_step(post).due_on - MONDAY.date()).days
    with hour(day, 10), transaction():
        authorisation.hand_on(ways.open_step(post), force.inspector, by=force.sergeant)
    with hour(day, 10):
        work()
        urgent = ways.open_step(post).due_on <= clock.today()
    assert (len(mails(force.inspector)) == 1) is urgent


@alone
def test_what_others_did_not_decide_in_time_is_told_once_to_each() -> None:
    force = Force()
    post = factories.sent(force.constable)
    for after in range(9):
        with hour(after, 0, 5):
            authorisation.keep_time()
            work()
        with hour(after):
            work()
    named = f"“{post.title}”"
    passed = f"An idea was passed to you, because it was not decided in time: {named}"
    assert subjects(force.inspector).count(subject_from(passed)) == 1
    late = f"An idea was not decided in time and went on to somebody else: {named}"
    assert subject_from(late) in subjects(force.sergeant)
    assert subject_from(f"{named} was not decided in time and went on to somebody else") in subjects(
        force.constable
    )


@alone
def test_whoever_wants_each_thing_at_once_has_it_so() -> None:
    force = Force()
    chooses(force.sergeant, MailChoice.AT_ONCE)
    posts_sent = [factories.sent(force.constable), factories.sent(force.colleague)]
    work()
    assert subjects(force.sergeant) == [f"An idea waits for your decision: “{posts_sent[0].title}”"] * 2
    with hour(1):
        assert work() == 0


@alone
def test_whoever_wants_no_mail_has_none_but_what_their_account_needs() -> None:
    force = Force()
    chooses(force.sergeant, MailChoice.NEVER)
    chooses(force.constable, MailChoice.NEVER)
    factories.decided(factories.sent(force.constable), Verdict.DECLINE)
    factories.sent(force.constable)
    work()
    with hour(1):
        work()
    assert mails(force.sergeant) == mails(force.constable) == []
    assert queries.unseen(force.constable) == 1
    with transaction():
        people.send_password_link(force.constable, link=f"{URL}/password", product="Shared Practice")
    assert len(mails(force.constable)) == 1


@alone
def test_a_choice_holds_for_what_waits_already() -> None:
    force = Force()
    factories.sent(force.constable)
    work()
    chooses(force.sergeant, MailChoice.NEVER)
    with hour(1):
        assert work() == 1
    chooses(force.sergeant, MailChoice.DAILY)
    with hour(2):
        assert work() == 0
    assert mails(force.sergeant) == []


@alone
def test_no_mail_on_days_off_and_one_when_they_are_back() -> None:
    force = Force()
    factories.sent(force.constable)
    work()
    with transaction():  # noted after the sergeant was told, so that the day has to be looked at again
        people.note_absence(
            force.sergeant,
            first_day=date(2026, 12, 15),
            last_day=date(2026, 12, 16),
            deputy=None,
            by=force.sergeant,
        )
    for day in (1, 2):
        with hour(day, 12):
            work()
    assert mails(force.sergeant) == []
    with hour(3):
        work()
    assert len(mails(force.sergeant)) == 1


@alone
def test_the_hour_is_the_organisations_and_the_days_are_the_persons() -> None:
    force = Force()
    with transaction():
        people.keep_working_days(
            force.organisation, nation=Nation.SCOTLAND, extra_holidays=[], escalate_after=2,
            mail_at=time(14, 0), by=force.administrator,
        )  # fmt: skip
        people.set_duty(force.sergeant, Duty(weekdays=frozenset({5})), by=force.sergeant)
    factories.sent(force.constable)
    work()
    for day, hours in ((1, 14), (4, 14), (5, 13)):
        with hour(day, hours):
            work()
    assert mails(force.sergeant) == []
    with hour(5, 14, 0):
        work()
    assert len(mails(force.sergeant)) == 1


@alone
def test_after_days_without_a_worker_there_is_one_mail() -> None:
    force = Force()
    for day in range(3):
        with hour(day, 10):
            factories.sent(force.constable)
            catch_up()
    with hour(8, 16):
        work()
    assert subjects(force.sergeant) == ["3 things wait for you"]


@alone
def test_what_somebody_may_read_no_longer_is_left_out() -> None:
    force = Force()
    post = factories.draft(force.constable, co_authors=[force.colleague.email])
    work()
    with transaction():
        posts.save(post, posts.Content(co_authors=[]), seen=post.version, by=force.constable)
    with hour(1):
        work()
    assert all("named you" not in subject for subject in subjects(force.colleague))


@alone
def test_whoever_has_left_is_written_to_no_more() -> None:
    force = Force()
    factories.sent(force.constable)
    work()
    with transaction():
        force.sergeant.ended_on = date(2026, 12, 15)
    with hour(1):
        assert work() == 1
        assert work() == 0
    assert mails(force.sergeant) == []
