"""What the start page asks of the rooms below."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.authorisation import queries as ways
from portal.authorisation.rules import lateness
from portal.foundation import clock
from portal.notifications import queries as notices
from portal.people.models import Person
from portal.submissions import queries as posts
from portal.submissions.models import Submission
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
    steps = ways.waiting_for(person)
    late = sum(1 for step in steps if lateness(step.due_on, clock.today()))
    own = posts.written_by(person)
    returned = [post for post in own if post.status == Status.RETURNED]
    drafts = [post for post in own if post.status == Status.DRAFT]
    told = notices.unseen(person)
    lines = [
        Waiting(
            len(steps),
            _number(steps, "post waits", "posts wait") + " for your decision",
            "/queue",
            _late(late),
        ),
        Waiting(
            len(returned),
            _number(returned, "post is", "posts are") + " back with you for a change",
            _first(returned),
        ),
        Waiting(
            told, "thing you have not read yet" if told == 1 else "things you have not read yet", "/notices"
        ),
        Waiting(len(drafts), _number(drafts, "draft", "drafts") + " you have begun", "/submissions"),
    ]
    return [line for line in lines if line.count]


def _number(things: Sequence[object], one: str, several: str) -> str:
    return one if len(things) == 1 else several


def _first(returned: Sequence[Submission]) -> str:
    return f"/submissions/{returned[0].reference}" if len(returned) == 1 else "/submissions"


def _late(late: int) -> str:
    return f"{late} past its day" if late == 1 else f"{late} past their day" if late else ""
