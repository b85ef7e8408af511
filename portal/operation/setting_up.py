"""Setting an instance up: databases, folders, and the first administrator or the demonstration."""

import sys

import click
from sqlalchemy import select

from portal.demonstration import loading, newsletters
from portal.foundation import config
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.library import actions as library
from portal.operation.instance import opened, prepare
from portal.operation.working import Worker, only_worker
from portal.people.actions import passwords, persons, structure
from portal.people.models import Person
from portal.people.rules import Role


@click.command()
@click.option("--demo", is_flag=True, help="Fill it with invented forces, people and posts, to try it on.")
@click.option(
    "--admin-email", default="", help="Address of the first administrator. Asked for where it is left out."
)
@click.option("--admin-name", default="", help="Name of the first administrator.")
@click.option("--organisation", default="", help="Name of the first organisation.")
@click.option(
    "--admin-password-stdin",
    is_flag=True,
    help="Read the first administrator's password from standard input.",
)
def init(
    demo: bool, admin_email: str, admin_name: str, organisation: str, admin_password_stdin: bool
) -> None:
    """Make the instance, or bring it up to date. Safe to repeat."""
    folder = config.instance_folder()
    config.write_first_settings(folder)
    settings = config.load()
    prepare(settings)
    with opened(settings):
        there = session.scalar(select(Person.id).limit(1)) is not None
        session.rollback()
        if demo and there and not settings.demonstration:
            raise Refused(
                f"{settings.instance} has people of its own. Name another folder for the demonstration: "
                "PORTAL_INSTANCE=demonstration portal init --demo"
            )
        if not there:
            library.rebuild()  # an index that holds nothing yet
        if there:
            click.echo(f"{settings.instance} is up to date.")
        elif demo:
            config.write_first_settings(folder, demonstration="true", release="always")
            settings = config.load()
            _load_demonstration()
        else:
            _first_administrator(admin_email, admin_name, organisation, admin_password_stdin)
        with only_worker(settings) as alone:
            if alone is not None:  # else a worker runs and sees to it
                worker = Worker(settings)
                worker.all_that_is_due()
                if demo and not there and newsletters.write():
                    worker.all_that_is_due()


def _load_demonstration() -> None:
    with click.progressbar(length=1000, label="Inventing three forces and what they wrote") as bar:
        shown = 0

        def progress(done: int, of: int) -> None:
            nonlocal shown
            bar.update(done * 1000 // of - shown)
            shown = done * 1000 // of

        count = loading.load(progress)
    click.echo(f"{count} posts are there to look at. Filling the library, some seconds more …")


def _first_administrator(email: str, name: str, organisation: str, from_stdin: bool) -> None:
    """Make the first organisation and the person who sets up the rest. There are no default accounts."""
    if not from_stdin and not sys.stdin.isatty() and not email:
        raise Refused("Nobody can sign in yet. Run: portal init --admin-email ADDRESS --admin-password-stdin")
    email = email or click.prompt("Your e-mail address")
    name = name or (email.split("@")[0] if from_stdin else click.prompt("Your name"))
    organisation = organisation or ("First organisation" if from_stdin else click.prompt("Your organisation"))
    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt(
            "A password of 12 characters or more", hide_input=True, confirmation_prompt=True
        )
    with transaction():
        structure.give_first_grades()
        library.give_first_synonyms()
        made = structure.add_organisation(name=organisation, by=None)
        unit = structure.add_unit(made, "Headquarters", parent=None, by=None)
        person = persons.add(name=name, email=email, unit=unit, grade=None, by=None)
        persons.grant(person, Role.SYSTEM_ADMINISTRATOR, by=None)
        persons.grant(person, Role.ORGANISATION_ADMINISTRATOR, by=None)
        passwords.choose_password(person, password)
    click.echo(f"{person.name} can sign in as {person.email}. Next: portal people import FILE.csv")
