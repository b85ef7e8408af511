"""Settings: from the environment, else from ``settings.toml`` in the instance folder, else a default."""

import os
import secrets
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import time
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from portal.foundation.errors import BadSetting
from portal.foundation.mail import mail_address, transport_for

SECRET_KEY_LENGTH = 32
BETWEEN_RELEASES = 120  # minutes; less would tell nearly as much as at once
WHOOSH, POSTGRESQL = "whoosh", "postgresql"
ENGINES = (WHOOSH, POSTGRESQL)
FIRST_URL = "http://127.0.0.1:8000"
YES, NO = frozenset({"1", "true", "yes"}), frozenset({"", "0", "false", "no"})


@dataclass(frozen=True, slots=True)
class Settings:
    """All that an operator can choose. Addresses are SQLAlchemy URLs; ``url`` is what links are built from."""

    instance: Path
    database: str
    anonymous_database: str
    anonymous_host: str
    search: str
    secret_key: str
    url: str
    mail: str
    mail_from: str
    timezone: str
    name: str
    tagline: str
    accent: str
    demonstration: bool
    public: bool  # whether visitors who are not signed in read what is approved for the public
    checkpoints: Path  # where `portal check` keeps the ends of the audit trail
    trusted_proxy: frozenset[
        str
    ]  # addresses of web servers whose word is taken for where a request comes from
    release: tuple[time, ...]  # when the anonymous desk passes on what it holds; empty: at once

    @property
    def secure(self) -> bool:
        """Whether the portal is reached over HTTPS, so that cookies may say so."""
        return self.url.startswith("https://")

    @property
    def index_folder(self) -> Path:
        """Where the search index lies."""
        return self.instance / "index"

    @property
    def index_in_database(self) -> bool:
        """Whether the search index lies in the database, where several hosts share it."""
        return self.search == POSTGRESQL

    @property
    def files_folder(self) -> Path:
        """Where attachments lie."""
        return self.instance / "files"


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force. Raises ``BadSetting`` with one clear sentence where a value cannot be used."""
    environment = os.environ if environment is None else environment
    instance = instance_folder(environment)
    stored = _stored(instance / "settings.toml")

    def value(name: str, default: str) -> str:
        return environment.get(f"PORTAL_{name.upper()}", str(stored.get(name, default)))

    settings = Settings(
        instance=instance,
        database=_driver(value("database", f"sqlite:///{instance / 'portal.sqlite'}")),
        anonymous_database=_driver(value("anonymous_database", f"sqlite:///{instance / 'anonymous.sqlite'}")),
        anonymous_host=value("anonymous_host", ""),
        search=value("search", WHOOSH),
        secret_key=value("secret_key", ""),
        url=value("url", FIRST_URL).rstrip("/"),
        mail=value("mail", str(instance / "mail")),
        mail_from=value("mail_from", "portal@localhost"),
        timezone=value("timezone", "Europe/London"),
        name=value("name", "Shared Practice"),
        tagline=value("tagline", "What policing tried, and what came of it"),
        accent=value("accent", ""),
        demonstration=_yes_or_no("PORTAL_DEMONSTRATION", value("demonstration", "")),
        public=_yes_or_no("PORTAL_PUBLIC", value("public", "true")),
        checkpoints=Path(value("checkpoints", str(instance / "checkpoints.txt"))).absolute(),
        trusted_proxy=_addresses(value("trusted_proxy", "")),
        release=_hours(value("release", "06:00, 14:00")),
    )
    _check(settings, set(stored))
    return settings


def instance_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Where everything that the portal keeps lies."""
    environment = os.environ if environment is None else environment
    return Path(environment.get("PORTAL_INSTANCE", "instance")).absolute()


