"""Running the portal: setting an instance up, serving it, and the work in the background."""

import fcntl
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from sqlalchemy import Engine, text

from portal import migrations, reactions
from portal.app import create_wsgi
from portal.foundation import clock, config, database, idempotency, journal, mail, outbox
from portal.foundation.database import transaction
from portal.people import actions as people

IDLE_SECONDS = 0.2
TROUBLE_SECONDS = 5.0
ADVISORY_LOCK = 7_061_726_374

log = logging.getLogger(__name__)


@contextmanager
def opened() -> Iterator[config.Settings]:
    """The instance, with its database at hand, for a command that runs outside the web."""
    settings = config.load()
    clock.use_zone(settings.timezone)
    engine = database.engine_for(settings.database)
    database.bind(engine)
    try:
        yield settings
    finally:
        database.session.remove()
        engine.dispose()


def set_up(settings: config.Settings) -> None:
    """Make or bring up to date the databases and folders of an instance. Safe to repeat."""
    for folder in (settings.instance, settings.index_folder, settings.files_folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = database.engine_for(settings.database)
    migrations.bring_up_to_date(engine)
    engine.dispose()


@contextmanager
def only_worker(settings: config.Settings, engine: Engine) -> Iterator[bool]:
    """Whether this process is the one worker: two would only get in each other's way."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            got = bool(connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK}))
            yield got
            return
    with (settings.instance / "worker.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


class Worker:
    """What goes on behind the pages: reactions, mail, and what is due by the clock."""

    def __init__(self, settings: config.Settings) -> None:
        self.settings = settings
        self.transport = mail.transport_for(settings.mail)
        self.tidied_on: object = None

    def round(self) -> int:
        """Do all that is due now, once. Returns how much there was."""
        done = journal.catch_up(reactions.REACTIONS)
        done += outbox.deliver(self.transport, self.settings.mail_from)
        if self.tidied_on != clock.today():
            self._tidy()
            self.tidied_on = clock.today()
        return done

    def _tidy(self) -> None:
        with transaction():
            people.forget_old_sessions()
            idempotency.forget_old()

    def run(self, stop: Callable[[], bool]) -> None:
        """Go on until told to stop. Trouble is noted and tried again: nothing acknowledged is lost by it."""
        while not stop():
            try:
                pause = 0.0 if self.round() else IDLE_SECONDS
            except Exception as error:
                log.error("the worker met %s and tries again", type(error).__name__, exc_info=error)
                database.session.remove()
                pause = TROUBLE_SECONDS
            time.sleep(pause)


@click.command()
@click.option("--once", is_flag=True, help="Do all that is due and stop.")
def worker(once: bool) -> None:
    """Run reactions, the search index, mail, clocks and releases."""
    with opened() as settings:
        engine = database.session.get_bind()
        assert isinstance(engine, Engine)
        parent = os.getppid()
        stopped = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
        while not stopped.is_set():
            with only_worker(settings, engine) as alone:
                if not alone and not once:
                    stopped.wait(TROUBLE_SECONDS)
                    continue
                working = Worker(settings)
                if once:
                    while working.round():
                        pass
                    return
                # An orphan stops: whoever starts the portal again starts a worker with it.
                working.run(lambda: stopped.is_set() or os.getppid() != parent)
                return


class Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """gunicorn with the portal's habits, and one background worker beside it."""

    def __init__(self, bind: str, workers: int) -> None:
        self.bind = bind
        self.workers = workers
        self.beside: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn is to do. No access log: it would tell who was there when (anonymity.md)."""
        settings: dict[str, Any] = {
            "bind": self.bind,
            "workers": self.workers,
            "threads": 4,
            "worker_class": "gthread",
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108 - a heartbeat, no data
            "timeout": 60,
            "graceful_timeout": 10,
            "keepalive": 5,
            "limit_request_line": 4094,
            "when_ready": lambda _server: self._start_worker(),
            "on_exit": lambda _server: self._stop_worker(),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The portal itself, made in each process anew."""
        return create_wsgi()

    def _start_worker(self) -> None:
        threading.Thread(target=self._keep_worker, daemon=True).start()

    def _keep_worker(self) -> None:
        while not self.stopping.is_set():
            self.beside = subprocess.Popen([sys.executable, "-m", "portal", "worker"])  # noqa: S603 - our own program
            self.beside.wait()
            self.stopping.wait(1)

    def _stop_worker(self) -> None:
        self.stopping.set()
        if self.beside is not None:
            with suppress(ProcessLookupError):
                self.beside.terminate()


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes for pages.")
def serve(bind: str, workers: int) -> None:
    """Serve the portal, with one background worker beside it."""
    Server(bind, workers).run()


COMMANDS: tuple[click.Command, ...] = (serve, worker)
