"""What the author reads of a decision. The preview and the author's own page are made from the same words."""

from dataclasses import dataclass
from typing import Any

from portal.authorisation.rules.words import REASON_CODES, ReasonCode, Verdict
from portal.submissions.rules import Sharing

# For whom a post is meant, as whoever decides reads it.
MEANT_FOR: dict[Sharing, str] = {
    Sharing.UNIT: "its author's unit",
    Sharing.FORCE: "its author's organisation",
    Sharing.REGION: "its author's region",
    Sharing.POLICING: "all of policing and its partners here",
    Sharing.PUBLIC: "everybody, the public too",
}


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


def readers_in_words(post: Any) -> str:
    """Who reads a post once it is approved, as a sentence; where that is fewer than were asked for, it says why.

    A post for a unit or a region that it does not have stays in its organisation (requirement 16).
    """
    home = post.organisation
    match post.sharing:
        case Sharing.PUBLIC:
            return "Everybody can read it, the public too."
        case Sharing.POLICING:
            return "All of policing and its partners here can read it."
        case Sharing.REGION if home.region:
            return f"The forces of {home.region} can read it."
        case Sharing.REGION:
            return (
                f"It was meant for a region, and {home.name} belongs to none: only {home.name} can read it."
            )
        case Sharing.UNIT if post.unit is not None:
            return f"Only {post.unit.name}, and the units below it, can read it."
        case Sharing.UNIT:
            return f"It was meant for a unit, and names none: only {home.name} can read it."
        case _:
            return f"Only {home.name} can read it."
