"""Every integrity check there is, one line each."""

import sys
from collections.abc import Callable, Iterator

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text

from portal import migrations
from portal.authorisation import queries as ways
from portal.foundation import config, database, health
from portal.foundation.database import session
from portal.foundation.files import Store
from portal.library.models import Publication
from portal.library.search.bound import engine
from portal.operation.instance import opened
from portal.submissions.models import Attachment, Submission
from portal.submissions.rules import Status

Check = Callable[[config.Settings], str]


def _database(_settings: config.Settings) -> str:
    """The database file is whole."""
    if session.get_bind().dialect.name != "sqlite":
        return ""
    found = session.execute(text("pragma integrity_check")).scalar()
    broken = session.execute(text("pragma foreign_key_check")).all()
    return "" if found == "ok" and not broken else f"{found}; {len(broken)} rows point at nothing"


def _migrations(_settings: config.Settings) -> str:
    """Every migration has been applied."""
    reached = database.engine_for(_settings.database)
    scripts = ScriptDirectory.from_config(migrations.configuration(reached, migrations.METADATA, "staff"))
    with reached.connect() as connection:
        there = MigrationContext.configure(connection).get_current_revision()
    reached.dispose()
    return (
        ""
        if there == scripts.get_current_head()
        else f"it is at {there}, not at {scripts.get_current_head()}"
    )


def _holders(_settings: config.Settings) -> str:
    """Every post that waits has exactly one open step and one holder."""
    lost = ways.without_one_holder()
    return f"{len(lost)} posts have none: {', '.join(lost[:5])}" if lost else ""


def _library(_settings: config.Settings) -> str:
    """The library holds exactly what is published or left there as declined."""
    listed = (Submission.status == Status.DECLINED) & Submission.listed
    belongs = set(
        session.scalars(select(Submission.id).where((Submission.status == Status.PUBLISHED) | listed))
    )
    there = set(session.scalars(select(Publication.submission_id)))
    wrong = belongs ^ there
    return f"{len(wrong)} items are missing or too many; the worker mends it" if wrong else ""


def _index(_settings: config.Settings) -> str:
    """The search index is usable and holds as many items as the library."""
    count = session.scalar(select(func.count()).select_from(Publication)) or 0
    found = engine().check().documents
    return "" if found == count else f"the index holds {found}, the library {count}; run: portal reindex"


def _files(settings: config.Settings) -> str:
    """Every attachment is there."""
    keys = set(Store(settings.files_folder).keys())
    lost = [key for key in session.scalars(select(Attachment.stored_as)) if key not in keys]
    return f"{len(lost)} files are missing" if lost else ""


def _work(_settings: config.Settings) -> str:
    """The background worker keeps up, and no mail was given up."""
    return " ".join(health.trouble())


CHECKS: tuple[Check, ...] = (_database, _migrations, _holders, _library, _index, _files, _work)


def results(settings: config.Settings) -> Iterator[tuple[str, str]]:
    """Each check in words, with what is wrong; nothing where all is well."""
    for each in CHECKS:
        words = (each.__doc__ or "").strip().rstrip(".")
        try:
            yield words, each(settings)
        except Exception as error:  # noqa: BLE001 - a check that cannot be made has failed, and the others go on
            session.rollback()
            yield words, f"{type(error).__name__}: {error}"


@click.command()
def check() -> None:
    """Check that everything is whole, one line each. Exits with 1 where something is not."""
    failed = 0
    with opened() as settings:
        for words, trouble in results(settings):
            failed += bool(trouble)
            click.echo(f"{'FAILED' if trouble else 'ok    '}  {words}{': ' + trouble if trouble else ''}")
    if failed:
        sys.exit(1)
