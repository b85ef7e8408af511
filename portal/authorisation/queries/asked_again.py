"""The checks that a post has to have though the choice of its route would not ask them any more."""

from itertools import groupby

from sqlalchemy import exists, or_, select

from portal.authorisation.models import Step
from portal.authorisation.queries.retyped import A_YEAR, LOOKED_AT
from portal.authorisation.queries.steps import checked_another_text, present_steps, read_another_text
from portal.authorisation.rules import StagePlan, StepState, is_a_check
from portal.authorisation.rules.asked_again import (
    stage_asked_before,
    stages_of_who_took_it_out,
    with_those_asked_before,
)
from portal.authorisation.rules.retyped import is_nearly, said_in
from portal.authorisation.rules.standing import outcome
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.journal import entries_about
from portal.people.models import Person
from portal.submissions.models import Submission, Version, co_authors
from portal.submissions.queries import text_now
from portal.submissions.rules import Status


def stages_asked(post: Submission, stages: tuple[StagePlan, ...]) -> tuple[StagePlan, ...]:
    """The stages that a post takes on a new way: those of its route, and the checks that it has to have again.

    After a no, or once it was taken out, every check that was asked and has not said yes to these very words; of what
    was taken out all of them, and whoever checks and took it out. Of a new post, those that said no to nearly its text.
    Whoever read these very words of an anonymous post first need not read them again, unless it was taken out.
    """
    if post.status == Status.DRAFT:
        return with_those_asked_before(stages, _refused_elsewhere(post))
    out = post.status == Status.TAKEN_OUT
    if not out and _is_read(post):
        stages = tuple(stage for stage in stages if not stage.reads_first)
    checks = [stage for stage in _stages(present_steps(post)) if is_a_check(stage[0])]
    before = [stage_asked_before(stage) for stage in checks if out or not _said_yes(stage)]
    return with_those_asked_before(stages, [*before, *(_who_took_it_out(post) if out else ())])


def _stages(steps: list[Step]) -> list[list[Step]]:
    return [list(stage) for _number, stage in groupby(steps, key=lambda step: (step.round, step.stage))]


def _is_read(post: Submission) -> bool:
    steps: list[Step] = post.steps  # type: ignore[attr-defined] # the other end of Step.submission
    return any(step.reads_first and _said_yes([step]) for step in steps)


def _said_yes(stage: list[Step]) -> bool:
    if outcome(stage) is not StepState.APPROVED:
        return False
    return not any(checked_another_text(step) or read_another_text(step) for step in stage)


def _who_took_it_out(post: Submission) -> list[StagePlan]:
    by = [entry.by_id for entry in entries_about(post) if entry.event == "submission.taken_out"]
    person = session.get(Person, by[-1]) if by and by[-1] is not None else None
    return stages_of_who_took_it_out(person.roles) if person is not None else []


def _refused_elsewhere(post: Submission) -> list[StagePlan]:
    """The checks that said no within a year to nearly this text, sent by one of its authors or from their unit.

    Posts without a name are left out: what is found here is told to an author.
    """
    if post.author_id is None:
        return []
    authors = {post.author_id, *post.co_author_ids}
    with_others = select(co_authors.c.submission_id).where(co_authors.c.person_id.in_(authors))
    refused = exists().where(
        Step.submission_id == Submission.id,
        Step.state == StepState.DECLINED,
        Step.verifies,
    )
    sent = (
        select(Version.text, Submission)
        .join(Submission, Submission.id == Version.submission_id)
        .where(
            Submission.id != post.id,
            Submission.kind == post.kind,
            Submission.desk_key.is_(None),
            or_(
                Submission.author_id.in_(authors),
                Submission.unit_id == post.unit_id,
                Submission.id.in_(with_others),
            ),
            refused,
            Version.sent_at >= clock.now() - A_YEAR,
        )
        .order_by(Version.sent_at.desc())
        .limit(LOOKED_AT)
    )
    found: dict[int, Submission] = {}
    mine = said_in(text_now(post))
    for text, other in session.execute(sent):
        if other.id not in found and is_nearly(mine, said_in(text)):
            found[other.id] = other
    return [stage_asked_before(stage) for other in found.values() for stage in _last_noes(other)]


def _last_noes(post: Submission) -> list[list[Step]]:
    """The checks whose last word on a post was a no, on whichever of its ways that was said."""
    steps: list[Step] = post.steps  # type: ignore[attr-defined] # the other end of Step.submission
    said = {
        frozenset(step.ask for step in stage): stage
        for stage in _stages(steps)
        if is_a_check(stage[0]) and outcome(stage) in {StepState.APPROVED, StepState.DECLINED}
    }
    return [stage for stage in said.values() if outcome(stage) is StepState.DECLINED]
