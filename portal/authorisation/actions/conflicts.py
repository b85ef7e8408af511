"""Whoever should not decide on a post says so, and it goes on to the next who may."""

from collections.abc import Collection
from typing import Any

from portal.authorisation import queries, rules
from portal.authorisation.actions.deciding import already_decided
from portal.authorisation.actions.holding import STANDS_ASIDE, let_go
from portal.authorisation.actions.sending import open_next, take_hold, tell_opened
from portal.authorisation.models import Conflict, Step
from portal.authorisation.rules import StepState
from portal.authorisation.rules.reasons import check_why
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.people.models import Person
from portal.submissions import actions as posts
from portal.submissions.models import Submission


def declare_conflict(step: Step, person: Person, reason: str = "", *, by: Person) -> None:
    """Note that somebody should not decide on the post of a step: they never do from now on, at any step of it.

    Whoever is asked says it of themselves, an innovation lead of anybody. What they hold of it goes on at once, and a
    yes that they gave on its present way counts no longer: somebody else is asked. So it is with whoever says it of
    somebody else. Raises ``Refused`` where it is not theirs to say, no reason is given, or nobody else is left who
    could decide. Of an anonymous post neither the reason nor the journal says who it was or why: it could say who
    wrote it.
    """
    post: Any = step.submission
    take_hold(post)
    if step.state != StepState.OPEN:
        raise already_decided(step)
    own = person.id == by.id
    if not (rules.may_decide(by, step) if own else rules.may_name_conflict(by, step)):
        raise Refused("That is not yours to say.", code="not-yours")
    if person.organisation_id != post.organisation_id and not rules.is_asked(person, step):
        raise Refused("Choose somebody who could be asked.", field="who")
    if rules.is_barred(person, post):
        raise Refused(f"{person.name} does not decide on this already.", field="who")
    reason = "" if post.anonymous else reason.strip()
    if not post.anonymous:
        check_why(reason, "Say in a few words why. The author does not read it.", field="reason")
    keep_from_deciding(post, person, reason, by=by)
    if post.anonymous:
        journal.write("conflict.declared", post, at=posts.moment_shown(post), at_step=step.reference)
    else:
        journal.write(
            "conflict.declared", post, by_id=by.id, at_step=step.reference, person_id=str(person.id)
        )
    aside = (person,) if own else (person, by)  # nobody says it of another and decides instead of them
    try:
        for one in aside:
            let_go(post, one, because=STANDS_ASIDE)
        _ask_anew(post, {one.id for one in aside})
    except Refused as nobody:
        raise Refused(
            "Nobody else is there who could decide on this. Ask your organisation's administrator to name somebody.",
            code="nobody-there",
        ) from nobody


def keep_from_deciding(post: Submission, person: Person, reason: str = "", *, by: Person) -> None:
    """Keep that somebody never decides on a post. What they hold of it is let go by whoever asks for this."""
    session.add(
        Conflict(
            submission=post, person=person, person_id=person.id, reason=reason, day=clock.today(), by_id=by.id
        )
    )
    post.has_conflicts = True
    session.flush()


def _ask_anew(post: Submission, aside: Collection[int]) -> None:
    """Ask somebody else where one of these said yes on the present way of a post. To read it first is no yes."""
    for step in queries.present_steps(post):
        if step.state == StepState.APPROVED and not step.reads_first and step.verdicts[-1].by_id in aside:
            step.state = StepState.AHEAD
            step.lock += 1
    session.flush()
    tell_opened(open_next(post))
