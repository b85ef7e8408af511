"""Keeping a copy, and coming back from one."""

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from portal.foundation import config
from portal.foundation.errors import Refused
from portal.library import actions as library
from portal.operation.instance import opened, prepare

MANIFEST = "backup.json"
DATABASES = (("portal", "database"), ("anonymous", "anonymous_database"))


def _copy(url: str, target: Path) -> None:
    """A whole copy of a database that is in use."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with (
            closing(sqlite3.connect(str(address.database))) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        return
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    subprocess.run(["pg_dump", "--format=custom", f"--file={target}", plain], check=True)  # noqa: S603, S607 - PostgreSQL's own


def _bring_back(url: str, source: Path) -> None:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        with (
            closing(sqlite3.connect(source)) as copy,
            closing(sqlite3.connect(str(address.database))) as target,
        ):
            copy.backup(target)
        return
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    subprocess.run(["pg_restore", "--clean", "--if-exists", f"--dbname={plain}", source], check=True)  # noqa: S603, S607


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Copy databases and files into a new FOLDER while the portal runs. The index is not copied: it is remade."""
    settings = config.load()
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty. Choose a new folder for each backup.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, setting in DATABASES:
        _copy(getattr(settings, setting), folder / name)
    # After the databases: a file that a row speaks of is there, one more does no harm.
    if settings.files_folder.exists():
        shutil.copytree(settings.files_folder, folder / "files")
    (folder / MANIFEST).write_text(
        json.dumps({"made_on": datetime.now(UTC).date().isoformat(), "version": 1}), "utf-8"
    )
    click.echo(
        f"The backup is in {folder}. Keep settings.toml of the instance elsewhere: it holds the secret key."
    )


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def restore(folder: Path) -> None:
    """Bring an instance back from a backup made into FOLDER. The instance must be empty."""
    if not (folder / MANIFEST).exists():
        raise Refused(f"{folder} holds no backup of the portal.")
    config.write_first_settings(config.instance_folder())
    settings = config.load()
    if any(path.exists() for path in (settings.instance / "portal.sqlite", settings.files_folder)):
        raise Refused(f"{settings.instance} is in use already. Restore into a new instance folder.")
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, setting in DATABASES:
        _bring_back(getattr(settings, setting), folder / name)
    if (folder / "files").exists():
        shutil.copytree(folder / "files", settings.files_folder)
    prepare(settings)
    with opened(settings):
        library.rebuild()
    click.echo(f"{settings.instance} is back as it was. Run portal check, then portal serve.")
