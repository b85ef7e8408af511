"""What may be followed, and how it is said. Pure.

Whoever follows something said so themselves. It is kept for them alone: nobody else reads it, nothing counts it, and
nothing of a post tells who hears of it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from portal.foundation.errors import Refused
from portal.foundation.text import shortened
from portal.people.rules import SomePerson

FOLLOWS_AT_MOST = 100
SEARCH_LENGTH = 500
TITLE_LENGTH = 120
ADVICE_LENGTH = 240

# How a sentence names what a search is narrowed to, in this order; all other filters come after these.
_NARROWED: Mapping[str, str] = {"topic": "about", "organisation": "from"}


def may_follow(_person: SomePerson) -> bool:
    """Everybody may follow what they can search for: what they hear of is what they may read."""
    return True


def may_stop(person: SomePerson, follow: Any) -> bool:
    """What somebody follows is theirs alone."""
    return bool(follow.person_id == person.id)


def check_follow(search: str, following: Collection[str]) -> None:
    """Raise ``Refused`` for one more than anybody can follow, and for a search that is too long to keep."""
    if len(search) > SEARCH_LENGTH:
        raise Refused("This search is too long to follow. Use fewer words, or take some filters away.")
    if search not in following and len(following) >= FOLLOWS_AT_MOST:
        raise Refused(
            f"You follow {FOLLOWS_AT_MOST} things already. Stop following one that you no longer need first."
        )


def phrase(q: str, narrowed: Mapping[str, Sequence[str]]) -> str:
    """What a search is for, as a sentence says it: “about Handover”. ``narrowed`` holds the words of each filter."""
    parts = [f"for “{q}”"] if q else []
    parts += [
        f"{before} {' or '.join(narrowed[facet])}"
        for facet, before in _NARROWED.items()
        if narrowed.get(facet)
    ]
    others = [word for facet, words in narrowed.items() if facet not in _NARROWED for word in words]
    said = " ".join(parts)
    if others:
        return ", ".join(filter(None, (said, f"narrowed to {', '.join(others)}")))
    return said or "in the library"


def is_warning(kind: str, *, by_topic: bool, elsewhere: bool) -> bool:
    """Whether something new is what others did wrong and put right, for somebody who could still be spared it (124)."""
    return kind == "impact-case" and by_topic and elsewhere


def news(said: str, title: str, *, warning: bool) -> str:
    """What a follower is told. ``said`` is what they follow, as ``phrase`` says it; empty where it stands above."""
    begins, then = ("Avoid what went wrong elsewhere", ", ") if warning else ("New", " ")
    short = f"“{shortened(title, TITLE_LENGTH)}”"
    if said:
        return f"{begins}{then}{said}: {short}"
    return f"{begins}: {short}" if warning else short


def what_to_do(advice: str) -> str:
    """What those to whom it happened say that others should do, short enough for a mail; nothing if they do not."""
    words = " ".join(advice.split())
    return f"What others should do: {shortened(words, ADVICE_LENGTH)}" if words else ""
