"""The one place that knows what time it is, so that a test or a rehearsal can say otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

A_DAY = timedelta(days=1)
NEAR = timedelta(days=62)

_fixed: ContextVar[datetime | None] = ContextVar("fixed_time", default=None)
_zone = ZoneInfo("Europe/London")


def use_zone(name: str) -> None:
    """Set the time zone that days are counted in. Raises ``ZoneInfoNotFoundError`` for an unknown name."""
    global _zone  # noqa: PLW0603 - one process serves one zone, set once at the start
    _zone = ZoneInfo(name)


def now() -> datetime:
    """The present moment, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def today() -> date:
    """The present day where the portal's people live."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """A moment as the clocks on the wall show it."""
    return moment.astimezone(_zone)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Everything inside happens at ``moment``."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)


@contextmanager
def later(**span: float) -> Iterator[None]:
    """Everything inside happens so much later, for example ``later(days=3)``."""
    with at(now() + timedelta(**span)):
        yield


def midnight() -> datetime:
    """The present day and no more: for rows whose moment would tell too much.

    The day is the one that people live in, ``today()``, also in the hour in which UTC is still at the day before.
    """
    return datetime.combine(today(), time(), UTC)


def begin_of(day: date) -> datetime:
    """The first moment of a day where the portal's people live."""
    return datetime.combine(day, time(), _zone)


def day_in_words(day: date | datetime | None) -> str:
    """A day as people say it: ``Friday 27 November``, with the year where it is another and not near."""
    if day is None:
        return ""
    day = local(day).date() if isinstance(day, datetime) else day
    words = f"{day:%A} {day.day} {day:%B}"
    return (
        words if day.year == today().year or abs(day - today()) <= NEAR else f"{day.day} {day:%B} {day.year}"
    )


def moment_in_words(moment: datetime | None) -> str:
    """A moment as people say it: ``14:05 on Friday 27 November``."""
    return f"{local(moment):%H:%M} on {day_in_words(moment)}" if moment else ""
