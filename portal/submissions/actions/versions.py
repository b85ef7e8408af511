"""Every text that was saved is kept as a version, with what became of it: sent, published."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, select, update

from portal.foundation.database import session
from portal.submissions import queries
from portal.submissions.actions.files import send_files
from portal.submissions.actions.moving import moment_shown
from portal.submissions.models import Submission, Version


@dataclass(frozen=True, slots=True)
class Sheet:
    """The open page that a text comes from: its key, and the how-manieth save from there this is.

    A page that saves itself is not in conflict with its own button, whichever of the two arrives first.
    """

    key: str
    turn: int = 0


def keep_version(
    post: Submission, *, by_id: int | None, automatic: bool = False, sheet: Sheet | None = None
) -> Version:
    """Keep the present text. Of several automatic saves of one person in a row only the newest is kept.

    What one co-author saves while typing never takes the place of what another has typed. A text that was sent or
    published stays as others read it, however it was saved.
    """
    text, last = queries.text_now(post), last_version(post)
    typing = automatic and last is not None and last.automatic and not last.left_hands and last.by_id == by_id
    if last is not None and (last.number == post.version or typing):
        version = last
    else:
        version = Version(submission_id=post.id)
        session.add(version)
    version.number, version.automatic, version.by_id = post.version, automatic, by_id
    version.saved_at, version.text = moment_shown(post), text
    version.sheet, version.turn = (sheet.key, sheet.turn) if sheet is not None else ("", 0)
    return version


def last_version(post: Submission) -> Version | None:
    """The newest version of a post."""
    kept = select(Version).where(Version.submission_id == post.id).order_by(Version.number.desc()).limit(1)
    with session.no_autoflush:  # the post itself is written once, with all that changes
        return session.scalar(kept)


def note_sent(post: Submission, *, by_id: int | None) -> None:
    """Note on the version that holds the present text that it was sent; who wrote it, and when, stays as it is.

    Its files are from now on what others read.
    """
    send_files(post)
    _note(post, by_id, sent_at=moment_shown(post))


def note_published(post: Submission, *, by_id: int | None) -> None:
    """Note on the version that holds the present text that it was published, beside when it was sent."""
    _note(post, by_id, published_at=moment_shown(post))


def note_published_once(post: Submission, *, by_id: int | None) -> None:
    """Note that the present text was published, where that is not noted yet: of what stays, the first day counts."""
    last = last_version(post)
    if last is None or last.number != post.version or last.published_at is None:
        note_published(post, by_id=by_id)


def _note(post: Submission, by_id: int | None, **fact: datetime) -> None:
    present = update(Version).where(Version.submission_id == post.id, Version.number == post.version)
    noted = cast("CursorResult[Any]", session.execute(present.values(fact)))
    if noted.rowcount == 0:  # what came over the desk has no version before it is sent
        keep_version(post, by_id=by_id)
        session.execute(present.values(fact))
