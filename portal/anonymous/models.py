"""What the desk stores, in a database of its own: no person, no time, no order.

Every key is random and the tables have no hidden row number, so that the order of the file says nothing.
The only dates are those on which something was passed on. Columns are plain text because strict tables
know no other; lists and mappings are JSON within it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, LargeBinary, MetaData, Text, TypeDecorator, text
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, scoped_session, sessionmaker

from portal.foundation import database
from portal.foundation.database import NAMES


class Packed(TypeDecorator[Any]):
    """A list or mapping, as JSON in a text column."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str | None:
        """Pack."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """Unpack."""
        return None if value is None else json.loads(value)


class DeskBase(DeclarativeBase):
    """All that the desk stores."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {str: Text, dict[str, Any]: Packed, list[Any]: Packed}  # noqa: RUF012 - SQLAlchemy's own form


STRICT = {"sqlite_with_rowid": False, "sqlite_strict": True}


class Item(DeskBase):
    """A post as its author left it here. ``lookup`` is derived from the receipt and leads back to nobody."""

    __tablename__ = "items"
    __table_args__ = STRICT

    key: Mapped[str] = mapped_column(primary_key=True)
    lookup: Mapped[str] = mapped_column(unique=True)
    organisation: Mapped[str]  # code
    kind: Mapped[str]
    state: Mapped[str]
    mailbox: Mapped[str]  # a public key: letters to the author are sealed to it
    news: Mapped[str]  # the code under which the news board says that there is news
    told: Mapped[str]  # the day on which its author was last told something that they did not do themselves
    claim: Mapped[str]  # goes with the post to the portal, which knows by it who may claim it
    text: Mapped[dict[str, Any]]  # title, summary, body, details, sharing, evidence, topics, share_check


class File(DeskBase):
    """A file of a post, made anew. Its content stays here until it is passed on, and no longer."""

    __tablename__ = "files"
    __table_args__ = STRICT

    key: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    state: Mapped[str]  # held or released, like its post
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class Waiting(DeskBase):
    """Something an author did that is passed on with the next batch."""

    __tablename__ = "waiting"
    __table_args__ = STRICT

    key: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(index=True)
    act: Mapped[str]
    what: Mapped[dict[str, Any]]


class Enclosed(DeskBase):
    """That the item of this key came in confidence. ``mark`` is that of its envelope, which counts for one post.

    The envelope itself waits with the post and goes with it. Here stays what the author can let a guardian have,
    sealed to their receipt: empty once the name was destroyed.
    """

    __tablename__ = "enclosed"
    __table_args__ = STRICT

    key: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(unique=True)
    under_seal: Mapped[str]


class Letter(DeskBase):
    """Something the author is told, or has said, sealed to their receipt: without it nobody can read it.

    ``day`` is that of the batch. ``settles`` is the key of what had waited, where this says what became of it.
    """

    __tablename__ = "letters"
    __table_args__ = STRICT

    key: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(index=True)
    day: Mapped[str]
    place: Mapped[str]  # where it stands among the letters of its day
    settles: Mapped[str]
    under_seal: Mapped[str]  # what happened and its facts, as JSON


class Notice(DeskBase):
    """What the desk must know of the house: organisations and kinds that may post here, and the last batch."""

    __tablename__ = "notices"
    __table_args__ = STRICT

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


desk = scoped_session(sessionmaker(expire_on_commit=False))
_writing: ContextVar[bool] = ContextVar("writing_at_the_desk", default=False)
ADVISORY_LOCK = 7_061_726_375
PRAGMAS = ("journal_mode=DELETE", "secure_delete=ON", "synchronous=FULL", "temp_store=MEMORY")


def engine_for(url: str) -> Engine:
    """An engine that leaves nothing behind: what is deleted is overwritten, and no write-ahead log is kept."""
    return database.engine_for(url, PRAGMAS, writes=_writing.get)


def bind(engine: Engine | Connection) -> None:
    """Let the desk speak to this database."""
    desk.remove()
    desk.configure(bind=engine)


@contextmanager
def at_the_desk() -> Iterator[None]:
    """All that is written at the desk inside is written together, or not at all, and by one at a time."""
    desk.rollback()  # what was read before is read again, under the lock
    token = _writing.set(True)
    try:
        if desk.get_bind().dialect.name == "postgresql":
            desk.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        yield
        desk.commit()
    except BaseException:
        desk.rollback()
        raise
    finally:
        _writing.reset(token)
