"""The same request twice does its work once: the second is given the answer of the first.

Forms carry the key in a hidden field, other programs in the ``Idempotency-Key`` header.
"""

from datetime import date, timedelta

from sqlalchemy import String, Text, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation import clock
from portal.foundation.database import Base, session
from portal.foundation.keys import digest

KEPT_FOR = timedelta(days=2)


class GivenAnswer(Base):
    """What a request with this key was answered. The key is kept as a digest, with nobody's name."""

    __tablename__ = "idempotent_answers"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    status: Mapped[int] = mapped_column(default=0)
    location: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    expires_on: Mapped[date]


def claim(key: str, *scope: str) -> GivenAnswer:
    """Take a key inside the running transaction, for one person and one address.

    Returns the first answer where the key has been used; else a new answer of status 0, which
    the caller fills in. Of two requests at one moment the second waits here for the first.
    """
    name = digest(key, *scope)
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    taken = insert(GivenAnswer).values(key=name, expires_on=clock.today() + KEPT_FOR)
    answer = session.scalar(taken.on_conflict_do_nothing().returning(GivenAnswer))
    return answer if answer is not None else session.get_one(GivenAnswer, name)


def is_given(key: str, *scope: str) -> bool:
    """Whether a key has been used, without taking it and without waiting for anybody."""
    name = digest(key, *scope)
    return session.scalar(select(GivenAnswer.key).where(GivenAnswer.key == name)) is not None


def answered(key: str, *scope: str) -> GivenAnswer | None:
    """What a key was answered, for whoever comes back to read it; nothing where it was not, or is forgotten."""
    found = session.get(GivenAnswer, digest(key, *scope))
    return found if found is not None and found.status else None


def forget_old() -> None:
    """Drop the answers whose time is over."""
    session.execute(delete(GivenAnswer).where(GivenAnswer.expires_on < clock.today()))
