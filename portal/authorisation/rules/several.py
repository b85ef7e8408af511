"""Several posts decided at once, in the same words: which were chosen, and which are better decided by themselves.

Pure. Whoever decides on several has not had each before them as a page: what needs more than a yes or no in the same
words is left out and named.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from portal.authorisation.rules.edits import edit_waits
from portal.authorisation.rules.standing import wants_summary
from portal.authorisation.rules.words import Verdict
from portal.foundation.errors import Refused
from portal.submissions.kinds import Needed
from portal.submissions.rules import missing, troubling

AT_MOST = 100
LONGEST_CHOICE = 40
BY_ITSELF = "by-itself"
DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of several: the step that is to be decided, and the version of the text that was seen."""

    reference: str
    seen: int

    @property
    def typed(self) -> str:
        """It as a box of a page carries it."""
        return f"{self.reference}:{self.seen}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several. ``code`` is ``decided``, or that of the refusal that ``words`` say.

    ``holder`` has the post now, until ``until``; both are empty where it waits for nobody.
    """

    reference: str
    code: str
    words: str = ""
    holder: str = ""
    until: str = ""

    @property
    def content(self) -> dict[str, str]:
        """It as it is kept."""
        return asdict(self)


def read_chosen(typed: Iterable[str]) -> list[Chosen]:
    """The boxes that were ticked, each once. Raises ``Refused`` where there are none, or too many at once."""
    found: dict[str, Chosen] = {}
    for one in typed:
        reference, _, seen = one[:LONGEST_CHOICE].partition(":")
        if reference and seen.isdecimal() and seen.isascii():
            found.setdefault(reference, Chosen(reference, int(seen)))
    if not found:
        raise Refused("Choose the posts first: tick the box before each.", code="missing")
    if len(found) > AT_MOST:
        raise Refused(f"Choose at most {AT_MOST} posts at once.", code="not-valid")
    return list(found.values())


def why_by_itself(step: Any, verdict: Verdict, *, last: bool, seats: int, asked: bool) -> str:
    """Why a step is better decided by itself; nothing where the same words will do.

    ``last`` says whether an approval publishes the post, ``seats`` how many decide at the step, ``asked`` whether a
    question to its author is open.
    """
    if step.reads_first:
        return "It is read first, word by word, before anybody decides on it."
    if edit_waits(step):
        return "Its author has a change to the text before them."
    if asked:
        return "Its author was asked something, and has not answered yet."
    if verdict is Verdict.RETURN and step.submission.on_trust:
        return "It is in the library already: say there whether it stays while its author changes it."
    if verdict is not Verdict.RETURN and step.criteria:
        return "This step has a score sheet."
    if verdict is Verdict.DECLINE:
        ends = seats > 1 and step.veto
        return "Others decide here too, and your no would end it for all of them." if ends else ""
    return _why_not_approved(step, last=last) if verdict is Verdict.APPROVE else ""


def _why_not_approved(step: Any, *, last: bool) -> str:
    post = step.submission
    if step.checklist:
        return "This step has a checklist."
    if post.updates_id is not None:
        return "It would change what is in the library."
    if troubling(post.share_check):
        return "Its author answered Yes to a question on sharing."
    if wants_summary(post.summary, last=last):
        return "Yours is the last approval, and it has no summary yet."
    if last and next(missing(post, Needed.TO_PUBLISH), None) is not None:
        return "Yours is the last approval, and it cannot be published yet."
    return ""


def check_together(step: Any, verdict: Verdict, *, last: bool, seats: int, asked: bool) -> None:
    """Raise ``Refused`` for a step that is decided by itself only."""
    why = why_by_itself(step, verdict, last=last, seats=seats, asked=asked)
    if why:
        raise Refused(why, code=BY_ITSELF)
