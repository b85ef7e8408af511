"""The database: one session, one way to write, the same on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Engine, Integer, MetaData, create_engine, event, select
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, scoped_session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from portal.foundation.keys import new_key

BUSY_TIMEOUT_MILLISECONDS = 15_000

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. Kept without a zone on SQLite, which has none; always handed out with one."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# On SQLite an INTEGER primary key is the row's own place in the file: a random one leaves no order of arrival.
Key = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """All that the portal stores, but for the anonymous desk, which has a database of its own."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Moment, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012 - SQLAlchemy's own form


class Keyed:
    """A table whose rows are known by a random number."""

    id: Mapped[int] = mapped_column(Key, primary_key=True, default=new_key, autoincrement=False)


def one_of(column: str, values: Iterable[str]) -> str:
    """The condition of a CHECK that a column holds one of these words."""
    return f"{column} in ({', '.join(repr(str(value)) for value in values)})"


session = scoped_session(sessionmaker(expire_on_commit=False))
# What the running transaction holds, by table and key; nothing where none that writes is running.
_held: ContextVar[set[tuple[str, int]] | None] = ContextVar("held", default=None)


# The last is how much of the file each connection keeps at hand: 32 MiB at most, where SQLite itself takes 2.
PRAGMAS = (
    "foreign_keys=ON",
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "cache_size=-32768",
)


def is_writing() -> bool:
    """Whether a transaction runs that writes."""
    return _held.get() is not None


def engine_for(
    url: str,
    pragmas: Sequence[str] = PRAGMAS,
    writes: Callable[[], bool] = is_writing,
) -> Engine:
    """An engine with the portal's habits. SQLite waits for its turn to write instead of failing.

    ``pragmas`` are SQLite's own settings for each connection; ``writes`` says whether the transaction that begins
    will write. What goes wrong is told without the values of the statement: they are somebody's words, and logs
    are kept.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(
        url,
        connect_args={"timeout": BUSY_TIMEOUT_MILLISECONDS / 1000, "check_same_thread": False},
        hide_parameters=True,
    )

    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin(connection: Connection) -> None:
        # A transaction that will write takes its place in the queue at once: upgrading later can only fail.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes() else "BEGIN")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def bind(engine: Engine | Connection) -> None:
    """Let the session speak to this database."""
    session.remove()
    session.configure(bind=engine)


@contextmanager
def transaction() -> Iterator[None]:
    """All that is written inside is written together, once, or not at all. Inside another, it joins it."""
    if _held.get() is not None:
        yield
        return
    session.rollback()  # what was read before is read again, under the lock
    token = _held.set(set())
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _held.reset(token)


def in_batches(some: Callable[[], int], at_once: int, at_most: int) -> int:
    """Work through much, each batch in a transaction of its own, until one is not full or enough is done.

    ``some`` does the next ``at_once`` at most, and returns how many those were. Returns how many were done: no more
    than ``at_most`` and a batch, so that other work goes on.
    """
    done = 0
    while done < at_most:
        with transaction():
            found = some()
        done += found
        if found < at_once:
            break
    return done


def hold(thing: Keyed) -> bool:
    """Hold a row, as it is now, until the transaction ends. Returns no where somebody else has deleted it meanwhile."""
    model = type(thing)
    held = select(model).where(model.id == thing.id).with_for_update(of=model)
    return session.scalar(held.execution_options(populate_existing=True)) is not None


def held_already(thing: Keyed, part: str = "") -> bool:
    """Whether the running transaction took hold of a row, or of what belongs to it, before; from now on it has."""
    held, name = _held.get(), (f"{type(thing).__name__}.{part}", thing.id)
    if held is None or name in held:
        return held is not None
    held.add(name)
    return False
