"""Every integrity check there is, one line each."""

import sys
from collections.abc import Callable, Iterator

import click
from sqlalchemy import select, text

from portal.anonymous import queries as at_the_desk
from portal.anonymous.models import desk
from portal.anonymous.rules import few
from portal.authorisation import queries as ways
from portal.foundation import audit, config, health
from portal.foundation.database import session
from portal.foundation.files import Store
from portal.library import actions as library
from portal.library.models import Publication
from portal.library.search import LARGEST_PAGE, LAST_PAGE, IndexUnusable, Question, Sort
from portal.library.search.bound import engine
from portal.operation.instance import check_made, opened
from portal.operation.working import hold_file
from portal.submissions.models import Attachment, Submission, found, in_library

Check = Callable[[config.Settings], str]


def _database(_settings: config.Settings) -> str:
    """The database file is whole."""
    if session.get_bind().dialect.name != "sqlite":
        return ""
    found = session.execute(text("pragma integrity_check")).scalar()
    broken = session.execute(text("pragma foreign_key_check")).all()
    return "" if found == "ok" and not broken else f"{found}; {len(broken)} rows point at nothing"


def _tables(settings: config.Settings) -> str:
    """The tables are those of this version."""
    check_made(settings)
    return ""


def _holders(_settings: config.Settings) -> str:
    """Every post that waits has one named holder, who may decide it."""
    lost = ways.without_one_holder()
    return f"{len(lost)} posts have none: {', '.join(lost[:5])}" if lost else ""


def _decisions(_settings: config.Settings) -> str:
    """The decisions are those of the audit trail: by whom, what, and why."""
    altered = ways.altered_decisions()
    return f"{len(altered)} posts have others: {', '.join(altered[:5])}" if altered else ""


def _library(_settings: config.Settings) -> str:
    """The library holds exactly what is published or left there as declined."""
    belongs = set(session.scalars(select(Submission.id).where(in_library())))
    there = set(session.scalars(select(Publication.submission_id)))
    wrong = belongs ^ there
    return f"{len(wrong)} items are missing or too many; the worker mends it" if wrong else ""


def _index(_settings: config.Settings) -> str:
    """The search index is whole and holds exactly the items of the library that are found."""
    there = set(
        session.scalars(select(Publication.submission_id).join(Publication.submission).where(found()))
    )
    try:
        count = library.indexed()
        wrong = there ^ set(_found())
    except IndexUnusable as reason:
        return f"{reason} The worker makes it again; or run: portal reindex"
    if wrong or count != len(there):
        return (
            f"it holds {count} items, the library {len(there)}, and {len(wrong)} differ; run: portal reindex"
        )
    return ""


def _found() -> Iterator[int]:
    """Every item of the index, found by somebody who may see them all."""
    tokens = frozenset(session.scalars(select(Publication.visibility).distinct()))
    for page in range(1, LAST_PAGE + 1):
        hits = (
            engine()
            .search(Question(tokens=tokens, sort=Sort.NEWEST, page=page, per_page=LARGEST_PAGE, facets=()))
            .hits
        )
        yield from (hit.id for hit in hits)
        if len(hits) < LARGEST_PAGE:
            return


def _desk(_settings: config.Settings) -> str:
    """The anonymous desk's database is whole."""
    if desk.get_bind().dialect.name != "sqlite":
        desk.execute(text("select count(*) from items"))
        return ""
    found = desk.execute(text("pragma integrity_check")).scalar()
    return "" if found == "ok" else str(found)


def _passed_on(_settings: config.Settings) -> str:
    """The anonymous desk passes on what it holds."""
    stuck, _posts = at_the_desk.left_behind()
    if not stuck:
        return ""
    return f"the last batch left {few.told(stuck)} behind: they are safe and go with the next, and the log says why"


def _arrived(_settings: config.Settings) -> str:
    """Every post that the anonymous desk passed on is in the portal."""
    desk.rollback()
    session.rollback()  # the desk is asked first: what it has passed on by now was there before
    passed_on = at_the_desk.passed_on()
    desk.rollback()
    there = set(session.scalars(select(Submission.desk_key).where(Submission.desk_key.is_not(None))))
    lost = len(passed_on - there)
    return (
        f"{few.told(lost)} are not; the desk still holds their text: do not restore over it" if lost else ""
    )


def _files(settings: config.Settings) -> str:
    """Every attachment is there, as long as it should be."""
    store = Store(settings.files_folder)
    lost = sum(
        not _is_there(store, key, size)
        for key, size in session.execute(select(Attachment.stored_as, Attachment.size))
    )
    return f"{lost} files are missing or cut short" if lost else ""


def _is_there(store: Store, key: str, size: int) -> bool:
    try:
        return store.size(key) == size
    except FileNotFoundError:
        return False


def _work(settings: config.Settings) -> str:
    """The background worker keeps up, and mail goes out."""
    held = ["Mail is held; to send it: portal mail send"] if hold_file(settings).exists() else []
    return " ".join([*held, *health.trouble()])


def _trail(settings: config.Settings) -> str:
    """The audit trail is whole, and the one of which checkpoints were kept."""
    key = audit.key_from(settings.secret_key)
    trouble = audit.verify(key, audit.read_checkpoints(settings.checkpoints))
    if not trouble:
        audit.export_checkpoint(settings.checkpoints)
    return trouble


CHECKS: tuple[Check, ...] = (
    _database, _desk, _tables, _holders, _decisions, _passed_on, _arrived, _library, _index, _files, _trail, _work,
)  # fmt: skip


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
