"""An author claims what they posted anonymously: from then on it bears their name."""

from portal.authorisation import queries, rules
from portal.foundation import clock, journal
from portal.people.models import Person
from portal.submissions.actions import moment_shown, take_hold
from portal.submissions.models import Submission


def claim(code: str, *, by: Person) -> Submission:
    """Link the one post that this claim code belongs to with whoever holds it. It cannot be undone.

    The journal says the day and nobody's name; the code itself is kept nowhere. Raises ``Refused``, of which nothing
    is kept either.
    """
    post = queries.post_to_claim(code)
    rules.check_claim(by.id, post)
    assert post is not None  # noqa: S101 - or it was refused
    take_hold(post)
    rules.check_claim(by.id, post)
    post.claimed_by, post.claimed_by_id, post.claimed_on = by, by.id, clock.today()
    journal.write("submission.claimed", post, at=moment_shown(post))
    return post
