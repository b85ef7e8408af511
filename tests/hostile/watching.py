"""Whether anything in the database was changed by an attack."""

import hashlib
from typing import Any

from sqlalchemy import Connection, event, select

import portal.migrations
from portal.foundation.database import session
from portal.foundation.refusals import ATTEMPT, DONE

ANSWERS_GIVEN = ("INSERT INTO idempotent_answers", "UPDATE idempotent_answers")


class Watch:
    """Looks whether the database was changed: nothing written is nothing changed; else all rows are compared.

    That an attempt was refused is written down, and is no change.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.wrote = False
        self.before = ""
        event.listen(connection, "before_cursor_execute", self._look)

    def _look(self, _connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE", "REPLAC"}:
            noted = ATTEMPT in str(values) or statement.startswith(ANSWERS_GIVEN)
            self.wrote = self.wrote or not noted

    def stop(self) -> None:
        """Look no longer."""
        event.remove(self.connection, "before_cursor_execute", self._look)

    def changed(self, before: str) -> bool:
        """Whether the database is another than the one that ``rows`` had read before."""
        if not self.wrote:
            return False
        session.remove()
        return rows(self.connection) != before


def rows(connection: Connection) -> str:
    """A digest of all rows of all tables, but for those that say that an attempt was refused."""
    read = hashlib.sha256()
    for table in portal.migrations.METADATA.sorted_tables:
        asked = select(table)
        if table.name == "journal":
            asked = asked.where(table.c.event != ATTEMPT)
        elif table.name == "idempotent_answers":
            asked = asked.where(table.c.status != DONE)
        for row in sorted(repr(tuple(row)) for row in connection.execute(asked)):
            read.update(f"{table.name} {row}\n".encode("utf-8", "surrogatepass"))
    return read.hexdigest()
