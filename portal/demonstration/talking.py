"""What colleagues of the demonstration answer and say to each other."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from portal.conversation import actions as conversation
from portal.conversation import queries as talks
from portal.conversation.queries import Asked
from portal.demonstration.hierarchy import by_email
from portal.foundation.database import transaction
from portal.submissions.models import Submission

Deed = Callable[[], None]


def _asked(question: str) -> Asked:
    """What was asked. Raises ``LookupError`` where the tale and the rules disagree."""
    found = talks.asked(question)
    if found is None:
        raise LookupError("the demonstration answers something that nobody asked")
    return found


def after(told: dict[str, Any], question: Callable[[], str]) -> Iterator[Deed]:
    """What others answered to a question, and what came of it; ``question`` yields its reference once it is asked."""
    for answer in told.get("others", []):
        yield partial(_say_what_one_knows, question, answer)
    if "helped" in told:
        yield partial(_say_what_helped, question, told)


def comments(told: dict[str, Any], post: Callable[[], Submission]) -> Iterator[Deed]:
    """What was said about a post."""
    for said in told.get("comments", []):
        yield partial(_comment, post, said)


def _say_what_one_knows(question: Callable[[], str], told: dict[str, Any]) -> None:
    with transaction():
        conversation.answer(_asked(question()), told["text"], by=by_email(told["by"]))


def _say_what_helped(question: Callable[[], str], told: dict[str, Any]) -> None:
    """Who would like to know it too; which of the answers helped whoever asked, and what they did with them."""
    with transaction():
        for email in told.get("same", []):
            conversation.same_question(_asked(question()), by=by_email(email))
        asked = _asked(question())
        given = [one for _group, some in talks.grouped_answers(asked) for one in some]
        helped = next(one for one in given if one.number == told["helped"])
        conversation.accept(asked, helped.reference, by=asked.asked_by)
        conversation.say_what_came(asked, told["done"], by=asked.asked_by)


def _comment(post: Callable[[], Submission], told: dict[str, Any]) -> None:
    with transaction():
        conversation.comment(post(), told["text"], by=by_email(told["by"]))
