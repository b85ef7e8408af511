"""Keeping a copy, and coming back from one."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

import click
from sqlalchemy import inspect
from sqlalchemy.engine import URL, make_url

from portal.anonymous import release
from portal.foundation import config, database, outbox
from portal.foundation.bounces import LONGEST_REPORT, read_bounce
from portal.foundation.errors import Refused
from portal.foundation.files import Store
from portal.foundation.keys import digest
from portal.library import actions as library
from portal.operation import nightly
from portal.operation.instance import check_made, opened, prepare
from portal.operation.working import hold_file

MANIFEST = "backup.json"
FORM = 1
# The desk first: what is passed on between the two copies is in both, and a post that is there is known by its key.
# The other way round it would be in neither, since the desk counts it as passed on.
DATABASES = (("anonymous", "anonymous_database"), ("portal", "database"))
WAIT_SECONDS = 60.0


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Copy databases and files into a new FOLDER while the portal runs. The index is not copied: it is remade."""
    settings = config.load()
    check_made(settings)
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty. Choose a new folder for each backup.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with opened(settings):
        nightly.before_backup(Store(settings.files_folder))
    with _said_plainly("The backup is not whole"):
        # Files before and after the databases: one that is removed meanwhile was there, one that is added is too.
        _copy_files(settings.files_folder, folder / "files")
        for name, setting in DATABASES:
            _copy(getattr(settings, setting), folder / name)
        _copy_files(settings.files_folder, folder / "files")
        _write_manifest(folder, settings.secret_key)
    click.echo(
        f"The backup is in {folder}. Keep settings.toml of the instance elsewhere: it holds the secret key."
    )


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--new-key", is_flag=True, help="Do without the old secret key: receipts of anonymous posts are lost."
)
def restore(folder: Path, new_key: bool) -> None:
    """Bring an instance back from a backup made into FOLDER. The instance must be empty. Mail is held at first."""
    key = _check_manifest(folder)
    if new_key:
        config.write_first_settings(config.instance_folder())
    settings = config.load()
    if not new_key and digest("secret key", settings.secret_key) != key:
        raise Refused(
            f"Put the settings.toml of the old instance into {settings.instance} first: without its secret key no "
            "receipt of an anonymous post can be read again. If it is lost: portal restore --new-key"
        )
    for _name, setting in DATABASES:
        if _has_tables(getattr(settings, setting)):
            raise Refused(f"PORTAL_{setting.upper()} is in use already. Restore into a new instance.")
    if settings.files_folder.exists():
        raise Refused(f"{settings.instance} is in use already. Restore into a new instance.")
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    hold_file(settings).touch()
    with _said_plainly("The instance is not whole"):
        for name, setting in DATABASES:
            _bring_back(getattr(settings, setting), folder / name)
        _copy_files(folder / "files", settings.files_folder)
    prepare(settings)
    with opened(settings):
        library.rebuild()
        release.tell_again()
    click.echo(
        f"{settings.instance} is back as it was. Run portal check, then portal serve.\n"
        "No mail leaves it until you run: portal mail send"
    )


@click.command("mail")
@click.argument("what", type=click.Choice(["hold", "send", "returned"]))
def mail(what: str) -> None:
    """Hold the mail that waits, or send it again: after coming back from a backup it is held.

    "returned" reads one mail from standard input, as a mail server hands it on, and notes which of ours came back.
    """
    settings = config.load()
    if what == "returned":
        bounce = read_bounce(sys.stdin.buffer.read(LONGEST_REPORT))
        with opened():
            known = bounce is not None and outbox.come_back(bounce.message_id, bounce.said)
        click.echo("Noted: an administrator sees it." if known else "This reports no mail of ours.")
    elif what == "hold":
        hold_file(settings).touch()
        click.echo("Mail is written and not sent until you run: portal mail send")
    else:
        hold_file(settings).unlink(missing_ok=True)
        click.echo("Mail is sent again.")


