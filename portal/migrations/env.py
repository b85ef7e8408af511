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
    context.configure(
        connection=connection,
        target_metadata=given["metadata"],
        render_as_batch=True,  # SQLite changes a table by making it anew
        render_item=as_written,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
