"""What holds of every post at every moment, whatever happened: looked at after each step of a walk."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from sqlalchemy import select

from portal.authorisation import queries, rules
from portal.authorisation.actions.sending import chosen
from portal.authorisation.models import Step
from portal.authorisation.rules import LAST_RESORT, StepState
from portal.foundation import journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.submissions.models import Submission, Version
from portal.submissions.rules import (
    Sharing,
    Status,
    barred_from_deciding,
    is_decided_on,
    is_in_library,
)


def check_promises(posts: Sequence[Submission]) -> None:
    """Each open item has one holder who may decide it, a due time and a living fallback; no guard was broken."""
    for post in posts:
        found = select(Step).where(Step.submission_id == post.id, Step.state == StepState.OPEN)
        opened = session.scalars(found).all()
        _check_holders(post, opened)
        for step in opened:
            _check_fallback(step)
        _check_guards(post)
        stands = rules.standing(queries.present_steps(post)).status
        assert stands == post.status or (stands, post.status) in _APART or post.on_trust
        _check_trust(post)
        _check_read_first(post, opened)


def _check_read_first(post: Any, opened: Sequence[Step]) -> None:
    """While an anonymous post is read first nobody else reads it, nor what its author typed before, ever."""
    steps = queries.present_steps(post)
    assert not any(step.reads_first for step in steps[1:])
    assert post.unread == (steps[0].reads_first and steps[0].state != StepState.APPROVED)
    if not post.unread:
        return
    assert not is_in_library(post)
    assert all(step.reads_first for step in opened)
    everybody = session.scalars(select(Person)).unique().all()
    for one in everybody:
        assert not rules.may_know_of(one, post) or any(rules.may_decide(one, step) for step in opened)
    if any(entry.event == "submission.taken_out" for entry in journal.entries_about(post)):
        return  # what was in the library is read anew, whatever it says
    sent = select(Version.number).where(Version.submission_id == post.id, Version.sent_at.is_not(None))
    assert post.version not in session.scalars(sent).all()


# What its authors took back after it was declined; and what was taken out of the library, with its review over.
_APART = {("declined", "withdrawn"), ("withdrawn", "taken_out"), ("published", "taken_out")}


def _check_trust(post: Submission) -> None:
    """What is in the library without everybody's approval is there on trust, no further than trust goes."""
    steps = queries.present_steps(post)
    if post.on_trust:
        assert post.status in {Status.PUBLISHED, Status.RETURNED}
        assert is_in_library(post)
        assert post.sent_sharing in {Sharing.UNIT, Sharing.FORCE, Sharing.REGION}
        assert rules.standing(steps).status in {Status.WAITING, Status.RETURNED}
        assert queries.passage_of(post).on_trust
        assert not post.anonymous
    elif is_in_library(post):
        assert rules.standing(steps).status == Status.PUBLISHED or post.listed


def _check_holders(post: Submission, opened: Sequence[Step]) -> None:
    waits = is_decided_on(post)
    assert bool(opened) == waits
    assert not waits or post.holder_id in {step.holder_id for step in opened}
    for step in opened:
        assert step.holder.ended_on is None
        assert rules.may_decide(step.holder, step)
        assert step.holder_id not in barred_from_deciding(post)
        assert step.due_on is not None
    assert len({step.position for step in opened}) <= 1
    held = [(step.stage, step.holder_id) for step in opened]
    assert len(set(held)) == len(held), "nobody has two voices at one stage"


def _check_fallback(step: Step) -> None:
    """Were its holder to leave now, somebody living would have it; else none of those who look after all may."""
    roster = queries.LiveRoster()
    try:
        given = chosen(step, roster, not_to=[step.holder_id])
    except Refused:
        home = step.submission.organisation_id
        keepers = [one for role in LAST_RESORT for one in roster.in_role(role, home) if one != step.holder_id]
        assert not rules.fit(keepers, queries.case_at(step), roster, twice=True)
        return
    after = session.get_one(Person, given.holder_id)
    assert after.id != step.holder_id
    assert after.ended_on is None
    assert not rules.is_barred(after, step.submission)


def _check_guards(post: Any) -> None:
    steps = queries.present_steps(post)
    given = [verdict for step in steps for verdict in step.verdicts]
    assert post.author_id not in {verdict.by_id for verdict in given}, "nobody decides on their own work"
    for one, other in combinations(steps, 2):
        if one.stage == other.stage or one.four_eyes or post.anonymous:
            assert one.decider_ids.isdisjoint(other.decider_ids), "nobody decides twice where two must"
    if post.anonymous and post.status == Status.PUBLISHED:
        decided = [verdict for step in steps if not step.reads_first for verdict in step.verdicts]
        assert len({verdict.by.unit_id for verdict in decided}) > 1, "deciders of two units read it"
    for step in steps:
        if step.state in {StepState.APPROVED, StepState.DECLINED, StepState.RETURNED}:
            assert step.verdicts, "nothing is decided without a decision"
        if step.edit.get("state") == "accepted":
            assert step.edit["by_id"] in {str(verdict.by_id) for verdict in step.verdicts}
