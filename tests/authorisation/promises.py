"""What holds of every post at every moment, whatever happened: looked at after each step of a walk."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from sqlalchemy import select

from portal.authorisation import queries, rules
from portal.authorisation.actions.sending import chosen
from portal.authorisation.models import Step
from portal.authorisation.rules import LAST_RESORT, StepState
from portal.authorisation.rules.permits import waits_for_another_unit
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.models import Absence, Delegation, Person
from portal.submissions.models import Submission, Version
from portal.submissions.rules import (
    Sharing,
    Status,
    barred_from_deciding,
    is_decided_on,
    is_in_library,
)


def check_promises(posts: Sequence[Submission], heard: set[int]) -> None:
    """Each open item has one holder who may decide it, a due time and a living fallback; no guard was broken.

    ``heard`` are the verdicts that were looked at before. One that is new was given just now, and who must not decide
    is asked as of now.
    """
    for post in posts:
        _check_who_decided(post, heard)
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


def barred_now(post: Any) -> set[int]:
    """Who must not decide on a post today, counted apart from the engine, from the tables.

    Whoever wrote it, with others or once, and who brought it in; who decides in the place of one of these today; and
    who asked not to.
    """
    people = {post.author_id, post.imported_by_id, post.claimed_by_id}
    people |= {one.id for one in (*post.co_authors, *post.former_authors)}
    today = clock.today()
    away = select(Absence.deputy_id).where(
        Absence.person_id.in_(people - {None}), Absence.deputy_id.is_not(None)
    )
    gave = select(Delegation.to_id).where(Delegation.person_id.in_(people - {None}))
    for model, asked in ((Absence, away), (Delegation, gave)):
        people |= set(session.scalars(asked.where(model.first_day <= today, model.last_day >= today)))
    return (people | {one.person_id for one in post.conflicts}) - {None}


def _check_who_decided(post: Any, heard: set[int]) -> None:
    given = {verdict.id: verdict for step in queries.present_steps(post) for verdict in step.verdicts}
    barred = barred_now(post)
    for key in given.keys() - heard:
        assert given[key].by_id not in barred, "nobody decides on their own work, nor in an author's place"
    heard.update(given)
    if post.status == Status.PUBLISHED and not post.on_trust and not post.anonymous:
        said = [step.verdicts[-1] for step in queries.present_steps(post) if step.state == StepState.APPROVED]
        assert {one.by_id for one in said} - barred_from_deciding(post), (
            "somebody's yes stands who did not write it"
        )


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
        assert rules.may_decide(step.holder, step) or _is_their_turn_later(step, opened)
        assert step.holder_id not in barred_from_deciding(post)
        assert step.due_on is not None
    assert len({step.position for step in opened}) <= 1
    held = [(step.stage, step.holder_id) for step in opened]
    assert len(set(held)) == len(held), "nobody has two voices at one stage"


def _is_their_turn_later(step: Step, opened: Sequence[Step]) -> bool:
    """Of an anonymous post, whether somebody of another unit who has it beside them decides first, and may now."""
    beside = any(rules.may_decide(other.holder, other) for other in opened)
    return beside and waits_for_another_unit(step.holder, step)


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
