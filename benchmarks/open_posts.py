"""What the pages of those who decide cost where thousands of posts wait.

    python benchmarks/open_posts.py [posts] [databases]         default 5000 sqlite,postgresql

A hundred posts are sent by the product's own actions, half of them lie with one sergeant, the others with one lead;
the rest are copies of them, row by row, with keys of their own. The figures are milliseconds of CPU for one request
in the process that answers it, the fastest of all rounds and the median, beside an empty Flask view measured in the
same run; the CPU that the database server takes beside it (SQLite has none); and how many statements the database was
asked. Others who use the same machine lengthen CPU time too, by a half and more: then the fastest round says what the
work itself takes, and the median what it took here.
"On time" is one whole look at the clock, in which nothing is due.
Aims at 5,000 open posts: the queue and a decision in 30 ms of CPU each, and as many statements as at 100.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

SENT = 100
ROUNDS = 40


# Of each thing asked: the fastest, the median, the median of the server, statements.
Figures = dict[str, tuple[float, float, float, int]]


class Costs:
    """What each request took: CPU here, CPU of the database server, and statements."""

    def __init__(self, engine: Any) -> None:
        from sqlalchemy import event

        from portal.foundation.database import session

        self.taken: dict[str, list[tuple[float, float, int]]] = {}
        self._statements = 0
        on_server = engine.dialect.name == "postgresql"
        # One thread asks one thing at a time, so that one connection serves it all.
        self._server = (
            session.connection().exec_driver_sql("select pg_backend_pid()").scalar() if on_server else 0
        )
        session.remove()
        event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self._statements += 1

    def _server_time(self) -> float:
        """How long the database server has worked for us, in milliseconds."""
        if not self._server:
            return 0.0
        return int(Path(f"/proc/{self._server}/schedstat").read_text().split()[0]) / 1_000_000

    def of(self, what: str, ask: Callable[[], Any]) -> Any:
        """Ask, and note what it took."""
        self._statements, server, begun = 0, self._server_time(), time.process_time()
        answer = ask()
        took = (time.process_time() - begun) * 1000
        self.taken.setdefault(what, []).append((took, self._server_time() - server, self._statements))
        return answer

    def of_each(self) -> Figures:
        """Of each thing asked: the fastest and the median here, the median at the server, and the most statements."""
        return {
            what: (
                min(t for t, _, _ in taken),
                median(t for t, _, _ in taken),
                median(t for _, t, _ in taken),
                max(n for _, _, n in taken),
            )
            for what, taken in self.taken.items()
        }


def send_all(force: Any, posts: int) -> None:
    """So many posts on their way, each second one a step further."""
    from portal.authorisation.rules import Verdict
    from portal.foundation.database import session, transaction
    from tests import factories
    from tests.copies import copy_posts

    with transaction():
        for number in range(min(SENT, posts)):
            post = factories.sent(force.constable, title=f"Post {number} on the handover of keys")
            if number % 2:
                factories.decided(post, Verdict.APPROVE)
    session.remove()
    copy_posts(posts - SENT)
    session.remove()


def measure(app: Any, force: Any) -> Figures:
    """Ask for each page over and over; says what each took."""
    from flask import Flask
    from posting import fields_of

    from portal.authorisation.actions import keep_time
    from portal.foundation.database import session
    from tests.factories import PASSWORD

    empty, costs = Flask("empty"), Costs(session.get_bind())
    empty.get("/empty")(lambda: "")
    nobody, clients = empty.test_client(), {}
    for person in (force.sergeant, force.lead):
        client = clients[person.name] = app.test_client()
        page = client.get("/sign-in").text
        client.post("/sign-in", data={**fields_of(page), "email": person.email, "password": PASSWORD})
    sergeant, lead = clients[force.sergeant.name], clients[force.lead.name]
    for _ in range(ROUNDS):
        costs.of("an empty view", lambda: nobody.get("/empty"))
        queue = costs.of("the queue", lambda: sergeant.get("/queue")).text
        costs.of("the queue, another page of it", lambda: sergeant.get("/queue?page=2"))
        costs.of("triage", lambda: lead.get("/triage"))
        costs.of("triage, narrowed by words", lambda: lead.get("/triage?text=keys&sort=oldest"))
        costs.of("the start page of somebody who decides", lambda: lead.get("/"))
        step = re.findall(r"/steps/[0-9a-z]{8}", queue)[0]
        page = costs.of("the page to decide on", lambda step=step: sergeant.get(step)).text
        given = {**fields_of(page), "verdict": "approve"}
        done = costs.of("decide", lambda step=step, given=given: sergeant.post(step, data=given))
        assert done.status_code == 302, done.text[:2000]
        costs.of("on time", keep_time)
        session.remove()
    return costs.of_each()


@contextmanager
def world(database: str, posts: int) -> Iterator[tuple[Any, Any]]:
    """An instance of its own with so many open posts: the application, and the force whose they are."""
    from deciding_at_once import address_of
    from sqlalchemy import text
    from sqlalchemy.orm import close_all_sessions

    with tempfile.TemporaryDirectory() as folder, address_of(database) as address:
        os.environ["PORTAL_INSTANCE"] = folder
        os.environ.pop("PORTAL_DATABASE", None)
        if database != "sqlite":
            os.environ["PORTAL_DATABASE"] = address
        from portal.app import create_app
        from portal.foundation import config
        from portal.foundation.database import session
        from portal.operation.instance import prepare
        from tests.factories import Force

        config.write_first_settings(Path(folder))
        settings = config.load()
        prepare(settings)
        app, force = create_app(settings), Force()
        send_all(force, posts)
        if database != "sqlite":  # as its autovacuum does after a while
            session.execute(text("analyze"))
            session.commit()
        yield app, force
        engine = session.get_bind()
        close_all_sessions()
        engine.dispose()


def show(database: str, few: int, many: int, at: dict[int, Figures]) -> None:
    """Print the table of one database."""
    print(
        f"\n{database}: ms of CPU for one request, fastest / median (+ of the server), statements, times an empty view"
    )
    print(f"{'':42} {f'{few} open posts':>34} {f'{many} open posts':>34}")
    for what in at[many]:
        cells = []
        for posts in (few, many):
            least, here, server, statements = at[posts][what]
            times = here / at[posts]["an empty view"][1]
            beside = f"+{server:.1f}" if server else ""
            cells.append(f"{least:6.1f} /{here:6.1f} {beside:>6} {statements:4} {times:6.1f}x")
        print(f"{what:42} {cells[0]:>34} {cells[1]:>34}", flush=True)


def main(posts: int, databases: str) -> None:
    """Fill, measure and print: on each database first with few posts, then with all."""
    for database in databases.split(","):
        at = {}
        for number in (SENT, posts):
            begun = time.monotonic()
            with world(database, number) as (app, force):
                print(
                    f"{database}: {number} posts are on their way ({time.monotonic() - begun:.0f} s)",
                    flush=True,
                )
                at[number] = measure(app, force)
        show(database, SENT, posts, at)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 5000,
        sys.argv[2] if len(sys.argv) > 2 else "sqlite,postgresql",
    )
