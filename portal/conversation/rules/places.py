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
    """Who wrote it and who moderates there know of it in any case; all others while it is shown, where they read it."""
    if person.id == remark.by_id or moderates(person, remark) or may_hear(person, remark):
        return True
    if person.id in {remark.hidden_by_id, remark.heard_by_id}:
        return True
    return is_readable(remark.state) and may_read_place(person, remark)
