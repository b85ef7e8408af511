"""Posts, from the command line."""

from collections import Counter
from pathlib import Path

import click
from sqlalchemy import select

from portal.foundation.database import session
from portal.people import queries as people
from portal.people.models import Person, RoleHeld
from portal.people.rules import Role
from portal.submissions.importing import Order, bring_in
from portal.submissions.kinds import KINDS
from portal.submissions.rules import Sharing

REASONS_SHOWN = 200
TAGS_SHOWN = 50
TAG_SHOWN = 60


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(list(KINDS)), required=True, help="What sort of post each row is.")
@click.option("--organisation", "code", required=True, help="Code of the organisation they belong to.")
@click.option("--as-published", is_flag=True, help="Put them in the library at once, on a named authority.")
@click.option("--authority", default="", help="Who vouches for them, as readers will see it.")
@click.option(
    "--sharing",
    type=click.Choice(list(Sharing)),
    default=Sharing.POLICING,
    help="How far they may be shared.",
)
@click.option(
    "--by", "email", default="", help="Address of whoever brings them in; left out, the system does."
)
def import_posts(
    file: Path, kind: str, code: str, as_published: bool, authority: str, sharing: str, email: str
) -> None:
    """Bring in posts from a JSON Lines or CSV file. Safe to interrupt and to repeat.

    Whoever is named with --by looks after the drafts, and decides on none of them.
    """
    if as_published and not authority.strip():
        raise click.UsageError("--as-published needs --authority: who vouches for these posts?")
    organisation = people.organisation(code)
    if organisation is None:
        raise click.UsageError(f"There is no organisation with the code {code!r}.")
    by = people.person_by_email(email) if email else None
    if email and (by is None or by.ended_on is not None):
        raise click.UsageError(f"Nobody who works here has the address {email!r}.")
    holder = _holder(organisation.id)
    if holder is None:
        raise click.UsageError(
            f"{organisation.name} has nobody who could take these posts: name an innovation lead."
        )
    order = Order(organisation, kind, holder, as_published, authority.strip(), sharing, by)
    with file.open("rb") as counted:
        total = sum(1 for line in counted if line.strip())
    with click.progressbar(length=total, label=file.name, show_pos=True) as bar:
        seen = 0
        for report in bring_in(file, order):
            now = report.added + report.there_already + len(report.left_out)
            bar.update(now - seen)
            seen = now
    click.echo(
        f"{report.added} added, {report.there_already} there already, {len(report.left_out)} left out."
    )
    if report.unknown_tags:
        click.echo(f"Tags that are no topic here, and were passed over: {_counted(report.unknown_tags)}.")
    if report.unknown_evidence:
        words = _counted(report.unknown_evidence)
        click.echo(f"Evidence that is no kind of evidence here, and was taken as untested: {words}.")
    for number, reason in report.left_out[:REASONS_SHOWN]:
        click.echo(f"  line {number}: {reason}")
    if len(report.left_out) > REASONS_SHOWN:
        click.echo(f"  and {len(report.left_out) - REASONS_SHOWN} more.")


def _counted(words: Counter[str]) -> str:
    """Words with how often each was met, the most frequent first."""
    named = (f"{word[:TAG_SHOWN]!r} ({count})" for word, count in words.most_common(TAGS_SHOWN))
    more = len(words) - TAGS_SHOWN
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def _holder(organisation_id: int) -> Person | None:
    """Whoever the posts fall to: an innovation lead of the organisation, else its administrator, else anybody's."""
    for role in (Role.INNOVATION_LEAD, Role.ORGANISATION_ADMINISTRATOR):
        for person in people.people_of(organisation_id):
            if role in person.roles:
                return person
    anywhere = (
        select(Person)
        .join(RoleHeld)
        .where(RoleHeld.role == Role.SYSTEM_ADMINISTRATOR, Person.ended_on.is_(None))
    )
    return session.scalar(anywhere.limit(1))
