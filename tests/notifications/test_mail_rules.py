"""When somebody is mailed of what, over every case that there is, and what a mail of the day says first."""

from datetime import date, datetime, time, timedelta
from itertools import permutations, product
from zoneinfo import ZoneInfo

import pytest

from portal.notifications import rules
from portal.notifications.rules import (
    ENTRIES_SHOWN,
    TELLINGS,
    Audience,
    Item,
    Pace,
    Reader,
    Telling,
    day_mail,
    is_time,
    is_urgent,
    mailed_from,
    next_mail_of_day,
    subject_of,
)
from portal.people.rules.mail import MailChoice, choice_in_words, mail_choices

LONDON = ZoneInfo("Europe/London")
FRIDAY = date(2026, 12, 11)
HOUR = time(7, 30)
A_DAY = timedelta(days=1)
EVERY_TELLING = [(event, telling) for event, tellings in TELLINGS.items() for telling in tellings]


def moment(day: date = FRIDAY, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), LONDON)


def reader(choice: MailChoice = MailChoice.DAILY, mail_at: time = HOUR) -> Reader:
    return Reader(choice, mail_at, lambda day: day.weekday() < 5)


@pytest.mark.parametrize("pace", Pace)
@pytest.mark.parametrize("waiting", [False, True])
@pytest.mark.parametrize("due_in", [None, -1, 0, 1])
def test_what_is_urgent(pace: Pace, waiting: bool, due_in: int | None) -> None:
    due_on = None if due_in is None else FRIDAY + due_in * A_DAY
    expected = {
        Pace.AT_ONCE: True,
        Pace.ONCE_DUE: due_in in {-1, 0},
        Pace.WHILE_WAITING: waiting,
        Pace.DAILY: False,
        Pace.ON_PAGE: False,
    }
    assert is_urgent(pace, due_on=due_on, today=FRIDAY, waiting=waiting) is expected[pace]


def test_of_everything_that_can_come_together_nothing_is_mailed_against_a_promise() -> None:
    hours = (0, 7, 8, 23)
    days = [FRIDAY + step * A_DAY for step in range(4)]
    truths = (False, True)
    cases = 0
    for pace, choice, day, hour, urgent, gathered, by_somebody in product(
        Pace, MailChoice, days, hours, truths, truths, truths
    ):
        cases += 1
        now = moment(day, hour)
        found = mailed_from(
            pace, reader(choice), now, urgent=urgent, gathered=gathered, by_somebody=by_somebody
        )
        if choice is MailChoice.NEVER or pace is Pace.ON_PAGE:
            assert found is None
            continue
        assert found is not None
        assert found >= now
        wanted_at_once = urgent or choice is MailChoice.AT_ONCE
        if found == now:
            assert wanted_at_once
            assert not gathered, "a mail at once tells when somebody was at the desk"
            assert by_somebody or now.time() >= HOUR, "nobody is woken by a clock"
        else:
            assert found.time() == HOUR
            assert found.weekday() < 5
            assert found - now < 4 * A_DAY
            assert gathered or not wanted_at_once or (not by_somebody and now.time() < HOUR)
    assert cases == 5 * 3 * 4 * 4 * 8


@pytest.mark.parametrize(
    ("now", "next_one"),
    [
        (moment(FRIDAY, 7, 29), moment(FRIDAY, 7, 30)),
        (moment(FRIDAY, 7, 30), moment(FRIDAY + 3 * A_DAY, 7, 30)),
        (moment(FRIDAY + A_DAY, 3), moment(FRIDAY + 3 * A_DAY, 7, 30)),
        (moment(FRIDAY - A_DAY, 23, 59), moment(FRIDAY, 7, 30)),
        (moment(date(2026, 10, 23), 12), moment(date(2026, 10, 26), 7, 30)),  # over the end of summer time
        (moment(date(2027, 3, 26), 12), moment(date(2027, 3, 29), 7, 30)),  # and over its beginning
    ],
)
def test_the_next_mail_of_the_day_comes_at_its_hour_on_a_working_day(
    now: datetime, next_one: datetime
) -> None:
    assert next_mail_of_day(now, reader()) == next_one
    assert next_mail_of_day(now, reader()).time() == HOUR


def test_somebody_who_never_works_is_written_to_within_a_year_all_the_same() -> None:
    nobody = Reader(MailChoice.DAILY, HOUR, lambda _day: False)
    assert next_mail_of_day(moment(), nobody) - moment() < 368 * A_DAY


def test_all_that_happens_between_two_mails_comes_with_the_same_one() -> None:
    minutes = [moment(FRIDAY, 7, 30) + step * timedelta(minutes=17) for step in range(254)]
    assert minutes[-1] < moment(FRIDAY + 3 * A_DAY, 7, 30)
    assert len({next_mail_of_day(minute, reader()) for minute in minutes}) == 1


