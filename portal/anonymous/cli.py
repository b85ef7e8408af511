"""Checking a proof or a stamp in the terminal: with the file and the key of the portal, and nothing else."""

import json
from pathlib import Path

import click

from portal.anonymous.rules import proofs
from portal.foundation.errors import Refused
from portal.foundation.sealing import is_signed

LONGEST_FILE = 5_000_000


@click.command(name="verify-proof")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", required=True, help="The key of the portal, as its page /anonymous/proof says it.")
def verify_proof(file: Path, key: str) -> None:
    """Check a proof of filing, or a PDF that bears a stamp. No portal is asked, and none learns of it."""
    whole = file.read_bytes()[:LONGEST_FILE]
    if whole.startswith(b"%PDF-"):
        _verify_pdf(whole, key.strip().lower())
        return
    try:
        content = json.loads(whole)
    except (ValueError, RecursionError) as error:
        raise Refused(proofs.NO_PROOF) from error
    fault = proofs.fault_in(content, key.strip().lower(), is_signed)
    if fault:
        raise Refused(fault)
    stamped = content["proof"]
    click.echo("It holds.")
    click.echo(f"Title: {content['title']}")
    click.echo(
        f"Filed at {stamped['portal']}, {stamped['organisation']}, and passed on on {stamped['passed_on']}."
    )
    click.echo(f"Whoever gave you this file holds its key, and made it for: {content['shown']['to']}")
    click.echo("If that is not you, it was made for somebody else and says nothing of who gave it to you.")


def _verify_pdf(content: bytes, key: str) -> None:
    from portal.foundation.paper import stamps

    fault = stamps.fault_in(content, key)
    if fault:
        raise Refused(fault)
    click.echo("It holds.")
    click.echo("Every word and figure in this PDF is as the portal of that key wrote it.")
