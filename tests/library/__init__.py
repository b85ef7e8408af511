"""Tests of the library."""

from portal.foundation import journal
from portal.foundation.database import session
from portal.library import actions
from portal.people.models import Organisation, Person
from portal.reactions import REACTIONS

TO_LIBRARY = {
    event: (actions.refresh,) for event, reactions in REACTIONS.items() if actions.refresh in reactions
}


def settle() -> None:
    """Let everything that was written reach the library. What is known of people can still be read afterwards."""
    session.flush()
    for thing in [thing for thing in session if isinstance(thing, Person | Organisation)]:
        session.refresh(thing)
    session.expunge_all()
    journal.catch_up(TO_LIBRARY)
