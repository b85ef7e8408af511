"""What was published on trust and sent back for changes leaves the library, where nobody changes it in time."""

from portal.authorisation import queries
from portal.authorisation.actions.sending import take_hold
from portal.authorisation.models import Step
from portal.authorisation.rules import StepState
from portal.foundation import journal
from portal.foundation.database import session, transaction
from portal.submissions import actions as posts


def leave_unchanged() -> int:
    """Take out of the library what its author was to change and has not, until it is changed. Returns how many."""
    gone = 0
    for key in queries.changes_overdue():
        with transaction():
            step = session.get_one(Step, key)
            post = step.submission
            take_hold(post)
            if not post.on_trust or step.state != StepState.RETURNED:
                continue
            posts.leave_library(post)
            journal.write("submission.left_library", post, step=step.name, of_step=step.reference)
            gone += 1
    return gone
