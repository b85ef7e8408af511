"""Several steps at once: what stands against deciding each of them in the same words, and what became of them."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload

from portal.authorisation.models import Step
from portal.authorisation.queries.steps import is_last, stage_of
from portal.authorisation.rules import Verdict
from portal.authorisation.rules.permits import may_decide, may_know_of_step
from portal.authorisation.rules.several import Chosen, Outcome, why_by_itself
from portal.foundation import idempotency
from portal.foundation.database import session
from portal.foundation.journal import Entry
from portal.foundation.keys import read_reference
from portal.people.models import Person
from portal.submissions.models import Submission

SEVERAL = "several steps"
_QUESTIONS = ("question.asked", "question.answered")


@dataclass(frozen=True, slots=True)
class OfSeveral:
    """One of several steps as it is shown before it is decided. ``against`` says why it is left out."""

    chosen: Chosen
    step: Step
    last: bool
    against: str = ""
    changed: bool = False  # since it was chosen


def of_several(chosen: Sequence[Chosen], verdict: Verdict, person: Person) -> list[OfSeveral]:
    """The chosen steps that somebody may know of, in the order in which they were chosen; no others are named."""
    there = _steps({one.reference for one in chosen})
    known = {name: step for name, step in there.items() if may_know_of_step(person, step)}
    asked = open_questions({step.submission_id for step in known.values()})
    found = []
    for one in chosen:
        step = known.get(read_reference(one.reference))
        if step is None:
            continue
        if not may_decide(person, step):
            found.append(OfSeveral(one, step, last=False, against="It waits for you no longer."))
        elif step.submission.version != one.seen:
            why = "Its text was changed since you chose it."
            found.append(OfSeveral(one, step, last=False, against=why, changed=True))
        else:
            last = is_last(step)
            seats, is_asked = len(stage_of(step)), step.submission_id in asked
            against = why_by_itself(step, verdict, last=last, seats=seats, asked=is_asked)
            found.append(OfSeveral(one, step, last, against))
    return found


def _steps(references: Collection[str]) -> dict[str, Step]:
    """Steps by their reference, with all that is shown of them and asked of their way, in a few statements."""
    asked = select(Step).where(Step.reference.in_([read_reference(one) for one in references]))
    post = joinedload(Step.submission, innerjoin=True)
    author = post.joinedload(Submission.author)
    asked = asked.options(
        post.selectinload(inspect(Submission).relationships["steps"].class_attribute),
        post.selectinload(Submission.topics),
        post.joinedload(Submission.unit),
        author.lazyload(Person.roles_held),
        author.lazyload(Person.headships),
    )
    return {step.reference: step for step in session.scalars(asked).unique()}


def open_questions(posts: Collection[int]) -> frozenset[int]:
    """Keys of those of these posts whose author was asked something that nobody has answered.

    A question of which the law had the words erased waits for nobody here.
    """
    told = select(Entry.subject_id, Entry.event, Entry.facts).where(
        Entry.subject_kind == Submission.__tablename__,
        Entry.subject_id.in_(posts),
        Entry.event.in_(_QUESTIONS),
    )
    asked: dict[str, int] = {}
    answered: set[str] = set()
    for key, event, facts in session.execute(told) if posts else ():
        question = facts.get("question", "")
        if event == "question.asked":
            asked[question] = key
        else:
            answered.add(question)
    return frozenset(key for question, key in asked.items() if question and question not in answered)


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of several that were decided in the same words, each with its step where one may know of it."""

    verdict: Verdict
    outcomes: list[tuple[Outcome, Step | None]]


def outcomes(sheet: str, person: Person) -> Decided | None:
    """What became of those that somebody decided together from one page; nothing where that is forgotten."""
    kept = idempotency.answered(sheet, str(person.id), SEVERAL)
    if kept is None:
        return None
    said = json.loads(kept.body)
    found = [Outcome(**one) for one in said["outcomes"]]
    steps = _steps({one.reference for one in found})
    known = {name: step for name, step in steps.items() if may_know_of_step(person, step)}
    return Decided(Verdict(said["verdict"]), [(one, known.get(one.reference)) for one in found])
