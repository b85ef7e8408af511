"""What an organisation, or a unit, did about what was said: which answer a post has, and whose page. Pure."""

from enum import StrEnum

from portal.feedback.rules import ENDED, OutcomeState


class Answer(StrEnum):
    """What was done about a post, as readers are told it."""

    DONE = "done"
    UNDER_WAY = "under-way"
    NOT_DONE = "not-done"
    OPEN = "open"


ANSWER_NAMES: dict[Answer, str] = {
    Answer.DONE: "Done, or in use",
    Answer.UNDER_WAY: "Planned, or under way",
    Answer.NOT_DONE: "Not done, and why",
    Answer.OPEN: "Nothing said yet",
}
# Which states are which answer; a post that was left in the library as declined was not done.
STATES_OF: dict[Answer, frozenset[OutcomeState]] = {
    Answer.DONE: frozenset({OutcomeState.PILOTED, OutcomeState.IN_USE, OutcomeState.DONE}),
    Answer.UNDER_WAY: frozenset({OutcomeState.PLANNED, OutcomeState.UNDER_WAY}),
    Answer.NOT_DONE: ENDED,
}


def answer_of(declined: bool, outcome: str) -> Answer:
    """What was done about a post: by whether it was declined, and where it has got to; that may be empty."""
    if declined:
        return Answer.NOT_DONE
    found = [answer for answer, states in STATES_OF.items() if outcome in states]
    return found[0] if found else Answer.OPEN


def has_page(people: int, crowd: int) -> bool:
    """Whether a unit has a page of its own: only where so many work in it, and below it, as hide one of them.

    ``crowd`` is what its organisation asks of all that an anonymous author says about themselves (anonymity.md). What
    a smaller unit said stands on the page of the unit above it.
    """
    return people >= crowd
