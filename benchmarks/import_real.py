"""Real files of posts, brought in whole: how long it takes, that nothing is lost, and that a repeat changes nothing.

``python -m benchmarks.import_real FOLDER`` where FOLDER holds lessons_nasa_llis, lessons_safenet, cases_18f_blog and
ideas_gsa_10x_staff. Everything happens in an instance that is gone afterwards.
"""

import hashlib
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILES = (
    ("lessons_nasa_llis/items.jsonl", "impact-case", 1270),
    ("lessons_safenet/items.jsonl", "impact-case", 2381),
    ("cases_18f_blog/items.jsonl", "learning", 503),
    ("cases_18f_blog/methods.jsonl", "learning", 37),
    ("ideas_gsa_10x_staff/items.jsonl", "idea", 64),
    ("ideas_gsa_10x_staff/projects.jsonl", "idea", 16),
)
KILLS = 3


class Instance:
    def __init__(self, folder: Path) -> None:
        self.environment = {**os.environ, "PORTAL_INSTANCE": str(folder)}
        self.database = folder / "portal.sqlite"
        self.run("init", "--admin-email", "a@force.example", "--organisation", "Force", "--admin-password-stdin",
                 typed="seven kettles on a lamp post")  # fmt: skip

    def run(self, *words: str, typed: str = "") -> str:
        command = [sys.executable, "-m", "portal", *words]
        return subprocess.run(
            command, env=self.environment, input=typed, text=True, capture_output=True, check=True
        ).stdout

    def killed(self, *words: str) -> None:
        command = [sys.executable, "-m", "portal", *words]
        with subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL) as going:
            time.sleep(random.uniform(1.5, 6))
            going.send_signal(signal.SIGKILL)

    def content(self) -> str:
        """A sum of all that was brought in, whatever the order and the keys."""
        with sqlite3.connect(self.database) as asked:
            rows = asked.execute(
                "select external_id, kind, title, summary, body, details, status, begun_on "
                "from submissions order by 1, 2"
            )
            return hashlib.sha256(repr(rows.fetchall()).encode()).hexdigest()


def bring_in(instance: Instance, folder: Path) -> None:
    for name, kind, expected in FILES:
        begun = time.monotonic()
        said = instance.run("import", str(folder / name), "--kind", kind, "--organisation", "force")
        added, there, left = map(int, re.findall(r"(\d+) (?:added|there already|left out)", said))
        assert added + there + left == expected, said
        print(
            f"{name:<36} {time.monotonic() - begun:6.1f} s  {added} added, {there} there already, {left} left out"
        )
        for line in said.splitlines():
            if line.startswith("  line"):
                print(line)


def main(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        straight, broken = Instance(Path(first)), Instance(Path(second))
        bring_in(straight, folder)
        content = straight.content()
        print("The same again:")
        bring_in(straight, folder)
        assert straight.content() == content, "a repeat changed something"
        for name, kind, _expected in FILES[:2]:
            for _ in range(KILLS):
                broken.killed("import", str(folder / name), "--kind", kind, "--organisation", "force")
        print(f"Killed {2 * KILLS} times, then to the end:")
        bring_in(broken, folder)
        assert broken.content() == content, "an interrupted import ended differently"
        print("The content is the same each time.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
