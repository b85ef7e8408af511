"""What it takes to rehearse the routes of an organisation: the last posts and some made up, with today's people.

    python benchmarks/rehearsal.py [people]         default 2000

The force has a hundred units, a third of its people are away, and its routes have panels, conditions and stages
beside each other. The figures are milliseconds of CPU and of the wall clock, and how many statements the database
was asked; "the page" is a request for the first page of a rehearsal.
Aim: five hundred posts in two seconds, and as many statements as for fifty.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

ROUNDS = 7
POSTS = 200


def grown(world: Any, people: int) -> None:
    """Bring a force to so many people, in a hundred units, without anything that takes long for each."""
    from portal.foundation.database import session, transaction
    from portal.people.models import Person, Unit

    with transaction():
        divisions = list(world.units[1:4])
        for number in range(100 - len(world.units)):
            unit = Unit(
                name=f"Unit {number}", organisation=world.organisation, parent_id=divisions[number % 3].id
            )
            session.add(unit)
            session.flush()
            unit.path = f"{divisions[number % 3].path}{unit.id}/"
            world.units.append(unit)
        for number in range(people - len(world.people)):
            address = f"more{number}@force.example"
            unit, grade = world.units[number % len(world.units)], world.grades[number % len(world.grades)]
            session.add(
                Person(name=f"Person {number}", email=address, email_key=address, unit=unit, grade=grade)
            )


def measured(what: str, engine: Any, ask: Callable[[], Any]) -> Any:
    """Ask several times, and print the medians."""
    from open_posts import Statements

    statements = Statements(engine)
    used, walls = [], []
    for _again in range(ROUNDS):
        statements.read()
        begun, wall = time.process_time(), time.perf_counter()
        answer = ask()
        used.append((time.process_time() - begun) * 1000)
        walls.append((time.perf_counter() - wall) * 1000)
    print(
        f"{what:34} {median(used):8.1f} ms of CPU {median(walls):8.1f} ms by the clock "
        f"{statements.read():4} statements"
    )
    return answer


def main(people: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PORTAL_INSTANCE"] = folder
        from posting import fields_of

        from portal.app import create_app
        from portal.authorisation import queries
        from portal.foundation import config
        from portal.foundation.database import session
        from portal.operation.instance import prepare
        from tests import factories
        from tests.authorisation.rehearsed import World

        config.write_first_settings(Path(folder))
        settings = config.load()
        prepare(settings)
        app = create_app(settings)
        world = World(1)
        grown(world, people)
        factories.publish(world, world.configuration())
        writers = [one for one in world.people if one.ended_on is None]
        for number in range(POSTS):
            factories.sent(writers[number % len(writers)], ("idea", "learning", "impact-case")[number % 3])
        key, routes = world.organisation.id, world.configuration()
        engine = session.get_bind()

        def rehearsed(real: int, made: int) -> Any:
            session.remove()
            return queries.rehearsal(key, routes, real=real, made=made)

        few = measured("25 posts and 25 made up", engine, lambda: rehearsed(25, 25))
        many = measured(f"{POSTS} posts and 300 made up", engine, lambda: rehearsed(POSTS, 300))
        print(
            f"of {len(few.tried)} and {len(many.tried)} posts, {few.arrive} and {many.arrive} find their way"
        )
        client = app.test_client()
        signing = fields_of(client.get("/sign-in").text)
        email = world.administrator.email
        client.post("/sign-in", data={**signing, "email": email, "password": factories.PASSWORD})
        reference = queries.published(key).reference
        page = measured("the page", engine, lambda: client.get(f"/admin/routes/{reference}/rehearse"))
        assert page.status_code == 200, page.status_code
        print(f"the page has {len(page.data) / 1000:.0f} KB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
