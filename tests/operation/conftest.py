"""The real command line, on an instance of its own."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.operation.commands import PATIENCE, Said, run
from tests.ports import free_port

PASSWORD = "seven kettles on a lamp post"
ROWS = 60
ROSTER = """email,name,organisation,unit,parent_unit,rank,roles
amina@force.example,Amina Constable,Northshire Police,Team One,Response,Constable,
sam@force.example,Sam Sergeant,Northshire Police,Team One,Response,Sergeant,head
lena@force.example,Lena Lead,Northshire Police,Innovation,,Inspector,head;innovation-lead
"""


@dataclass
class Instance:
    """A portal of its own in a folder, driven as its operator does."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        return {**ours, "PORTAL_INSTANCE": str(self.folder), **self.settings}

    def portal(self, *words: str, typed: str = "") -> Said:
        """What a command answers, in a process of its own."""
        said = run(words, self.environment, typed)
        assert "Traceback" not in said.err, said.err
        return said

    def started(self, *words: str) -> Said:
        """The same, of a command that is begun as an operator begins it, with nothing read before."""
        done = subprocess.run(
            [sys.executable, "-m", "portal", *words],
            capture_output=True, text=True, env=self.environment, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return Said(done.returncode, done.stdout, done.stderr)

    def begin(self, *words: str, log: Path | None = None) -> subprocess.Popen[bytes]:
        """A command that goes on."""
        out = (log or self.folder / "said.log").open("ab")
        with out:
            return subprocess.Popen(
                [sys.executable, "-m", "portal", *words],
                stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=self.environment, start_new_session=True,
            )  # fmt: skip

    def people(self) -> Said:
        """Some people, one of whom leads."""
        roster = self.folder / "staff.csv"
        roster.write_text(ROSTER, "utf-8")
        return self.portal("people", "import", str(roster))


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with its first administrator, made once and copied for each test."""
    instance = Instance(tmp_path_factory.mktemp("set-up") / "instance")
    said = instance.portal(
        "init", "--admin-email", "ada@force.example", "--organisation", "Northshire Police", "--admin-password-stdin",
        typed=PASSWORD + "\n",
    )  # fmt: skip
    assert said.code == 0, said.err
    return instance.folder


@pytest.fixture(scope="session")
def filled_once(set_up: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with people and a library."""
    folder = tmp_path_factory.mktemp("filled")
    instance = Instance(Path(shutil.copytree(set_up, folder / "instance")))
    assert instance.people().code == 0
    bring_in(instance, ROWS, "--as-published", "--authority", "The Review Board")
    assert instance.portal("worker", "--once").code == 0
    return instance.folder


@pytest.fixture
def made(set_up: Path, tmp_path: Path) -> Instance:
    """An instance with its first administrator."""
    return Instance(Path(shutil.copytree(set_up, tmp_path / "instance")))


@pytest.fixture
def filled(filled_once: Path, tmp_path: Path) -> Instance:
    """An instance with people and a published library."""
    return Instance(Path(shutil.copytree(filled_once, tmp_path / "instance")))


def rows(folder: Path, count: int) -> Path:
    """A file of so many posts."""
    path = folder / "rows.jsonl"
    lines = (
        {"id": f"K-{number}", "title": f"Key {number}", "text": f"Words of key {number}.\n\nAnd more."}
        for number in range(count)
    )
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def bring_in(instance: Instance, count: int, *more: str) -> str:
    """Bring in so many posts. Returns what was said."""
    path = rows(instance.folder, count)
    said = instance.portal(
        "import", str(path), "--kind", "impact-case", "--organisation", "northshire-police", *more
    )
    assert said.code == 0, said.err
    return said.out


@pytest.fixture
def port() -> int:
    return free_port()


def get(url: str) -> tuple[int, str]:
    """What an address answers; status 0 where nobody listens."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own address
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""


def until(what: Callable[[], bool], seconds: float = 120.0) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.1)
    return what()


def children_of(process: int) -> set[int]:
    """Processes that this one started, and theirs."""
    found: set[int] = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            words = status.read_text().rpartition(")")[2].split()
            if int(words[1]) == process and words[0] != "Z":
                found |= {int(status.parent.name)} | children_of(int(status.parent.name))
    return found


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def serving(instance: Instance, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The portal at work."""
    server = instance.begin("serve", "--bind", f"127.0.0.1:{port}", "--workers", "1")
    try:
        assert until(lambda: get(f"http://127.0.0.1:{port}/health")[0] == 200)
        yield server
    finally:
        if server.poll() is None:
            server.terminate()
        server.wait(PATIENCE)
