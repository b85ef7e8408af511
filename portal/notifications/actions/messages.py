"""Telling of messages: whoever said something of what is asked about it, and whoever asked with a name of the answer.

That something was said nobody is told by a notice: notices keep who has seen them, and of a message nobody does.
"""

from collections.abc import Sequence

from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.leadership.models import MessageQuestion
from portal.notifications.actions.routes import give_notice

ASKED = "Somebody has a question on what you said to them"
ANSWERED = "What you asked was answered"


def tell_of_messages(entries: Sequence[Entry]) -> None:
    """Reaction: whoever said something hears that somebody asks, and whoever asked hears the answer."""
    with transaction():
        for entry in entries:
            asked = session.get(MessageQuestion, entry.subject_id)
            if asked is None:
                continue  # the message was ended meanwhile
            address = f"/messages/{asked.message.reference}"
            if entry.event == "message.asked" and not asked.answer:
                give_notice(entry, asked.message.by, ASKED, address, asks=True)
            elif entry.event == "message.answered" and asked.asked_by is not None:
                give_notice(entry, asked.asked_by, ANSWERED, address)
