"""The work in the background: reactions, the search index, mail, clocks, and releases from the desk."""

import fcntl
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import click
from sqlalchemy import Engine, text

from portal import reactions
from portal.anonymous import release
from portal.anonymous.models import desk
from portal.foundation import clock, config, database, idempotency, journal, mail, outbox
from portal.foundation.database import transaction
from portal.library import actions as library
from portal.operation.instance import opened
from portal.people.actions import sessions

IDLE_SECONDS = 0.2
TROUBLE_SECONDS = 5.0
ADVISORY_LOCK = 7_061_726_374

log = logging.getLogger(__name__)


class Worker:
    """What goes on behind the pages."""

    def __init__(self, settings: config.Settings) -> None:
        self.settings = settings
        self.transport = mail.transport_for(settings.mail)
        self.tidied_on: date | None = None
        self.noticed_at = 0.0

    def round(self) -> int:
        """Do all that is due now, once. Returns how much there was."""
        done = release.empty_desk(self.settings.release)
        done += journal.catch_up(reactions.REACTIONS)
        done += outbox.deliver(self.transport, self.settings.mail_from)
        done += library.heal()
        if self.tidied_on != clock.today():
            self._tidy()
            self.tidied_on = clock.today()
        database.session.remove()
        desk.remove()
        return done

    def _tidy(self) -> None:
        """Forget what has had its time, once a day."""
        release.put_up_notices()
        with transaction():
            sessions.forget_old_sessions()
            idempotency.forget_old()

    def all_that_is_due(self) -> None:
        """Go round until nothing is left to do."""
        while self.round():
            pass

    def run(self, stop: Callable[[], bool]) -> None:
        """Go on until told to stop. Trouble is noted and tried again: nothing acknowledged is lost by it."""
        while not stop():
            try:
                pause = 0.0 if self.round() else IDLE_SECONDS
            except Exception as error:
                log.exception("the worker met %s and tries again", type(error).__name__)
                database.session.remove()
                desk.remove()
                pause = TROUBLE_SECONDS
            time.sleep(pause)


@contextmanager
def only_worker(settings: config.Settings) -> Iterator[bool]:
    """Whether this process is the one worker: two would only get in each other's way."""
    engine = database.session.get_bind()
    if isinstance(engine, Engine) and engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            yield bool(connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK}))
        return
    with (settings.instance / "worker.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@click.command()
@click.option("--once", is_flag=True, help="Do all that is due and stop.")
def worker(once: bool) -> None:
    """Run reactions, the search index, mail, clocks and releases."""
    with opened() as settings:
        parent = os.getppid()
        stopped = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
        while not stopped.is_set():
            with only_worker(settings) as alone:
                if once:
                    if not alone:
                        click.echo("Another worker is running and does this already.")
                        return
                    Worker(settings).all_that_is_due()
                    return
                if alone:
                    # An orphan stops: whoever starts the portal again starts a worker with it.
                    Worker(settings).run(lambda: stopped.is_set() or os.getppid() != parent)
                    return
            stopped.wait(TROUBLE_SECONDS)
            if os.getppid() != parent:
                return
