"""Two items that say the same become one, and can be taken apart again with everything as it was."""

from sqlalchemy import Select, select

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.library.models import Keeping
from portal.library.rules import merging as rules
from portal.people.models import Person
from portal.submissions import actions as posts
from portal.submissions.models import Submission, former_authors
from portal.submissions.rules import Status


def merge(post: Submission, leader: Submission, reason: str, *, by: Person) -> None:
    """Let one post be found as another that says the same. Its text, its authors and what was said of it stay its own.

    Raises ``Refused`` where these two cannot be one, and without a reason. Of two people at one moment the second is
    told what the first has done.
    """
    for one in sorted(
        (post, leader), key=lambda one: one.id
    ):  # in the same order by everybody: nobody waits in a ring
        posts.take_hold(one)
    rules.check_merge(by, post, leader)
    if session.scalar(_wrote_once(by, post, leader)) is not None:
        raise Refused(rules.WROTE_ONE, field=rules.INTO, code="not-yours")
    keeping = session.get(Keeping, leader.id, populate_existing=True)
    if keeping is not None and keeping.retired_on is not None:
        raise Refused("That post is retired, so it cannot lead. Choose another.", field=rules.INTO)
    rules.check_alone(len(posts.merged_into(post)))
    rules.check_why(reason)
    posts.move(post, Status.MERGED)
    post.merged_into, post.merged_into_id = leader, leader.id
    post.merged_because, post.merged_on = reason.strip(), clock.today()
    leader.has_merged = True
    journal.write("submission.merged", post, by_id=by.id, reason=post.merged_because, leader=leader.reference)
    journal.write("submission.joined", leader, by_id=by.id, merged=post.reference)


def _wrote_once(person: Person, *both: Submission) -> Select[int]:
    """Whether somebody was an author of one of two posts: taking one's name off makes nobody free to merge it."""
    theirs = select(former_authors.c.person_id).where(former_authors.c.person_id == person.id)
    return theirs.where(former_authors.c.submission_id.in_([one.id for one in both])).limit(1)


def part(post: Submission, reason: str, *, by: Person) -> None:
    """Take a merged post apart from the other. Raises ``Refused`` without a reason, and where it was done already."""
    rules.check_why(reason)
    if not posts.part(post, by_id=by.id, reason=reason.strip()):
        raise Refused("This post is found by itself already, or has left the library.", code="wrong-state")
