"""Serving the pages, with one background worker beside."""

import os
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

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat, no data


class Server(BaseApplication):
    """gunicorn with the portal's habits, and one background worker beside it."""

    def __init__(self, bind: str, workers: int) -> None:
        self.bind = bind
        self.workers = workers
        self.beside: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()
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
            self.beside = subprocess.Popen([sys.executable, "-m", "portal", "worker"], env=os.environ)
            self.beside.wait()
            self.stopping.wait(1)

    def _stop_worker(self) -> None:
        self.stopping.set()
        if self.beside is not None:
            with suppress(ProcessLookupError):
                self.beside.terminate()


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="Address and port to listen on.")
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes for pages."
)
def serve(bind: str, workers: int) -> None:
    """Serve the portal, with one background worker beside it."""
    settings = config.load()
    if not settings.secret_key:
        raise BadSetting("There is no portal here yet. Run: portal init")
    if settings.demonstration:
        from portal.demonstration.content import welcome

        click.echo(welcome(bind))
    Server(bind, workers).run()
