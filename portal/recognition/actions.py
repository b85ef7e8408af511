"""What leaders do to recognise what others did: thank, and take it back."""

from sqlalchemy import select

from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.recognition import rules
from portal.recognition.models import Thanks
from portal.submissions.actions import moment_shown, take_hold
from portal.submissions.models import Submission


def thank(post: Submission, words: str, *, by: Person) -> Thanks:
    """Thank whoever wrote a post, by name and in a few words that every reader of it sees.

    Raises ``Refused`` where the person may not, has done so already, or says nothing.
    """
    take_hold(post)  # pressed twice at one moment, the second finds what the first has said
    if not rules.may_thank_for(by, post):
        raise Refused("Leaders thank for a post that they read and that is not their own.", code="not-yours")
    rules.check_words(words)
    if _said(post, by) is not None:
        raise Refused(
            "You have thanked for this already. Take that back to say it in other words.", field="words"
        )
    said = Thanks(
        submission_id=post.id,
        by_id=by.id,
        by=by,
        organisation_id=by.organisation_id,
        organisation=by.organisation,
        words=words.strip(),
        said_on=clock.today(),
    )
    session.add(said)
    session.flush()
    journal.write(
        "post.thanked", post, by_id=by.id, at=moment_shown(post), leader=said.leader, reason=said.words
    )
    return said


def take_back(post: Submission, *, by: Person) -> bool:
    """Take back what somebody said themselves. Says whether there was anything."""
    take_hold(post)
    said = _said(post, by)
    if said is None or not rules.may_take_back(by, said.by_id):
        return False
    session.delete(said)
    session.flush()
    journal.write("post.thanks_taken_back", post, by_id=by.id, at=moment_shown(post))
    return True


def _said(post: Submission, by: Person) -> Thanks | None:
    mine = select(Thanks).where(Thanks.submission_id == post.id, Thanks.by_id == by.id)
    return session.scalar(mine)
