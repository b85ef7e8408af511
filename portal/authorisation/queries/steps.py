"""The steps of a post: which there are, which is open, and what the choice of its holder needs to know."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.authorisation.models import GivenVerdict, Step
from portal.authorisation.rules import Case, StepState, Verdict
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.submissions.models import Submission, Version
from portal.submissions.rules import barred_from_deciding


def step(reference: str) -> Step | None:
    """The step with this reference."""
    asked = select(Step).where(Step.reference == read_reference(reference))
    return session.scalar(asked.options(joinedload(Step.submission, innerjoin=True)))


def present_steps(post: Submission) -> list[Step]:
    """The steps of a post's newest round, in order. They are read once, and again by ``take_hold``."""
    steps: list[Step] = post.steps  # type: ignore[attr-defined] # the other end of Step.submission
    return [step for step in steps if step.round == steps[-1].round]


def open_step(post: Submission) -> Step | None:
    """The step that a post waits at."""
    return session.scalar(select(Step).where(Step.submission_id == post.id, Step.state == StepState.OPEN))


def decided_before(step: Step) -> list[int]:
    """Keys of those who have decided the other steps of the same round."""
    others = [each for each in present_steps(step.submission) if each is not step]
    return [verdict.by_id for each in others for verdict in each.verdicts]


def is_last(step: Step) -> bool:
    """Whether a post is published once this step is approved."""
    later = [each for each in present_steps(step.submission) if each.position > step.position]
    return all(each.state == StepState.APPROVED for each in later)


def case_of(post: Submission, decided_by: Sequence[int] = ()) -> Case:
    """What the choice of a holder needs to know of a post."""
    lineage = post.unit.lineage if post.unit is not None else ()
    return Case(post.organisation_id, lineage, barred_from_deciding(post), post.anonymous, tuple(decided_by))


def last_return(post: Submission) -> tuple[GivenVerdict, Version] | None:
    """Who last asked for changes, and the text they had read."""
    asked = [
        verdict
        for step in present_steps(post)
        for verdict in step.verdicts
        if verdict.verdict == Verdict.RETURN
    ]
    if not asked:
        return None
    last = max(asked, key=lambda verdict: (verdict.given_at, verdict.version))
    read = session.scalar(
        select(Version).where(Version.submission_id == post.id, Version.number == last.version)
    )
    return None if read is None else (last, read)
