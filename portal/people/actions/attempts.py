"""Wrong passwords, counted in the memory of this process for a quarter of an hour and nowhere else."""

from datetime import datetime, timedelta
from threading import Lock

from portal.foundation import clock
from portal.foundation.keys import digest, new_token
from portal.people.rules.passwords import wait_after

REMEMBERED = timedelta(minutes=15)
MOST_REMEMBERED = 20_000


class Attempts:
    """Slows down whoever guesses, without shutting anybody out.

    Counted for an account and the place it is tried from together: somebody who guesses elsewhere does not keep the
    owner waiting, and nobody who guesses keeps others of their force waiting, who all come from one place. Where the
    portal stands behind a web server that is not named as trusted, everything comes from one place: then it is counted
    by account alone, and who guesses slows its owner too, by a minute at most.

    What is counted is a digest with a key that dies with the process; no row says who was here, or when.
    """

    def __init__(self) -> None:
        self._key = new_token()
        self._wrong: dict[str, tuple[int, datetime]] = {}
        self._lock = Lock()

    def wait(self, *what: str) -> timedelta:
        """How long the next try has to wait."""
        with self._lock:
            wrong, last = self._found(digest(self._key, *what))
        return wait_after(wrong, last, clock.now())

    def count(self, *what: str) -> int:
        """Note one more, and return how many there were before it."""
        name = digest(self._key, *what)
        with self._lock:
            wrong, _ = self._found(name)
            if len(self._wrong) >= MOST_REMEMBERED:
                self._make_room()
            self._wrong[name] = (wrong + 1, clock.now())
        return wrong

    def forget(self, *what: str) -> None:
        """The right password was given: begin again from nothing."""
        with self._lock:
            self._wrong.pop(digest(self._key, *what), None)

    def _found(self, name: str) -> tuple[int, datetime]:
        now = clock.now()
        wrong, last = self._wrong.get(name, (0, now))
        return (0, now) if now - last > REMEMBERED else (wrong, last)

    def _make_room(self) -> None:
        oldest = sorted(self._wrong, key=lambda name: self._wrong[name][1])
        for name in oldest[: MOST_REMEMBERED // 10]:
            del self._wrong[name]
