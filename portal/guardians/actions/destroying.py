"""The name of an author is destroyed: at closure where they asked for it, else when it has had its time."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.foundation import clock, journal
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.guardians import rules
from portal.guardians.models import Opening, SealedIdentity
from portal.guardians.rules import OpeningState
from portal.submissions.models import Submission


def close_after(entries: Sequence[Entry]) -> None:
    """Reaction: a confidential post was closed, or set out again."""
    about = {entry.subject_id for entry in entries if entry.subject_kind == Submission.__tablename__}
    with transaction():
        for kept in session.scalars(
            select(SealedIdentity).where(SealedIdentity.submission_id.in_(about))
        ).all():
            settle(kept)


def destroy_due() -> None:
    """The night's part: whatever has had its time goes, also where it was brought back with an older copy."""
    with transaction():
        for kept in session.scalars(select(SealedIdentity)).all():
            settle(kept)


def settle(kept: SealedIdentity) -> None:
    """Note since when its post is closed, and destroy the name where that is long enough, or its author gave it."""
    today = clock.today()
    kept.closed_on = rules.closed_since(kept.submission.status, kept.closed_on, today)
    post = kept.submission
    if post.claimed_by_id is None and not rules.is_over(kept.destroy, kept.closed_on, today):
        return
    for opening in session.scalars(select(Opening).where(Opening.submission_id == post.id)):
        if opening.state in {OpeningState.WAITING, OpeningState.APPROVED}:
            opening.state, opening.peeled = OpeningState.ENDED, ""
    session.delete(kept)
    session.flush()
    journal.write("identity.destroyed", post, at=clock.midnight())
