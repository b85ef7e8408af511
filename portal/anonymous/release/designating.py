"""Drawing what the author of a post is called, as it is passed on."""

import secrets

from sqlalchemy import select

from portal.anonymous import rules
from portal.foundation.database import session
from portal.submissions.models import Submission
from portal.submissions.rules import Status

OVER = (Status.PUBLISHED, Status.MERGED, Status.WITHDRAWN)


def new_designation() -> str:
    """A designation that no other post has, or none that is still on its way."""
    rows = session.execute(select(Submission.designation, Submission.status)).all()
    shown = {name for name, _status in rows if name}
    in_use = {name for name, status in rows if name and status not in OVER}
    return rules.drawn(shown, in_use, secrets.choice)
