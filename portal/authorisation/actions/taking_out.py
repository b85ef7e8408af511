"""A post leaves the library again: somebody who answers for it takes it out."""

from portal.authorisation import rules
from portal.authorisation.actions.sending import close_rest, take_hold
from portal.foundation import clock, journal
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.submissions import actions as posts
from portal.submissions import queries as writings
from portal.submissions.models import Submission
from portal.submissions.rules import Status, visibility_of


def take_out(post: Submission, reason: str, *, by: Person) -> None:
    """Take a post out of the library, and close the update of it that is open. Its author reads the reason.

    Raises ``Refused`` where the person may not, and without a reason.
    """
    before = writings.open_update_of(post)
    if before is not None:
        take_hold(before)  # first, as whoever approves it does: else each could wait for the other
    take_hold(post)
    if not rules.may_take_out(by, post):
        raise Refused("This post is not in the library, or is not yours to take out.", code="wrong-state")
    if not reason.strip():
        raise Refused("Say why, for its author.", field="reason", code="missing")
    update = writings.open_update_of(post)
    if update is not None:
        take_hold(update)
        posts.move(update, Status.WITHDRAWN)
        close_rest(update)
        journal.write("submission.withdrawn", update, by_id=by.id, taken_out=post.reference)
    readers = visibility_of(
        post, post.organisation.region
    )  # those who could read it may hear that it has gone
    if post.on_trust:
        close_rest(post)  # it is reviewed no further: sent again, it is decided on anew
    posts.move(post, Status.TAKEN_OUT)
    journal.write(
        "submission.taken_out",
        post,
        by_id=by.id,
        reason=reason.strip(),
        version=post.version,
        visibility=readers,
        day=clock.today().isoformat(),
    )
