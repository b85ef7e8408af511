"""What the author reads of a decision. The preview and the author's own page are made from the same words."""

from dataclasses import dataclass

from portal.authorisation.rules.words import REASON_CODES, ReasonCode, Verdict


@dataclass(frozen=True, slots=True)
class Said:
    """A decision in the words its author reads: what, why in short and in words, and what can be done next."""

    what: str
    short: str
    reason: str
    next: str


def said_to_author(
    verdict: Verdict, by: str, *, reason: str = "", code: str = "", goes_to: str = "", last: bool = False
) -> Said:
    """What the author reads. ``by`` and ``goes_to`` are the names of who decided and of who has it next."""
    reason = reason.strip()
    if verdict is Verdict.RETURN:
        return Said(
            f"{by} asks for changes.",
            "",
            reason,
            f"Change it and send it again. It comes straight back to {by}.",
        )
    if verdict is Verdict.DECLINE:
        short = REASON_CODES[ReasonCode(code)] if code in set(ReasonCode) else ""
        return Said(
            "Not taken forward.",
            short,
            reason,
            "Change it and send it again, or leave it in the library as not taken forward, so that others find it.",
        )
    if last:
        return Said(f"{by} approved it. It is in the library now.", "", reason, "")
    onward = f"It goes on to {goes_to}." if goes_to else "It goes on to the next step."
    return Said(f"{by} approved it. {onward}", "", reason, "")
