"""Who says of two items that they answer the same question, and of which two. Pure.

Merging is for two posts that say the same; this is for two that say different things of one question. Both stay as they
are, and each shows the other to whoever may read it.
"""

from portal.foundation.errors import Refused
from portal.library.rules import SomePublication, may_open, may_read
from portal.people.rules import Role, holds
from portal.submissions.rules import Reader, is_author, is_found

OTHER = "other"  # the field in which the other item is named
ANSWERS_AT_MOST = 20  # of one item: more are nobody's question
UNKNOWN = "There is no such post in the library. Copy its address, or its reference."


def may_link(person: Reader, item: SomePublication) -> bool:
    """Whether the person may say which items answer the same question: its authors, topic leads and the curator."""
    post = item.submission
    asked = is_author(person, post) or holds(person, Role.TOPIC_LEAD, Role.NATIONAL_CURATOR)
    return asked and is_found(post) and may_open(person, item)


def check_link(person: Reader, item: SomePublication, other: SomePublication) -> None:
    """Raise ``Refused`` where the other item is not there for the person, or is the item itself."""
    if not may_read(person, other) or not is_found(other.submission):
        raise Refused(UNKNOWN, field=OTHER)
    if other.submission.id == item.submission.id:
        raise Refused("This is the post itself. Name the other one.", field=OTHER)


def check_room(there: int) -> None:
    """Raise ``Refused`` where as many answer one question as anybody reads."""
    if there >= ANSWERS_AT_MOST:
        raise Refused(
            f"{ANSWERS_AT_MOST} posts at most answer one question. Take one off first.", field=OTHER
        )
