"""What somebody in the hostile world asked and said, and who may do what with it."""

from collections.abc import Iterator
from typing import Any

from tests.hostile.known import ANSWER_FOR_LIBRARY, AUTHORS, LEADS, READ

Row = tuple[str, dict[str, Any], set[str], set[str], set[str]]

ASKER, WRITER, HIDER = "neighbour", "neighbour", "importer"
ANSWER_WANTS = LEADS | {"other_lead", "topic_lead", "curator"}
MODERATE = LEADS | {"curator"}
HEAR = (ANSWER_FOR_LIBRARY | MODERATE) - {HIDER}
LOOK_AT_WHAT_WAS_SAID = ANSWER_FOR_LIBRARY | ANSWER_WANTS
KEEPS = ("conversation.enough", "conversation.arrange", "conversation.done")
ON_WHAT_WAS_ASKED = {
    "conversation.asked", "conversation.answer", "conversation.same", "conversation.helped", *KEEPS,
}  # fmt: skip
ON_WHAT_WAS_SAID = {
    "conversation.remark", "conversation.report", "conversation.hide", "conversation.let_stand",
    "conversation.appeal", "conversation.hear",
}  # fmt: skip
ON_A_TALK = ON_WHAT_WAS_ASKED | ON_WHAT_WAS_SAID


def on_a_talk(endpoint: str, question: str, want: str, remarks: dict[str, str]) -> Iterator[Row]:
    """The things that these pages can be asked about: name, parts of the address, who knows, who may."""
    readers = READ["for_policing"]
    if endpoint in ON_WHAT_WAS_ASKED:
        of_post = {
            "conversation.asked": readers,
            "conversation.answer": readers - AUTHORS - MODERATE - {ASKER},
            "conversation.same": readers - {ASKER},
            "conversation.helped": LEADS | {ASKER},
        }
        yield "a question", {"reference": question}, readers, of_post.get(endpoint, {ASKER}), set()
        reads = ANSWER_WANTS | {ASKER}
        of_want = {
            "conversation.asked": reads,
            "conversation.answer": ANSWER_WANTS,
            "conversation.same": ANSWER_WANTS,
        }
        yield "of the neighbour", {"reference": want}, reads, of_want.get(endpoint, {ASKER}), set()
        return
    moderate = {"conversation.hide", "conversation.let_stand"}
    shown = MODERATE if endpoint in moderate else set()
    shown = {"conversation.remark": readers, "conversation.report": readers - {WRITER}}.get(endpoint, shown)
    yield "shown", {"reference": remarks["shown"]}, readers, shown, set()
    knows = MODERATE | {WRITER}
    hidden = {"conversation.remark": knows, "conversation.appeal": {WRITER}}.get(endpoint, set())
    yield "hidden", {"reference": remarks["hidden"]}, knows, hidden, set()
    knows = MODERATE | HEAR | {WRITER}
    appealed = {"conversation.remark": knows, "conversation.hear": HEAR}.get(endpoint, set())
    yield "appealed", {"reference": remarks["appealed"]}, knows, appealed, set()
