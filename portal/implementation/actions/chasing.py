"""Owners are asked in time where their posts stand; what they leave unanswered goes to the innovation lead."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.foundation import clock, journal
from portal.foundation.database import in_batches, session
from portal.implementation import queries
from portal.implementation.actions.standing import begin, due_after
from portal.implementation.models import Adoption, Implementation
from portal.implementation.rules.chases import GRACE, asked_in_words
from portal.implementation.rules.ledger import EntryState
from portal.implementation.rules.owners import LEAD
from portal.people.models import Organisation
from portal.people.rules.calendar import A_DAY
from portal.submissions.actions import moment_shown, take_hold
from portal.submissions.models import Submission
from portal.submissions.rules import Status

ASKED_AT_ONCE = 200  # posts in one transaction
ASKED_A_LOOK = 2000  # at most, so that other work goes on: the rest follows at the next look


def keep_asking() -> int:
    """Ask whoever sees a post through where it stands, when its day comes, and the lead where they do not answer.

    Returns how many posts that were. Run again at once it asks nobody. What is published and has no owner yet, as
    after an import, gets one. A post that somebody owns is asked about by its own row of the journal; what its lead
    has of an organisation by one row for all of it, for they are asked of many at once. What waits in the ledger to be
    confirmed is passed on to the leads likewise.
    """
    done = 0
    for some in (_begin_some, _ask_some, _pass_on_some, _pass_on_entries):
        done += in_batches(some, ASKED_AT_ONCE, ASKED_A_LOOK - done)
    return done


def _begin_some() -> int:
    without = ~select(Implementation).where(Implementation.submission_id == Submission.id).exists()
    published = select(Submission).where(Submission.status == Status.PUBLISHED, without)
    posts = session.scalars(published.order_by(Submission.id).limit(ASKED_AT_ONCE)).all()
    for post in posts:
        take_hold(post)  # its lead may be the first to say how it goes on
        if post.status == Status.PUBLISHED:
            begin(post)
    return len(posts)


def _ask_some() -> int:
    today = clock.today()
    found = _due(Implementation.chase_on <= today, Implementation.chase_on)
    for_leads: dict[int, Organisation] = {}
    for one in found:
        post, day = one.submission, one.chase_on or today
        said = queries.state_of(post)
        still_to_ask = due_after(one, day - A_DAY, said) == day
        one.chase_on = due_after(one, today, said)
        if not still_to_ask:  # it ended, or was evaluated, since its day was set
            continue
        one.holder_id = queries.holder_today(one)
        one.asked_on, one.passed_on = today, False
        if one.owner == LEAD or one.holder_id is None:
            for_leads[post.organisation_id] = post.organisation
        else:
            words = asked_in_words(one.begun_on, today, said[0])
            journal.write("progress.asked", post, at=moment_shown(post), said=words)
    _ask_leads(for_leads)
    return len(found)


def _pass_on_some() -> int:
    late = Implementation.asked_on <= clock.today() - GRACE
    found = _due(late & Implementation.passed_on.is_(False), Implementation.asked_on)
    for one in found:
        one.passed_on = True
    # What is the lead's own they were asked of before.
    others = [one.submission for one in found if one.owner != LEAD]
    _ask_leads({post.organisation_id: post.organisation for post in others})
    return len(found)


def _pass_on_entries() -> int:
    """Entries of the ledger that nobody confirmed in time, or whom nobody holds, wait for the leads there too."""
    late = or_(Adoption.noted_on <= clock.today() - GRACE, Adoption.holder_id.is_(None))
    waiting = select(Adoption).where(Adoption.state == EntryState.WAITING, ~Adoption.passed_on, late)
    found = session.scalars(
        waiting.order_by(Adoption.noted_on, Adoption.reference)
        .limit(ASKED_AT_ONCE)
        .with_for_update(of=Adoption, skip_locked=True)
    ).all()
    for one in found:
        one.passed_on = True
    for organisation in {one.organisation_id: one.organisation for one in found}.values():
        journal.write("organisation.entries_wait", organisation, at=clock.midnight())
    return len(found)


def _due(due: ColumnElement[bool], first: InstrumentedAttribute[date | None]) -> Sequence[Implementation]:
    """Posts in the library for which something is due, the longest due first, held until the transaction ends."""
    some = (
        select(Implementation)
        .join(Implementation.submission)
        .where(due, Submission.status == Status.PUBLISHED)
        .order_by(first, Implementation.submission_id)
        .limit(ASKED_AT_ONCE)
    )
    return session.scalars(some.with_for_update(of=Implementation, skip_locked=True)).all()


def _ask_leads(organisations: Mapping[int, Organisation]) -> None:
    for organisation in organisations.values():
        journal.write("organisation.progress_due", organisation, at=clock.midnight())
