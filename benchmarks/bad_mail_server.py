"""A mail server that behaves as badly as it is told to, and remembers what it was given."""

import asyncio
import socket
from collections import Counter
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

WELL, REFUSES, HANGS, DROPS, DOWN = "well", "refuses", "hangs", "drops after DATA", "is not there"
TIMEOUT = 0.3  # seconds for which the worker waits for an answer here; 15 where people use it


class Server:
    """A mail server that does what it is told, and remembers what it was given."""

    def __init__(self) -> None:
        self.mode = WELL
        self.said_yes = Counter[str]()  # Message-IDs that it answered 250 for
        self.took = Counter[str]()  # and those that it had, and broke off before it answered
        self.to: dict[str, str] = {}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._controller: Controller | None = None

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.mode == REFUSES:
            return "451 4.3.2 Try again later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        message = message_from_bytes(envelope.content)
        name = str(message["Message-ID"])
        if self.mode == HANGS:
            await asyncio.sleep(4 * TIMEOUT)
            return "451 4.4.2 Too slow"
        self.to[name] = str(message["To"])
        if self.mode == DROPS:
            self.took[name] += 1
            server.transport.abort()
            return "451 nobody hears this"
        self.said_yes[name] += 1
        return "250 OK"

    def be(self, mode: str) -> None:
        """Behave like this from now on."""
        self.mode = mode
        if (mode == DOWN) is (self._controller is not None):
            if self._controller is not None:
                self._controller.stop()
                self._controller = None
            else:
                self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
                self._controller.start()

    def stop(self) -> None:
        """Stop listening."""
        self.be(DOWN)
