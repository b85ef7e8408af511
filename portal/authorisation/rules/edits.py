"""Approved with a change to the text, if its author accepts it: what may be changed, and who answers. Pure."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from portal.authorisation.rules.words import StepState
from portal.foundation.errors import Refused
from portal.people.rules import SomePerson
from portal.submissions.kinds import (
    BODY_LENGTH,
    KINDS,
    SUMMARY_LENGTH,
    TITLE_LENGTH,
    Field,
    FieldType,
    Needed,
)
from portal.submissions.rules import authors_have_left, checked_details, missing, sends


class EditState(StrEnum):
    """What has become of a change that a decider would make."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"  # its author did not answer in time
    MADE = "made"  # made without its author, who did not answer in time: with a reason that all read
    OVERTAKEN = "overtaken"  # it was decided otherwise meanwhile, or the text has changed


PARTS: Mapping[str, tuple[str, int]] = {
    "title": ("title", TITLE_LENGTH),
    "summary": ("summary", SUMMARY_LENGTH),
    "body": ("text", BODY_LENGTH),
}


def may_be_edited(post: Any) -> bool:
    """Whether somebody is there who can accept a change: an author who works here, or the holder of a receipt."""
    return post.anonymous or (post.author is not None and not authors_have_left(post))


def edit_waits(step: Any) -> bool:
    """Whether a change to the text waits for its author at a step."""
    return step.state == StepState.OPEN and step.edit.get("state") == EditState.PROPOSED


def may_answer_edit(person: SomePerson, step: Any) -> bool:
    """Whether the person accepts or declines a change: whoever may send the post."""
    return edit_waits(step) and sends(person, step.submission)


def may_see_edit(person: SomePerson, step: Any) -> bool:
    """Whoever may send the post reads what was proposed, also once it is answered or has lapsed."""
    return bool(step.edit) and sends(person, step.submission)


def open_to_edits(kind: str) -> tuple[Field, ...]:
    """The questions of a kind whose answers may be changed: all but quotations, whose words are somebody's own."""
    return tuple(asked for asked in KINDS[kind].fields if asked.type is not FieldType.QUOTATIONS)


def with_edit(text: Mapping[str, Any], edit: Mapping[str, Any]) -> dict[str, Any]:
    """A text as a change would make it: what the change does not speak of stays."""
    changed = {name: edit["text"][name] for name in PARTS}
    return {**text, **changed, "details": {**text["details"], **edit["text"].get("details", {})}}


def both_texts(text: Mapping[str, Any], edit: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The words of a text as they are, and as a change would make them."""
    now = {**{name: text.get(name, "") for name in PARTS}, "details": text.get("details") or {}}
    return now, with_edit(now, edit)


def mark_of(edit: Mapping[str, Any]) -> str:
    """By what a change is known: who accepts it says which they have read. One that says something else has another."""
    said = json.dumps([edit["version"], edit["text"], edit["reason"]], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def check_edit(post: Any, text: Mapping[str, Any], *, last: bool) -> dict[str, Any]:
    """A change to a text, with those answers that it changes. ``last`` says whether its approval publishes the post.

    Raises ``Refused`` where it changes nothing, leaves out what is needed, or nobody is there who could accept it.
    """
    if not may_be_edited(post):
        raise Refused("Nobody can accept a change to this post. Ask for changes instead.", code="wrong-state")
    for name, (called, longest) in PARTS.items():
        if name != "summary" and not text[name].strip():
            raise Refused(f"The {called} cannot be empty.", field=name, code="missing")
        if len(text[name]) > longest:
            raise Refused(f"Use at most {longest} characters.", field=name, code="not-valid")
    names = {asked.name for asked in open_to_edits(post.kind)}
    given = {name: value for name, value in text.get("details", {}).items() if name in names}
    details = {
        name: value
        for name, value in checked_details(post.kind, given).items()
        if value != (post.details.get(name) or type(value)())
    }
    if not details and all(text[name] == getattr(post, name) for name in PARTS):
        raise Refused(
            "You have changed nothing. Approve it as it is, or change the text.", field="body", code="missing"
        )
    parts = {name: text[name] for name in PARTS}
    edited = SimpleNamespace(kind=post.kind, details={**post.details, **details}, **parts)
    lacked = {} if last else dict(missing(post, Needed.TO_SEND))
    for name, sentence in missing(edited, Needed.TO_PUBLISH if last else Needed.TO_SEND):
        if name not in lacked:
            raise Refused(sentence, field=name, code="missing")
    return {**parts, "details": details}
