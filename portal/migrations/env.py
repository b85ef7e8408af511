"""How Alembic reaches the database: it is handed an engine, and keeps whatever its SQLite needs."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from portal.foundation.database import Moment

given = context.config.attributes


def as_written(kind: str, thing: Any, autogen: AutogenContext) -> str | Literal[False]:
    """The portal's own column type is written by its name; all others as Alembic does."""
    if kind == "type" and isinstance(thing, Moment):
        autogen.imports.add("from portal.foundation.database import Moment")
        return "Moment()"
    return False


with given["engine"].connect() as connection:
    on_sqlite = connection.dialect.name == "sqlite"
    if on_sqlite:
        # SQLite changes a table by making it anew: dropping the old one would take along every row that points
        # at it. The switch does nothing inside a transaction, so it is thrown before one begins.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=given["metadata"],
        render_as_batch=True,
        render_item=as_written,
        transactional_ddl=True,  # so it is on SQLite too, by how its connections begin: all steps or none
    )
    with context.begin_transaction():
        context.run_migrations()
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all() if on_sqlite else []
        if lost:
            raise RuntimeError(f"{len(lost)} rows would point at nothing: the tables stay as they were")
    connection.commit()
    if on_sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")
