"""An anonymous post is read by somebody trained before anybody decides on it, so that no word gives its author away.

Pure. Until they have passed it on nobody else reads it, and they decide nothing: neither here nor at a later step.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from portal.authorisation.rules.edits import EditState
from portal.authorisation.rules.permits import may_decide
from portal.authorisation.rules.plan import listed
from portal.authorisation.rules.reasons import check_why
from portal.authorisation.rules.words import StepState, Verdict
from portal.foundation.errors import Refused
from portal.people.rules import SomePerson
from portal.submissions.kinds import KINDS

DAYS_TO_ANSWER = 5  # so many working days an author has to accept a text that gives less away
BECAUSE_LENGTH = 300


def is_unread(steps: Iterable[Any]) -> bool:
    """Whether a post on these steps still waits for whoever reads it first."""
    return any(step.reads_first and step.state != StepState.APPROVED for step in steps)


def check_passed_on(verdict: Verdict) -> None:
    """Raise ``Refused`` where whoever reads a post first would judge it."""
    if verdict is not Verdict.APPROVE:
        raise Refused(
            "Whether it is a good idea is for those who decide. Pass it on, or propose another text.",
            field="verdict",
            code="wrong-state",
        )


def unread_in_words(counted: Mapping[str, int]) -> str:
    """What an innovation lead may know of what is read first, by kind: how many there are, and nothing else."""
    said = [
        f"an anonymous {KINDS[kind].name.lower()}"
        if count == 1
        else f"{count} anonymous {KINDS[kind].plural.lower()}"
        for kind, count in counted.items()
    ]
    if not said:
        return ""
    verb, it = ("is", "it") if sum(counted.values()) == 1 else ("are", "them")
    words = f"{listed(said)} {verb} being read first. Nobody who decides sees {it} before that is done."
    return f"{words[:1].upper()}{words[1:]}"


def may_edit_without_author(person: SomePerson, step: Any) -> bool:
    """Whether the person may pass a post on as they proposed it, because its author did not answer in time.

    Never where the author declined, that or another: the text is theirs.
    """
    return bool(
        step.reads_first
        and may_decide(person, step)
        and step.edit.get("state") == EditState.LAPSED
        and not step.edit.get("refused")
        and step.edit.get("version") == step.submission.version
    )


def check_because(why: str) -> None:
    """Raise ``Refused`` where it is not said why a text is changed without its author, so that all can read it."""
    check_why(why, "Say in a sentence why. Whoever reads the post reads it.", field="because")
    if len(why.strip()) > BECAUSE_LENGTH:
        raise Refused(f"Use at most {BECAUSE_LENGTH} characters.", field="because", code="not-valid")


def because_in_words(why: str) -> str:
    """The line that stands on a post whose text was changed without its author; nothing on every other."""
    said = why.strip().rstrip(".")
    return f"Edited without the author, because {said[:1].lower()}{said[1:]}." if said else ""
