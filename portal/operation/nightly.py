"""What is done each night, so that what lies on the disk tells nobody in which order, or when, things came.

Source: anonymity.md, design 7 (nightly hygiene), channels 4, 5, 7, 8, 19, 20 and 34. A backup is made only after it.
"""

import logging
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import datetime, time

from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from portal.anonymous import actions, queries
from portal.anonymous.models import desk
from portal.foundation import clock, idempotency, outbox
from portal.foundation.database import session, transaction
from portal.foundation.files import Store
from portal.guardians import actions as guardians
from portal.guardians.models import Opening, SealedIdentity
from portal.leadership import actions as leadership
from portal.library import actions as library
from portal.people.actions import sessions

AT = time(3, 0)  # by the portal's clock: few are about, and no shift changes

log = logging.getLogger(__name__)


def is_due(now: datetime) -> bool:
    """Whether the night's work of this day is still to be done. ``now`` by the portal's clock."""
    done_on = queries.night_done_on()
    desk.rollback()
    return now.time() >= AT and (done_on is None or done_on < now.date())


def tidy(files: Store) -> None:
    """Do the night's work: forget, mix, overwrite, and write the search index anew. Safe to repeat."""
    forget()
    _overwrite()
    files.level()
    with suppress(TimeoutError):  # somebody is writing it anew already
        library.rebuild()
    with actions.at_the_desk():
        actions.note_night_done(clock.today())


def before_backup(files: Store) -> None:
    """The same without the index, which no backup holds."""
    forget()
    _overwrite()
    files.level()


def forget() -> None:
    """Forget what has had its time: sessions, keys of forms, mail that went out, and who answered a message."""
    with transaction():
        sessions.forget_old_sessions()
        idempotency.forget_old()
        outbox.forget_old()
        guardians.destroy_due()
        leadership.forget_what_is_over()


def _overwrite() -> None:
    """Leave nothing of what was deleted or changed, in either database, nor in their logs where they let us."""
    session.remove()
    with actions.at_the_desk():
        actions.shuffle()
    desk.remove()
    for bound in (desk.get_bind(), session.get_bind()):
        if isinstance(bound, Engine):
            _compact(bound)
    desk.remove()
    session.remove()


def _compact(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as file, closing(file.cursor()) as cursor:
            cursor.execute("vacuum")
            cursor.execute("pragma wal_checkpoint(truncate)")
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("vacuum (analyze)"))
        for name in _WRITTEN_ANEW:
            if connection.scalar(
                text("select to_regclass(:name)"), {"name": name}
            ):  # the desk has none of them
                connection.execute(text(f"vacuum (full) {name}"))
        for statement in _FRESH_LOG:
            try:
                connection.execute(text(statement))
            except ProgrammingError:
                # Not for an ordinary user of the database: docs/how-to/run-it.md says what to do instead.
                log.info("the database does not let us run %s", statement)


# Written anew as whole files: what was destroyed in them stays in no page. They are small.
_WRITTEN_ANEW = (SealedIdentity.__tablename__, Opening.__tablename__)
_FRESH_LOG: Sequence[str] = ("checkpoint", "select pg_switch_wal()")
