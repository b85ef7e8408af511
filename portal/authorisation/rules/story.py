"""What the story of a post tells, to all who may read it: on its page, and to programs. Pure."""

from collections.abc import Mapping, Set

WHO, TO_WHOM, WHY = "who", "to whom", "why"

# The events that are told, and what of each: who did it, to whom it went, and the reason in words. What is said to
# deciders alone is no part of the story. Each has its words in ``templates/timeline``.
STORY: Mapping[str, Set[str]] = {
    "adoption.confirmed": {WHY},
    "co_author.added": {WHO, TO_WHOM},
    "co_author.left": {WHO},
    "co_author.removed": {WHO, TO_WHOM},
    "conflict.declared": {WHO, TO_WHOM},
    "edit.accepted": {WHO},
    "edit.declined": {WHO, WHY},
    "edit.lapsed": {TO_WHOM},
    "edit.made": {WHY},
    "edit.proposed": {WHO, WHY},
    "item.brought_back": {WHO},
    "item.confirmed": {WHO},
    "item.deputy_named": {WHO, TO_WHOM},
    "item.handed_over": {WHO, TO_WHOM},
    "item.retired": {WHO, WHY},
    "opinion.asked": {WHO, TO_WHOM},
    "opinion.given": {WHO},
    "outcome.kept": set(),
    "outside.asked": {WHO},
    "outside.closed": set(),
    "owner.named": {WHO},
    "post.used": {WHY},
    "progress.confirmed": {WHO},
    "progress.noted": {WHO},
    "question.answered": {WHO},
    "question.asked": {WHO},
    "sponsor.named": {WHO},
    "step.added": {WHO, TO_WHOM, WHY},
    "step.answered": {WHO, WHY},
    "step.clock_stopped": set(),
    "step.clock_went_on": set(),
    "step.covered": set(),
    "step.escalated": set(),
    "step.handed_on": {WHO, TO_WHOM, WHY},
    "step.lapsed": set(),
    "step.opened": {TO_WHOM},
    "step.skipped": {WHO, WHY},
    "step.spared": {TO_WHOM},
    "submission.acknowledged": {WHO, WHY},
    "submission.approved": {WHO, TO_WHOM, WHY},
    "submission.begun": {WHO},
    "submission.claimed": set(),
    "submission.declined": {WHO, WHY},
    "submission.left_library": set(),
    "submission.listed": {WHO},
    "submission.joined": {WHO},
    "submission.left": set(),
    "submission.merged": {WHO, WHY},
    "submission.parted": {WHO, WHY},
    "submission.passed_on": {TO_WHOM},
    "submission.published": set(),
    "submission.read_first": {WHO, TO_WHOM},
    "submission.returned": {WHO, WHY},
    "submission.sent": {WHO, TO_WHOM},
    "submission.sent_again": {WHO, TO_WHOM},
    "submission.taken_further": {WHO, TO_WHOM, WHY},
    "submission.taken_on": {WHO},
    "submission.taken_out": {WHO, WHY},
    "submission.taken_up": set(),
    "submission.unlisted": {WHO},
    "submission.updated": set(),
    "submission.withdrawn": {WHO},
}
# Whom an author asked to write with them is told to authors alone.
AMONG_AUTHORS = frozenset({"co_author.added", "co_author.left", "co_author.removed"})


def tells(event: str, part: str) -> bool:
    """Whether the story says this much of an event."""
    return part in STORY.get(event, ())
