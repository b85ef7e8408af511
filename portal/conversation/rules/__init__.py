"""Who answers what is asked, how much of it whoever asked takes in, and who settles it. Pure.

What is asked is a question about a published post, or something wanted that everybody in policing may answer. Those who
answer for a post (its author, the innovation lead there, the national curator) answer as ``feedback`` says; here
answer all others who know. A reply budget is requirement 159, the question what was done with the answers 156.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol

from portal.feedback import rules as feedback
from portal.following.rules import wants
from portal.following.rules.wants import WantState
from portal.foundation.errors import GONE, Refused
from portal.implementation.rules import owners
from portal.library import rules as library
from portal.people.rules import SomePerson
from portal.submissions.rules import Reader, Status, may_read_post, tokens_of

ANSWER_LENGTH = 1500
COMMENT_LENGTH = 1000
DONE_LENGTH = 1000
BUDGET = 10  # of how many answers somebody is told who did not say otherwise
BUDGET_AT_MOST = 50
ANSWERS_AT_MOST = 3  # of one person to one question
COMMENTS_AT_MOST = 20  # of one person on one post, so that nobody drowns what all others say
ASKED_BACK_AFTER = timedelta(weeks=4)
ASKED_BACK_UNTIL = timedelta(weeks=12)  # what is older than that when it is first looked at is left in peace


class Sort(StrEnum):
    """What somebody wrote: an answer to something asked, or a comment on a post."""

    ANSWER = "answer"
    COMMENT = "comment"


class SomeAsked(Protocol):
    """What the rules need to know of something that was asked. ``post`` or ``want`` is nothing, never both."""

    @property
    def asked_by_id(self) -> int: ...
    @property
    def deputy_id(self) -> int | None: ...
    @property
    def enough(self) -> bool: ...
    @property
    def question(self) -> Any: ...
    @property
    def want(self) -> Any: ...
    @property
    def post(self) -> Any: ...
    @property
    def implementation(self) -> Any: ...


def may_see_what_waits(_person: SomePerson) -> bool:
    """Everybody sees what waits for an answer and what they may know of; each for themselves."""
    return True


def may_join(person: Reader, want: Any) -> bool:
    """Whether somebody reads and answers what is wanted beside those who can settle it: where it was asked of all."""
    return bool(want.to_all) and "policing" in tokens_of(person)


def may_read(person: Reader, asked: SomeAsked) -> bool:
    """Whether somebody reads what was asked, and all that was answered."""
    if asked.want is not None:
        return wants.may_see_want(person, asked.want) or may_join(person, asked.want)
    return not asked.question.before_publication and library.may_know_of_question(person, asked.question)


def is_open(asked: SomeAsked) -> bool:
    """Whether an answer can still be of use: the post is in the library, or what is wanted is not settled."""
    if asked.want is not None:
        return bool(asked.want.state == WantState.OPEN)
    return bool(asked.post.status == Status.PUBLISHED)


def may_answer(person: Reader, asked: SomeAsked) -> bool:
    """Whether somebody may say what they know: not who asked, and not who answers for the post on its own page."""
    if not may_read(person, asked) or not is_open(asked) or asked.enough or person.id == asked.asked_by_id:
        return False
    if asked.question is None:
        return True
    return may_read_post(person, asked.post) and not feedback.may_answer(person, asked.question)


def may_say_the_same(person: Reader, asked: SomeAsked) -> bool:
    """Whether somebody may say that they would like to know it too."""
    return may_read(person, asked) and is_open(asked) and person.id != asked.asked_by_id


def may_keep(person: Reader, asked: SomeAsked) -> bool:
    """Who says how many answers are enough, and what came of them: whoever asked, and their deputy."""
    return person.id in {asked.asked_by_id, asked.deputy_id} and may_read(person, asked)


def may_accept(person: Reader, asked: SomeAsked) -> bool:
    """Who says which answer helped: whoever asked, their deputy, or whoever sees the post through."""
    if may_keep(person, asked):
        return True
    sees_through = asked.post is not None and owners.may_see_through(person, asked.post, asked.implementation)
    return sees_through and may_read(person, asked)


def may_comment(person: Reader, item: Any) -> bool:
    """Whoever reads a published post may say something about it."""
    return library.may_read(person, item) and item.submission.status == Status.PUBLISHED


def check_comment(person: Reader, post: Any, theirs: int) -> None:
    """Raise ``Refused`` where the post left the library meanwhile, or is not theirs to read, and for one too many."""
    if post.status != Status.PUBLISHED or not may_read_post(person, post):
        raise Refused("This post is not in the library any more.", code=GONE)
    if theirs >= COMMENTS_AT_MOST:
        raise Refused(f"You have said {COMMENTS_AT_MOST} things about this already.", field="comment")


def check_text(text: str, field: str) -> str:
    """The text as it is kept. Raises ``Refused`` for nothing."""
    if not text.strip():
        raise Refused("Write something first.", field=field, code="missing")
    return text.strip()


def check_answer(asked: SomeAsked, theirs: int) -> None:
    """Raise ``Refused`` where whoever asked has enough, where it is settled, and for one more than anybody gives."""
    if asked.enough:
        raise Refused("Whoever asked has enough answers, and thanks all who wrote.", code="enough")
    if not is_open(asked):
        raise Refused("This is settled, and takes no more answers.", code="enough")
    if theirs >= ANSWERS_AT_MOST:
        raise Refused(f"You have given {ANSWERS_AT_MOST} answers to this already.", field="answer")


def check_budget(budget: int) -> None:
    """Raise ``Refused`` for a number of answers that cannot be meant."""
    if not 1 <= budget <= BUDGET_AT_MOST:
        raise Refused(f"Choose a number from 1 to {BUDGET_AT_MOST}.", field="budget")


def check_names_deputy(asked: SomeAsked, by_id: int) -> None:
    """Raise ``Refused`` for anybody but whoever asked, and where they asked without their name: it would be told."""
    if by_id != asked.asked_by_id:
        raise Refused("Only whoever asked names a deputy.", field="deputy", code="not-yours")
    if asked.want is not None and asked.want.shown != wants.Shown.NAME:
        raise Refused(
            "You asked without your name. A deputy would learn that it is you, so you cannot name one.",
            field="deputy",
        )


def check_deputy(deputy: Any, by_id: int, *, reads: bool) -> None:
    """Raise ``Refused`` for a deputy who cannot take the rest: nobody, oneself, or somebody who may not read it."""
    if deputy is None or deputy.ended_on is not None or not reads:
        raise Refused("There is nobody with this address who reads this too.", field="deputy")
    if deputy.id == by_id:
        raise Refused("Name somebody else than yourself.", field="deputy")


def check_accepts(answered_by: int | None, by_id: int) -> None:
    """Raise ``Refused`` where somebody would mark what they wrote themselves."""
    if answered_by == by_id:
        raise Refused("Somebody else says whether your own answer helped.", code="not-yours")


def is_told(told: int, budget: int) -> bool:
    """Whether somebody who has heard of so many answers hears of one more."""
    return told < budget


def is_last_told(told: int, budget: int) -> bool:
    """Whether the next of which they hear is the last: the rest they find on the page, or a deputy takes it."""
    return told + 1 >= budget


def is_asked_back(first_answer_on: date | None, today: date, *, asked: bool, said: bool) -> bool:
    """Whether it is time to ask what came of the answers: once, some weeks after the first, and not much later."""
    if first_answer_on is None or asked or said:
        return False
    return ASKED_BACK_AFTER <= today - first_answer_on <= ASKED_BACK_UNTIL
