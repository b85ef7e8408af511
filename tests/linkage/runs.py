"""One run: a population lives its days on a portal of its own, and what lay on the disk is kept."""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.linkage.adapter import Running, separate, server_version
from tests.linkage.living import Days
from tests.linkage.population import SCALES, moment, planned
from tests.postgres import client_programs, postgresql

ROOT = Path(__file__).parents[2]
PATIENCE = 4 * 3600.0
COMMIT = "commit.txt"


def dump_moments(scale: str) -> list[float]:
    """When each dump of a scale is made, in simulated time."""
    return [moment(day, hour + 0.02).timestamp() for day, hour in SCALES[scale].dumps]


def live(scale: str, seed: int, database: str, folder: Path) -> None:
    """Let a population live its days in this process. Nothing else may use the portal here: it is bound to this run."""
    (folder / COMMIT).write_text(commit())
    with databases(database, folder) as (main, desk):
        plan = planned(SCALES[scale], seed)
        Days(plan, Running(folder, main, desk), folder, seed).live()


def lived(scale: str, seed: int, database: str, folder: Path) -> Path:
    """The same in a process of its own. Raises ``AssertionError`` with what it said where it failed."""
    words = ["-m", "tests.linkage.runs", scale, str(seed), database, str(folder)]
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    return folder


def commit() -> str:
    """Of which commit the code is that runs here."""
    words = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


@contextmanager
def databases(database: str, folder: Path) -> Iterator[tuple[str, str]]:
    if database == "sqlite":
        yield tuple(f"sqlite:///{folder}/instance/{name}.sqlite" for name in ("portal", "anonymous"))  # type: ignore[misc]
        return
    with postgresql() as url:
        programs = client_programs(server_version(url))
        assert programs, "a backup wants pg_dump, in the package or on the PATH"
        os.environ["PATH"] = os.pathsep.join((programs, os.environ["PATH"]))
        yield url, separate(url)


def main() -> None:
    """Live one run, as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scale", choices=list(SCALES))
    parser.add_argument("seed", type=int)
    parser.add_argument("database", choices=["sqlite", "postgresql"])
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    live(asked.scale, asked.seed, asked.database, asked.folder)
    sys.stdout.write(f"lived: {asked.scale}, seed {asked.seed}, {asked.database}\n")


if __name__ == "__main__":
    main()
