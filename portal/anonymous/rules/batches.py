"""Where a post is, what of it waits to be passed on, and when the desk is emptied. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from portal.authorisation.rules import PASSED_ON_WITHIN
from portal.submissions.rules import Sharing

ENOUGH_TO_RELEASE = 3
LONGEST_WAIT = PASSED_ON_WITHIN
SHARED_AS_FAR_AS = (Sharing.FORCE, Sharing.REGION, Sharing.POLICING)  # a unit is too few, the public too many


class State(StrEnum):
    """Where a post is, as the desk knows it."""

    HELD = "held"  # safe here, not yet passed on
    RELEASED = "released"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What an author did at the desk, which is passed on with the next batch; of one post in this order."""

    FILE = "file"
    CHANGE = "change"
    ANSWER = "answer"
    ANSWER_EDIT = "answer_edit"
    GO_FURTHER = "go_further"
    CONSENT = "consent"
    WITHDRAW = "withdraw"


class Became(StrEnum):
    """What became of something that was to be passed on."""

    PASSED = "passed"
    TOO_LATE = "too late"  # the post has gone on, and the author reads where it stands
    FAILED = "failed"  # it keeps waiting: the author was told that it is safe


def hours_in_words(hours: Sequence[time]) -> str:
    """By when the desk is emptied, as an author reads it."""
    if not hours:
        return "within a minute or so"
    named = [f"{hour:%H:%M}" for hour in hours]
    usually = f"{', '.join(named[:-1])} or {named[-1]}" if named[1:] else named[0]
    return f"by {usually}, or within two days in a quiet week"


def struck(moment: datetime, hours: Sequence[time]) -> dict[str, str | int]:
    """What has struck by now: the day, how many set hours of it, and how many full ones."""
    return {
        "day": moment.date().isoformat(),
        "set": sum(hour <= moment.time() for hour in hours),
        "full": moment.hour,
    }


def release_is_due(
    posts: int, now: Mapping[str, str | int], last: Mapping[str, str | int], left_behind: int = 0
) -> bool:
    """Whether the desk passes on what it holds: at a set hour, or on a full hour when enough posts wait.

    Never at the moment when something arrives, even as the last of enough: that would tell when it came.
    Nobody hides among posts that may stay ``left_behind`` once more.
    """
    enough = posts - left_behind >= ENOUGH_TO_RELEASE
    return posts > 0 and (set_hour_struck(now, last) or (now != last and enough))


def set_hour_struck(now: Mapping[str, str | int], last: Mapping[str, str | int]) -> bool:
    """Whether a set hour has struck since: a day that begins strikes none."""
    return now["set"] != last["set"] if now["day"] == last["day"] else bool(now["set"])


def waits_longer(now: Mapping[str, str | int], since: Mapping[str, str | int], hours: Sequence[time]) -> bool:
    """Whether what came in a quiet week can be kept for the next set hour: no longer than ``LONGEST_WAIT`` in all.

    Whoever was about would be looked at (anonymity.md, channel 30). ``since`` is what had struck before it came.
    """
    day, struck_by_now = date.fromisoformat(str(now["day"])), int(now["set"])
    later = struck_by_now < len(hours)
    next_hour = datetime.combine(
        day if later else day + timedelta(days=1), sorted(hours)[struck_by_now if later else 0]
    )
    return next_hour - _last_struck(since, hours) <= LONGEST_WAIT


def _last_struck(what: Mapping[str, str | int], hours: Sequence[time]) -> datetime:
    """The set hour that had struck last, by the portal's clock."""
    day, set_hours = date.fromisoformat(str(what["day"])), int(what["set"])
    if not set_hours:
        return datetime.combine(day - timedelta(days=1), max(hours))
    return datetime.combine(day, sorted(hours)[set_hours - 1])
