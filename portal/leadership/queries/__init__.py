"""What is asked of the page of a leader, of meetings and of messages."""

from portal.leadership.queries.agreed import agreed, agreed_in, count_open_for, holder_today, open_for
from portal.leadership.queries.leading import Leading, Line, leading
from portal.leadership.queries.meetings import (
    Decision,
    Item,
    Meetings,
    agenda,
    decisions_on,
    decisions_on_want,
    entry,
    has_come_of,
    meeting,
    meetings,
    thing_typed,
)
from portal.leadership.queries.tabling import Offered, offered

__all__ = [
    "Decision",
    "Item",
    "Leading",
    "Line",
    "Meetings",
    "Offered",
    "agenda",
    "agreed",
    "agreed_in",
    "count_open_for",
    "decisions_on",
    "decisions_on_want",
    "entry",
    "has_come_of",
    "holder_today",
    "leading",
    "meeting",
    "meetings",
    "offered",
    "open_for",
    "thing_typed",
]
