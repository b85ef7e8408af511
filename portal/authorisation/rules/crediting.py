"""Who may claim an anonymous post under their name, and when. Pure."""

from typing import Any

from portal.foundation.errors import Refused
from portal.submissions.rules import Status

# Where nobody decides any more: a name that came while they do would be one more thing to decide by.
CLAIMABLE = frozenset({Status.PUBLISHED, Status.MERGED, Status.DECLINED, Status.WITHDRAWN, Status.TAKEN_OUT})

UNKNOWN = "We know no post with this code. Check it group by group: one wrong letter is enough."
HAD_A_PART = (
    "You had a part in deciding on this post, so you cannot claim it here. Nothing of this was kept. Speak to your "
    "innovation lead if you wrote it: they can only hear it from you."
)


def had_a_part(person_id: int, post: Any) -> bool:
    """Whether somebody decided on a post, read it first, passed a reader over, took a step, or wrote in its text.

    Or told those who decide what they think of it.
    """
    if person_id in post.conflict_namer_ids or any(one.by_id == person_id for one in post.versions):
        return True
    return any(
        person_id in step.decider_ids
        or person_id in {step.skipped_by_id, step.taken_by_id}
        or any(one.of_id == person_id and one.answer for one in step.opinions)
        for step in post.steps
    )


def check_claim(person_id: int, post: Any | None) -> None:
    """Raise ``Refused`` where this person cannot claim this post now, each time with what they can do.

    None of these refusals is kept: who holds a code has told nobody but this page.
    """
    if post is None:
        raise Refused(UNKNOWN, field="code", code="unknown")
    if post.claimed_by_id is not None:
        raise Refused("This post has been claimed already.", field="code", code="claimed")
    if had_a_part(person_id, post):
        raise Refused(HAD_A_PART, field="code", code="had-a-part")
    if post.status not in CLAIMABLE:
        raise Refused(
            "It is still on its way. You can claim it once it is in the library, or has come to its end.",
            field="code",
            code="wrong-state",
        )
