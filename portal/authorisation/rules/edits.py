"""Approved with a change to the text, if its author accepts it: what may be changed, and who answers. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from portal.authorisation.rules.words import StepState
from portal.foundation.errors import Refused
from portal.people.rules import SomePerson
from portal.submissions.kinds import BODY_LENGTH, SUMMARY_LENGTH, TITLE_LENGTH
from portal.submissions.rules import authors_have_left, sends


class EditState(StrEnum):
    """What has become of a change that a decider would make."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"  # its author did not answer in time
    OVERTAKEN = "overtaken"  # it was decided otherwise meanwhile, or the text has changed


PARTS: Mapping[str, tuple[str, int]] = {
    "title": ("title", TITLE_LENGTH),
    "summary": ("summary", SUMMARY_LENGTH),
    "body": ("text", BODY_LENGTH),
}


def may_be_edited(post: Any) -> bool:
    """Whether somebody is there who can accept a change: a named author who works here. A receipt cannot, as yet."""
    return post.author is not None and not authors_have_left(post)


def edit_waits(step: Any) -> bool:
    """Whether a change to the text waits for its author at a step."""
    return step.state == StepState.OPEN and step.edit.get("state") == EditState.PROPOSED


def may_answer_edit(person: SomePerson, step: Any) -> bool:
    """Whether the person accepts or declines a change: whoever may send the post."""
    return edit_waits(step) and sends(person, step.submission)


def may_see_edit(person: SomePerson, step: Any) -> bool:
    """Whoever may send the post reads what was proposed, also once it is answered or has lapsed."""
    return bool(step.edit) and sends(person, step.submission)


def check_edit(post: Any, text: Mapping[str, str]) -> None:
    """Raise ``Refused`` where a change changes nothing, leaves nothing, or nobody is there who could accept it."""
    if not may_be_edited(post):
        raise Refused("Nobody can accept a change to this post. Ask for changes instead.", code="wrong-state")
    for name, (called, longest) in PARTS.items():
        if name != "summary" and not text[name].strip():
            raise Refused(f"The {called} cannot be empty.", field=name, code="missing")
        if len(text[name]) > longest:
            raise Refused(f"Use at most {longest} characters.", field=name, code="not-valid")
    if all(text[name] == getattr(post, name) for name in PARTS):
        raise Refused(
            "You have changed nothing. Approve it as it is, or change the text.", field="body", code="missing"
        )
