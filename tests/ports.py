"""Where a test may serve something."""

import secrets
import socket

# Below those that the system gives to whoever asks for any: between our looking and our serving, nobody is given it.
FIRST, LAST = 20_000, 32_000


def free_port() -> int:
    """A port of this machine that nobody listens at, now or by accident a moment later."""
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST)
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
