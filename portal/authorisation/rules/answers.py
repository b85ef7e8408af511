"""What the author reads of a decision. The preview, the author's own page and the mail are made from the same words."""

from dataclasses import dataclass

from portal.authorisation.rules.reach import YOUR_READERS
from portal.authorisation.rules.trust import DAYS_TO_CHANGE, OUT, STAYS
from portal.authorisation.rules.words import REASON_CODES, ReasonCode, Verdict
from portal.submissions.rules import Sharing


@dataclass(frozen=True, slots=True)
class Said:
    """A decision in the words its author reads: what, why in short and in words, and what can be done next.

    ``heading`` stands above the reason.
    """

    what: str
    heading: str
    short: str
    reason: str
    next: str


def summed_up_in_words(summed_up: bool) -> str:
    """The line that stands below a summary that is not of the author of a post; nothing below every other."""
    return "Summed up by whoever approved it: its author had left that to them." if summed_up else ""


# Where what was published on trust is while its author changes it.
_MEANWHILE = {
    STAYS: f" It stays in the library as you sent it, for {DAYS_TO_CHANGE} working days at most.",
    OUT: " Until somebody has approved it, it is not in the library.",
}


def said_to_author(
    verdict: Verdict,
    by: str,
    *,
    reason: str = "",
    code: str = "",
    goes_to: str = "",
    last: bool = False,
    update: bool = False,
    narrowed_to: str = "",
    trust: str = "",
    summed_up: str = "",
) -> Said:
    """What the author reads. ``by`` and ``goes_to`` are the names of who decided and of who has it next.

    ``update``: it would change a post in the library. ``narrowed_to``: for whom it was approved, where that is
    fewer people than its author asked for. ``trust``: it was published on trust, and stays in the library or is out.
    ``summed_up``: the summary that they wrote, since its author had left it to them.
    """
    reason = reason.strip()
    if verdict is Verdict.RETURN:
        return Said(
            f"{by} asks for a change.",
            "What should change",
            "",
            reason,
            f"Change it and send it again. It comes straight back to {by}.{_MEANWHILE.get(trust, '')}",
        )
    if verdict is Verdict.DECLINE:
        short = REASON_CODES[ReasonCode(code)] if code in set(ReasonCode) else ""
        rest = (
            "What is in the library stays as it was."
            if update
            else "Or leave it in the library as declined, so that others find it."
        )
        if trust:
            rest = "It is read before it is in the library then."
        what = "Not taken forward, and taken out of the library." if trust else "Not taken forward."
        return Said(what, "Why", short, reason, f"Change it and send it again. {rest}")
    parts = [f"{by} approved it."]
    if narrowed_to:
        parts.append(f"{by} lets fewer people read it than you asked: {YOUR_READERS[Sharing(narrowed_to)]}.")
    if summed_up:
        parts.append(
            f"{by} summed it up, as you had left that to them: “{summed_up}” Readers see that it is not yours."
        )
    if trust:
        parts.append("It stays in the library." if last else "It stays in the library meanwhile.")
    if last and not trust:
        parts.append("It is up to date in the library now." if update else "It is in the library now.")
    elif not last:
        parts.append(f"It goes on to {goes_to}." if goes_to else "It goes on to the next step.")
    return Said(" ".join(parts), "In their words", "", reason, "")
