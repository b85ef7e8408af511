"""Commands, each in a process of its own that has read the program before it is asked.

Reading the program is most of what a short command costs, and it is the same for all of them. One process reads
it, is asked for nothing else, and is copied for each command: its own environment, its own standard streams, and
an exit code.
"""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Long: a machine that is busy with other things is no fault of the command.
PATIENCE = 300.0

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(["portal.__main__", "portal.library.search.whoosh_engine"])


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return [line for line in (self.out + self.err).splitlines() if line.strip()]


def run(words: Sequence[str], environment: Mapping[str, str], typed: str = "") -> Said:
    """What ``portal …`` answers."""
    with tempfile.TemporaryDirectory() as name:
        streams = Path(name)
        (streams / "in").write_text(typed, "utf-8")
        command = _processes.Process(target=_be, args=(tuple(words), dict(environment), name))
        command.start()
        command.join(PATIENCE)
        if command.exitcode is None:
            command.kill()
            command.join()
            raise AssertionError(f"portal {' '.join(words)} did not end within {PATIENCE:g} seconds")
        out, err = ((streams / stream).read_text("utf-8") for stream in ("out", "err"))
        return Said(command.exitcode, out, err)


def _be(words: tuple[str, ...], environment: dict[str, str], streams: str) -> None:
    """Become the command, in a copy of the process that has read the program."""
    for number, (name, flags) in enumerate(
        (("in", os.O_RDONLY), ("out", os.O_WRONLY | os.O_CREAT), ("err", os.O_WRONLY | os.O_CREAT))
    ):
        os.dup2(os.open(f"{streams}/{name}", flags, 0o600), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - it is the process's own
    sys.argv = ["portal", *words]
    os.environ.clear()
    os.environ.update(environment)
    from portal.__main__ import main

    main()
