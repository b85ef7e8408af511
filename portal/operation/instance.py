"""The instance: its databases, its index and its settings, opened for a command that runs outside the web."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal import migrations
from portal.anonymous import models as anonymous
from portal.foundation import clock, config, database
from portal.foundation.errors import BadSetting
from portal.library.search import bound
from portal.notifications import actions as notifications


@contextmanager
def opened(settings: config.Settings | None = None) -> Iterator[config.Settings]:
    """The instance with everything at hand. Raises ``BadSetting`` where ``portal init`` has not been run."""
    settings = settings or config.load()
    if not settings.secret_key:
        raise BadSetting("There is no portal here yet. Run: portal init")
    clock.use_zone(settings.timezone)
    engine = database.engine_for(settings.database)
    database.bind(engine)
    desk_engine = anonymous.engine_for(settings.anonymous_database)
    anonymous.bind(desk_engine)
    bound.bind(settings.index_folder)
    notifications.bind(settings.url, settings.name)
    try:
        yield settings
    finally:
        database.session.remove()
        anonymous.desk.remove()
        engine.dispose()
        desk_engine.dispose()


def prepare(settings: config.Settings) -> None:
    """Make or bring up to date the folders and databases of an instance. Safe to repeat."""
    for folder in (settings.instance, settings.index_folder, settings.files_folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for engine, metadata, steps in (
        (database.engine_for(settings.database), migrations.METADATA, "staff"),
        (anonymous.engine_for(settings.anonymous_database), anonymous.DeskBase.metadata, "desk"),
    ):
        migrations.bring_up_to_date(engine, metadata, steps)
        engine.dispose()
