"""Every post has one named holder: handing on, taking, and what happens when a holder leaves or changes post."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import select

from portal.authorisation import queries, rules
from portal.authorisation.actions.deciding import already_decided
from portal.authorisation.actions.sending import (
    chosen,
    give,
    keep_holder,
    note_cover,
    step_facts,
    take_hold,
)
from portal.authorisation.models import Step
from portal.authorisation.rules import Case, Roster, StepState
from portal.authorisation.rules.handing import check_given
from portal.authorisation.rules.permits import waits_for_another_unit
from portal.foundation import clock, journal, refusals
from portal.foundation.database import session, transaction
from portal.foundation.errors import Refused
from portal.foundation.journal import Entry, entries_about
from portal.people.models import Person, Unit
from portal.submissions import actions as posts
from portal.submissions.models import Submission
from portal.submissions.rules import EDITABLE, author_shown_to, barred_from_deciding

CHANGED_POST = "Its holder left or changed post."
HAND_ON = "step.hand-on"  # the permission that is asked for of each of several
NOT_THEIRS = "not_theirs"  # what the journal keeps of a step that somebody gave who may not decide it
STANDS_ASIDE = "Its holder does not decide on this one."


def hand_on(step: Step, to: Person, *, by: Person, reason: str = "") -> None:
    """Give an open step to somebody else who may decide it. Raises ``Refused`` where they may not."""
    post = step.submission
    take_hold(post)
    if step.state != StepState.OPEN:
        raise already_decided(step)
    if not rules.may_hand_on(by, step):
        raise Refused("Handing this on is not yours to do.", code="not-yours")
    if to.ended_on is not None or to.organisation_id != post.organisation_id:
        raise Refused("Choose somebody who works in the same organisation.", field="to")
    case, roster = queries.case_at(step), queries.LiveRoster()
    who = "You" if to.id == by.id else to.name
    if not rules.fit([to.id], case, roster, twice=rules.is_asked(to, step)):
        why = _why_not(to, post)
        told = "" if author_shown_to(by, post).hidden else f": {why}"  # it would say who wrote it
        raise Refused(f"{who} cannot decide on this{told}. Choose somebody else.", field="to")
    if to.id == step.holder_id:
        return
    check_given(to, step, by=by, reason=reason)
    _check_not_given_away(to, who, case, roster)
    theirs = rules.may_decide(by, step)
    took = not theirs if to.id == by.id else _had_given_it(to, step)
    step.taken_by_id = to.id if took else None
    before = str(step.holder_id or "")
    step.holder, step.holder_id, step.handed_on = to, to.id, False
    step.handed_on = not rules.is_asked(to, step)
    if not _was_given_late(step):  # else handing it to and fro would hold it up for ever
        step.given_on, step.reminded = clock.today(), rules.NOT_YET
    step.lock += 1
    keep_holder(post)
    said = "" if step.reads_first else reason.strip()  # of what is read first nobody else reads a word
    not_theirs: dict[str, Any] = {} if theirs else {NOT_THEIRS: True}
    journal.write(
        "step.handed_on", post, by_id=by.id, **step_facts(step), from_id=before, reason=said, **not_theirs
    )
    if step.taken_by_id is not None:  # they decide at no other step of it
        session.flush()
        let_go(post, to, because=STANDS_ASIDE, but=step)


def _had_given_it(to: Person, step: Step) -> bool:
    """Whether somebody gave a step to others that was not theirs, and gets it back: as if they had taken it at once."""
    return any(
        entry.event == "step.handed_on"
        and entry.by_id == to.id
        and entry.facts.get("at_step") == step.reference
        and entry.facts.get(NOT_THEIRS)
        for entry in entries_about(step.submission)
    )


def _was_given_late(step: Step) -> bool:
    """Whether somebody was given a step after its day before: whoever is then has no grace of their own."""
    return step.due_on is not None and step.given_on is not None and step.given_on > step.due_on


def _why_not(to: Person, post: Submission) -> str:
    """Why somebody cannot decide on a post, as whoever would hand it to them is told."""
    wrote = barred_from_deciding(post)
    if to.id in wrote or not wrote.isdisjoint(to.deputises_for):
        return "wrote it or brought it in, or stands in for whoever did"
    return "asked not to" if to.id in post.conflicted_ids else "nobody decides on it twice"


def _check_not_given_away(to: Person, who: str, case: Case, roster: Roster) -> None:
    """Raise ``Refused`` where it would go on from somebody at the next look at the clock."""
    delegate = rules.delegate_at_last(to.id, case, roster)
    if delegate is not None and rules.fit([delegate], case, roster):
        name = queries.titles_of({delegate})[delegate]
        has = "have" if who == "You" else "has"
        raise Refused(f"{who} {has} given such posts to {name} for now. Choose them instead.", field="to")


def take(step: Step, *, by: Person) -> None:
    """Take an open step upon oneself. Raises ``Refused`` where the person may not decide it."""
    hand_on(step, by, by=by)


def hand_on_all(steps: Iterable[Step], to: Person, *, by: Person) -> tuple[int, list[str]]:
    """Hand several steps on. Returns how many went, and a sentence for each that could not."""
    done, told = 0, []
    for step in sorted(steps, key=lambda one: one.submission_id):  # so that two at a time do not cross
        try:
            hand_on(step, to, by=by)
            done += 1
        except Refused as refused:
            refusals.meet(refused, step, HAND_ON)
            told.append(f"“{step.submission.title}”: {refused.message}")
    return done, told


def take_all(steps: Iterable[Step], *, by: Person) -> tuple[int, list[str]]:
    """Take several steps upon oneself. Returns how many, and a sentence for each that could not be taken."""
    return hand_on_all(steps, by, by=by)


def take_on(post: Submission, *, by: Person) -> None:
    """Look after a draft that came by import: its new keeper may change and send it, and never decides on it."""
    take_hold(post)
    if not rules.may_take_on(by, post):
        raise Refused("This draft is not yours to take on.", code="not-yours")
    posts.take_over_import(post, by.id)
    post.holder_id = by.id
    journal.write("submission.taken_on", post, by_id=by.id)


def hand_over(person_id: int) -> int:
    """Pass on the open steps that somebody holds and may no longer decide, to whoever the route names now.

    Returns how many went. Raises ``Refused`` at the end where for one of them nobody is left who could.
    """
    held = select(Step.id).where(Step.state == StepState.OPEN, Step.holder_id == person_id)
    gone, left = 0, 0
    for key in session.scalars(held).all():
        try:
            with transaction():
                gone += pass_on(session.get_one(Step, key), person_id)
        except Refused:
            left += 1
    if left:
        raise Refused(f"For {left} posts nobody is left who could decide.", code="nobody-there")
    return gone


def pass_on(step: Step, person_id: int, *, because: str = "") -> bool:
    """Whether a step went on, because its holder has left or may not decide it any more.

    Raises ``Refused`` where nobody is left who could decide.
    """
    post = step.submission
    take_hold(post)
    person = session.get_one(Person, person_id, populate_existing=True)
    if step.state != StepState.OPEN or step.holder_id != person_id:
        return False
    if person.ended_on is None and (rules.may_decide(person, step) or waits_for_another_unit(person, step)):
        return False
    roster = queries.LiveRoster()
    asked = person.ended_on is None and rules.is_asked(person, step)
    given = chosen(step, roster, step.due_on)
    give(step, given.holders, given.holder_id)
    note_cover(step, given, roster)
    journal.write(
        "step.handed_on",
        post,
        **step_facts(step),
        reason=because or (STANDS_ASIDE if asked else CHANGED_POST),
    )
    return True


def let_go(post: Submission, person: Person, *, because: str, but: Step | None = None) -> None:
    """What somebody holds of a post goes on, ``but`` for one step: they decide on it no more.

    Raises ``Refused`` where nobody is left who could decide.
    """
    for step in queries.present_steps(post):
        if step is not but and step.state == StepState.OPEN and step.holder_id == person.id:
            pass_on(step, person.id, because=because)


def pass_on_after(entries: Sequence[Entry]) -> None:
    """Reaction: somebody answered, and may hold beside it what they may now not decide. It moves on."""
    about = {entry.subject_id for entry in entries}
    held = queries.held_in_vain().where(Step.submission_id.in_(about))
    for key, _post in session.execute(held).all():
        with suppress(Refused), transaction():  # nobody is left: `portal check` names it
            step = session.get_one(Step, key)
            if step.holder_id is not None:
                pass_on(step, step.holder_id)


def pass_on_posts(person_id: int) -> None:
    """Pass on the posts that lie with somebody who has left: to a co-author, or to who looks after them now."""
    theirs = (Submission.holder_id == person_id, Submission.status.in_(EDITABLE))
    for key in session.scalars(select(Submission.id).where(*theirs)).all():
        with transaction():
            posts.pass_to_keeper(session.get_one(Submission, key))


def hand_over_after(entries: Sequence[Entry]) -> None:
    """Reaction: somebody left, lost a role or a headship, or moved. What is no longer theirs moves on."""
    concerned: set[int] = set()
    for entry in entries:
        if entry.subject_kind == Unit.__tablename__:
            of_unit = select(Step.holder_id).where(
                Step.state == StepState.OPEN, Step.unit_id == entry.subject_id
            )
            concerned |= {holder for holder in session.scalars(of_unit) if holder is not None}
        elif entry.subject_kind == Person.__tablename__:
            concerned.add(entry.subject_id)
    for person_id in sorted(concerned):
        pass_on_posts(person_id)
        hand_over(person_id)
