"""What came in confidence on its way: the envelope with its post, and an author's answer to a guardian."""

from collections.abc import Mapping
from typing import Any

from portal.anonymous.models import Enclosed, Item, desk
from portal.guardians import actions as guardians
from portal.guardians.queries import takes_confidential
from portal.submissions.models import Submission

__all__ = ["forget", "keep", "pass_answer", "takes_confidential"]


def keep(post: Submission, what: Mapping[str, Any]) -> None:
    """Keep the envelope that waited with a post, beside it and out of sight."""
    if what.get("envelope"):
        guardians.keep(post, what["envelope"])


def pass_answer(post: Submission, what: Mapping[str, Any]) -> bool:
    """Pass on what the author answered. Says whether it came in time."""
    return guardians.answer_from_desk(post, what["opening"], what["part"])


def forget(item: Item) -> None:
    """The name was destroyed: what its author could have let go of opens nothing, and goes too."""
    enclosed = desk.get(Enclosed, item.key)
    if enclosed is not None:
        enclosed.under_seal = ""
