"""Who has the next word on a post that is with its authors, when an author has left; and who wrote it once."""

from collections.abc import Iterable

from sqlalchemy import select

from portal.foundation.database import session
from portal.people.models import Person, RoleHeld, Unit
from portal.people.rules import NATIONAL_ROLES, Role
from portal.submissions.models import Submission
from portal.submissions.rules import Status

LOOK_AFTER_POSTS = (Role.INNOVATION_LEAD, Role.ORGANISATION_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR)


def keeper_of(post: Submission) -> int | None:
    """Key of whoever has the next word on a post that is with its authors; nobody's for an anonymous one.

    The author; once they have left, the first co-author who is still here; else, of a post that waits for somebody
    and of one that was imported, whoever looks after the organisation's posts. An unsent draft leaves its authors'
    hands for nobody, and what was declined waits for nobody.
    """
    importer = session.get(Person, post.imported_by_id) if post.imported_by_id else None
    wrote = [post.author, *post.co_authors] if post.author is not None else [importer]
    here = [person.id for person in wrote if person is not None and person.ended_on is None]
    ends_here = post.author_id is not None and post.status in {Status.DRAFT, Status.DECLINED}
    if here or post.anonymous or ends_here:
        return here[0] if here else None
    for role in LOOK_AFTER_POSTS:
        held = select(Person.id).join(RoleHeld).where(RoleHeld.role == role, Person.ended_on.is_(None))
        if role not in NATIONAL_ROLES:
            held = held.join(Unit, Person.unit_id == Unit.id).where(
                Unit.organisation_id == post.organisation_id
            )
        first = session.scalar(held.order_by((Person.id == (post.holder_id or 0)).desc(), Person.id).limit(1))
        if first is not None:
            return first
    return None


def keep_former(post: Submission, wrote: Iterable[Person]) -> None:
    """Keep for good who wrote a post or brought it in and no longer does: they never decide on it."""
    for person in wrote:
        if person.id not in post.former_author_ids:
            post.has_former_authors = True
            post.former_authors.append(person)
