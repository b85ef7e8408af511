"""When somebody is reminded of a step, and when it goes on to the next in line. Pure."""

from datetime import date, timedelta

from portal.authorisation.rules.cover import Way
from portal.people.rules.calendar import WorksOn, working_day_after, working_day_before, working_days_between

A_WEEK = timedelta(days=7)
PASSED_ON_WITHIN = timedelta(days=2)  # so long the anonymous desk keeps what was said there, in a quiet week

# How far somebody has been reminded: each number once, and none again for the same holder and day.
NOT_YET, DAY_BEFORE, ON_THE_DAY, DAY_AFTER = range(4)
LAST_REMINDER = DAY_AFTER
AHEAD_OF_TIME = timedelta(days=31)  # how long before its day a reminder can come: the longest rest of a rota


def reminder_due(due_on: date, given_on: date, today: date, works_on: WorksOn) -> int:
    """The last reminder whose day has come: the working day before, the day itself, the working day after.

    None comes on the day that the holder was given the step: they have just been told.
    """
    days = {
        DAY_BEFORE: working_day_before(due_on, works_on),
        ON_THE_DAY: due_on,
        DAY_AFTER: working_day_after(due_on, 1, works_on),
    }
    return max((which for which, day in days.items() if given_on < day <= today), default=NOT_YET)


def goes_on_from(due_on: date, given_on: date, escalate_after: int, works_on: WorksOn) -> date:
    """The day from which a step that nobody decided goes to the next tier.

    Whoever was given it late has the same grace as whoever was given it in time.
    """
    return working_day_after(max(due_on, given_on), escalate_after, works_on)


def days_for(limit_days: int, *, anonymous: bool) -> int:
    """How many working days an author has to answer a question: by receipt those too in which it is passed on."""
    return limit_days + PASSED_ON_WITHIN.days if anonymous else limit_days


def due_while_stopped(due_on: date, limit_days: int, works_on: WorksOn) -> date:
    """By when a step is due at the latest whose clock stands while its author is asked: its whole limit later."""
    return working_day_after(due_on, limit_days, works_on)


def due_once_answered(
    due_before: date, stopped_on: date, today: date, limit_days: int, works_on: WorksOn
) -> date:
    """By when a step is due whose clock goes on: as many working days later as it stood, and no more than its limit."""
    stood = min(working_days_between(stopped_on, today, works_on), limit_days)
    return working_day_after(due_before, stood, works_on) if stood else due_before


def weeks_at_the_top(goes_on: date, today: date) -> int:
    """The how-manieth week it is that a step at the top should have gone on and could not, counted from one."""
    return max(0, (today - goes_on) // A_WEEK + 1)


def reminder_in_words(which: int, day: str) -> str:
    """What a reminder says of a post."""
    if which == ON_THE_DAY:
        return "is due today"
    return f"is due on {day}" if which == DAY_BEFORE else f"was due on {day}"


def cover_in_words(way: Way | None, away: str, back: str, to: str) -> str:
    """What the author is told where somebody who is away would have their post."""
    first = f"{away} is away until {back}."
    match way:
        case None:
            return f"{first} Nobody else is there to decide, so it stays with them until then."
        case Way.DELEGATE:
            return f"{to} decides in place of {away} at present."
        case Way.DEPUTY:
            return f"{first} We have passed it to their deputy, {to}."
        case Way.HIGHER:
            return f"{first} We have passed it one higher, to {to}."
        case _:
            return f"{first} We have passed it to {to}."


def escalation_in_words(late: str, to: str, until: str) -> str:
    """What the author is told where nobody answered in time."""
    return f"{late} did not answer in time, so we have passed it to {to}, who has until {until}."


def note_to_holder(note: str, title: str) -> str:
    """A note of how somebody came to a step, as they read it themselves."""
    said = note.replace(f"to their deputy, {title}.", "to you, their deputy.")
    said = said.replace(f"to {title}, who has until", "to you, who have until")
    said = said.replace(f"{title} decides in place of", "You decide in place of")
    return said.replace(f"to {title}.", "to you.")
