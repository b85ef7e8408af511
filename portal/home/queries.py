"""What the start page asks of the rooms below."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, select, union

from portal.authorisation import queries as ways
from portal.feedback import queries as feedback
from portal.following import queries as following
from portal.foundation.database import session
from portal.library import queries as library
from portal.library.queries import Card
from portal.notifications import queries as notices
from portal.people.models import RoleHeld
from portal.people.rules import Role, holds
from portal.promises import queries as promises
from portal.promises.rules import may_see_stuck
from portal.submissions.models import Submission, Topic, submission_topics, wrote
from portal.submissions.rules import Reader, Status

_posts = Submission.__table__.c
_PERSON: BindParameter[int] = bindparam("person")

# What somebody has still to finish, alone or with others: two columns of it, however much they wrote.
_BEGUN = select(_posts.reference, _posts.status).where(
    _posts.status.in_((Status.RETURNED, Status.DRAFT)), wrote(_PERSON)
)

_LEADS = select(RoleHeld.topic).where(RoleHeld.person_id == _PERSON, RoleHeld.role == Role.TOPIC_LEAD)
_WROTE_OF = (
    select(Topic.slug)
    .join(submission_topics)
    .join(Submission, Submission.id == submission_topics.c.submission_id)
    .where(wrote(_PERSON), Submission.desk_key.is_(None), Submission.status == Status.PUBLISHED)
)
_TOPICS = union(_LEADS, _WROTE_OF)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of what waits for somebody: a number, words, and where they lead."""

    count: int
    words: str
    href: str
    late: str = ""

    @property
    def shown(self) -> str:
        """The number as it is shown: hundreds are not counted to the end."""
        return f"{ways.COUNTED_TO}+" if self.count > ways.COUNTED_TO else str(self.count)


def waiting_for(person: Reader) -> list[Waiting]:
    """All that waits for somebody, in words and numbers: nothing is listed that is nothing."""
    asked, late = ways.count_waiting_for(person)
    begun = session.execute(_BEGUN, {"person": person.id}).all()
    returned = [reference for reference, status in begun if status == Status.RETURNED]
    drafts = len(begun) - len(returned)
    told = notices.unseen(person)
    asked_of_me = feedback.waiting_for_author(person.id)
    questions = sum(one.count for one in asked_of_me)
    back = f"/submissions/{returned[0]}" if len(returned) == 1 else "/submissions"
    lines = [
        Waiting(
            asked, _words(asked, "post waits", "posts wait") + " for your decision", "/queue", _late(late)
        ),
        Waiting(
            len(returned), _words(len(returned), "post is", "posts are") + " back with you for a change", back
        ),
        Waiting(
            questions,
            _words(questions, "question waits", "questions wait") + " for your answer",
            asked_of_me[0].href if len(asked_of_me) == 1 else "/submissions",
        ),
        Waiting(told, _words(told, "thing", "things") + " you have not read yet", "/notices"),
        *_promised(person),
        Waiting(drafts, _words(drafts, "draft", "drafts") + " you have begun", "/submissions"),
    ]
    return [line for line in lines if line.count]


def _promised(person: Reader) -> list[Waiting]:
    """What an innovation lead sees of posts whose authors are about to wait longer than they were promised."""
    if not may_see_stuck(person):
        return []
    near, missed = promises.count_stuck(person.organisation_id)
    late = f"{missed} longer than promised" if missed else ""
    words = _words(near + missed, "author needs", "authors need") + " a word by the next working day"
    return [Waiting(near + missed, words, "/promise", late)]


@dataclass(frozen=True, slots=True)
class New:
    """What is new for somebody, under its heading."""

    heading: str
    cards: Sequence[Card]


def new_for(person: Reader, count: int) -> New:
    """What is new in other organisations on the topics of somebody; of all topics for those who bring in what is new.

    Their topics are those that they lead, that they follow, and that they have written of under their name. Where they
    have none, or nothing is new there, it is what came into the library last.
    """
    topics = topics_of(person)
    if topics or holds(person, Role.INNOVATION_LEAD, Role.NATIONAL_CURATOR):
        elsewhere = library.newest_elsewhere(person, topics, count)
        if elsewhere:
            return New("New elsewhere on your topics" if topics else "New elsewhere", elsewhere)
    return New("New in the library", library.newest(person, count))


def topics_of(person: Reader) -> frozenset[str]:
    """The topics that somebody leads, follows, or wrote of under their name."""
    known = set(session.scalars(_TOPICS, {"person": person.id}))
    for followed in following.follows_of(person):
        wish = following.wish_in(followed.search)
        if not wish.q and set(wish.filters) == {"topic"}:
            known.update(wish.filters["topic"])
    return frozenset(known)


def _words(count: int, one: str, several: str) -> str:
    return one if count == 1 else several


def _late(late: int) -> str:
    return f"{ways.in_words(late)} past {_words(late, 'its day', 'their day')}" if late else ""
