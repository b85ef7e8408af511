"""The command line: ``portal …``. Each room brings its own commands; this gathers them."""

import logging
import sys

import click
from sqlalchemy.exc import OperationalError

from portal.foundation.errors import BadSetting, Refused
from portal.operation import COMMANDS, STARTERS
from portal.operation.instance import opened
from portal.submissions import queries as writings

BY_THEMSELVES = frozenset({"worker", "check"})


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def portal(context: click.Context) -> None:
    """Good practice, shared and authorised."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    starters = {command.name for command in STARTERS} | BY_THEMSELVES
    if context.invoked_subcommand not in starters and "--help" not in sys.argv and "-h" not in sys.argv:
        context.with_resource(opened())
    context.obj = lambda: {topic.slug for topic in writings.all_topics()}  # for those who give roles


for command in (*STARTERS, *COMMANDS):
    portal.add_command(command)


def main() -> None:
    """Run a command; say in one sentence what stops it."""
    try:
        portal.main(standalone_mode=False)
    except (BadSetting, Refused) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0] if error.orig else ""
        click.echo(f"The database cannot be used: {reason}. If it is new, run: portal init", err=True)
        sys.exit(1)
    except PermissionError as error:
        click.echo(f"{error.filename} may not be written or read by this user.", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)


if __name__ == "__main__":
    main()
