"""What the start page asks of the rooms below."""

from dataclasses import dataclass

from portal.authorisation import queries as ways
from portal.notifications import queries as notices
from portal.people.models import Person
from portal.submissions import queries as posts
from portal.submissions.rules import Status


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of what waits for somebody: a number, words, and where they lead."""

    count: int
    words: str
    href: str
    late: str = ""


def waiting_for(person: Person) -> list[Waiting]:
    """All that waits for somebody, in words and numbers: nothing is listed that is nothing."""
    asked, late = ways.count_waiting_for(person)
    own = posts.written_by(person)
    returned = [post for post in own if post.status == Status.RETURNED]
    drafts = sum(1 for post in own if post.status == Status.DRAFT)
    told = notices.unseen(person)
    back = f"/submissions/{returned[0].reference}" if len(returned) == 1 else "/submissions"
    lines = [
        Waiting(
            asked, _words(asked, "post waits", "posts wait") + " for your decision", "/queue", _late(late)
        ),
        Waiting(
            len(returned), _words(len(returned), "post is", "posts are") + " back with you for a change", back
        ),
        Waiting(told, _words(told, "thing", "things") + " you have not read yet", "/notices"),
        Waiting(drafts, _words(drafts, "draft", "drafts") + " you have begun", "/submissions"),
    ]
    return [line for line in lines if line.count]


def _words(count: int, one: str, several: str) -> str:
    return one if count == 1 else several


def _late(late: int) -> str:
    return f"{late} past {_words(late, 'its day', 'their day')}" if late else ""
