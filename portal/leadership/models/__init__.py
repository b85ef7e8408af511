"""Meetings and messages, as they are stored."""

from portal.leadership.models.meetings import AgendaEntry, AgreedAction, Meeting
from portal.leadership.models.messages import Message, MessageCount, MessageMark, MessageQuestion

__all__ = [
    "AgendaEntry",
    "AgreedAction",
    "Meeting",
    "Message",
    "MessageCount",
    "MessageMark",
    "MessageQuestion",
]
