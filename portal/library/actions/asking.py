"""What follows once authors have answered what those who decide asked them."""

from collections.abc import Sequence

from portal.authorisation import actions as authorisation
from portal.feedback import queries as feedback
from portal.foundation.database import session, transaction
from portal.foundation.journal import Entry
from portal.submissions.models import Submission


def clocks_go_on_after(entries: Sequence[Entry]) -> None:
    """Reaction: authors have answered. Where nothing is asked any more, the clocks that stood for it go on."""
    for key in dict.fromkeys(entry.subject_id for entry in entries):
        with transaction():
            post = session.get(Submission, key)
            if post is not None and not feedback.is_asked(post):
                authorisation.clock_goes_on(post)
