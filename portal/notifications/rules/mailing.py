"""When somebody is mailed of something, and what the one mail of their day says first. Pure.

Nothing about a post made without a name goes at once: it comes with the mail of the day, at its hour, so that no
mail tells when somebody was at the desk (anonymity.md, channel 14).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal.foundation.text import shortened
from portal.notifications.rules.audiences import Pace
from portal.notifications.rules.day import DayMail, Item, chosen, laid_out
from portal.people.rules.mail import MailChoice

A_DAY = timedelta(days=1)
# What is older than this when it is told is no longer news.
NEWS_FOR = 30 * A_DAY
LONGEST_WAIT = 366
# What a list of mails shows of a subject; a title keeps this much of it, so that it can be known by it.
SUBJECT_LENGTH = 78
TITLE_AT_LEAST = 16


def is_urgent(pace: Pace, *, due_on: date | None, today: date, waiting: bool) -> bool:
    """Whether something goes at once to somebody who wants one mail a day.

    ``due_on`` is the day by which the reader answers, ``waiting`` whether the post waits for a decision.
    """
    match pace:
        case Pace.AT_ONCE:
            return True
        case Pace.ONCE_DUE:
            return due_on is not None and due_on <= today
        case Pace.WHILE_WAITING:
            return waiting
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Reader:
    """What is to be known of somebody before they are written to. ``at_work`` says whether they work on a day."""

    choice: MailChoice
    mail_at: time
    at_work: Callable[[date], bool]


def mailed_from(
    pace: Pace, reader: Reader, now: datetime, *, urgent: bool, gathered: bool, by_somebody: bool
) -> datetime | None:
    """From when on something may be mailed: ``now`` where it goes at once, nothing where it is never mailed.

    ``now`` is the moment on the clocks on the wall; ``gathered`` says that it may only come with the mail of the day,
    as all about a post made without a name. What no person did, such as a reminder when a day begins, waits
    for the hour of that day's mail: nobody is woken at five past midnight to hear that something is due today.
    """
    if pace is Pace.ON_PAGE or reader.choice is MailChoice.NEVER:
        return None
    at_once = urgent or reader.choice is MailChoice.AT_ONCE
    too_early = not by_somebody and now.time() < reader.mail_at
    if at_once and not gathered and not too_early:
        return now
    return next_mail_of_day(now, reader)


def next_mail_of_day(now: datetime, reader: Reader) -> datetime:
    """The next time at which somebody may be written the one mail of their day: at its hour, on a day they work.

    Looks at most a year on, so that a pattern in which somebody never works holds nothing back for ever.
    """
    day = now.date() if now.time() < reader.mail_at else now.date() + A_DAY
    last = day + LONGEST_WAIT * A_DAY
    while day < last and not reader.at_work(day):
        day += A_DAY
    return datetime.combine(day, reader.mail_at, now.tzinfo)


def is_time(now: datetime, reader: Reader, written_on: date | None) -> bool:
    """Whether the mail of the day may be written now. ``written_on`` is the day of the one before."""
    today = now.date()
    fresh = written_on is None or written_on < today
    return fresh and now.time() >= reader.mail_at and reader.at_work(today)


def day_mail(items: Iterable[Item]) -> DayMail | None:
    """The mail of a day from what it could say, oldest first; nothing where there is nothing to say.

    What is due first comes first. Two that ask for one decision are one, the newer; two that say the same are one.
    """
    all_of_them = chosen(items)
    if not all_of_them:
        return None
    asking = sum(one.asks for one in all_of_them)
    subject = (
        subject_from(all_of_them[0].words)
        if len(all_of_them) == 1
        else subject_of(asking, len(all_of_them) - asking)
    )
    return laid_out(subject, all_of_them)


def title_in(words: str) -> str:
    """The title that a sentence names, with its marks; nothing where it names none."""
    start, end = words.find("“"), words.rfind("”")
    return words[start : end + 1] if 0 <= start < end else ""


def subject_from(words: str) -> str:
    """A sentence as a list of mails shows it: the title gives way first, so that what happened can be read."""
    title = title_in(words)
    if len(words) > SUBJECT_LENGTH and title:
        before, _title, after = words.partition(title)
        after = after.partition(". ")[0]
        room = max(SUBJECT_LENGTH - len(before) - len(after) - 2, TITLE_AT_LEAST)
        words = f"{before}“{shortened(title[1:-1], room)}”{after}"
    if len(words) > SUBJECT_LENGTH:
        words = words.partition(". ")[0]
    return shortened(words, SUBJECT_LENGTH)


def subject_of(asking: int, news: int) -> str:
    """How much there is, for the line by which a mail is known in a list."""
    waits = "1 thing waits for you" if asking == 1 else f"{asking} things wait for you"
    fresh = "1 thing is new" if news == 1 else f"{news} things are new"
    if not news:
        return waits
    if not asking:
        return fresh
    return f"{waits}, and {news} {'is' if news == 1 else 'are'} new"
