"""A mail that waits is read once more before it goes: it says nothing that its reader may not see by then."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from portal.foundation.database import session
from portal.foundation.outbox import Letter
from portal.notifications.actions.mailing import AT_ONCE, OF_THE_DAY, is_still_said, letter_of_day
from portal.notifications.models import Notice
from portal.people.models import Person


def reader_still(to: str, about: Mapping[str, Any]) -> Person | None:
    """Whoever a mail that waits is for; nobody where they have left by now, or have another address."""
    person = session.get(Person, about["person"], populate_existing=True)
    return person if person is not None and person.ended_on is None and person.email == to else None


def letter_again(to: str, letter: Letter, about: Mapping[str, Any]) -> Letter | None:
    """What a mail says now; nothing where nothing of it is left, or its reader has left or has another address."""
    person = reader_still(to, about)
    if person is None:
        return None
    notices = session.scalars(
        select(Notice)
        .where(Notice.id.in_(about["notices"]), Notice.person_id == person.id)
        .order_by(Notice.entry)
    ).all()
    if about["letter"] == OF_THE_DAY:
        return letter_of_day(person, notices)
    return (
        letter if about["letter"] == AT_ONCE and all(is_still_said(person, one) for one in notices) else None
    )
