"""How it goes on: where a post stands is said, by its owner or a lead, and that answers what they were asked.

For what was posted anonymously every moment is kept to the day, as for the post itself (anonymity.md).
"""

from datetime import date

from portal.authorisation.queries import LiveRoster
from portal.feedback import actions as feedback
from portal.feedback.models import Outcome
from portal.feedback.queries import outcome_is_out_of_date
from portal.feedback.rules import OutcomeState, Result, may_keep_outcome, outcome_in_words
from portal.foundation import clock, journal
from portal.foundation.database import session
from portal.foundation.errors import Refused
from portal.implementation import queries
from portal.implementation.models import Implementation
from portal.implementation.rules.chases import is_evaluated, next_chase
from portal.implementation.rules.owners import may_see_through
from portal.people.models import Person
from portal.submissions.actions import moment_shown, take_hold
from portal.submissions.models import Submission
from portal.submissions.rules import Status


def begin(post: Submission) -> Implementation:
    """How a post is seen through, with a row for one that has none yet: by the innovation lead, until one is named."""
    found = queries.implementation(post)
    if found is None:
        found = Implementation(
            submission_id=post.id, submission=post, begun_on=clock.today(), owner_role="innovation-lead"
        )
        session.add(found)
        found.holder_id = queries.holder_today(found, LiveRoster())
        found.chase_on = due_after(found, clock.today())
        session.flush()
    return found


def hold(post: Submission) -> Implementation:
    """Let nobody else change the post or how it is seen through meanwhile, and see what that is now.

    Who keeps asking holds the row of how it is seen through, and not the post.
    """
    take_hold(post)
    found = begin(post)
    session.flush()
    session.refresh(found, with_for_update={"of": Implementation})
    return found


def check_theirs(found: Implementation, by: Person) -> None:
    """Raise ``Refused`` where it is not the person's to say how a post goes on."""
    if not may_see_through(by, found.submission, found):
        raise Refused(
            "This is said by whoever sees the post through, or an innovation lead there, and by none of its authors.",
            code="not-yours",
        )


def due_after(
    found: Implementation, day: date, said: tuple[str, str, frozenset[str]] | None = None
) -> date | None:
    """The next day after this one on which whoever sees a post through is asked where it stands.

    ``said`` is where it stands by what was said last, where that is known already.
    """
    post = found.submission
    state, result, results = said or queries.state_of(post)
    evaluated = is_evaluated(post.details, results)
    return next_chase(post.kind, found.begun_on, day, state, result, evaluated=evaluated)


def keep_outcome(
    post: Submission, state: OutcomeState, result: Result | None, words: str, *, by: Person
) -> Outcome:
    """Say what has become of a post, which answers what its owner was asked. Raises ``Refused`` as that does."""
    found = hold(post)
    kept = feedback.keep_outcome(
        post, state, result, words, by=by, sees_it_through=may_see_through(by, post, found)
    )
    _answered(found)
    return kept


def still(post: Submission, *, by: Person) -> None:
    """Say with one press that a post stands where it stood. Raises ``Refused`` where nothing was said of it yet.

    Pressed again on a day on which it was said and nobody asks, it is passed over: its author heard it already.
    """
    found = hold(post)
    if not may_keep_outcome(by, post):
        check_theirs(found, by)
    state, result, _results = queries.state_of(post)
    if not state:
        older = outcome_is_out_of_date(post)
        why = "What was said is of an older text." if older else "Nothing has been said of it yet."
        raise Refused(f"{why} Say where it stands.", code="wrong-state")
    if found.asked_on is None and _confirmed_today(post):
        return
    _answered(found)
    said = outcome_in_words(post.kind, OutcomeState(state), Result(result) if result else None)
    journal.write(
        "progress.confirmed", post, by_id=by.id, at=moment_shown(post), state=state, result=result, said=said
    )


def _confirmed_today(post: Submission) -> bool:
    told = (one for one in journal.entries_about(post) if one.event == "progress.confirmed")
    return any(clock.local(one.at).date() == clock.today() for one in told)


def stop_asking(post: Submission) -> None:
    """Nobody is asked where a post stands that is retired."""
    found = queries.implementation(post)
    if found is not None:
        found.chase_on, found.asked_on, found.passed_on = None, None, False


def resume(post: Submission) -> None:
    """A post is current again: its owner is asked when the next day comes."""
    found = queries.implementation(post)
    if found is not None:
        _answered(found)


def go_on(post: Submission) -> None:
    """Its text is a new one: where what was said of the older text ended it, its owner is asked from now on again."""
    if queries.implementation(post) is None:
        return
    found = hold(post)
    if post.status == Status.PUBLISHED and found.chase_on is None and found.asked_on is None:
        found.chase_on = due_after(found, clock.today())
        session.flush()


def _answered(found: Implementation) -> None:
    found.asked_on, found.passed_on = None, False
    found.chase_on = due_after(found, clock.today())
    session.flush()
