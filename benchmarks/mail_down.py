"""The mail server is down for an hour while the worker is killed again and again: does each mail arrive once?

    python benchmarks/mail_down.py [--mails 500] [--kills 10] [--minutes 60] [--database postgresql://…]

A real SMTP server on this machine refuses connections, refuses mail, hangs, and breaks off after it took a message,
in turns, for an hour of a clock that runs sixty times as fast; the worker is a process of its own that is killed with
SIGKILL, ten times, at moments that nobody chooses. Then the server is well, and what arrived is counted by Message-ID.
Pages are asked for all the while, and compared with the same when no mail waits.
"""

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

import portal.migrations
from benchmarks.bad_mail_server import DOWN, DROPS, HANGS, REFUSES, TIMEOUT, WELL, Server
from portal.foundation import clock, config, database, outbox
from portal.foundation.database import session, transaction
from portal.foundation.outbox import SENT, WAITING, OutgoingMail
from portal.operation.working import Worker

TROUBLES = (DROPS, REFUSES, HANGS, DOWN)
PERSONS = 50
PATIENCE_SECONDS = 120
TURNS = 2  # how often each trouble comes round


@dataclass
class Found:
    """What came of it."""

    mails: int
    kills: int
    said_yes: Counter[str]
    took: Counter[str]
    per_person: Counter[str]
    sent: int
    waiting: int
    pages_before: list[float] = field(default_factory=list)
    pages_meanwhile: list[float] = field(default_factory=list)

    @property
    def doubled(self) -> int:
        """How many came a second time although the server had said yes: the worker was killed before it noted so."""
        return sum(count - 1 for count in self.said_yes.values())

    def faults(self) -> list[str]:
        """What is not as promised, in words."""
        wrong = []
        if len(self.said_yes) != self.mails or self.sent != self.mails or self.waiting:
            wrong.append(f"{len(self.said_yes)} of {self.mails} arrived, {self.waiting} wait")
        if set(self.took) - set(self.said_yes):
            wrong.append("a message that was broken off came again under another Message-ID, or not at all")
        if self.doubled > self.kills:
            wrong.append(f"{self.doubled} came twice, and the worker was killed {self.kills} times")
        if sum(self.per_person.values()) != self.mails:
            wrong.append("somebody was sent another number of mails than was written to them")
        return wrong


def work(given: Mapping[str, Any]) -> None:
    """What the worker does about mail, on a clock that runs faster, until it is killed."""
    settings = config.load(given["values"])
    database.bind(database.engine_for(settings.database))
    worker = Worker(settings)
    worker.transport = replace(worker.transport, timeout=TIMEOUT)  # type: ignore[type-var] # a mail server here
    while True:
        with clock.at(moment(given["begun"], given["speed"])):
            if not worker.post():
                time.sleep(0.02)


def moment(begun: float, speed: float) -> datetime:
    """The moment on the clock that runs faster since ``begun``, in seconds of the epoch."""
    return datetime.fromtimestamp(begun, UTC) + timedelta(seconds=(time.time() - begun) * speed)


def nursery() -> None:
    """Fork a worker for each line that comes in, and say its number: what it imports is imported once.

    This process opens no database: SQLite is not to be carried over a fork.
    """
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                work(json.loads(line))
            except Exception:  # noqa: BLE001 - whatever it is, it is said, and found by what does not arrive
                traceback.print_exc()
            os._exit(1)
        print(child, flush=True)


