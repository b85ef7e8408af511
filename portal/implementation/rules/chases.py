"""When whoever sees a post through is asked where it stands, and by when they answer. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from portal.feedback.rules import ENDED, OUTCOME_NAMES, OutcomeState, Result
from portal.people.rules.calendar import months_after

CHASES = (3, 6, 12)  # months after it was published (requirement 37)
FURTHER = 3  # and so often after that for an impact case which nobody has evaluated
GRACE = timedelta(days=14)  # then it is the innovation lead's too

# Since when somebody knows whether it worked: the steps of an impact case, and what may be said of it.
EVALUATED_STEPS = frozenset({"evaluate", "share"})
EVALUATED = frozenset({Result.WORKED, Result.DID_NOT, Result.MIXED})


def chase_after(begun_on: date, day: date, *, goes_on: bool) -> date | None:
    """The next day after this one on which its owner is asked; none after the last, unless it ``goes_on``."""
    for months in CHASES:
        if (due := months_after(begun_on, months)) > day:
            return due
    if not goes_on:
        return None
    months = CHASES[-1] + FURTHER
    while (due := months_after(begun_on, months)) <= day:
        months += FURTHER
    return due


def is_evaluated(details: Mapping[str, Any], results: Collection[str]) -> bool:
    """Whether somebody has looked whether it worked: its author in the text, or whoever says what came of it."""
    return details.get("step_reached") in EVALUATED_STEPS or not EVALUATED.isdisjoint(results)


def is_over(state: str, result: str) -> bool:
    """Whether nobody needs to be asked any more: it ended, or it was done once and its result is known."""
    return state in ENDED or (state == OutcomeState.DONE and result in EVALUATED)


def next_chase(
    kind: str, begun_on: date, day: date, state: str, result: str, *, evaluated: bool
) -> date | None:
    """The next day after this one on which its owner is asked where a post stands; nothing where nobody is."""
    if is_over(state, result):
        return None
    return chase_after(begun_on, day, goes_on=kind == "impact-case" and not evaluated)


def asked_in_words(begun_on: date, today: date, state: str) -> str:
    """What an owner is asked, after the title."""
    months = max(1, (today.year - begun_on.year) * 12 + today.month - begun_on.month)
    since = f"has been in the library for {months} month{'s' if months > 1 else ''}"
    if not state:
        return f"{since}. Where does it stand?"
    return f"was {OUTCOME_NAMES[OutcomeState(state)].lower()} when it was last said. Is it still?"


def waiting_in_words(total: int, organisation: str) -> str:
    """What leads are told of posts that wait for a word on where they stand."""
    if total == 1:
        return f"1 post of {organisation} waits for somebody to say where it stands"
    return f"{total} posts of {organisation} wait for somebody to say where they stand"
