"""Setting up, and what is said where it cannot be done."""

import sqlite3
from pathlib import Path

import pytest

from portal.foundation import config
from portal.foundation.errors import BadSetting
from tests.operation.conftest import PASSWORD, Instance


def count(instance: Instance, table: str) -> int:
    found = sqlite3.connect(instance.folder / "portal.sqlite")
    try:
        return int(found.execute(f"select count(*) from {table}").fetchone()[0])  # noqa: S608 - our own names
    finally:
        found.close()


def test_the_first_administrator_and_the_same_again(made: Instance) -> None:
    assert (count(made, "people"), count(made, "configurations")) == (1, 1)
    assert (made.folder / "settings.toml").stat().st_mode & 0o77 == 0, "the secret key is its owner's alone"
    settings = (made.folder / "settings.toml").read_text("utf-8")
    again = made.portal(
        "init", "--admin-email", "eve@force.example", "--admin-password-stdin", typed=PASSWORD + "\n"
    )
    assert again.code == 0
    assert "up to date" in again.out
    assert count(made, "people") == 1
    assert (made.folder / "settings.toml").read_text("utf-8") == settings
    demo = made.portal("init", "--demo")
    assert demo.code == 1
    assert "has people of its own" in demo.err
    assert (made.folder / "settings.toml").read_text("utf-8") == settings, "a real portal shows no passwords"
    assert made.portal("check").code == 0


@pytest.mark.parametrize(
    ("words", "typed", "sentence"),
    [
        ((), "", "Nobody can sign in yet"),
        (("--admin-email", "no address", "--admin-password-stdin"), PASSWORD, "address"),
        (("--admin-email", "a@force.example", "--admin-password-stdin"), "short", "12 characters"),
        (("--admin-email", "a@force.example", "--admin-password-stdin"), "", "12 characters"),
    ],
)
def test_what_cannot_be_done_is_said_and_can_be_done_after(
    tmp_path: Path, words: tuple[str, ...], typed: str, sentence: str
) -> None:
    instance = Instance(tmp_path / "new")
    said = instance.portal("init", *words, typed=typed + "\n")
    assert said.code == 1
    assert sentence in said.err
    assert len(said.lines) == 1, said.lines
    after = instance.portal(
        "init", "--admin-email", "a@force.example", "--admin-password-stdin", typed=PASSWORD
    )
    assert after.code == 0, after.err


@pytest.mark.parametrize(
    "words", [("serve",), ("worker", "--once"), ("check",), ("reindex",), ("backup", "copy")]
)
def test_before_it_is_set_up_every_command_says_so(tmp_path: Path, words: tuple[str, ...]) -> None:
    said = Instance(tmp_path / "nothing").portal(*words)
    assert said.code == 1
    assert said.lines == [f"There is no portal in {tmp_path / 'nothing'} yet. Run: portal init"]


def test_tables_of_another_version_are_not_served(made: Instance) -> None:
    with sqlite3.connect(made.folder / "portal.sqlite") as database:
        database.execute("delete from alembic_version")
    said = made.portal("serve")
    assert said.code == 1
    assert said.lines == ["The tables are not those of this version of the portal. Run: portal init"]


EVERY_MINUTE = ", ".join(f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60))
TOO_CLOSE = (EVERY_MINUTE, "06:00, 07:59", "06:00, 06:00", "23:00, 00:30")

BAD = {
    "PORTAL_DATABASE": ("mysql://x/y", "sqlite:///", "sqlite:///:memory:", "postgresql://host:port/x"),
    "PORTAL_ANONYMOUS_DATABASE": ("portal.sqlite", "sqlite:///{folder}/portal.sqlite"),
    "PORTAL_SEARCH": ("elastic", "postgresql"),
    "PORTAL_SECRET_KEY": ("short",),
    "PORTAL_URL": (
        "portal.example",
        "https://",
        "ftp://x.example",
        "https://x.example/portal",
        "http://[::1",
        "http://x:y",
    ),
    "PORTAL_MAIL": ("", "smtp://", "imap://x.example", "smtp://user@x.example", "smtp://x.example?tls=maybe"),
    "PORTAL_MAIL_FROM": ("nobody", "a b@x.example"),
    "PORTAL_TIMEZONE": ("Mars/Olympus", "", "../etc"),
    "PORTAL_DEMONSTRATION": ("perhaps",),
    "PORTAL_TRUSTED_PROXY": ("nginx", "127.0.0.1:80", "10.0.0.0/8"),
    "PORTAL_RELEASE": ("noon", "25:00", "always", *TOO_CLOSE),
}


@pytest.fixture(scope="module")
def settings_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("settings")


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD.items() for value in values]
)
def test_a_bad_setting_is_one_sentence(settings_folder: Path, name: str, value: str) -> None:
    environment = {"PORTAL_INSTANCE": str(settings_folder), name: value.format(folder=settings_folder)}
    with pytest.raises(BadSetting) as said:
        config.load(environment)
    assert name in str(said.value)
    assert "\n" not in str(said.value)


def test_the_desk_is_emptied_at_once_in_the_demonstration_alone(made: Instance, tmp_path: Path) -> None:
    with (made.folder / "settings.toml").open("a", encoding="utf-8") as settings:
        settings.write('release = "always"\n')
    for command in (("init",), ("serve",), ("worker", "--once")):
        said = made.portal(*command)
        assert (said.code, len(said.lines)) == (1, 1), said.lines
        assert said.err.startswith("PORTAL_RELEASE is always, and this is no demonstration")
    demonstration = {"PORTAL_RELEASE": "always", "PORTAL_DEMONSTRATION": "true"}
    assert config.load({"PORTAL_INSTANCE": str(tmp_path), **demonstration}).release == ()


@pytest.mark.parametrize("hours", TOO_CLOSE)
def test_a_desk_emptied_all_the_time_is_refused_outside_the_demonstration(tmp_path: Path, hours: str) -> None:
    mine = {"PORTAL_INSTANCE": str(tmp_path), "PORTAL_RELEASE": hours}
    with pytest.raises(BadSetting, match="less than two hours apart"):
        config.load(mine)
    assert config.load({**mine, "PORTAL_DEMONSTRATION": "true"}).release
    for enough in ("06:00", "06:00, 14:00", "00:00, 22:00", "08:00, 10:00"):
        assert config.load({**mine, "PORTAL_RELEASE": enough}).release


def test_a_bad_setting_stops_the_start(tmp_path: Path) -> None:
    said = Instance(tmp_path / "new", {"PORTAL_URL": "nowhere"}).started("init", "--demo")
    assert (said.code, len(said.lines)) == (1, 1)
    assert said.err.startswith("PORTAL_URL is 'nowhere'")


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("url = ", "is not a TOML file"),
        ('urll = "https://x.example"', "not known: urll"),
        ('timezone = "Nowhere"', "PORTAL_TIMEZONE"),
    ],
)
def test_a_bad_settings_file_stops_the_start(tmp_path: Path, written: str, sentence: str) -> None:
    instance = Instance(tmp_path)
    (tmp_path / "settings.toml").write_text(written, "utf-8")
    said = instance.portal("check")
    assert (said.code, len(said.lines)) == (1, 1), said.lines
    assert sentence in said.err


def test_a_folder_that_cannot_be_reached_is_one_sentence(tmp_path: Path, made: Instance) -> None:
    lost = Instance(made.folder, {"PORTAL_DATABASE": f"sqlite:///{tmp_path}/nowhere/portal.sqlite"})
    said = lost.portal("worker", "--once")
    assert (said.code, len(said.lines)) == (1, 1), said.lines
    assert "unable to open database file" in said.err
