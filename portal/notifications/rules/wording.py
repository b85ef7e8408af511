"""What a notice says: its words with the post and whoever did it filled in. Pure.

Words name the post and never its author: an anonymous post is not even named by its title, because a
mail travels further than a page (anonymity.md, channel 14).
"""

from collections.abc import Mapping
from typing import Any

from portal.authorisation.rules import Verdict
from portal.notifications.rules.audiences import Audience, Telling

PREVIEW_LENGTH = 80

# What has become of a post once the last decider approved it, and of one that an update was for.
IN_LIBRARY: Mapping[bool, str] = {
    False: "It is in the library now",
    True: "It is up to date in the library now",
}
# What waits for whoever reviews what was published first, and what becomes of that once the last of them approves.
ON_TRUST = "is in the library on trust, and waits for your review"
STAYS = "It stays in the library"
# Decisions whose mail says to the author what the decider was shown before deciding.
DECISIONS: Mapping[str, Verdict] = {
    "submission.approved": Verdict.APPROVE,
    "submission.returned": Verdict.RETURN,
    "submission.declined": Verdict.DECLINE,
}


def wording(
    telling: Telling,
    *,
    title: str,
    kind_with_article: str,
    anonymous: bool,
    facts: Mapping[str, Any],
    by: str = "",
    goes_to: str = "",
    update: bool = False,
) -> str:
    """The sentence, filled in. ``goes_to`` says who has an approved post next, and ``update`` that one was changed.

    ``by`` is the name of whoever did it: of those who decide and ask, all may know it.
    """
    step = str(facts.get("step") or "")
    values = {
        "A_kind": kind_with_article[:1].upper() + kind_with_article[1:],
        "title": named(title, anonymous=anonymous),
        "by": by or "Somebody",
        "decider": f"{by} ({step.lower()})" if by and step else by or "Whoever decides",
        "said": facts.get("said") or "waits",
        "waits": ON_TRUST if facts.get("trust") else "waits for your decision",
        "then": f"It goes on to {goes_to}"
        if goes_to
        else STAYS
        if facts.get("trust")
        else IN_LIBRARY[update],
        "fewer": ", for fewer readers than was asked" if facts.get("narrowed_to") else "",
        "owner": facts.get("owner") or "somebody",
        "place": facts.get("place") or "Somebody",
        "how": facts.get("how") or "used it",
        "organisation": facts.get("organisation") or "Somebody",
    }
    return begun(telling.words.format(**values))


def named(title: str, *, anonymous: bool) -> str:
    """A post as a sentence names it."""
    if anonymous:
        return "a post made without a name"
    short = title if len(title) <= PREVIEW_LENGTH else title[:PREVIEW_LENGTH].rsplit(" ", 1)[0] + "…"
    return f"“{short}”"


def begun(words: str) -> str:
    """Words as a sentence begins."""
    return words[:1].upper() + words[1:]


def words_quoted(telling: Telling, facts: Mapping[str, Any]) -> str:
    """What somebody wrote to the author, to be read in the mail itself: a reason, so that it is told at once (111)."""
    if telling.audience is Audience.AUTHORS:
        return str(facts.get("reason") or facts.get("note") or "")
    return ""
