"""What came of something that was tried, for whoever thinks of trying it again. Pure."""

from portal.feedback.rules import OutcomeState, Result, outcome_in_words
from portal.foundation.text import shortened
from portal.library.rules import outcome_in_words as result_in_words

REASON_SHOWN = 240  # characters: in a list it says why, and on the page of the item stands the rest
NOTHING_SAID = "In the library; nobody has said yet what came of it"


def came_of_it(kind: str, *, declined: bool, state: str, result: str, own_answer: str) -> str:
    """What came of an item, in words.

    ``state`` and ``result`` are what was kept of it last, ``own_answer`` is what its author answered when they wrote
    it; each is empty where there is none.
    """
    if declined:
        return "Not taken forward"
    if state:
        return outcome_in_words(kind, OutcomeState(state), Result(result) if result else None)
    if own_answer:
        return f"{result_in_words(kind, own_answer)}, as its author saw it"
    return NOTHING_SAID


def reason_in_list(reason: str) -> str:
    """A reason as it stands in a list: one line, and no more than fits there, cut between two words."""
    return shortened(" ".join(reason.split()), REASON_SHOWN)