@pytest.mark.parametrize("written", [None, -7, -1, 0, 1])
@pytest.mark.parametrize("hour", [0, 7, 8, 23])
@pytest.mark.parametrize("day", [FRIDAY, FRIDAY + A_DAY])
def test_one_mail_a_day_after_its_hour_on_a_working_day(written: int | None, hour: int, day: date) -> None:
    written_on = None if written is None else day + written * A_DAY
    expected = day == FRIDAY and hour >= 8 and written not in {0, 1}
    assert is_time(moment(day, hour), reader(), written_on) is expected


def asking(words: str, due_in: int | None, step: str = "") -> Item:
    due_on = None if due_in is None else FRIDAY + due_in * A_DAY
    return Item(words, f"/steps/{step or words}", asks=True, due_on=due_on)


def news(words: str) -> Item:
    return Item(words, f"/submissions/{words}", asks=False)


def test_what_is_due_first_stands_first_and_news_last_whatever_came_first() -> None:
    items = [
        asking("late", -1),
        asking("today", 0),
        asking("tomorrow", 1),
        asking("asked", None),
        news("new"),
    ]
    for order in permutations(items):
        mail = day_mail(order)
        assert mail is not None
        assert [item.words for item in (*mail.asking, *mail.news)] == [item.words for item in items]
        assert mail.subject == "4 things wait for you, and 1 is new"
        assert mail.more == 0


def test_nothing_new_is_no_mail() -> None:
    assert day_mail([]) is None


def test_a_mail_about_one_thing_is_known_by_it() -> None:
    mail = day_mail([asking("An idea waits for your decision: “A quiet room”", 3)])
    assert mail is not None
    assert mail.subject == "An idea waits for your decision: “A quiet room”"


def test_one_decision_is_asked_for_once_in_its_newest_words_and_no_news_is_told_twice() -> None:
    first, reminded = asking("waits", 1, "k7m2"), asking("is due on Saturday", 1, "k7m2")
    mail = day_mail([first, news("new"), reminded, news("new"), asking("other", 2)])
    assert mail is not None
    assert [item.words for item in mail.asking] == ["is due on Saturday", "other"]
    assert [item.words for item in mail.news] == ["new"]


def test_two_questions_about_one_post_are_both_told() -> None:
    items = [Item(words, "/submissions/k7m2#questions", asks=True) for words in ("Sam asked", "Lena asked")]
    mail = day_mail(items)
    assert mail is not None
    assert mail.asking == tuple(items)


@pytest.mark.parametrize(("many", "few"), [(25, 0), (0, 25), (15, 10), (20, 1)])
def test_a_long_mail_says_how_much_more_there_is(many: int, few: int) -> None:
    items = [asking(f"a{number}", number) for number in range(many)]
    mail = day_mail([*items, *(news(f"n{number}") for number in range(few))])
    assert mail is not None
    assert len(mail.asking) + len(mail.news) == ENTRIES_SHOWN
    assert mail.more == many + few - ENTRIES_SHOWN
    assert len(mail.asking) == min(many, ENTRIES_SHOWN)


@pytest.mark.parametrize(
    ("waiting", "fresh", "words"),
    [
        (1, 0, "1 thing waits for you"),
        (2, 0, "2 things wait for you"),
        (0, 1, "1 thing is new"),
        (0, 3, "3 things are new"),
        (1, 1, "1 thing waits for you, and 1 is new"),
        (2, 3, "2 things wait for you, and 3 are new"),
    ],
)
def test_the_subject_counts(waiting: int, fresh: int, words: str) -> None:
    assert subject_of(waiting, fresh) == words


@pytest.mark.parametrize(("event", "telling"), EVERY_TELLING)
def test_what_is_promised_to_be_heard_is_never_left_to_the_page(event: str, telling: Telling) -> None:
    decisions = {"submission.approved", "submission.returned", "submission.declined", "submission.taken_out"}
    if event in decisions and telling.audience is Audience.AUTHORS:
        assert telling.pace is Pace.AT_ONCE
    if telling.asks:
        assert telling.pace is not Pace.ON_PAGE


def test_every_choice_is_offered_and_said_and_names_the_hour() -> None:
    assert [value for value, _ in mail_choices(time(6, 0))] == list(MailChoice)
    assert len({choice_in_words(choice, HOUR) for choice in MailChoice}) == 3
    assert "06:00" in mail_choices(time(6, 0))[0][1]
    assert "07:30" in choice_in_words(MailChoice.DAILY, HOUR)


def test_a_subject_can_be_read_in_a_list_of_mails():
    long = "Each car's fleet number on a label where the passenger can read it at night"
    said = f"Sgt Bethan Lockyer (head of unit) approves “{long}” if you agree"
    assert rules.subject_from(said) == (
        "Sgt Bethan Lockyer (head of unit) approves “Each car's fleet…” if you agree"
    )
    short = "1 thing waits for you"
    assert rules.subject_from(short) == short
    approved = f"Lena Lead approved “{long}”. It goes on to Saira Nettleship (data check)"
    assert rules.subject_from(approved).startswith("Lena Lead approved “Each car's fleet number on a")
    assert len(rules.subject_from(approved)) <= rules.SUBJECT_LENGTH
