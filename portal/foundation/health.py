"""Whether the portal can do its work."""

from datetime import timedelta

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.foundation.outbox import FAILED, OutgoingMail

WORKER_MAY_TAKE = timedelta(minutes=5)


def trouble() -> list[str]:
    """What is wrong, in short sentences; empty where all is well."""
    try:
        session.execute(text("select 1"))
        behind = select(func.count()).select_from(Entry).where(Entry.due_at < clock.now() - WORKER_MAY_TAKE)
        late = session.scalar(behind) or 0
        failed = (
            session.scalar(select(func.count()).select_from(OutgoingMail).where(OutgoingMail.state == FAILED))
            or 0
        )
    except SQLAlchemyError:
        session.rollback()
        return ["The database does not answer."]
    found = []
    if late:
        found.append(f"The background worker is behind: {late} events wait.")
    if failed:
        found.append(f"{failed} mails could not be delivered.")
    return found
