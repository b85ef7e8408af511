"""What was asked of the author of an anonymous post, what they may still say, and why no more."""

from collections.abc import Mapping
from typing import Any

from portal.anonymous.queries.own import ENDED, Own
from portal.anonymous.rules import Act, State


def open_questions(post: Own) -> list[Mapping[str, Any]]:
    """The questions that the author has not answered yet."""
    answered = _answered(post) | _waiting(post)
    return [one for one in _asked(post) if one.get("question") not in answered]


def more_to_say(post: Own) -> list[Mapping[str, Any]]:
    """The questions that were answered, to which the author may write again: until the post is closed.

    What they wrote last is passed on first, so that each batch carries one answer to a question.
    """
    last = post.last_said
    if post.item.state == State.WITHDRAWN or (last is not None and last.event in ENDED):
        return []
    answered, waiting = _answered(post), _waiting(post)
    return [one for one in _asked(post) if one.get("question") in answered - waiting]


def settled_because(post: Own) -> str:
    """Why the author cannot ask for somebody else to decide, of what was not taken forward; nothing where they can."""
    last = post.last_said
    return (
        str(last.what.get("settled", "")) if last is not None and last.event == "submission.declined" else ""
    )


def _asked(post: Own) -> list[Mapping[str, Any]]:
    return [letter.what for letter in post.letters if letter.event == "question.asked"]


def _answered(post: Own) -> set[object]:
    return {letter.what.get("question") for letter in post.letters if letter.event == "author.answered"}


def _waiting(post: Own) -> set[object]:
    return {one.what.get("question") for one in post.waiting if one.act == Act.ANSWER}
