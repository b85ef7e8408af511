"""What the pages of those who decide cost where thousands of posts wait.

    python benchmarks/open_posts.py [posts]         default 5000

Every post is sent by the product's own action; half of them lie with one sergeant, the others with one lead. The
figures are milliseconds of CPU for one request, beside an empty Flask view measured in the same run, and how many
statements the database was asked. "On time" is one whole look at the clock, in which nothing is due.
Aims at 5,000 open posts: the queue and a decision in 30 ms of CPU each, and as many statements as at 100.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

AT_A_TIME = 100
ROUNDS = 20


class Statements:
    """How many statements the database was asked since it was last read."""

    def __init__(self, engine: Any) -> None:
        from sqlalchemy import event

        self.number = 0
        event.listen(engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.number += 1

    def read(self) -> int:
        """The number, and begin anew."""
        found, self.number = self.number, 0
        return found


def send_all(force: Any, posts: int) -> None:
    """So many posts on their way, each second one a step further; says how far it is."""
    from portal.authorisation.rules import Verdict
    from portal.foundation.database import session, transaction
    from tests import factories

    begun = time.monotonic()
    for first in range(0, posts, AT_A_TIME):
        with transaction():
            for number in range(first, min(first + AT_A_TIME, posts)):
                post = factories.sent(force.constable, title=f"Post {number} on the handover of keys")
                if number % 2:
                    factories.decided(post, Verdict.APPROVE)
        session.remove()
        done = min(first + AT_A_TIME, posts)
        print(
            f"\r{done} of {posts} posts are on their way ({time.monotonic() - begun:.0f} s)",
            end="",
            flush=True,
        )
    print()


def measure(app: Any, force: Any) -> None:
    """Ask for each page over and over, and print what it took."""
    from flask import Flask
    from posting import Meter, fields_of

    from portal.authorisation.actions import keep_time
    from portal.foundation import database
    from tests.factories import PASSWORD

    empty, meter = Flask("empty"), Meter()
    empty.get("/empty")(lambda: "")
    nobody, clients = empty.test_client(), {}
    for person in (force.sergeant, force.lead):
        client = clients[person.name] = app.test_client()
        page = client.get("/sign-in").text
        client.post("/sign-in", data={**fields_of(page), "email": person.email, "password": PASSWORD})
    sergeant, lead = clients[force.sergeant.name], clients[force.lead.name]
    statements, asked = Statements(database.session.get_bind()), {}

    def of(what: str, ask: Any) -> Any:
        statements.read()
        answer = meter.of(what, ask)
        asked[what] = statements.read()
        return answer

    for _ in range(ROUNDS):
        meter.of("an empty view", lambda: nobody.get("/empty"))
        queue = of("the queue", lambda: sergeant.get("/queue")).text
        of("triage", lambda: lead.get("/triage"))
        of("triage, narrowed by words", lambda: lead.get("/triage?text=keys&sort=oldest"))
        of("the start page of somebody who decides", lambda: lead.get("/"))
        step = re.findall(r"/steps/[0-9a-z]{8}", queue)[0]
        page = of("the page to decide on", lambda step=step: sergeant.get(step)).text
        given = {**fields_of(page), "verdict": "approve"}
        done = of("decide", lambda step=step, given=given: sergeant.post(step, data=given))
        assert done.status_code == 302, done.text[:2000]
        of("on time", keep_time)
        database.session.remove()
    meter.show()
    print("statements: " + ", ".join(f"{what} {number}" for what, number in asked.items()))


def main(posts: int) -> None:
    """Fill, measure and print: first with few posts, then with all."""
    for number in (AT_A_TIME, posts):
        with tempfile.TemporaryDirectory() as folder:
            os.environ["PORTAL_INSTANCE"] = folder
            from portal.app import create_app
            from portal.foundation import config, database
            from portal.operation.instance import prepare
            from tests.factories import Force

            config.write_first_settings(Path(folder))
            settings = config.load()
            prepare(settings)
            app = create_app(settings)
            force = Force()
            send_all(force, number)
            print(f"\n-- {number} open posts")
            measure(app, force)
            database.session.remove()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
