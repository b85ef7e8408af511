"""Commands about people. Whoever runs them has the database at hand already."""

import sys
from collections.abc import Callable, Collection
from pathlib import Path

import click

from portal.foundation.database import transaction
from portal.foundation.errors import Refused
from portal.people import actions, queries
from portal.people.rules.roster import decoded, read

PROGRESS_FROM = 500


@click.group()
def people() -> None:
    """People, from a file; and their passwords."""


@people.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--leavers",
    is_flag=True,
    help="End the accounts that the file's organisations have and it does not.",
)
@click.pass_obj
def import_people(topics: Callable[[], Collection[str]] | None, file: Path, leavers: bool) -> None:
    """Add and change accounts as FILE says: email, name, organisation, unit, parent_unit, rank, roles.

    Bad rows are named by line and left out, the others are done. The same file again changes nothing.
    """
    roster, known = read(decoded(file.read_bytes())), topics() if topics is not None else ()
    if len(roster.rows) >= PROGRESS_FROM and sys.stderr.isatty():
        with click.progressbar(length=len(roster.rows), label="People", file=sys.stderr) as bar:
            outcome = actions.import_people(roster, topics=known, leavers=leavers, tell=bar.update)
    else:
        outcome = actions.import_people(roster, topics=known, leavers=leavers)
    for change in outcome.changes:
        click.echo(change)
    for note in outcome.notes:
        click.echo(f"Note: {note}")
    for bad in outcome.bad:
        click.echo(f"Line {bad.line} was left out: {bad.reason}")
    click.echo(outcome.summary)


@people.command()
@click.argument("email")
def password(email: str) -> None:
    """Set the password of EMAIL, read from standard input."""
    if sys.stdin.isatty():
        chosen = click.prompt("New password", hide_input=True)
    else:
        chosen = sys.stdin.readline().rstrip("\r\n")
    with transaction():
        person = queries.person_by_email(email)
        if person is None or person.ended_on is not None:
            raise Refused(f"Nobody who works here has the address {email}.")
        actions.choose_password(person, chosen)
    click.echo(f"The password of {person.name} is set, and they are signed out everywhere.")
