"""Whom an author keeps from deciding on what they wrote, told to whoever decides instead."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.authorisation.queries.roster import LiveRoster
from portal.authorisation.queries.steps import present_steps
from portal.authorisation.rules.kept_away import on_its_way
from portal.foundation.database import session
from portal.people.models import Person
from portal.submissions.models import Submission
from portal.submissions.rules import barred_from_deciding


def stand_ins_on_the_way(post: Submission) -> Sequence[Person]:
    """Those who stand in for an author today, and would be asked to decide on the post if they did not."""
    wrote = barred_from_deciding(post)
    deputies = LiveRoster().deputies_of(wrote) - wrote
    if not deputies:
        return ()
    found = session.scalars(select(Person).where(Person.id.in_(deputies)).order_by(Person.name, Person.id))
    return on_its_way(found, post, present_steps(post))
