"""The linkage attack in its full form: ``make linkage``, or ``python -m tests.linkage --help``."""

import argparse
import hashlib
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.linkage import report, runs
from tests.linkage.attack import Reader, Scored
from tests.linkage.planted import LEAKS, Planting
from tests.linkage.population import SCALES
from tests.linkage.whole import Whole

TRIED, TRIED_FOR_PLANTED = 99_999, 9_999
REPORTS = runs.ROOT / "docs" / "linkage"


def main() -> None:
    """Attack as the command line says, and write down what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.linkage", description=__doc__)
    parser.add_argument("--scale", choices=list(SCALES), default="full")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--relabelled", type=int, default=200, help="how many truths drawn anew must pass")
    parser.add_argument("--no-planted", action="store_true", help="leave out the planted leaks")
    parser.add_argument("--folder", type=Path, help="where runs are kept and taken up again")
    parser.add_argument("--reports", type=Path, default=REPORTS)
    asked = parser.parse_args()
    passed = [attacked(asked, database) for database in asked.databases]
    sys.exit(0 if all(passed) else 1)


def attacked(asked: argparse.Namespace, database: str) -> bool:
    """Attack the runs on one database. Gives whether all that is asked of the test holds."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as thrown_away:
        base = asked.folder or Path(thrown_away)
        folders = [_run(base, asked.scale, seed, database) for seed in asked.seeds]
        readers = [Reader(folder) for folder in folders]
        parts = [reader.scored() for reader in readers]
        whole = Whole(parts, TRIED, asked.seeds[0])
        verdict = whole.verdict(also=asked.relabelled)
        _say(f"{database}: {'passed' if verdict.passed else 'NOT passed'}: {'; '.join(verdict.faults)}")
        planted = {} if asked.no_planted else _planted(asked, readers, base, database)
        relabelled = whole.passed_anew / asked.relabelled if asked.relabelled else None
        told: dict[str, Any] = {
            "made": datetime.now(UTC).date().isoformat(),
            "commit": ", ".join(sorted({(folder / runs.COMMIT).read_text() for folder in folders})),
            "command": " ".join(["python -m tests.linkage", *sys.argv[1:]]),
            "database": database,
            "scale": asked.scale,
            "seeds": asked.seeds,
            "tries": TRIED,
            "seconds": round(time.monotonic() - begun),
            "dumps": [_digest(folder / "dumps") for folder in folders],
            "verdict": verdict.stored(),
            "planted": planted,
            "relabelled": {"times": asked.relabelled, "passed": relabelled},
        }
    report.write(told, asked.reports)
    missed = [name for name, found in planted.items() if not found["found"]]
    _say(
        f"{database}: planted leaks missed: {', '.join(missed) or 'none'}; relabelled truths passed: {relabelled}"
    )
    return verdict.passed and not missed and (relabelled is None or relabelled >= 0.99)


def _run(base: Path, scale: str, seed: int, database: str) -> Path:
    folder = base / f"{scale}-{seed}-{database}"
    if not (folder / "truth.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        begun = time.monotonic()
        runs.lived(scale, seed, database, folder)
        _say(f"{folder.name}: lived in {time.monotonic() - begun:.0f} s")
    return folder


def _planted(
    asked: argparse.Namespace, readers: list[Reader], base: Path, database: str
) -> dict[str, dict[str, Any]]:
    """Each leak, planted into copies of all runs: whether it was found, and by what."""
    found = {}
    for name, leak in LEAKS.items():
        parts: list[Scored] = []
        for reader in readers:
            target = base / f"planted-{database}"
            shutil.rmtree(target, ignore_errors=True)
            planting = Planting(reader.truth, reader.folder / "dumps", target, runs.dump_moments(asked.scale))
            leak(planting)
            parts.append(reader.scored(target))
            shutil.rmtree(target)
        verdict = Whole(parts, TRIED_FOR_PLANTED, asked.seeds[0]).verdict()
        what = (leak.__doc__ or "").strip().partition(": ")[2]
        found[name] = {"leak": what, "found": not verdict.passed, "by": verdict.faults[:3]}
        _say(
            f"{database}: {name} {'found' if not verdict.passed else 'MISSED'}: {'; '.join(verdict.faults[:1])}"
        )
    return found


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        whole.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return whole.hexdigest()


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
