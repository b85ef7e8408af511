"""The work in the background: reactions, the search index, mail, clocks, and releases from the desk."""

import fcntl
import logging
import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from portal import reactions
from portal.anonymous import queries, release
from portal.anonymous.models import desk
from portal.authorisation import actions as authorisation
from portal.conversation import actions as conversation
from portal.foundation import audit, clock, config, database, journal, mail, outbox
from portal.foundation.files import Store
from portal.foundation.outbox import Letter
from portal.implementation import actions as implementation
from portal.leadership import actions as leadership
from portal.library import actions as library
from portal.newsletter import actions as newsletter
from portal.notifications import actions as notifications
from portal.operation import nightly
from portal.operation.instance import opened
from portal.promises import actions as promises
from portal.submissions.models import Attachment

IDLE_SECONDS = 0.2
TROUBLE_SECONDS = 5.0
STANDING_BY_SECONDS = 1.0
ASKING_SECONDS = 2.0
STOPPING_SECONDS = 5.0
TIDY_EVERY = timedelta(hours=1)
LOOK_EVERY = timedelta(minutes=10)
ADVISORY_LOCK = 7_061_726_374

log = logging.getLogger(__name__)


class Worker:
    """What goes on behind the pages."""

    def __init__(self, settings: config.Settings) -> None:
        self.settings = settings
        self.audit_key = audit.key_from(settings.secret_key)
        self.transport = mail.transport_for(settings.mail)
        self.tidied_at: datetime | None = None
        self.looked_at: datetime | None = None
        self.night_tried_at: datetime | None = None

    def round(self) -> int:
        """Do all that is due now, once, but for the mail. Returns how much there was."""
        done = release.empty_desk(self.settings.release)
        done += journal.catch_up(reactions.REACTIONS)
        done += library.heal()
        if done:
            audit.seal(self.audit_key)
        if self._time_to_look():
            answered = queries.answered_changes()
            desk.rollback()
            done += authorisation.lapse_edits(answered)
            done += authorisation.keep_time()
            done += library.keep_fresh()
            done += implementation.keep_asking()
            done += promises.warn()
            done += leadership.keep_asking()
            done += conversation.keep_going()
            self.looked_at = clock.now()
        done += notifications.write_mail_of_day()
        done += newsletter.mail_newsletters()
        if self.tidied_at is None or clock.now() - self.tidied_at > TIDY_EVERY:
            self._tidy()
            self.tidied_at = clock.now()
        self._see_to_night()
        _put_down()
        return done

    def _see_to_night(self) -> None:
        """Do the night's work once a day. Where it fails it holds up nothing, and is tried again an hour later."""
        now = clock.now()
        if self.night_tried_at is not None and now - self.night_tried_at <= TIDY_EVERY:
            return
        if nightly.is_due(clock.local(now)):
            self.night_tried_at = now
            nightly.tidy(Store(self.settings.files_folder))

    def _time_to_look(self) -> bool:
        """Whether the clocks of open steps are to be looked at: every ten minutes, and when a day begins."""
        if self.looked_at is None or clock.now() - self.looked_at > LOOK_EVERY:
            return True
        return clock.local(self.looked_at).date() != clock.today()

    def post(self, stop: Callable[[], bool] = lambda: False) -> int:
        """Send the mail that is due. Returns how many went out."""
        if hold_file(self.settings).exists():
            return 0
        sent = outbox.deliver(self.transport, self.settings.mail_from, stop, _letter_again)
        _put_down()
        return sent

    def _tidy(self) -> None:
        """Every hour: tell the desk what it has to know, forget what has had its time, sweep files that nobody has."""
        release.put_up_notices()
        nightly.forget()
        known = set(database.session.scalars(select(Attachment.stored_as)))
        Store(self.settings.files_folder).sweep(known)

    def all_that_is_due(self) -> None:
        """Go round until nothing is left to do."""
        while self.round() or self.post():
            pass

    def run(self, stop: Callable[[], bool]) -> None:
        """Go on until told to stop.

        Mail has a thread of its own: a mail server that says nothing for a while must not hold up the
        library. What goes wrong is noted and tried again: nothing acknowledged is lost by it.
        """
        postman = threading.Thread(target=_repeat, args=(lambda: self.post(stop), stop), daemon=True)
        postman.start()
        _repeat(self.round, stop)
        postman.join(STOPPING_SECONDS)


