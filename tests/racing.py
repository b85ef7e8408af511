"""Several people at one moment, each in a thread, on a real database of the test's own."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

import portal.migrations
from portal.foundation.database import engine_for, session
from portal.foundation.errors import Refused


@pytest.fixture
def own_database(database_url: str, engine: object, tmp_path: Path) -> Iterator[None]:
    """A database in which a test commits for good, bound in place of the one that forgets."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        mine = f"sqlite:///{tmp_path}/race.sqlite"
    else:
        server = create_engine(url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text("drop database if exists race"))
            connection.execute(text("create database race"))
        server.dispose()
        mine = url.set(database="race").render_as_string(hide_password=False)
    own = engine_for(mine)
    portal.migrations.METADATA.create_all(own)
    session.remove()
    session.configure(bind=own)
    yield
    session.remove()
    session.configure(bind=engine)
    own.dispose()


def all_at_once(deeds: Sequence[Callable[[], object]]) -> list[str]:
    """Start all deeds at one moment, each in a thread. Returns what each came to."""
    barrier, outcomes = Barrier(len(deeds)), list[str]()

    def run(deed: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=20)
            deed()
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(f"{refused.code}: {refused.message}")
        except Exception as error:  # noqa: BLE001 - whatever else happened is what the test is about
            outcomes.append(f"fault: {error!r}")
        finally:
            session.remove()

    threads = [Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
