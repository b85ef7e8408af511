"""The files of a post: attached, taken off, and sent with it."""

from hashlib import sha256

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
    digest = sha256(file.content).hexdigest()
    same = next((one for one in post.attachments if (one.name, one.digest) == (file.name, digest)), None)
    if same is not None and not same.taken_off:
        return same
    if len(post.files) >= ATTACHMENTS_AT_MOST:
        raise Refused(
            f"A post can have {ATTACHMENTS_AT_MOST} files. Remove one first, or put several into one PDF.",
            field="file",
        )
    if same is not None:
        same.taken_off = False
    else:
        size = len(file.content)
        same = Attachment(
            name=file.name, media_type=file.media_type, size=size, digest=digest, stored_as=stored_as
        )
        post.attachments.append(same)
    session.flush()
    journal.write("attachment.added", post, by_id=by.id)
    return same


def remove(file: Attachment, *, by: Person) -> None:
    """Take a file off a post. What is stored of it goes when the worker next sweeps.

    Of a post that was sent, others read it until it is sent again.
    """
    post = file.submission
    take_hold(post)
    if not rules.may_edit(by, post):
        raise Refused("This post cannot be changed as it stands now.", code="wrong-state")
    if file.sent:
        file.taken_off = True
    else:
        post.attachments.remove(file)
    journal.write("attachment.removed", post, by_id=by.id)


def send_files(post: Submission) -> None:
    """The files of a post are read by others as its authors have them now."""
    for file in list(post.attachments):
        file.sent = True
        if file.taken_off:
            post.attachments.remove(file)


def take_files(update: Submission, post: Submission) -> None:
    """Give an update the files of the post that it updates, to be left as they are or taken off."""
    update.attachments = [_again(file) for file in post.files]


def replace_files(post: Submission, update: Submission) -> None:
    """A published post has the files of its update. Those that stay keep their address."""
    there, wanted = {file.stored_as for file in post.attachments}, {file.stored_as for file in update.files}
    stay = [file for file in post.attachments if file.stored_as in wanted]
    post.attachments = [*stay, *(_again(file) for file in update.files if file.stored_as not in there)]
    send_files(post)


def _again(file: Attachment) -> Attachment:
    return Attachment(
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        digest=file.digest,
        stored_as=file.stored_as,
    )