class Workers:
    """A worker in a process of its own, that is killed and started again."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = json.dumps(given)
        command = [sys.executable, str(Path(__file__)), "--nursery"]
        self._nursery = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._worker = self._start()

    def _start(self) -> int:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(self._given + "\n")
        self._nursery.stdin.flush()
        return int(self._nursery.stdout.readline())

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._worker, signal.SIGKILL)
            while True:  # until nothing of it is left
                os.kill(self._worker, 0)
                time.sleep(0.005)

    def kill_and_start_another(self) -> None:
        """SIGKILL, wherever it is."""
        self._kill()
        self._worker = self._start()

    def end(self) -> None:
        """Leave none behind."""
        self._kill()
        self._nursery.communicate()


def prove(
    values: Mapping[str, str],
    *,
    mails: int,
    kills: int,
    minutes: float,
    seconds: float,
    page: Callable[[], object] | None = None,
    chance: random.Random,
) -> Found:
    """Let it happen to an empty instance: an hour of ``minutes`` on the clock, that takes so many real seconds."""
    server = Server()
    begun, speed = time.time(), minutes * 60 / seconds
    given = {"begun": begun, "speed": speed}
    given["values"] = {**values, "PORTAL_MAIL": f"smtp://127.0.0.1:{server.port}"}
    with transaction():
        for number in range(mails):
            outbox.put(
                f"person{number % PERSONS}@force.example", f"Mail {number}", f"Words of mail {number}."
            )
    before = _timed(page, 40) if page else []
    meanwhile: list[float] = []
    server.be(TROUBLES[0])
    workers = Workers(given)
    try:
        _until(lambda: bool(server.took))  # the worker is at work: the hour begins
        started = time.time()
        kill_at = sorted(chance.uniform(0, seconds) for _ in range(kills))
        while (passed := time.time() - started) < seconds:
            server.be(TROUBLES[int(passed / seconds * TURNS * len(TROUBLES)) % len(TROUBLES)])
            if kill_at and passed >= kill_at[0]:
                kill_at.pop(0)
                workers.kill_and_start_another()
            if page:
                meanwhile += _timed(page, 2)
            time.sleep(0.02)
        server.be(WELL)
        for _left in kill_at:
            workers.kill_and_start_another()
        _until(lambda: not _in_state(WAITING))
    finally:
        workers.end()
        server.stop()
    return Found(
        mails=mails,
        kills=kills,
        said_yes=server.said_yes,
        took=server.took,
        per_person=Counter(server.to[name] for name in server.said_yes),
        sent=_in_state(SENT),
        waiting=_in_state(WAITING),
        pages_before=before,
        pages_meanwhile=meanwhile,
    )


def _until(true: Callable[[], bool]) -> None:
    """Wait, for two minutes at most."""
    patience = time.time() + PATIENCE_SECONDS
    while not true() and time.time() < patience:
        time.sleep(0.05)


def _in_state(state: str) -> int:
    session.rollback()
    found = session.scalar(select(func.count()).select_from(OutgoingMail).where(OutgoingMail.state == state))
    session.rollback()
    return found or 0


def _timed(page: Callable[[], object], times: int) -> list[float]:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        page()
        took.append(time.perf_counter() - begun)
    return took


def _page_of(settings: config.Settings) -> Callable[[], object]:
    """Write and read as a page does: one transaction that writes, one that looks."""
    from portal.app import create_app

    client = create_app(settings).test_client()

    def ask() -> None:
        with transaction():
            session.execute(select(func.count()).select_from(OutgoingMail))
        assert client.get("/sign-in").status_code == 200
        session.remove()

    return ask


def main() -> None:
    """Run the full form and print what came of it. Ends with 1 where a promise is broken."""
    read = argparse.ArgumentParser()
    read.add_argument("--mails", type=int, default=500)
    read.add_argument("--kills", type=int, default=10)
    read.add_argument("--minutes", type=float, default=60)
    read.add_argument("--seconds", type=float, default=60)
    read.add_argument("--seed", type=int, default=1)
    read.add_argument("--database", default="")
    read.add_argument("--nursery", action="store_true", help=argparse.SUPPRESS)
    given = read.parse_args()
    if given.nursery:
        nursery()
        return
    with tempfile.TemporaryDirectory() as folder:
        values = {"PORTAL_INSTANCE": folder, "PORTAL_SECRET_KEY": "x" * 40}
        if given.database:
            values["PORTAL_DATABASE"] = given.database
        settings = config.load(values)
        engine = database.engine_for(settings.database)
        portal.migrations.METADATA.create_all(engine)
        engine.dispose()
        page = _page_of(settings)
        found = prove(
            values,
            mails=given.mails, kills=given.kills, minutes=given.minutes, seconds=given.seconds, page=page,
            chance=random.Random(given.seed),
        )  # fmt: skip
    print(f"{given.mails} mails, {given.kills} kills, {given.minutes:g} minutes on the clock")
    print(f"arrived by Message-ID: {len(found.said_yes)}; a second time under the same one: {found.doubled}")
    print(
        f"taken and broken off before the answer: {sum(found.took.values())}, all of them came again under the same"
    )
    for name, took in (("before", found.pages_before), ("meanwhile", found.pages_meanwhile)):
        if len(took) > 1:
            ninety_fifth = statistics.quantiles(took, n=20)[-1]
            print(
                f"a page {name}: median {statistics.median(took) * 1000:.1f} ms, 95th {ninety_fifth * 1000:.1f} ms"
            )
    for fault in found.faults():
        print(f"FAULT: {fault}")
    sys.exit(bool(found.faults()))


if __name__ == "__main__":
    main()
