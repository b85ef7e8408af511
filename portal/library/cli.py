"""The library in the terminal: make the index again, take the library out, give another program a token."""

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TextIO

import click

from portal.foundation.database import transaction
from portal.foundation.errors import Refused
from portal.foundation.text import safe_cell
from portal.library import actions, queries
from portal.people.actions import tokens
from portal.people.queries import person_by_email
from portal.people.rules.scopes import Scope


@click.command()
@click.option("--texts", is_flag=True, help="Write the text of every item again too.")
def reindex(texts: bool) -> None:
    """Rebuild the search index from the database."""
    try:
        count = actions.rebuild(_progress, texts=texts)
    except TimeoutError as error:
        raise Refused("Another rebuild of the index is running. Wait for it to end.") from error
    click.echo(f"{count} items are in the index.")


def _progress(done: int) -> None:
    click.echo(f"{done} …", err=True)


@click.command()
@click.option(
    "--to", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file to write."
)
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.option(
    "--restricted", is_flag=True, help="Also what is shared with one unit, organisation or region only."
)
def export(to: Path, form: str, restricted: bool) -> None:
    """Take out the published library: what all of policing may read, unless told otherwise."""
    with to.open("w", encoding="utf-8", newline="") as file:
        write = _lines_into(file) if form == "jsonl" else _cells_into(file)
        count = sum(write(row) for row in queries.exported(restricted=restricted))
    click.echo(f"{count} items are in {to}.")


def _lines_into(file: TextIO) -> Callable[[Mapping[str, Any]], int]:
    def write(row: Mapping[str, Any]) -> int:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        return 1

    return write


def _cells_into(file: TextIO) -> Callable[[Mapping[str, Any]], int]:
    table = csv.DictWriter(file, queries.EXPORTED)
    table.writeheader()

    def write(row: Mapping[str, Any]) -> int:
        table.writerow({name: safe_cell(value) for name, value in row.items()})
        return 1

    return write


@click.group()
def token() -> None:
    """Tokens for other programs."""


@token.command()
@click.option("--person", "email", required=True, help="The e-mail address of the person it acts for.")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice([str(one) for one in Scope]), help="Default: all."
)
@click.option(
    "--days", default=365, show_default=True, type=click.IntRange(1, 3650), help="How long it lasts."
)
@click.option("--label", default="", help="What it is for.")
def create(email: str, scopes: tuple[str, ...], days: int, label: str) -> None:
    """Give a token that acts for a person. It is printed once."""
    person = person_by_email(email)
    if person is None or person.ended_on is not None:
        raise Refused(f"Nobody here has the address {email}.")
    wanted = [Scope(scope) for scope in scopes] or list(Scope)
    with transaction():
        secret = tokens.create_token(person, wanted, days=days, label=label[:80])
    click.echo(secret)


COMMANDS: tuple[click.Command, ...] = (reindex, export, token)
