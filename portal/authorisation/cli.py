"""Commands about routes. Whoever runs them has the database at hand already."""

from pathlib import Path
from typing import Any

import click

from portal.authorisation import actions, queries
from portal.authorisation.rules import Configuration, faults_of
from portal.authorisation.rules.readable import LARGEST_FILE, read, written
from portal.foundation.database import transaction
from portal.foundation.errors import Refused
from portal.people import queries as people


@click.group()
def routes() -> None:
    """The routes of an organisation: as one file, and tried before they are used."""


def organisation_called(code: str) -> Any:
    """The organisation with this code, or the only one there is. Raises ``Refused``, naming those there are."""
    known = people.organisations()
    if not code and len(known) == 1:
        return known[0]
    found = people.organisation(code)
    if found is None:
        codes = ", ".join(one.code for one in known)
        wrong = f"No organisation has the code {code}." if code else "Say whose routes with --organisation."
        raise Refused(f"{wrong} There are: {codes}.")
    return found


def routes_in(file: Path, organisation_id: int) -> Configuration:
    """What a file says. Raises ``Refused`` for what is no file of routes."""
    if file.stat().st_size > LARGEST_FILE:
        raise Refused("This file is too large to hold routes.")
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("This file is no text in UTF-8.") from error
    return read(text, queries.directory_of(organisation_id))


@routes.command("export")
@click.option("--organisation", default="", help="Its code; not needed where there is only one.")
@click.option(
    "--to", type=click.Path(dir_okay=False, path_type=Path), help="A file; otherwise it is printed."
)
def export_routes(organisation: str, to: Path | None) -> None:
    """Write the routes in force as one file that people can read, keep and compare."""
    of = organisation_called(organisation)
    configuration = queries.configuration_of(of.id)
    text = written(
        configuration,
        queries.directory_of(of.id, configuration),
        queries.names_of(of.id, configuration),
        of.name,
    )
    if to is None:
        click.echo(text, nl=False)
        return
    to.write_text(text, "utf-8", newline="\n")
    click.echo(f"The routes of {of.name} are in {to}.")


@routes.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", default="", help="Its code; not needed where there is only one.")
def import_routes(file: Path, organisation: str) -> None:
    """Make FILE the draft of an organisation's next routes. It is never put in force by itself."""
    of = organisation_called(organisation)
    configuration = routes_in(file, of.id)
    with transaction():
        actions.draft_from_file(of, configuration)
    faults = faults_of(configuration)
    click.echo(f"{len(configuration.routes)} routes are the draft of {of.name} now. They are not in force.")
    for fault in faults:
        click.echo(f"Before they can be used: {fault.words}")
    if not faults:
        click.echo("An administrator rehearses and publishes them at /admin/routes.")


@routes.command("rehearse")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--organisation", default="", help="Its code; not needed where there is only one.")
@click.option("--items", default=queries.REAL_POSTS, show_default=True, help="So many of the last posts.")
def rehearse_routes(file: Path | None, organisation: str, items: int) -> None:
    """Try routes with the last posts, some made up, and today's people: those of FILE, the draft, or in force.

    It writes nothing. The exit code is 1 where a post would come to a dead end.
    """
    of = organisation_called(organisation)
    draft = queries.draft_of(of.id)
    if file is not None:
        what, configuration = f"The routes in {file}", routes_in(file, of.id)
    elif draft is not None:
        what, configuration = f"The draft of {of.name}", draft.configuration
    else:
        what, configuration = f"The routes of {of.name}", queries.configuration_of(of.id)
    rehearsal = queries.rehearsal(of.id, configuration, real=items)
    groups = rehearsal.grouped
    names = queries.names_of(of.id, configuration)
    titles = queries.titles_of({person for one in groups for person in one.trouble.people})
    for fault in rehearsal.faults:
        click.echo(f"Dead end: {fault.words}")
    for one in groups:
        sort = "Dead end" if one.trouble.is_dead_end else "Worth a look"
        where = f" [{one.where}]" if one.where else ""
        click.echo(f"{sort}, {one.posts_in_words}: {one.trouble.words(titles, names)}{where}")
    made = sum(each.item.made_up for each in rehearsal.tried)
    total = len(rehearsal.tried)
    click.echo(
        f"{what}: {rehearsal.arrive} of {total} posts find their way ({total - made} were sent, {made} are made up)."
    )
    if not rehearsal.holds:
        raise SystemExit(1)
