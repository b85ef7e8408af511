"""What can become of a post, what readers can say of it, and who may say it. Pure."""

from enum import StrEnum
from typing import Protocol

from portal.foundation.errors import Refused
from portal.people.rules import Role, SomePerson, holds
from portal.submissions.rules import SomePost, Status, is_author, leads_where_posted

REASON_LENGTH = 1000
QUESTION_LENGTH = 1000
ANSWER_LENGTH = 4000


class OutcomeState(StrEnum):
    """Where a published post has got to in the organisation it came from.

    ``IN_USE`` is what is done every day now; ``DONE`` what was done once, and is over.
    """

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    PILOTED = "piloted"
    IN_USE = "in_use"
    DONE = "done"
    NOT_TAKEN_FORWARD = "not_taken_forward"
    STOPPED = "stopped"


class Result(StrEnum):
    """What came of it, as a word that a reader can filter by. Failures stand beside successes (row 182)."""

    WORKED = "worked"
    DID_NOT = "did_not"
    MIXED = "mixed"
    TOO_EARLY = "too_early"


class UseKind(StrEnum):
    """What a reader can say with one press (requirement 110)."""

    USEFUL = "useful"
    USED = "used"
    DID_NOT_FIT = "did_not_fit"


OUTCOME_NAMES: dict[OutcomeState, str] = {
    OutcomeState.PLANNED: "Planned",
    OutcomeState.UNDER_WAY: "Under way",
    OutcomeState.PILOTED: "Piloted",
    OutcomeState.IN_USE: "In use",
    OutcomeState.DONE: "Done",
    OutcomeState.NOT_TAKEN_FORWARD: "Not taken forward",
    OutcomeState.STOPPED: "Stopped",
}

RESULT_NAMES: dict[Result, str] = {
    Result.WORKED: "Worked",
    Result.DID_NOT: "Did not work",
    Result.MIXED: "Mixed",
    Result.TOO_EARLY: "Too early to say",
}

# Where nothing more is done: each asks for a reason, which the author reads.
ENDED = frozenset({OutcomeState.NOT_TAKEN_FORWARD, OutcomeState.STOPPED})

# A mistake is overcome or not, where an idea works or does not: the same results, in the words of the kind.
RESULT_NAMES_OF: dict[str, dict[Result, str]] = {
    "impact-case": {
        Result.WORKED: "Overcome",
        Result.DID_NOT: "Not overcome",
        Result.MIXED: "Partly overcome",
        Result.TOO_EARLY: "Too early to say",
    },
}

USE_NAMES: dict[UseKind, str] = {
    UseKind.USEFUL: "Useful",
    UseKind.USED: "We used this",
    UseKind.DID_NOT_FIT: "It did not fit",
}


def result_names(kind: str) -> dict[Result, str]:
    """What can have come of a post of this kind, in the words that fit it."""
    return RESULT_NAMES_OF.get(kind, RESULT_NAMES)


def outcome_in_words(kind: str, state: OutcomeState, result: Result | None) -> str:
    """What became of a post, in a word or two: what came of it, and how far it got where that is not the same."""
    name = OUTCOME_NAMES[state]
    if result is None:
        return name
    came = result_names(kind)[result]
    return came if state is OutcomeState.DONE else f"{name}, {came.lower()}"


class SomeQuestion(Protocol):
    """What the rules need to know of a question."""

    @property
    def asked_by_id(self) -> int | None: ...
    @property
    def submission(self) -> SomePost: ...
    @property
    def before_publication(self) -> bool: ...


def may_keep_outcome(person: SomePerson, post: SomePost, *, sees_it_through: bool = False) -> bool:
    """An innovation lead of the organisation keeps what became of a published post, and so does its owner there.

    Nobody judges their own.
    """
    theirs = sees_it_through or leads_where_posted(person, post)
    return post.status == Status.PUBLISHED and theirs and not is_author(person, post)


def may_respond(person: SomePerson, post: SomePost) -> bool:
    """Whoever reads a published post may say what use it was, but not of their own."""
    return post.status == Status.PUBLISHED and not is_author(person, post)


def may_ask(person: SomePerson, post: SomePost) -> bool:
    """Whoever reads a published post may ask; while it waits, those who decide may."""
    return post.status in {Status.PUBLISHED, Status.WAITING} and not is_author(person, post)


def may_answer(person: SomePerson, question: SomeQuestion) -> bool:
    """The author answers, or an innovation lead of the organisation, or the national curator for it.

    What was asked before publication is between those who decide and the author: no curator reads it.
    """
    post = question.submission
    if is_author(person, post) or leads_where_posted(person, post):
        return True
    in_public = post.status == Status.PUBLISHED and not question.before_publication
    return in_public and holds(person, Role.NATIONAL_CURATOR)


def check_response(kind: UseKind, reason: str) -> None:
    """Raise ``Refused`` where "it did not fit" is said without saying why."""
    if kind is UseKind.DID_NOT_FIT and not reason.strip():
        raise Refused("Say in a sentence why it did not fit, so that others learn from it.", field="reason")


def check_outcome(state: OutcomeState, result: Result | None, note: str) -> None:
    """Raise ``Refused`` where a result is claimed for what is not finished, or something ends without a reason.

    A reader must be able to trust the word "worked" (row 182), and the author always learns why (row 45).
    """
    if state is OutcomeState.PLANNED and result not in {None, Result.TOO_EARLY}:
        raise Refused(
            "It has not begun yet. Choose “Too early to say”, or say that it is under way.", field="result"
        )
    if state is OutcomeState.UNDER_WAY and result in {Result.WORKED, Result.DID_NOT}:
        raise Refused(
            "It is not finished yet. Choose “Too early to say” or “Mixed”, or say that it is done.",
            field="result",
        )
    if state is OutcomeState.IN_USE and result is Result.DID_NOT:
        raise Refused(
            "It is in use, so say what came of it where it is. If it did not work, say that it was stopped.",
            field="result",
        )
    if state in ENDED and not note.strip():
        raise Refused("Tell the author why, in words they can use.", field="note")
