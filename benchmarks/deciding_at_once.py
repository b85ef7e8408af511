"""Twenty deciders at one moment, over and over: one decision each time, and how long they wait for it.

    nice -n 5 python benchmarks/deciding_at_once.py [rounds] [databases]     default 500 sqlite,postgresql

In each round a post is sent and all twenty heads of its author's team decide on it at once, each in a thread with a
connection of their own, with verdicts that differ. The round stops the run where not exactly one decision stands, where
anybody of the others is not told who decided, or where anybody meets a fault, such as a database that is locked. The
figures are wall clock from the moment all begin until each has their answer, so they hold the wait for the others, and
they grow with whatever else the machine does.
Aim: all rounds hold on both databases.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

DECIDERS = 20


@contextmanager
def address_of(database: str) -> Iterator[str]:
    """The address of a database server of this kind; a file needs none."""
    from tests.postgres import postgresql

    if database == "sqlite":
        yield "sqlite:///"
        return
    with postgresql() as url:
        yield url


def main(rounds: int, databases: str) -> None:
    """Race and print."""
    from tests.racing import ManyDeciders, database_in

    for database in databases.split(","):
        with (
            address_of(database) as address,
            tempfile.TemporaryDirectory() as folder,
            database_in(Path(folder), address),
        ):
            deciders, begun = ManyDeciders(DECIDERS), time.monotonic()
            for turn in range(rounds):
                deciders.round(turn)
            took = time.monotonic() - begun
            print(
                f"{database:12} {rounds} rounds of {DECIDERS} deciders: one decision each, in {took:.0f} s; "
                f"an answer in {median(deciders.seconds) * 1000:.0f} ms (median), "
                f"{max(deciders.seconds) * 1000:.0f} ms at most",
                flush=True,
            )


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 500,
        sys.argv[2] if len(sys.argv) > 2 else "sqlite,postgresql",
    )
