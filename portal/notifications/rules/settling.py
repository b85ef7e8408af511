"""What a notice says once it is over. Pure."""

from portal.authorisation.rules import StepState
from portal.notifications.rules.wording import begun


def words_when_over(state: StepState, title: str, *, by: str, holder: str, taken_out: bool = False) -> str:
    """What a notice says once its step waits for that person no longer: what became of it, and through whom.

    ``title`` is the post as ``named`` names it; ``by`` is whoever decided the step, "You" to themselves;
    ``taken_out`` says that it was an update of a post that was taken out of the library.
    """
    match state:
        case StepState.APPROVED:
            words = f"{by} approved {title}"
        case StepState.RETURNED:
            words = f"{by} asked for a change to {title}"
        case StepState.DECLINED:
            words = f"{by} did not take {title} forward"
        case StepState.OPEN:
            words = f"{holder} has {title} now"
        case StepState.AHEAD:
            words = f"{title} is at an earlier step again"
        case StepState.CLOSED if taken_out:
            words = f"{title} was closed: what it updates was taken out of the library"
        case StepState.CLOSED:
            words = f"{title} was taken back by its author"
        case StepState.SPARED:
            words = f"{title} was decided by the others who were asked"
        case StepState.LAPSED:
            words = f"{title} went on without an answer"
        case StepState.SKIPPED:
            words = f"{title} went on without your answer"
    return begun(words)


def words_when_answered(title: str) -> str:
    """What a notice of a question says once it has been answered."""
    return f"A question about {title} was answered"
