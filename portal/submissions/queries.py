"""What can be asked about posts."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.people.models import Person
from portal.submissions.models import Attachment, Submission, Topic, co_authors


def submission(reference: str) -> Submission | None:
    """The post with this reference, as it is typed or spoken."""
    return session.scalar(select(Submission).where(Submission.reference == read_reference(reference)))


def attachment(reference: str, file: str) -> Attachment | None:
    """One file of a post."""
    found = session.scalar(select(Attachment).where(Attachment.reference == read_reference(file)))
    return found if found is not None and found.submission.reference == read_reference(reference) else None


def written_by(person: Person) -> Sequence[Submission]:
    """All that somebody wrote, alone or with others: newest first."""
    with_others = select(co_authors.c.submission_id).where(co_authors.c.person_id == person.id)
    own = or_(Submission.author_id == person.id, Submission.id.in_(with_others))
    newest = (Submission.begun_on.desc(), Submission.sent_at.desc(), Submission.id)
    return session.scalars(select(Submission).where(own).order_by(*newest)).all()


def topics() -> Sequence[Topic]:
    """All topics, by name."""
    return session.scalars(select(Topic).order_by(Topic.name)).all()
