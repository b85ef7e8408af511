"""What was kept of a portal on PostgreSQL comes back whole, by PostgreSQL's own programs."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from tests.operation.conftest import PASSWORD, ROWS, Instance, bring_in
from tests.postgres import client_programs

NAMES = ("kept", "kept_desk", "back", "back_desk")


@pytest.fixture(scope="module")
def server(postgresql_url: str) -> Iterator[Connection]:
    """A server with empty databases for two portals and their desks."""
    engine = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for name in NAMES:
            connection.execute(text(f"drop database if exists {name}"))
            connection.execute(text(f"create database {name}"))
        yield connection
        for name in NAMES:
            connection.execute(text(f"drop database {name} with (force)"))
    engine.dispose()


@pytest.fixture(scope="module")
def programs(server: Connection) -> str:
    """The folder of PostgreSQL's client programs."""
    version = int(server.scalar(text("show server_version_num")) or 0) // 10_000
    found = client_programs(version)
    if found is None:
        pytest.skip(f"no pg_dump and pg_restore of version {version} or newer, in the package or on the PATH")
    return found


def address(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def portal_on(url: str, folder: Path, name: str, programs: str) -> Instance:
    path = os.pathsep.join((programs, os.environ["PATH"]))
    databases = {
        "PORTAL_DATABASE": address(url, name),
        "PORTAL_ANONYMOUS_DATABASE": address(url, f"{name}_desk"),
        "PORTAL_SEARCH": "postgresql",
    }
    return Instance(folder, {**databases, "PATH": path})


def counted(url: str, question: str) -> int:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = int(connection.scalar(text(question)) or 0)
    engine.dispose()
    return found


def test_a_backup_on_postgresql_comes_back_whole(postgresql_url: str, programs: str, tmp_path: Path) -> None:
    first = portal_on(postgresql_url, tmp_path / "first", "kept", programs)
    made = first.portal(
        "init", "--admin-email", "ada@force.example", "--organisation", "Northshire Police", "--admin-password-stdin",
        typed=PASSWORD + "\n",
    )  # fmt: skip
    assert made.code == 0, made.err
    assert first.people().code == 0
    bring_in(first, ROWS, "--as-published", "--authority", "The Review Board")
    assert first.portal("worker", "--once").code == 0
    copy = tmp_path / "copy"
    kept = first.portal("backup", str(copy))
    assert kept.code == 0, kept.err
    assert (copy / "anonymous").stat().st_mtime_ns < (copy / "portal").stat().st_mtime_ns, "the desk first"
    kept_tables = subprocess.run(
        [f"{programs}/pg_restore", "--list", str(copy / "portal")], capture_output=True, text=True, check=True
    ).stdout
    assert "TABLE DATA public publications" in kept_tables
    assert "TABLE DATA public search_" not in kept_tables, "the index is remade"

    other = portal_on(postgresql_url, tmp_path / "other", "back", programs)
    other.folder.mkdir()
    shutil.copy(first.folder / "settings.toml", other.folder)
    back = other.portal("restore", str(copy))
    assert back.code == 0, back.err
    for question in ("select count(*) from publications", "select count(*) from journal"):
        assert counted(address(postgresql_url, "back"), question) == counted(
            address(postgresql_url, "kept"), question
        )
    assert counted(address(postgresql_url, "back_desk"), "select count(*) from notices") > 0
    assert other.portal("mail", "send").code == 0
    assert other.portal("worker", "--once").code == 0
    whole = other.portal("check")
    assert whole.code == 0, whole.lines
    again = other.portal("restore", str(copy))
    assert (again.code, "in use already" in again.err) == (1, True)


def test_without_its_programs_it_says_what_to_install(
    postgresql_url: str, server: Connection, tmp_path: Path
) -> None:
    assert server.scalar(text("select 1")) == 1
    bare = portal_on(postgresql_url, tmp_path / "bare", "kept", "")
    bare.settings["PATH"] = ""
    assert bare.portal("init").code in {0, 1}
    said = bare.portal("backup", str(tmp_path / "copy"))
    assert (said.code, len(said.lines)) == (1, 1), said.lines
    assert "pg_dump is missing" in said.err
    assert "install PostgreSQL's client programs" in said.err