def write_first_settings(instance: Path, **values: str) -> None:
    """Make the instance folder, and a settings file with a secret key and ``values`` where they are not there yet."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = instance / "settings.toml"
    there = _stored(path)
    wanted = {"secret_key": secrets.token_hex(SECRET_KEY_LENGTH), **values}
    lines = [f'{name} = "{value}"\n' for name, value in wanted.items() if name not in there]
    # Readable by its owner alone from its first byte on, which Path.open cannot promise.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.writelines(lines)


def _stored(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"{path} is not a TOML file that can be read: {error}.") from error


def _hours(setting: str) -> tuple[time, ...]:
    """Hours such as ``06:00, 14:00``; none for ``always``, which the demonstration alone may use."""
    if setting == "always":
        return ()
    try:
        return tuple(time.fromisoformat(hour.strip()) for hour in setting.split(","))
    except ValueError as error:
        raise BadSetting(
            f"PORTAL_RELEASE is {setting!r}; it must be hours such as 06:00, 14:00, or always."
        ) from error


def _addresses(setting: str) -> frozenset[str]:
    """Addresses such as ``127.0.0.1, 10.0.0.7``; none where nothing is named."""
    try:
        return frozenset(str(ip_address(one.strip())) for one in setting.split(",") if one.strip())
    except ValueError as error:
        raise BadSetting(
            f"PORTAL_TRUSTED_PROXY is {setting!r}; it must be addresses such as 127.0.0.1, with commas between."
        ) from error


def _too_close(hours: Sequence[time]) -> bool:
    """Whether two of these times of day, or one and the same twice, lie less than ``BETWEEN_RELEASES`` apart."""
    minutes = sorted(hour.hour * 60 + hour.minute + hour.second / 60 for hour in hours)
    following = [*minutes[1:], *(minute + 24 * 60 for minute in minutes[:1])]
    return any(after - minute < BETWEEN_RELEASES for minute, after in zip(minutes, following, strict=True))


def _yes_or_no(name: str, setting: str) -> bool:
    if setting.casefold() not in YES | NO:
        raise BadSetting(f"{name} is {setting!r}; it must be true or false.")
    return setting.casefold() in YES


def _driver(url: str) -> str:
    """Any spelling of a PostgreSQL address means the one driver that is installed."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _check(settings: Settings, stored: set[str]) -> None:
    unknown = sorted(stored - {field.name for field in fields(Settings)} - {"instance"})
    if unknown or "instance" in stored:
        raise BadSetting(f"settings.toml has a setting that is not known: {(unknown or ['instance'])[0]}.")
    if settings.search not in ENGINES:
        raise BadSetting(f"PORTAL_SEARCH is {settings.search!r}; it can be {' or '.join(ENGINES)}.")
    if settings.index_in_database and settings.database.startswith("sqlite:"):
        raise BadSetting(
            "PORTAL_SEARCH is 'postgresql', and PORTAL_DATABASE is SQLite; name a PostgreSQL database, or leave "
            "PORTAL_SEARCH at whoosh."
        )
    if 0 < len(settings.secret_key) < SECRET_KEY_LENGTH:
        raise BadSetting(f"PORTAL_SECRET_KEY is shorter than {SECRET_KEY_LENGTH} characters; make it longer.")
    for name, url in (("DATABASE", settings.database), ("ANONYMOUS_DATABASE", settings.anonymous_database)):
        _check_database(f"PORTAL_{name}", url)
    if settings.database == settings.anonymous_database:
        raise BadSetting("PORTAL_ANONYMOUS_DATABASE must be another database than PORTAL_DATABASE.")
    if not settings.release and not settings.demonstration:
        raise BadSetting(
            "PORTAL_RELEASE is always, and this is no demonstration: a post that is passed on the moment it is made "
            "tells who was at the desk then. Set hours such as 06:00, 14:00."
        )
    if not settings.demonstration and _too_close(settings.release):
        raise BadSetting(
            "PORTAL_RELEASE has times less than two hours apart: passed on so often, a post tells who was at the desk "
            "just before. Leave two hours or more between them, over midnight too, such as 06:00, 14:00."
        )
    _check_url(settings.url)
    try:
        ZoneInfo(settings.timezone)
    except (KeyError, ValueError, OSError) as error:
        raise BadSetting(
            f"PORTAL_TIMEZONE is {settings.timezone!r}; it must be one such as Europe/London."
        ) from error
    try:
        transport_for(settings.mail)
    except ValueError as error:
        raise BadSetting(f"PORTAL_MAIL: {error}") from error
    try:
        mail_address(settings.mail_from)
    except ValueError as error:
        raise BadSetting(f"PORTAL_MAIL_FROM is {settings.mail_from!r}. {error}") from error


def _check_database(name: str, url: str) -> None:
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting(f"{name} starts neither with sqlite:/// nor with postgresql://.")
    if url.startswith("sqlite:///"):
        path = url.removeprefix("sqlite:///")
        if not path or path.startswith((":memory:", "?")):
            raise BadSetting(f"{name} names no file: write it as sqlite:////folder/portal.sqlite.")
        return
    try:
        make_url(url)
    except (ArgumentError, ValueError) as error:
        raise BadSetting(
            f"{name} cannot be read: write it as postgresql://user:password@host/database."
        ) from error


def _check_url(url: str) -> None:
    sentence = f"PORTAL_URL is {url!r}; it must be an address without a path, such as https://portal.example."
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is the check
    except ValueError as error:
        raise BadSetting(sentence) from error
    if (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.path
        or parts.query
        or parts.fragment
    ):
        raise BadSetting(sentence)
