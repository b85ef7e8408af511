"""What a post costs, and how soon an approved one is found.

    python benchmarks/posting.py [posts]         default 100

A post is its whole way through the pages: the form, the draft, the last look, sending; then each decision. The
figures are milliseconds of CPU, which say the same on a busy machine, beside an empty Flask view measured in the
same run. "Found after" is the wall-clock time from an approval's commit until the library's search shows it, with
the background worker running as it does beside `portal serve`.
Aims: a post at most 15 ms of CPU for each request that saves or sends it, found within 1 s.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

FOUND_TRIES = 10
HIDDEN = re.compile(r'<input type="hidden"[^>]*? name="([^"]+)" value="([^"]*)"')
NO = {"personal_data": "no", "operational": "no", "third_party": "no"}


class Meter:
    """Milliseconds of this process's CPU, by what was asked."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}

    def of(self, what: str, ask: Callable[[], Any]) -> Any:
        """Ask, and note what it took."""
        begun = time.process_time()
        answer = ask()
        self.times.setdefault(what, []).append((time.process_time() - begun) * 1000)
        return answer

    def show(self) -> None:
        """Print medians and 95th percentiles, each as a multiple of the empty view's too."""
        floor = median(self.times["an empty view"])
        for what, times in self.times.items():
            p95 = quantiles(times, n=20)[-1]
            print(
                f"{what:42} p50 {median(times):7.2f} ms   p95 {p95:7.2f} ms   {median(times) / floor:6.1f} x empty"
            )


def fields_of(page: str) -> dict[str, str]:
    """The hidden fields of the first form that is about the page itself."""
    main = page[page.index("<main") :]
    return dict(HIDDEN.findall(main))


def walk(app: Any, meter: Meter, posts: int) -> None:
    """Post and decide, over and over, through the pages."""
    from tests.factories import PASSWORD, Force

    force = Force()
    clients = {}
    for person in (force.constable, force.sergeant, force.lead):
        client = clients[person.name] = app.test_client()
        page = client.get("/sign-in").text
        signed = client.post(
            "/sign-in", data={**fields_of(page), "email": person.email, "password": PASSWORD}
        )
        assert signed.status_code == 302, signed.status_code
    author = clients[force.constable.name]
    for number in range(posts):
        page = meter.of("open the form", lambda: author.get("/share/idea")).text
        typed = {
            "title": f"Benchmark idea {number}",
            "body": "Handover in the corridor takes twenty minutes, and half of it is lost. " * 6,
            "better": "A room with a door. We tried it for a week and it took nine minutes.",
            "then": "check",
        }
        first = {**fields_of(page), **typed}
        saved = meter.of("save it", lambda data=first: author.post("/share/idea", data=data))
        assert saved.status_code == 302, saved.text[:2000]
        look = meter.of("the last look", lambda to=saved.location: author.get(to)).text
        last = {**fields_of(look), **NO, "sharing": "policing", "evidence": "untested", "then": "send"}
        sent = meter.of("send it", lambda to=saved.location, data=last: author.post(to, data=data))
        assert sent.status_code == 302, sent.text[:3000]
        for who in (force.sergeant, force.lead):
            decider = clients[who.name]
            queue = meter.of("the queue", lambda decider=decider: decider.get("/queue")).text
            step = re.findall(r"/steps/[0-9a-z]{8}", queue)[0]
            page = meter.of(
                "the page to decide on", lambda decider=decider, step=step: decider.get(step)
            ).text
            answer = {
                **fields_of(page),
                "verdict": "approve",
                "summary": "A quiet room makes handover shorter.",
            }
            done = meter.of(
                "decide", lambda decider=decider, step=step, data=answer: decider.post(step, data=data)
            )
            assert done.status_code == 302, done.text[:3000]


def found_after(tries: int) -> list[float]:
    """Seconds from a commit that publishes until the library shows it, with the worker in a process of its own."""
    from portal.foundation.database import session
    from portal.library import queries as library
    from tests import factories

    force = factories.Force("Force of the search")
    worker = subprocess.Popen([sys.executable, "-m", "portal", "worker"], cwd=ROOT, env=os.environ)
    taken = []
    try:
        for number in range(tries + 1):
            word = f"zanzibar{number}"
            factories.published(force.constable, title=f"The {word} of handover")
            begun = time.monotonic()
            while not library.search(force.constable, library.asked(word)).total:
                session.rollback()
                assert time.monotonic() - begun < 60, "it was never found"
                time.sleep(0.01)
            if number:  # the first waits for the worker to start
                taken.append(time.monotonic() - begun)
    finally:
        worker.terminate()
        worker.wait()
    return taken


def main(posts: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PORTAL_INSTANCE"] = folder
        from flask import Flask

        from portal.app import create_app
        from portal.foundation import config
        from portal.operation.instance import prepare

        config.write_first_settings(Path(folder))
        settings = config.load()
        prepare(settings)
        app, meter = create_app(settings), Meter()
        empty = Flask("empty")
        empty.get("/empty")(lambda: "")
        nobody = empty.test_client()
        for _ in range(posts):
            meter.of("an empty view", lambda: nobody.get("/empty"))
        walk(app, meter, posts)
        meter.show()
        taken = found_after(FOUND_TRIES)
        print(
            f"found after approval: median {median(taken):.2f} s, longest {max(taken):.2f} s, of {len(taken)}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