@contextmanager
def _said_plainly(what: str) -> Iterator[None]:
    """Raises ``Refused`` with one sentence for what disks and databases say."""
    try:
        yield
    except FileNotFoundError as error:
        if error.filename in {"pg_dump", "pg_restore"}:
            raise Refused(
                f"{what}: {error.filename} is missing; install PostgreSQL's client programs."
            ) from error
        raise
    except subprocess.CalledProcessError as error:
        reason = (error.stderr or b"").decode("utf-8", "replace").strip().splitlines()
        raise Refused(f"{what}: {reason[-1] if reason else error}.") from error
    except (OSError, shutil.Error, sqlite3.Error) as error:
        raise Refused(f"{what}: {error}.") from error


def _copy(url: str, target: Path) -> None:
    """A whole copy of a database that is in use."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with (
            closing(
                sqlite3.connect(f"file:{address.database}?mode=ro", uri=True, timeout=WAIT_SECONDS)
            ) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            copy.execute(
                "pragma journal_mode=delete"
            )  # one file, that can be read where nothing can be written
            whole = copy.execute("pragma integrity_check").fetchone()[0]
        if whole != "ok":
            raise Refused(f"The backup is not whole: {whole}. Run portal check.")
        return
    _postgresql(
        ["pg_dump", "--format=custom", f"--file={target}", "--exclude-table-data=search_*"], address
    )  # the index is remade


def _bring_back(url: str, source: Path) -> None:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with (
            closing(sqlite3.connect(source)) as copy,
            closing(sqlite3.connect(str(address.database))) as target,
        ):
            copy.backup(target)
        return
    _postgresql(["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(source)], address)


def _postgresql(command: list[str], address: URL) -> None:
    plain = address.set(drivername="postgresql", password=None).render_as_string()
    # The password in the environment: what stands in a command line is read by every user of the machine.
    environment = {**os.environ, **({"PGPASSWORD": str(address.password)} if address.password else {})}
    subprocess.run([*command, f"--dbname={plain}"], check=True, capture_output=True, env=environment)  # noqa: S603


def _has_tables(url: str) -> bool:
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(str(address.database)).exists():
        return False
    engine = database.engine_for(url)
    try:
        return bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def _copy_files(source: Path, target: Path) -> None:
    """Copy what the target does not have yet. A file that goes meanwhile was wanted by nobody."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in sorted(source.glob("??/*")):
        copy = target / file.parent.name / file.name
        if file.name.startswith(".") or copy.exists():
            continue
        copy.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            shutil.copy2(file, copy)
        except FileNotFoundError:
            copy.unlink(missing_ok=True)


def _parts(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name, _setting in DATABASES)
    yield from sorted((folder / "files").glob("??/*"))


def _write_manifest(folder: Path, secret_key: str) -> None:
    told = {
        "form": FORM,
        "made_on": datetime.now(UTC).date().isoformat(),
        "key": digest("secret key", secret_key),
        "parts": {str(part.relative_to(folder)): _sum(part) for part in _parts(folder)},
    }
    (folder / MANIFEST).write_text(json.dumps(told, indent=1), "utf-8")


def _check_manifest(folder: Path) -> str:
    """Which secret key it was made with. Raises ``Refused`` where the folder holds no whole backup."""
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        form, key, parts = told["form"], str(told["key"]), dict(told["parts"])
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(f"{folder} holds no whole backup of the portal.") from None
    if form != FORM:
        raise Refused(f"{folder} was made by another version of the portal. Restore it with that one.")
    there = {str(part.relative_to(folder)): part for part in _parts(folder) if part.exists()}
    for name, wanted in parts.items():
        if name not in there or _sum(there[name]) != wanted:
            raise Refused(f"{name} in {folder} is missing or damaged. Take another backup.")
    return key


def _sum(file: Path) -> str:
    with file.open("rb") as read:
        return file_digest(read, "sha256").hexdigest()
