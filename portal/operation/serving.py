"""Serving the pages, with one background worker beside."""

import errno
import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from portal.foundation import config
from portal.foundation.errors import BadSetting
from portal.operation.instance import check_made

STOPPING_SECONDS = 10.0
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat, no data


class Server(BaseApplication):
    """gunicorn with the portal's habits, and one background worker beside it."""

    def __init__(self, bind: str, workers: int) -> None:
        self.bind = bind
        self.workers = workers
        self.beside: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()
        self.starting = threading.Lock()
        # A page process forked while the worker starts would hold the pipe its start is awaited on, for ever.
        os.register_at_fork(
            before=self.starting.acquire,
            after_in_parent=self.starting.release,
            after_in_child=self.starting.release,
        )
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn is to do. No access log: it would tell who was there when (anonymity.md, design 8)."""
        settings: dict[str, Any] = {
            "bind": self.bind,
            "workers": self.workers,
            "threads": 4,
            "worker_class": "gthread",
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "worker_tmp_dir": str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None,
            "timeout": 60,
            "graceful_timeout": 10,
            "keepalive": 5,
            "control_socket_disable": True,  # it would lie in a home folder, one for all portals
            "limit_request_line": 4094,
            "when_ready": lambda _server: threading.Thread(target=self._keep_worker, daemon=True).start(),
            "on_exit": lambda _server: self._stop_worker(),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The portal itself, made in each process anew."""
        from portal.app import create_wsgi  # each process opens its own database after the fork

        return create_wsgi()

    def _keep_worker(self) -> None:
        while not self.stopping.is_set():
            with self.starting:
                self.beside = subprocess.Popen(  # noqa: S603 - this same portal
                    [sys.executable, "-m", "portal", "worker", "--beside", str(os.getpid())],
                    stdout=subprocess.DEVNULL,
                )
            self.beside.wait()
            self.stopping.wait(1)

    def _stop_worker(self) -> None:
        self.stopping.set()
        if self.beside is not None:
            with suppress(ProcessLookupError):
                self.beside.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.beside.wait(STOPPING_SECONDS)


def _check_free(bind: str) -> None:
    """Raises ``BadSetting`` with one sentence where nothing can listen there. gunicorn would try for seconds."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise BadSetting(f"--bind is {bind!r}; it must be an address and a port such as 127.0.0.1:8000.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host.strip("[]"), int(port)))
            trial.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise BadSetting(
                    f"Something is listening at {bind} already. Stop it, or choose another port: "
                    f"portal serve --bind {host}:{int(port) + 1}, or make run PORT={int(port) + 1}"
                ) from error
            raise BadSetting(f"Nothing can listen at {bind}: {error.strerror or error}.") from error


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port to listen on.")
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes for pages."
)
def serve(bind: str, workers: int) -> None:
    """Serve the portal, with one background worker beside it."""
    settings = config.load()
    check_made(settings)
    _check_free(bind)
    if settings.demonstration:
        if settings.url == config.FIRST_URL:
            os.environ["PORTAL_URL"] = f"http://{bind}"  # so that the links in its mails lead here
        from portal.demonstration.content import welcome

        click.echo(welcome(bind))
    Server(bind, workers).run()
