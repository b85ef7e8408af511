"""Refused attempts: what somebody tried and may not leaves one row in the audit trail.

The transaction that refuses undoes all it wrote, so the row is written after it, in a transaction of its own.
It says who tried, what it was about, which permission was asked for and why it was refused, and never what was
typed; its moment is the day, for nothing may say when somebody was there. There is one row for a person, a thing
and a permission in a day, and at most ``A_DAY`` for a person, whatever they send.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from portal.foundation import clock, idempotency, journal
from portal.foundation.database import Base, session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry

ATTEMPT = "attempt.refused"
FORBIDDEN, HIDDEN = "forbidden", "hidden"
A_DAY = 100
DONE = 1

# Whether a refusal belongs into the trail: of a permission, a thing or nothing, and a code.
Keeps = Callable[[str, Any, str], bool]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Subject:
    __tablename__: str
    id: int


@dataclass
class Attempt:
    """What one request asks for, and the refusals that it met: by what they are about, permission and code."""

    permission: str
    keeps: Keeps
    person_id: int = 0
    thing: Any = None
    refused: dict[_Subject, tuple[str, str]] = field(default_factory=dict)

    def meet(self, code: str, thing: Any = None, permission: str = "") -> None:
        """Note a refusal while what it is about can still be read: what refuses is undone before it is kept."""
        about = self.thing if thing is None else thing
        asked = permission or self.permission
        if self.keeps(asked, about, code):
            self.refused.setdefault(self._subject(about), (asked, code))

    def _subject(self, about: Any) -> _Subject:
        """What it was about; where that is nothing that is stored, whoever tried."""
        identity = inspect(about).identity if isinstance(about, Base) else None
        return _Subject(about.__tablename__, identity[0]) if identity else _Subject("people", self.person_id)


_running: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


def meet(refused: Refused, thing: Any = None, permission: str = "") -> None:
    """Note that the running request was refused, about ``thing`` where it is not the one it is about itself.

    Called wherever a refusal is answered and not raised further; outside a request it does nothing. ``permission`` is
    the one that was asked for of this thing, where it is not that of the page.
    """
    attempt = _running.get()
    if attempt is not None:
        attempt.meet(refused.code, thing, permission)


@contextmanager
def kept(permission: str, keeps: Keeps) -> Iterator[Attempt]:
    """Keep the refusals that are met inside, once all that was begun inside is committed or undone."""
    attempt = Attempt(permission, keeps)
    token = _running.set(attempt)
    try:
        yield attempt
    finally:
        _running.reset(token)
        if attempt.refused:
            _keep(attempt)


def _keep(attempt: Attempt) -> None:
    """Write the rows. The answer stands whether they can be written or not: it was no."""
    scopes = {
        about: (str(attempt.person_id), permission, about.__tablename__, str(about.id), _today())
        for about, (permission, _code) in attempt.refused.items()
    }
    try:
        if all(idempotency.is_given(ATTEMPT, *scope) for scope in scopes.values()):
            return
        with transaction():
            left = A_DAY - _kept_today(attempt.person_id)
            for about, (permission, code) in attempt.refused.items():
                if left <= 0:
                    break
                claimed = idempotency.claim(ATTEMPT, *scopes[about])
                if claimed.status:
                    continue
                claimed.status, left = DONE, left - 1
                facts = {"permission": permission, "code": code}
                journal.write(ATTEMPT, about, by_id=attempt.person_id, at=clock.midnight(), **facts)
    except SQLAlchemyError as error:
        session.rollback()
        log.error("a refused attempt could not be kept: %s", type(error).__name__)


def _today() -> str:
    return clock.today().isoformat()


def _kept_today(person_id: int) -> int:
    theirs = (Entry.event == ATTEMPT, Entry.by_id == person_id, Entry.at >= clock.midnight())
    return session.scalar(select(func.count()).select_from(Entry).where(*theirs)) or 0
