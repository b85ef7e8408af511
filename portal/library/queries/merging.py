"""What is found as one: the items that were merged into another, as its page names them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, defer, joinedload, lazyload

from portal.foundation.database import session
from portal.library.models import Publication
from portal.library.rules import may_open
from portal.submissions.models import Submission
from portal.submissions.rules import AuthorShown, Reader, author_shown_to


@dataclass(frozen=True, slots=True)
class Joined:
    """An item that was merged into another: who wrote it, as the reader is told, and why it is the same."""

    reference: str
    title: str
    author: AuthorShown
    organisation_name: str
    because: str
    on: date | None


def joined(person: Reader, leader: Submission) -> list[Joined]:
    """What was merged into a post, as far as the reader may read it. Asks nothing where nothing ever was."""
    if not leader.has_merged:
        return []
    theirs = (
        select(Publication)
        .join(Publication.submission)
        .where(Submission.merged_into_id == leader.id)
        .options(
            defer(Publication.text),
            contains_eager(Publication.submission).options(
                defer(Submission.body), joinedload(Submission.author), lazyload(Submission.topics)
            ),
        )
        .order_by(Submission.merged_on, Publication.title)
    )
    return [
        Joined(
            reference=item.reference,
            title=item.title,
            author=author_shown_to(person, item.submission),
            organisation_name=item.organisation_name,
            because=item.submission.merged_because,
            on=item.submission.merged_on,
        )
        for item in session.scalars(theirs).unique()
        if may_open(person, item)
    ]
