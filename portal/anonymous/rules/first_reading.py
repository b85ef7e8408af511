"""What an author is told while their post is read first, by somebody who looks for what gives them away. Pure."""

from collections.abc import Mapping
from typing import Any

from portal.anonymous.rules.letters import SAID, STANDING

# A letter that tells of the first reading says so under this name.
READS = "reads_first"

_SAID: Mapping[str, str] = {
    "submission.sent": "It was passed on. Before anybody decides, somebody trained reads it for what gives you away.",
    "submission.sent_again": "Your changed text is read first again, for what gives you away.",
    "submission.read_first": "It was read first, and passed on to those who decide. It waits for its {waits_at}.",
    "step.handed_on": "Somebody else reads it first now.",
    "edit.proposed": "Whoever reads it first proposes a text that gives less away.",
    "edit.accepted": "You accepted the text that gives less away. What you had written before is shown to nobody else.",
    "edit.declined": "You declined the text that was proposed.",
    "edit.lapsed": "The text that was proposed was not answered in time.",
    "edit.made": "It was passed on in the text that was proposed. It says on it that you had not answered, and why:",
}
_STANDING: Mapping[str, tuple[str, str]] = {
    "submission.sent": ("It is being read first, before anybody decides.", ""),
    "submission.sent_again": ("Your changed text is being read first.", ""),
    "submission.read_first": ("It has been read first, and is with those who decide.", ""),
    "step.handed_on": ("It is being read first, before anybody decides.", ""),
    "edit.proposed": ("You are asked to accept a text that gives less away.", "attention"),
    "edit.accepted": ("It is on its way, in the text that you accepted.", ""),
    "edit.declined": ("It is being read first, before anybody decides.", ""),
    "edit.lapsed": ("It is being read first, before anybody decides.", ""),
    "edit.made": ("It is on its way, in a text that you have not answered.", "attention"),
}


def said(event: str, what: Mapping[str, Any]) -> str:
    """What an author reads of a letter, with places for its facts."""
    return _SAID.get(event, SAID[event]) if what.get(READS) else SAID[event]


def stands(event: str, what: Mapping[str, Any]) -> tuple[str, str]:
    """Where a post stands after a letter, and the tone of it."""
    return _STANDING.get(event, STANDING[event]) if what.get(READS) else STANDING[event]
