"""Tests of the library."""

from typing import Any

from portal.foundation import journal
from portal.foundation.database import session
from portal.reactions import REACTIONS


def settle(*things: Any) -> None:
    """Let everything that was written reach the library. The things given can still be read afterwards."""
    for thing in things:
        session.refresh(thing)
    session.expunge_all()
    journal.catch_up(REACTIONS)
