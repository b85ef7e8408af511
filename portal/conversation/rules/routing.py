"""Who is asked what nobody has answered: those who know, a few of them, and each with the reason. Pure.

What somebody follows is known to nobody else (decision 35): whoever is asked because of it reads so for themselves, and
neither whoever asked nor anybody else sees who was asked, or how many.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

AFTER = timedelta(days=5)
ASKED_AT_MOST = 5  # people for one question


class Because(StrEnum):
    """Why somebody is asked; in the order in which they are."""

    ANSWERS_FOR_IT = "answers for it"
    SEES_IT_THROUGH = "sees it through"
    ADOPTED = "adopted"
    LEADS_TOPIC = "leads topic"
    FOLLOWS = "follows"


WORDS: Mapping[Because, str] = {
    Because.ANSWERS_FOR_IT: "you wrote the post, or answer for it",
    Because.SEES_IT_THROUGH: "you see the post through",
    Because.ADOPTED: "you wrote down that it was taken up where you work",
    Because.LEADS_TOPIC: "you lead the topic {topic}",
    Because.FOLLOWS: "you follow {topic}",
}


def because_in_words(because: Because, topic: str = "") -> str:
    """Why somebody is asked, as the page says it to them alone."""
    return f"You are asked because {WORDS[because].format(topic=topic)}."


def is_due(asked_on: date, today: date, *, answered: bool, routed: bool) -> bool:
    """Whether something that was asked goes to those who know: nobody has answered for some days."""
    return asked_on + AFTER <= today and not answered and not routed


def asked(known: Mapping[Because, Sequence[int]], but: Collection[int]) -> list[int]:
    """Whom of those who know one question goes to, by their keys: who is nearest to it first, and never many.

    ``but`` are those who asked, who were asked before, and who may not read it.
    """
    found: list[int] = []
    for because in Because:
        found += [one for one in dict.fromkeys(known.get(because, ())) if one not in but and one not in found]
    return found[:ASKED_AT_MOST]
