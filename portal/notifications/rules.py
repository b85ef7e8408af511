"""Who is told of what, in which words. Pure.

Words name the post and never its author: an anonymous post is not even named by its title, because a
mail travels further than a page (anonymity.md, channel 14).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

PREVIEW_LENGTH = 80


class Audience(StrEnum):
    """Who somebody is to the post that something happened to."""

    AUTHORS = "authors"
    HOLDER = "holder"
    ASKER = "asker"
    ANSWERERS = "answerers"
    LATE = "late"
    KEEPERS = "keepers"


@dataclass(frozen=True, slots=True)
class Telling:
    """One sentence for one audience. ``words`` may use the names of ``wording``; ``page`` is where it leads."""

    audience: Audience
    words: str
    page: str
    mailed: bool = True


TELLINGS: Mapping[str, tuple[Telling, ...]] = {
    "submission.sent": (Telling(Audience.HOLDER, "{A_kind} waits for your decision: {title}", "step"),),
    "submission.sent_again": (
        Telling(Audience.HOLDER, "{A_kind} is back with you, changed: {title}", "step"),
    ),
    "submission.approved": (
        Telling(Audience.AUTHORS, "{step} said yes to {title}", "post"),
        Telling(Audience.HOLDER, "{A_kind} waits for your decision: {title}", "step"),
    ),
    "submission.returned": (Telling(Audience.AUTHORS, "{step} asks for a change to {title}", "post"),),
    "submission.declined": (
        Telling(Audience.AUTHORS, "{title} is not taken forward. The reason is there", "post"),
    ),
    "submission.published": (Telling(Audience.AUTHORS, "{title} is in the library", "item"),),
    "step.handed_on": (
        Telling(Audience.HOLDER, "{A_kind} was passed to you for a decision: {title}", "step"),
    ),
    "step.covered": (
        Telling(Audience.AUTHORS, "Whoever has {title} is away. You can read who decides now", "post"),
        Telling(Audience.HOLDER, "{A_kind} was passed to you, because a colleague is away: {title}", "step"),
    ),
    "step.escalated": (
        Telling(Audience.AUTHORS, "{title} was not decided in time and went on to somebody else", "post"),
        Telling(
            Audience.HOLDER, "{A_kind} was passed to you, because it was not decided in time: {title}", "step"
        ),
        Telling(
            Audience.LATE, "{A_kind} was not decided in time and went on to somebody else: {title}", "queue"
        ),
    ),
    "step.reminded": (Telling(Audience.HOLDER, "{A_kind} {said}: {title}", "step"),),
    "step.overdue": (Telling(Audience.KEEPERS, "{A_kind} {said}: {title}", "hand-on"),),
    "question.asked": (
        Telling(Audience.AUTHORS, "Somebody asks about {title}", "item"),
        Telling(Audience.ANSWERERS, "Somebody asks about {title}", "item", mailed=False),
    ),
    "question.answered": (Telling(Audience.ASKER, "Your question about {title} was answered", "item"),),
    "post.used": (
        Telling(Audience.AUTHORS, "{organisation} told you what use {title} was", "post", mailed=False),
    ),
    "outcome.kept": (Telling(Audience.AUTHORS, "There is news of what became of {title}", "post"),),
}


def wording(
    telling: Telling, *, title: str, kind_with_article: str, anonymous: bool, facts: Mapping[str, Any]
) -> str:
    """The sentence, filled in."""
    named = title if len(title) <= PREVIEW_LENGTH else title[:PREVIEW_LENGTH].rsplit(" ", 1)[0] + "…"
    values = {
        "A_kind": kind_with_article[:1].upper() + kind_with_article[1:],
        "title": "a post made without a name" if anonymous else f"“{named}”",
        "step": facts.get("step") or "A decider",
        "said": facts.get("said") or "waits",
        "organisation": facts.get("organisation") or "Somebody",
    }
    words = telling.words.format(**values)
    return words[:1].upper() + words[1:]


def words_quoted(telling: Telling, facts: Mapping[str, Any]) -> str:
    """What somebody wrote to the author, to be read in the mail itself: a reason, so that it is told at once (111)."""
    if telling.audience is Audience.AUTHORS:
        return str(facts.get("reason") or facts.get("note") or "")
    return ""
