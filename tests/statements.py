"""What the database is asked meanwhile: a count of statements is the same on every machine, unlike a time."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

# What reads and writes, without what begins and ends a transaction: tests have one more of those.
READS_AND_WRITES = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})


@contextmanager
def statements(engine: Engine, only: Collection[str] = ()) -> Iterator[list[str]]:
    """The statements that an engine is handed inside; ``only`` those that begin with one of these words."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not only or statement.split(maxsplit=1)[0] in only:
            said.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", note)
