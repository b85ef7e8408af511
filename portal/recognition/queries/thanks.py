"""Who thanked for what."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.foundation.database import session
from portal.people.models import NAMED_ONLY
from portal.recognition.models import Thanks
from portal.submissions.models import Submission, wrote


def thanks_for(post: Submission) -> Sequence[Thanks]:
    """What leaders said of a post, oldest first."""
    said = (
        select(Thanks)
        .where(Thanks.submission_id == post.id)
        .options(joinedload(Thanks.by).options(*NAMED_ONLY))
    )
    return session.scalars(said.order_by(Thanks.said_on, Thanks.reference)).unique().all()


def thanks_to(person_id: int) -> Sequence[Thanks]:
    """What leaders said to somebody for what they wrote under their name, newest first."""
    theirs = (
        select(Thanks)
        .join(Thanks.submission)
        .where(wrote(person_id))
        .options(
            joinedload(Thanks.by).options(*NAMED_ONLY),
            joinedload(Thanks.submission).lazyload(Submission.topics),
        )
    )
    return session.scalars(theirs.order_by(Thanks.said_on.desc(), Thanks.reference)).unique().all()
