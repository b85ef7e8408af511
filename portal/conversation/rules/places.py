"""Where something was said, and so who may know of it. Pure."""

from typing import Any

from portal.conversation.rules import may_join
from portal.conversation.rules.moderating import is_readable, may_hear, moderates
from portal.following.rules import wants
from portal.library.rules import may_know_of_question
from portal.submissions.rules import Reader, Status, may_read_post


def may_read_place(person: Reader, remark: Any) -> bool:
    """Whether somebody reads what it was said about."""
    if remark.want is not None:
        return wants.may_see_want(person, remark.want) or may_join(person, remark.want)
    post, talk = remark.submission, remark.talk
    if talk is not None and talk.question is not None:
        return may_know_of_question(person, talk.question)
    return bool(post.status == Status.PUBLISHED) and may_read_post(person, post)


def may_know_of_remark(person: Reader, remark: Any) -> bool:
    """Who wrote it and who moderates there know of it in any case; all others while it is shown, where they read it.

    Whoever hid it, or looked again, knows of it for as long as they read where it was said.
    """
    if person.id == remark.by_id or looks_after(person, remark):
        return True
    decided = person.id in {remark.hidden_by_id, remark.heard_by_id}
    return (decided or is_readable(remark.state)) and may_read_place(person, remark)


def may_read_title(person: Reader, remark: Any) -> bool:
    """Whether somebody is told about what it was said: whoever wrote it may not read that any more."""
    return looks_after(person, remark) or may_read_place(person, remark)


def looks_after(person: Reader, remark: Any) -> bool:
    """Whether somebody moderates there, or may look at it again."""
    return moderates(person, remark) or may_hear(person, remark)
