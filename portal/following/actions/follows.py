"""What is done with what people follow.

Nothing of it is noted in the journal, which would keep when somebody was here.
"""

from collections.abc import Sequence

from sqlalchemy import delete, select

from portal.following import rules
from portal.following.models import Follow
from portal.following.queries import follows as queries
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.library.queries import Asked
from portal.people.models import Person


def follow(wish: Asked, *, by: Person) -> Follow:
    """Let somebody hear of what is new in a search; what they follow already they go on following.

    Raises ``Refused`` for one too many, and for a search that is too long to keep.
    """
    search = queries.search_in(wish)
    # Two windows of one person come one after the other, so that the second finds what the first has kept.
    session.execute(select(Person.id).where(Person.id == by.id).with_for_update(key_share=True))
    following = {one.search: one for one in queries.follows_of(by)}
    rules.check_follow(search, following.keys())
    if search in following:
        return following[search]
    made = Follow(person_id=by.id, search=search)
    session.add(made)
    session.flush()
    return made


def stop(follow: Follow) -> None:
    """Let somebody hear of it no more."""
    session.execute(delete(Follow).where(Follow.id == follow.id))


def stop_by_mail(secret: str) -> None:
    """End what the link in a mail leads to, if it is not ended already. Whoever holds the link need not sign in."""
    with transaction():
        session.execute(delete(Follow).where(Follow.stop == secret))


def forget_after(entries: Sequence[Entry]) -> None:
    """Reaction: whoever has left follows nothing any more."""
    with transaction():
        gone = select(Person.id).where(
            Person.id.in_({entry.subject_id for entry in entries}), Person.ended_on.is_not(None)
        )
        session.execute(delete(Follow).where(Follow.person_id.in_(gone)))
