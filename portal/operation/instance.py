"""The instance: its databases, its index and its settings, opened for a command that runs outside the web."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, MetaData

from portal import migrations
from portal.anonymous import models as anonymous
from portal.anonymous import release
from portal.foundation import clock, config, database
from portal.foundation.errors import BadSetting
from portal.library.search import bound
from portal.notifications import actions as notifications


@contextmanager
def opened(settings: config.Settings | None = None) -> Iterator[config.Settings]:
    """The instance with everything at hand. Raises ``BadSetting`` where ``portal init`` has not been run."""
    settings = settings or config.load()
    check_begun(settings)
    clock.use_zone(settings.timezone)
    engine = database.engine_for(settings.database)
    database.bind(engine)
    desk_engine = anonymous.engine_for(settings.anonymous_database)
    anonymous.bind(desk_engine)
    release.files.bind(settings.files_folder)
    bound.bind(settings.index_folder, engine if settings.index_in_database else None)
    notifications.bind(settings.url, settings.name)
    try:
        yield settings
    finally:
        database.session.remove()
        anonymous.desk.remove()
        engine.dispose()
        desk_engine.dispose()


def check_begun(settings: config.Settings) -> None:
    """Raises ``BadSetting`` where ``portal init`` has not been run."""
    if not settings.secret_key or not settings.instance.is_dir():
        raise BadSetting(f"There is no portal in {settings.instance} yet. Run: portal init")


def check_made(settings: config.Settings) -> None:
    """Raises ``BadSetting`` where the instance is not there, or its tables are not those of this version."""
    check_begun(settings)
    for engine, metadata, steps in _databases(settings):
        try:
            there, wanted = migrations.reached(engine, metadata, steps)
        finally:
            engine.dispose()
        if there != wanted:
            raise BadSetting("The tables are not those of this version of the portal. Run: portal init")


def prepare(settings: config.Settings) -> None:
    """Make or bring up to date the folders and databases of an instance. Safe to repeat, and to do twice at once."""
    here = () if settings.index_in_database else (settings.index_folder,)
    for folder in (settings.instance, *here, settings.files_folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (settings.instance / "setting-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for engine, metadata, steps in _databases(settings):
            try:
                migrations.bring_up_to_date(engine, metadata, steps)
            finally:
                engine.dispose()
        if here and not any(settings.index_folder.iterdir()):
            bound.bind(settings.index_folder)
            bound.engine().rebuild(
                ()
            )  # an empty index is one that can be searched; what belongs in it follows


def _databases(settings: config.Settings) -> tuple[tuple[Engine, MetaData, str], ...]:
    return (
        (database.engine_for(settings.database), migrations.METADATA, "staff"),
        (anonymous.engine_for(settings.anonymous_database), anonymous.DeskBase.metadata, "desk"),
    )
