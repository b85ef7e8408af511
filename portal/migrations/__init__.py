"""The tables of the portal, and the numbered steps that bring a database to them.

The staff's database and the anonymous desk's have each their own steps, below ``staff/`` and ``desk/``.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, MetaData

import portal.authorisation.models
import portal.collections.models
import portal.conversation.models
import portal.feedback.models
import portal.following.models
import portal.foundation.audit
import portal.foundation.idempotency
import portal.foundation.journal
import portal.foundation.outbox
import portal.guardians.models
import portal.leadership.models
import portal.library.models
import portal.newsletter.models
import portal.notifications.models
import portal.people.models
import portal.promises.models
import portal.recognition.models
import portal.submissions.models  # noqa: F401 - a model is known once its module is imported
from portal.foundation.database import Base

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is read where steps are taken or counted: an eighth of what a command begins with that does neither.

METADATA = Base.metadata
FOLDER = Path(__file__).parent


def configuration(engine: Engine, metadata: MetaData, steps: str) -> "Config":
    """What Alembic needs to know to work on one of the two databases. ``steps``: ``staff`` or ``desk``."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("version_locations", str(FOLDER / steps))
    config.set_main_option("path_separator", "os")
    config.attributes.update(engine=engine, metadata=metadata)
    return config


def bring_up_to_date(engine: Engine, metadata: MetaData = METADATA, steps: str = "staff") -> None:
    """Take every step that a database has not taken yet. Safe to repeat."""
    from alembic import command

    command.upgrade(configuration(engine, metadata, steps), "head")


def reached(
    engine: Engine, metadata: MetaData = METADATA, steps: str = "staff"
) -> tuple[str | None, str | None]:
    """The newest step that a database has taken, and the newest there is."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(configuration(engine, metadata, steps))
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision(), scripts.get_current_head()
