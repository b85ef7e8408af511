"""Whether the portal can do its work."""

from datetime import timedelta

from sqlalchemy import Select, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.foundation.outbox import FAILED, OutgoingMail

WORKER_MAY_TAKE = timedelta(minutes=5)
TRIES_BEFORE_TROUBLE = 5


def not_ready() -> list[str]:
    """Why the portal cannot do its work now, in short sentences; empty where it can."""
    try:
        session.execute(text("select 1"))
        late = _count(
            select(func.count()).select_from(Entry).where(Entry.due_at < clock.now() - WORKER_MAY_TAKE)
        )
    except SQLAlchemyError:
        session.rollback()
        return ["The database does not answer."]
    return [f"The background worker is behind: {late} events wait."] if late else []


def trouble() -> list[str]:
    """All that somebody should look at: what makes it not ready, and what was tried often and in vain."""
    found = not_ready()
    if found and "database" in found[0]:
        return found
    tried = Entry.attempts >= TRIES_BEFORE_TROUBLE
    stuck = _count(select(func.count()).select_from(Entry).where(Entry.due_at.is_not(None), tried))
    if stuck:
        found.append(f"What follows from {stuck} events fails again and again: the log says why.")
    given_up = _count(select(func.count()).select_from(OutgoingMail).where(OutgoingMail.state == FAILED))
    if given_up:
        found.append(f"{given_up} mails could not be delivered and were given up.")
    return found


def _count(query: Select[int]) -> int:
    return session.scalar(query) or 0
