"""The audit trail, from the command line: a checkpoint to keep elsewhere, and whether the trail is whole."""

import sys
from pathlib import Path

import click

from portal.foundation import audit, config
from portal.foundation.errors import Refused


@click.group()
def trail() -> None:
    """The audit trail: every change, sealed into a chain."""


@trail.command()
def checkpoint() -> None:
    """Print where the trail ends now. Keep the line where nobody who runs the portal can change it."""
    click.echo(str(audit.checkpoint()))


@trail.command()
@click.option(
    "--checkpoints",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of checkpoints that were kept elsewhere, one a line; else the one that portal check keeps.",
)
def verify(checkpoints: Path | None) -> None:
    """Say whether the trail is whole, or which row is the first that is not. Exits with 1 where it is not."""
    settings = config.load()
    try:
        known = audit.read_checkpoints(checkpoints or settings.checkpoints)
    except ValueError as error:
        raise Refused(str(error)) from error
    trouble = audit.verify(audit.key_from(settings.secret_key), known)
    if trouble:
        click.echo(trouble)
        sys.exit(1)
    click.echo(f"The trail is whole: {audit.checkpoint().number} rows, {len(known)} checkpoints.")


@trail.command()
@click.argument("row", type=int)
@click.option(
    "--reason", required=True, help="Why, such as the number of the request. It stays in the trail."
)
def erase(row: int, reason: str) -> None:
    """Take the words out of ROW of the journal, as the law may ask. That it was done stands in the trail."""
    audit.erase(row, reason)
    audit.seal(audit.key_from(config.load().secret_key))
    click.echo(f"The words of row {row} are gone from the journal. Backups made before still hold them.")
