"""What people have been told."""

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.foundation.database import session
from portal.notifications.models import Notice
from portal.people.rules import SomePerson

SHOWN = 100


def notices_of(person: SomePerson, at_most: int = SHOWN) -> Sequence[Notice]:
    """What somebody has been told, newest first."""
    mine = select(Notice).where(Notice.person_id == person.id, Notice.replaced.is_(False))
    told = mine.order_by(Notice.told_on.desc(), Notice.entry.desc(), Notice.id)
    return session.scalars(told.limit(at_most)).all()


def unseen(person: SomePerson) -> int:
    """How many of them are new."""
    new = (
        select(func.count()).select_from(Notice).where(Notice.person_id == person.id, Notice.seen.is_(False))
    )
    return session.scalar(new) or 0
