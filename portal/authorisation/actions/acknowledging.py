"""Telling the authors of a post that somebody has it, before there is anything to decide."""

from collections.abc import Iterable

from portal.authorisation.actions.sending import take_hold
from portal.authorisation.models import Step
from portal.authorisation.rules.acknowledging import WORDS_LENGTH, may_acknowledge
from portal.foundation import journal, refusals
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.promises import queries as promises
from portal.submissions import actions as posts

ACKNOWLEDGE = "step.acknowledge"


def acknowledge(step: Step, words: str, *, by: Person) -> None:
    """Tell the authors that somebody has their post, with a word of one's own if one likes.

    Once for each sending: an answer says it too. Raises ``Refused`` where it is not this person's to say, or was said.
    """
    post = step.submission
    take_hold(post)
    if not may_acknowledge(by, step):
        raise Refused("This is not yours to answer any more.", code="not-yours")
    said = words.strip()
    if len(said) > WORDS_LENGTH:
        raise Refused(f"Use at most {WORDS_LENGTH} characters.", field="words", code="too-long")
    if promises.acknowledged(post):
        raise Refused("Its author knows already that somebody has it.", code="wrong-state")
    journal.write(
        "submission.acknowledged",
        post,
        by_id=by.id,
        at=posts.moment_shown(post),
        step=step.name,
        of_step=step.reference,
        reason=said,
    )


def acknowledge_all(steps: Iterable[Step], *, by: Person) -> tuple[int, list[str]]:
    """Tell the authors of several posts. Returns how many, and a sentence for each who could not be told."""
    done, told = 0, []
    of_each_post = {step.submission_id: step for step in steps}  # several may decide one together
    for _key, step in sorted(of_each_post.items()):  # so that two at a time do not cross
        try:
            acknowledge(step, "", by=by)
            done += 1
        except Refused as refused:
            refusals.meet(refused, step, ACKNOWLEDGE)
            told.append(f"“{step.submission.title}”: {refused.message}")
    return done, told
