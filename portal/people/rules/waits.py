"""How long things take in working days, from how long they took before. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

CASES_AT_LEAST = 5
NINE_IN_TEN = 0.9


def working_days_in_words(days: int) -> str:
    """A number of working days, in full."""
    return "1 working day" if days == 1 else f"{days} working days"


@dataclass(frozen=True, slots=True)
class Wait:
    """How long something takes in working days: half of the cases and nine in ten. Without ``cases``, its limit."""

    median: int
    nine_in_ten: int
    cases: int = 0

    @property
    def words(self) -> str:
        """The wait as a sentence says it."""
        if not self.cases:
            return f"within {working_days_in_words(self.median)}"
        if self.nine_in_ten == self.median:
            return f"{self.usually}, in nine cases out of ten"
        return f"{self.usually}, nine times in ten within {working_days_in_words(self.nine_in_ten)}"

    @property
    def shares(self) -> str:
        """The wait as whoever looks after it reads it: how many were answered by when."""
        if not self.cases or self.nine_in_ten == self.median:
            return self.words
        return f"half {self.usually}, nine in ten within {working_days_in_words(self.nine_in_ten)}"

    @property
    def usually(self) -> str:
        """By when half of the cases were answered; nothing where too few are known to say "usually"."""
        if not self.cases:
            return ""
        return "on the day" if self.median == 0 else f"within {working_days_in_words(self.median)}"


def wait_of(days: Iterable[int]) -> Wait | None:
    """Within how many working days half of these cases, and nine in ten, came; nothing where they are too few."""
    ordered = sorted(days)
    if len(ordered) < CASES_AT_LEAST:
        return None
    half, nine_in_ten = (ordered[_rank(share, len(ordered))] for share in (0.5, NINE_IN_TEN))
    return Wait(half, nine_in_ten, len(ordered))


def usual_wait(days: Iterable[int], limit: int) -> Wait:
    """The same, and where the cases are too few to say, the limit set."""
    return wait_of(days) or Wait(limit, limit)


def _rank(share: float, cases: int) -> int:
    """The place, in order, of the case by which at least this share of all had come."""
    return -int(-share * cases // 1) - 1
