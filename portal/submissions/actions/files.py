"""The files of a post: attached, and taken off."""

from portal.foundation import journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.foundation.files import CleanFile, Limits
from portal.people.models import Person
from portal.submissions import rules
from portal.submissions.actions.moving import take_hold
from portal.submissions.models import Attachment, Submission

ATTACHMENTS_AT_MOST = 5

ATTACHMENT_LIMITS = Limits(size=8 * 1024 * 1024)


def attach(post: Submission, file: CleanFile, stored_as: str, *, by: Person) -> Attachment:
    """Add a cleaned and stored file to a post. The same file twice is kept once.

    Raises ``Refused`` where the post may not be changed, or has as many files as it may have.
    """
    take_hold(post)
    if not rules.may_edit(by, post):
        raise Refused("This post cannot be changed as it stands now.", code="wrong-state")
    kept = [*post.attachments, *(post.updates.attachments if post.updates is not None else ())]
    for there in kept:
        if (there.name, there.size) == (file.name, len(file.content)):
            return there
    if len(kept) >= ATTACHMENTS_AT_MOST:
        raise Refused(
            f"A post can have {ATTACHMENTS_AT_MOST} files. Remove one first, or put several into one PDF.",
            field="file",
        )
    added = Attachment(
        name=file.name, media_type=file.media_type, size=len(file.content), stored_as=stored_as
    )
    post.attachments.append(added)
    session.flush()
    journal.write("attachment.added", post, by_id=by.id)
    return added


def remove(file: Attachment, *, by: Person) -> None:
    """Take a file off a post. What is stored of it goes when the worker next sweeps."""
    post = file.submission
    take_hold(post)
    if not rules.may_edit(by, post):
        raise Refused("This post cannot be changed as it stands now.", code="wrong-state")
    post.attachments.remove(file)
    journal.write("attachment.removed", post, by_id=by.id)
