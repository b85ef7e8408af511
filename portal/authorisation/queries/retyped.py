"""Whether a post is nearly the text of one that was sent before and did not get into the library."""

from datetime import timedelta

from sqlalchemy import or_, select

from portal.authorisation.rules.retyped import is_nearly, said_in
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.submissions.models import Submission, Version, co_authors
from portal.submissions.queries import text_now
from portal.submissions.rules import Status

A_YEAR = timedelta(days=365)
LOOKED_AT = 500  # texts, the newest first
# Sent, and not in the library: it waits, came back, or came to an end.
_NOT_THERE = (Status.WAITING, Status.RETURNED, Status.DECLINED, Status.WITHDRAWN, Status.TAKEN_OUT)
_REFUSED = ("submission.declined", "submission.taken_out")


def is_retyped(post: Submission) -> bool:
    """Whether nearly the same text was sent by one of its authors, or from their unit, within the last twelve months.

    And is not in the library, or was declined or taken out since. Posts without a name are left out: what is found here
    is told to an author.
    """
    since = clock.now() - A_YEAR
    authors = {key for key in (post.author_id, *post.co_author_ids) if key is not None}
    units = {
        unit for unit in (post.unit_id, post.author.unit_id if post.author else None) if unit is not None
    }
    with_others = select(co_authors.c.submission_id).where(co_authors.c.person_id.in_(authors))
    refused = select(Entry.sequence).where(
        Entry.subject_kind == Submission.__tablename__,
        Entry.subject_id == Submission.id,
        Entry.event.in_(_REFUSED),
        Entry.at >= since,
    )
    texts = (
        select(Version.text)
        .join(Submission, Submission.id == Version.submission_id)
        .where(
            Submission.id != post.id,
            Submission.kind == post.kind,
            Submission.desk_key.is_(None),
            Submission.status.in_(_NOT_THERE),
            or_(
                Submission.author_id.in_(authors),
                Submission.unit_id.in_(units),
                Submission.id.in_(with_others),
            ),
            Version.sent_at.is_not(None),
            or_(Version.sent_at >= since, refused.exists()),
        )
        .order_by(Version.sent_at.desc())
        .limit(LOOKED_AT)
    )
    mine = said_in(text_now(post))
    return any(is_nearly(mine, said_in(text)) for text in session.scalars(texts))
