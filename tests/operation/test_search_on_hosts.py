"""Two hosts on one database share one search index: what one publishes the other finds, and damage is made good."""

import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.operation.conftest import PASSWORD, Instance, bring_in, serving
from tests.ports import free_port

NAMES = ("hosts", "hosts_desk")


@pytest.fixture
def hosts(postgresql_url: str, tmp_path: Path) -> Iterator[tuple[Instance, Instance]]:
    """Two folders with the same settings, as two machines have them."""
    server = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        for name in NAMES:
            connection.execute(text(f"drop database if exists {name} with (force)"))
            connection.execute(text(f"create database {name}"))
    address, desk = (make_url(postgresql_url).set(database=name) for name in NAMES)
    shared = {
        "PORTAL_DATABASE": address.render_as_string(hide_password=False),
        "PORTAL_ANONYMOUS_DATABASE": desk.render_as_string(hide_password=False),
        "PORTAL_SEARCH": "postgresql",
    }
    one, other = (Instance(tmp_path / name, shared) for name in ("one", "other"))
    made = one.portal(
        "init", "--admin-email", "ada@force.example", "--organisation", "Northshire Police", "--admin-password-stdin",
        typed=PASSWORD + "\n",
    )  # fmt: skip
    assert made.code == 0, made.err
    assert one.people().code == 0
    other.folder.mkdir()
    shutil.copy(one.folder / "settings.toml", other.folder)
    assert other.portal("init").code == 0
    yield one, other
    with server.connect() as connection:
        for name in NAMES:
            connection.execute(text(f"drop database {name} with (force)"))
    server.dispose()


def change(instance: Instance, statement: str) -> None:
    engine = create_engine(instance.settings["PORTAL_DATABASE"])
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_two_hosts_find_the_same_at_once(hosts: tuple[Instance, Instance]) -> None:
    one, other = hosts
    bring_in(one, 20, "--as-published", "--authority", "The Review Board")
    assert one.portal("worker", "--once").code == 0
    token = one.portal("token", "create", "--person", "amina@force.example").out.strip()
    port = free_port()

    def found() -> int:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{port}/api/v1/library?q=key", headers={"Authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 - our own address
            return int(json.load(answer)["total"])

    one.portal("mail", "hold")
    with serving(other, port):
        assert found() == 20
        bring_in(one, 25, "--as-published", "--authority", "The Review Board")
        assert one.portal("worker", "--once").code == 0
        assert found() == 25
        reindexed = one.portal("reindex")
        assert "25 items are in the index." in reindexed.out
        assert found() == 25
    assert not (one.folder / "index").exists()
    assert not (other.folder / "index").exists()


@pytest.mark.parametrize("mending", [("reindex",), ("worker", "--once")])
def test_damage_is_told_and_made_good(hosts: tuple[Instance, Instance], mending: tuple[str, ...]) -> None:
    one, other = hosts
    bring_in(one, 5, "--as-published", "--authority", "The Review Board")
    assert one.portal("worker", "--once").code == 0
    assert one.portal("check").code == other.portal("check").code == 0
    change(
        one,
        "delete from search_postings where word = (select word from search_postings order by word limit 1)",
    )
    said = other.portal("check")
    assert said.code == 1
    assert [line for line in said.lines if line.startswith("FAILED")] == [
        line for line in said.lines if "search index" in line
    ]
    assert one.portal(*mending).code == 0
    assert other.portal("check").code == 0
