"""Whole pages of the library through gunicorn: search, the library's front page, one item.

    python benchmarks/library_pages.py [items] [sqlite|postgresql]         default 10000 sqlite

On PostgreSQL the index is kept there too, as several hosts share it.

One worker with one thread is held on one core, the load comes from another. In the same run an empty Flask
view is measured, because machines and neighbours differ: every figure is also given as a multiple of it.
The aims at 10,000 items: a search page in 25 ms at the 95th percentile, 300 library pages a second. Where others
use the same cores, `cpu_ms`, what the worker itself was at work for one request, says more than the clock.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from filled_library import EMAIL, PASSWORD, fill  # noqa: E402

PORT = 8766
SERVER_CORE, LOAD_CORE = 0, 1
SECONDS, ROUNDS = 6.0, 12
READ_OFTEN = 100


def application() -> Any:
    """The portal, and beside it a view that does nothing."""
    from flask import Flask

    from portal.app import create_app

    portal, empty = create_app(), Flask("empty")
    empty.get("/empty")(lambda: "")
    return lambda environ, start: (empty if environ["PATH_INFO"] == "/empty" else portal)(environ, start)


# ------------------------------------------------------------------ asking


class Reader:
    """A browser that keeps its connection and its cookie."""

    def __init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", PORT)
        self.cookie = ""

    def get(self, path: str) -> str:
        self.connection.request("GET", path, headers={"Cookie": self.cookie} if self.cookie else {})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}")
        self._keep(answer)
        return text

    def sign_in(self) -> None:
        hidden = dict(re.findall(r'type="hidden"[^>]*? name="([^"]+)" value="([^"]*)"', self.get("/sign-in")))
        typed = urlencode({**hidden, "email": EMAIL, "password": PASSWORD})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        self.connection.request("POST", "/sign-in", typed, headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 302:
            raise SystemExit(f"signing in was answered {answer.status}")
        self._keep(answer)

    def _keep(self, answer: Any) -> None:
        for value in answer.headers.get_all("Set-Cookie") or ():
            self.cookie = value.split(";")[0]


def timed(ask: Callable[[], object], worker: int, seconds: float) -> tuple[list[float], float]:
    """How long each answer took, and how long the worker was at work for all of them."""
    times, at_work, until = [], at_work_for(worker), time.perf_counter() + seconds
    while time.perf_counter() < until:
        began = time.perf_counter()
        ask()
        times.append(time.perf_counter() - began)
    return times, at_work_for(worker) - at_work


def at_work_for(process: int) -> float:
    """Seconds of processor time that a process has used, to the nanosecond, all its threads together."""
    threads = Path(f"/proc/{process}/task").iterdir()
    return sum(int((thread / "schedstat").read_text("ascii").split()[0]) for thread in threads) / 1e9


def questions(titles: Sequence[str]) -> Iterator[str]:
    """Mixed questions: one to four words, beginnings, phrases, filters, pages, newest first."""
    chance = random.Random(11)
    while True:
        words = re.findall("[A-Za-z]{4,}", chance.choice(titles)) or ["safety"]
        asked = " ".join(chance.sample(words, min(len(words), chance.randint(1, 4))))
        match chance.randint(0, 7):
            case 0:
                asked = asked[:5] + "*"
            case 1:
                asked = f'"{" ".join(words[:2])}"'
        query = {"q": asked}
        match chance.randint(0, 5):
            case 0:
                query["kind"] = "idea"
            case 1:
                query["evidence"] = "evaluated_locally"
            case 2:
                query["sort"] = "newest"
            case 3:
                query["page"] = "2"
        yield "/library?" + urlencode(query)


def figures(rounds: Sequence[tuple[list[float], float]], floor: float) -> dict[str, float]:
    times = [one for answers, _at_work in rounds for one in answers]
    at_work = sum(at_work for _answers, at_work in rounds) / len(times) * 1000
    return {
        "median_ms": round(median(times) * 1000, 2),
        "p95_ms": round(quantiles(times, n=20)[18] * 1000, 2),
        "worst_ms": round(max(times) * 1000, 1),
        "per_second": round(len(times) / sum(times), 1),
        "cpu_ms": round(at_work, 2),
        "cpu_times_the_empty_view": round(at_work / floor, 1),
    }


def measure(references: Sequence[str], worker: int) -> dict[str, dict[str, float]]:
    """Each way in turn, round after round, so that a busy moment of the machine falls on all of them."""
    from search_engine import sources

    os.sched_setaffinity(0, {LOAD_CORE})
    reader, asked, chance = Reader(), questions(sources()[0]), random.Random(5)
    reader.sign_in()
    read_often, never_read = references[:READ_OFTEN], iter(references[READ_OFTEN:])
    ways: dict[str, Callable[[], object]] = {
        "empty view": lambda: reader.get("/empty"),
        "library page": lambda: reader.get("/library"),
        "search page": lambda: reader.get(next(asked)),
        "item page": lambda: reader.get(f"/library/{chance.choice(read_often)}"),
        "item page, read for the first time": lambda: reader.get(f"/library/{next(never_read)}"),
    }
    for reference in read_often:
        reader.get(f"/library/{reference}")
    for ask in ways.values():
        for _ in range(20):
            ask()
    taken: dict[str, list[tuple[list[float], float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, ask in ways.items():
            taken[name].append(timed(ask, worker, SECONDS / ROUNDS))
    floor = figures(taken["empty view"], 1.0)["cpu_ms"]
    return {name: figures(rounds, floor) for name, rounds in taken.items()}


def main(items: int, kind: str) -> None:
    with ExitStack() as until_the_end:
        folder = until_the_end.enter_context(tempfile.TemporaryDirectory())
        os.environ.update(
            PORTAL_INSTANCE=folder,
            PORTAL_SECRET_KEY="only for measuring, and long enough",
            PORTAL_MAIL=f"{folder}/mail",
        )
        if kind == "postgresql":
            from tests.postgres import postgresql

            os.environ["PORTAL_DATABASE"] = until_the_end.enter_context(postgresql())
            os.environ["PORTAL_SEARCH"] = "postgresql"
        else:
            os.environ["PORTAL_DATABASE"] = f"sqlite:///{folder}/portal.sqlite"
        references = fill(items)
        settings = f"--workers 1 --threads 1 --worker-class gthread --bind 127.0.0.1:{PORT} --keep-alive 30"
        command = [
            *("taskset", "-c", str(SERVER_CORE), sys.executable, "-m", "gunicorn", *settings.split()),
            *("--log-level", "warning", "--chdir", str(ROOT / "benchmarks"), "library_pages:application()"),
        ]
        server = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})
        try:
            _await(server)
            worker = int(Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text("ascii").split()[0])
            print(json.dumps(measure(references, worker), indent=2))
        finally:
            server.terminate()
            server.wait()


def _await(server: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if server.poll() is not None:
            raise SystemExit("the server did not start")
        try:
            Reader().get("/empty")
        except OSError:
            time.sleep(0.1)
        else:
            return


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, sys.argv[2] if len(sys.argv) > 2 else "sqlite")
