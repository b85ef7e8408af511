"""Serving: it starts, says what it is, stops at once, and leaves nobody behind."""

import os
import signal
import sqlite3
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.operation.conftest import Instance, alive, children_of, get, serving, until

STOPPING = (
    20  # as long as the graces of pages and worker together: who waits them out has not stopped at once
)


def said_by(instance: Instance) -> str:
    return (instance.folder / "said.log").read_text("utf-8")


def commands_of(processes: set[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for one in processes:
        with suppress(OSError):  # it may end while we look
            found[one] = Path(f"/proc/{one}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def test_it_serves_with_one_worker_beside_and_stops_at_once(made: Instance, port: int) -> None:
    _post_something(made)
    with serving(made, port) as server:
        assert until(lambda: _due(made) == 0), "the worker beside is at work"
        assert get(f"http://127.0.0.1:{port}/health/ready")[0] == 200
        assert get(f"http://127.0.0.1:{port}/sign-in")[0] == 200
        theirs = children_of(server.pid)
        assert any(" worker " in line for line in commands_of(theirs).values())
        taken = made.portal("serve", "--bind", f"127.0.0.1:{port}")
        assert taken.code == 1
        assert len(taken.lines) == 1
        assert "is listening" in taken.err
        os.killpg(server.pid, signal.SIGINT)  # what Ctrl-C sends: to all at once
        assert server.wait(STOPPING) == 0
    assert until(lambda: not any(alive(one) for one in theirs))
    assert "Traceback" not in said_by(made)


def test_a_server_that_is_killed_leaves_no_orphan(made: Instance, port: int) -> None:
    _post_something(made)
    with serving(made, port) as server:
        assert until(lambda: _due(made) == 0), "the worker beside is at work"
        theirs = children_of(server.pid)
        server.kill()
        server.wait(10)
        assert until(lambda: not any(alive(one) for one in theirs))
    with serving(made, port):
        assert get(f"http://127.0.0.1:{port}/health/ready")[0] == 200


def test_a_worker_that_dies_is_started_again(made: Instance, port: int) -> None:
    with serving(made, port) as server:

        def workers() -> set[int]:
            return {one for one, line in commands_of(children_of(server.pid)).items() if " worker " in line}

        assert until(lambda: bool(workers()))
        first = workers()
        for one in first:
            os.kill(one, signal.SIGKILL)
        assert until(lambda: bool(workers() - first))


def test_an_address_that_is_none_is_one_sentence(made: Instance) -> None:
    for bind in ("nowhere", "127.0.0.1:port", "127.0.0.1:99999", "203.0.113.7:8000"):
        said = made.portal("serve", "--bind", bind)
        assert (said.code, len(said.lines)) == (1, 1), said.lines
        assert bind in said.err


def test_of_two_workers_one_stands_by_and_takes_over(made: Instance, tmp_path: Path) -> None:
    _post_something(made)
    first = made.begin("worker", log=tmp_path / "first")
    second: subprocess.Popen[bytes] | None = None
    try:
        assert until(lambda: _due(made) == 0)
        second = made.begin("worker", log=tmp_path / "second")
        assert until(lambda: "stands by" in (tmp_path / "second").read_text("utf-8"))
        assert (tmp_path / "first").read_text("utf-8") == ""
        first.kill()
        first.wait(10)
        _post_something(made)
        assert until(lambda: _due(made) == 0)
        second.terminate()
        assert second.wait(STOPPING) == 0
    finally:
        for process in filter(None, (first, second)):
            if process.poll() is None:
                process.kill()
            process.wait(10)


def test_a_worker_asked_once_does_all_that_is_due(made: Instance) -> None:
    _post_something(made)
    assert _due(made) == 1
    assert made.portal("worker", "--once").code == 0
    assert _due(made) == 0


def _post_something(instance: Instance) -> None:
    with sqlite3.connect(instance.folder / "portal.sqlite", timeout=30) as database:
        database.execute("update journal set due_at = at where sequence = 1")


def _due(instance: Instance) -> int:
    database = sqlite3.connect(instance.folder / "portal.sqlite", timeout=30)
    try:
        return int(database.execute("select count(*) from journal where due_at is not null").fetchone()[0])
    finally:
        database.close()
