"""A portal whose days a test turns: the same pages and the same work in the background, at the moment that it says.

``python -m tests.journeys.clocked ADDRESS MOMENT`` makes and serves one in a process of its own. The first line that
it reads is a password; each after it is a moment to go on to, or nothing, and all that is due by then is done before
it answers. Between two lines the clock goes on as clocks do. The portal has no setting for this: its one clock is
told the time at every request, as other tests tell it.
"""

import logging
import subprocess
import sys
import threading
import time as passing
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from portal.__main__ import portal
from portal.app import create_wsgi
from portal.foundation import clock, config
from portal.operation.working import Worker
from portal.people.rules.mail import MAIL_AT
from tests import factories
from tests.journeys.served import ROOT, STARTING_SECONDS, Served, wait_until

DONE = "done"
LOOKS = (time(0, 1), MAIL_AT.replace(minute=MAIL_AT.minute + 1))


class Turned:
    """A clock that was set, and has gone on since."""

    def __init__(self, moment: datetime) -> None:
        self.set(moment)

    def set(self, moment: datetime) -> None:
        """Go on from another moment."""
        self.moment, self.since = moment, passing.monotonic()

    def now(self) -> datetime:
        """What it shows."""
        return self.moment + timedelta(seconds=passing.monotonic() - self.since)


class Clocked(Served):
    """A portal that is being served, at the moment that a test says. In winter, when the wall shows UTC."""

    def __init__(self, folder: Path, database_url: str, moment: datetime) -> None:
        super().__init__(folder, database_url)
        self.clock = Turned(moment)

    @contextmanager
    def running(self) -> Iterator["Clocked"]:
        """The portal made and served, with the work in the background done whenever the clock is turned."""
        where = (self.url.removeprefix("http://"), self.clock.now().isoformat())
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", __name__, *where],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
            try:
                self._says(factories.PASSWORD)
                wait_until(lambda: self._answers(self.process), f"the portal at {self.url}", STARTING_SECONDS)
                yield self
            finally:
                self.process.communicate(timeout=30)  # no more moments: it ends
                self.engine.dispose()
        said = self.log.read_text("utf-8")
        assert "Traceback" not in said, f"the served portal met a fault:\n{said[-8000:]}"
        assert self.process.returncode == 0, said[-8000:]

    @contextmanager
    def at_hand(self) -> Iterator[None]:
        """Its database, at its moment, for the factories of this process."""
        with clock.at(self.clock.now()), super().at_hand():
            yield

    def goes_to(self, moment: datetime) -> None:
        """Live on to a moment: all is done that is due as each day on the way begins, at its hour of mail, and then."""
        now = self.clock.now()
        assert moment > now, "a clock goes forward"
        days = [now.date() + timedelta(days=number) for number in range((moment - now).days + 2)]
        looks = [datetime.combine(day, look, UTC) for day in days for look in LOOKS]
        for one in [*(one for one in looks if now < one < moment), moment]:
            self.clock.set(one)
            self._told(one.isoformat())

    def catches_up(self) -> None:
        """Have all done that is due now: what follows from what people did on the pages."""
        self._told("")

    def _told(self, line: str) -> None:
        self._says(line)
        assert self.process.stdout is not None
        answer = self.process.stdout.readline().strip()
        assert answer == DONE, f"{answer}\n{self.log.read_text('utf-8')[-8000:]}"

    def _says(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()


def serve(address: str, moment: datetime) -> None:
    """Make a portal and serve it until nobody says another moment."""
    turned = Turned(moment)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    first = ["init", "--admin-email", "first@portal.example", "--admin-password-stdin"]
    with clock.at(moment), redirect_stdout(sys.stderr):
        portal.main(first, standalone_mode=False)
        pages = create_wsgi()

    def at_its_moment(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        with clock.at(turned.now()):
            return pages(environ, start)

    host, _, port = address.partition(":")
    server = make_server(host, int(port), at_its_moment, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    worker = Worker(config.load())
    for line in sys.stdin:
        if line.strip():
            turned.set(datetime.fromisoformat(line.strip()))
        with clock.at(turned.now()):
            worker.all_that_is_due()
        sys.stdout.write(DONE + "\n")
        sys.stdout.flush()
    server.shutdown()


if __name__ == "__main__":
    serve(sys.argv[1], datetime.fromisoformat(sys.argv[2]))
