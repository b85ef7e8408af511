"""The mail server is down for an hour and the worker is killed: each mail arrives once, and no page waits for it.

The full form, with 500 mails and pages that are timed, is ``python benchmarks/mail_down.py``.
"""

import random
import sqlite3
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from benchmarks.mail_down import prove
from portal.foundation import outbox
from portal.foundation.database import session, transaction
from portal.foundation.outbox import SENT

pytestmark = pytest.mark.both

MAILS, KILLS = 60, 10


@pytest.fixture
def engine_here(own_database: None) -> Engine:
    bound = session.get_bind()
    assert isinstance(bound, Engine)
    return bound


def test_an_hour_without_a_mail_server_and_ten_kills_lose_nothing(
    engine_here: Engine, tmp_path: Path
) -> None:
    values = {
        "PORTAL_INSTANCE": str(tmp_path),
        "PORTAL_DATABASE": engine_here.url.render_as_string(hide_password=False),
        "PORTAL_SECRET_KEY": "x" * 40,
    }
    chance = random.Random(7)  # noqa: S311 - which moments are tried is no secret
    found = prove(values, mails=MAILS, kills=KILLS, minutes=60, seconds=6, chance=chance)
    assert found.faults() == []
    assert len(found.said_yes) == MAILS
    assert found.took, "the server broke off at least once after it had a message"
    assert set(found.took) <= set(found.said_yes)


class Looking:
    """A way out of the house that looks, while it has a mail, whether anybody else could write."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.looked = 0

    def send(self, _message: EmailMessage) -> None:
        self.looked += 1
        if self.engine.dialect.name == "sqlite":
            assert self.engine.url.database is not None
            other = sqlite3.connect(self.engine.url.database, timeout=0, isolation_level=None)
            other.execute("begin immediate")  # fails at once where anybody else holds the place of who writes
            other.execute("rollback")
            other.close()
            return
        with self.engine.connect() as connection:
            idle = text(
                "select count(*) from pg_stat_activity where datname = current_database()"
                " and pid <> pg_backend_pid() and state like 'idle in transaction%'"
            )
            assert connection.scalar(idle) == 0


def test_while_a_mail_server_is_spoken_to_nothing_is_held(engine_here: Engine) -> None:
    looking = Looking(engine_here)
    with transaction():
        outbox.put("one@force.example", "One", "Words")
        outbox.put("two@force.example", "Two", "Words", about={"letter": "day"})
    assert outbox.deliver(looking, "portal@force.example") == 2
    assert looking.looked == 2
    assert outbox.counts()[SENT] == 2
