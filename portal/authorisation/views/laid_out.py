"""A post as whoever decides reads it, here or outside: the text, what was asked of it, and what it still lacks."""

from collections.abc import Mapping
from typing import Any

from portal.authorisation import queries
from portal.authorisation.rules import StepState, wants_summary
from portal.submissions import queries as writings
from portal.submissions.kinds import Needed
from portal.submissions.rules import (
    EVIDENCE_NAMES,
    MEANT_FOR,
    SHARE_CHECK,
    Evidence,
    Sharing,
    author_shown_to,
    kept_in_text,
    missing,
    readers_in_words,
)


def asks_summary(step: Any) -> bool:
    """Whether this decision publishes, and nobody has yet said in a line what it is."""
    return wants_summary(step.submission.summary, last=_is_last(step))


def _is_last(step: Any) -> bool:
    return step.state == StepState.OPEN and queries.is_last(step)


def laid_out(step: Any, person: Any) -> Mapping[str, Any]:
    """What the page of a decision shows of its post to one person; the author only where they may know of them."""
    post, last = step.submission, _is_last(step)
    author, text = author_shown_to(person, post), writings.text_shown_to(person, post)
    lacks = missing(post, Needed.TO_PUBLISH) if last else ()
    return {
        "step": step,
        "post": post,
        "text": text,
        "author": author,
        "parts": writings.parts(post.kind, text),
        "guidance": writings.rendered(step.guidance),
        "updating": writings.compared(post.kind, writings.text_now(post.updates), text)
        if post.updates
        else [],
        "checked": [(question, post.share_check.get(name)) for name, question, _advice in SHARE_CHECK],
        "kept": kept_in_text(post),
        "evidence": EVIDENCE_NAMES[Evidence(text["evidence"])],
        "meant_for": MEANT_FOR[Sharing(text["sharing"])],
        "reads": readers_in_words(post, names_unit=not author.hidden),
        "wants_summary": wants_summary(post.summary, last=last),
        "lacks": [words for name, words in lacks if name != "summary"],
    }