def _repeat(work: Callable[[], int], stop: Callable[[], bool]) -> None:
    while not stop():
        try:
            pause = 0.0 if work() else IDLE_SECONDS
        except Exception as error:  # noqa: BLE001 - whatever it was, it is noted and tried again
            # Without the error's own message: PostgreSQL repeats in it the row that it refused.
            places = "".join(traceback.format_tb(error.__traceback__))
            log.error("the worker met %s and tries again\n%s", type(error).__name__, places)
            _put_down()
            pause = TROUBLE_SECONDS
        until = time.monotonic() + pause
        while not stop() and time.monotonic() < until:
            time.sleep(min(IDLE_SECONDS, pause))


def _letter_again(to: str, letter: Letter, about: Mapping[str, Any]) -> Letter | None:
    """What a mail that waits may say now, as the room knows that wrote it."""
    again = newsletter.letter_again if about["letter"] == newsletter.LETTER else notifications.letter_again
    return again(to, letter, about)


def _put_down() -> None:
    """Let go of the connections that this thread has used."""
    database.session.remove()
    desk.remove()


def hold_file(settings: config.Settings) -> Path:
    """While this file is there, mail is written and not sent: so after coming back from a backup."""
    return settings.instance / "mail-is-held"


@contextmanager
def only_worker(settings: config.Settings) -> Iterator[Callable[[], bool] | None]:
    """Nothing where another worker is at work; else a way to ask whether the place is still ours.

    Two workers would send a mail twice. On PostgreSQL the place is lost with the connection that holds it.
    """
    engine = database.session.get_bind()
    if isinstance(engine, Engine) and engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.scalar(text("select pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK}):
                yield None
                return
            yield _asking(connection)
            with suppress(SQLAlchemyError):  # the connection is gone, and the lock with it
                connection.execute(text("select pg_advisory_unlock_all()"))
        return
    with (settings.instance / "worker.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield lambda: True


def _asking(connection: Connection) -> Callable[[], bool]:
    """Ask the connection now and then whether it is alive, by one thread at a time."""
    one = threading.Lock()
    held, asked_at = True, time.monotonic()

    def still() -> bool:
        nonlocal held, asked_at
        with one:
            if held and time.monotonic() - asked_at > ASKING_SECONDS:
                asked_at = time.monotonic()
                try:
                    connection.execute(text("select 1"))
                except DBAPIError:
                    held = False
            return held

    return still


@click.command()
@click.option("--once", is_flag=True, help="Do all that is due and stop.")
@click.option("--beside", type=int, default=0, hidden=True, help="Stop when this process is gone.")
def worker(once: bool, beside: int) -> None:
    """Run reactions, the search index, mail, clocks and releases. One works, others stand by."""
    stopped = threading.Event()

    def stop() -> bool:
        # Beside a server that was killed nobody would stop it: the next server brings its own.
        return stopped.is_set() or (beside != 0 and os.getppid() != beside)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with opened() as settings:
        if once:
            with only_worker(settings) as alone:
                if alone is None:
                    click.echo("Another worker is running and does this already.")
                else:
                    Worker(settings).all_that_is_due()
            return
        said = False
        while not stop():
            try:
                with only_worker(settings) as alone:
                    if alone is not None:
                        Worker(settings).run(_until(stop, alone))
                    elif not said:
                        click.echo(
                            "Another worker is running. This one stands by and takes over when it ends."
                        )
                        said = True
            except DBAPIError as error:
                log.error("the database does not answer: %s", type(error).__name__)
                stopped.wait(TROUBLE_SECONDS)
            stopped.wait(STANDING_BY_SECONDS)


def _until(stop: Callable[[], bool], alone: Callable[[], bool]) -> Callable[[], bool]:
    return lambda: stop() or not alone()
