"""What people look for in vain, counted in the memory of this process alone until enough of them did.

Nothing of it is on the disk before: neither words nor people. Who looked is held as a mark under a key of the memory, a
week at most, and let go at once when enough looked for the same. A search writes nothing: what is ready is put on the
list with the next thing that anybody saves.
"""

import hashlib
import logging
import secrets
from collections import OrderedDict
from datetime import date
from threading import Lock

from portal.following.actions.wants import put_on_list
from portal.following.rules.wants import ASKERS, counted
from portal.foundation import clock
from portal.library.search.analysis import words

WORDS_AT_MOST = 2000


class Tally:
    """Which words several people looked for in vain this week, and by what marks they are told apart."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._begin((0, 0))

    def _begin(self, week: tuple[int, int]) -> None:
        self._week, self._key = week, secrets.token_bytes(32)
        self._marks: OrderedDict[str, set[bytes]] = OrderedDict()
        self._done: set[str] = set()
        self._ready: list[str] = []

    def note(self, person_id: int, said: str, day: date) -> None:
        """Note that somebody looked for these words, in the week of this day."""
        with self._lock:
            self._turn(day)
            if said in self._done:
                return
            marks = self._marks.setdefault(said, set())
            marks.add(hashlib.blake2b(str(person_id).encode(), key=self._key, digest_size=16).digest())
            if len(marks) >= ASKERS:
                del self._marks[said]
                self._done.add(said)
                self._ready.append(said)
            while len(self._marks) > WORDS_AT_MOST:
                self._marks.popitem(last=False)

    def _turn(self, day: date) -> None:
        week = day.isocalendar()[:2]
        if week != self._week:
            ready = self._ready if self._week != (0, 0) else []
            self._begin(week)
            self._ready = ready

    def take(self) -> list[str]:
        """The words that enough looked for since this was last asked."""
        with self._lock:
            ready, self._ready = self._ready, []
            return ready

    def give_back(self, ready: list[str]) -> None:
        """Keep words that could not be put on the list, for the next time."""
        with self._lock:
            self._ready = [*ready, *self._ready]


_tally = Tally()
log = logging.getLogger(__name__)


def looked_for_in_vain(person_id: int, q: str) -> None:
    """Note in memory that somebody found nothing for these words."""
    said = counted(words(q))
    if said:
        _tally.note(person_id, said, clock.today())


def to_list() -> None:
    """Put on the list what enough people looked for. For whenever something is saved all the same."""
    ready = _tally.take()
    if not ready:
        return
    try:
        put_on_list(ready)
    except Exception as error:  # noqa: BLE001 - what was saved is saved, whatever becomes of the list
        log.error("what many looked for is not on the list yet: %s", type(error).__name__)
        _tally.give_back(ready)
