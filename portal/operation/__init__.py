"""Running the portal: setting an instance up, serving it, the work in the background, and checking it."""

import click

from portal.anonymous.cli import verify_proof
from portal.authorisation import cli as authorisation
from portal.library import cli as library
from portal.operation.checking import check
from portal.operation.keeping import backup, mail, restore
from portal.operation.serving import serve
from portal.operation.setting_up import init
from portal.operation.trail import trail
from portal.operation.working import worker
from portal.people import cli as people
from portal.submissions import cli as submissions

# These open the instance themselves; every other command finds it open.
STARTERS: tuple[click.Command, ...] = (init, serve, backup, restore, mail, verify_proof)
COMMANDS: tuple[click.Command, ...] = (
    worker,
    check,
    trail,
    people.people,
    submissions.import_posts,
    authorisation.routes,
    *library.COMMANDS,
)
