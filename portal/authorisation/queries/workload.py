"""Who holds what in an organisation: how much, how late, and who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, or_, select

from portal.authorisation.models import Step
from portal.authorisation.queries.asked import IS_OPEN
from portal.authorisation.queries.time import away_until
from portal.foundation import clock
from portal.foundation.database import session
from portal.people.models import Absence, Headship, Person, RoleHeld, Unit
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Load:
    """What one person holds: how many posts, how many of them late, the day of the first, and until when they are away.

    ``late_days`` counts the days that the latest of them is past its limit.
    """

    person: Person
    held: int
    late: int
    first_due: date
    late_days: int
    away_until: date | None


def workload(organisation_id: int) -> Sequence[Load]:
    """Who holds posts of an organisation that wait for a decision: who is latest first, then who holds most.

    Asks a number of questions that does not grow with the posts.
    """
    today = clock.today()
    late = func.sum(case((Step.due_on < today, 1), else_=0))
    held = (
        select(Step.holder_id, func.count(), late, func.min(Step.due_on))
        .join(Submission, Submission.id == Step.submission_id)
        .where(IS_OPEN, Submission.organisation_id == organisation_id)
        .group_by(Step.holder_id)
    )
    rows = session.execute(held).all()
    keys = [key for key, *_counts in rows]
    people = {person.id: person for person in session.scalars(select(Person).where(Person.id.in_(keys)))}
    away = away_until(keys)
    loads = [
        Load(people[key], count, late, due, max(0, (today - due).days), away.get(key))
        for key, count, late, due in rows
    ]
    return sorted(loads, key=lambda load: (-load.late_days, -load.held, load.person.name, load.person.id))


def who_is_away(organisation_id: int) -> Sequence[Absence]:
    """Today's absences of those in an organisation who head a unit or hold a role, the first one back before others."""
    today = clock.today()
    heads = select(Headship.person_id).where(Headship.person_id == Person.id)
    roles = select(RoleHeld.person_id).where(RoleHeld.person_id == Person.id)
    away = (
        select(Absence)
        .join(Person, Person.id == Absence.person_id)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Unit.organisation_id == organisation_id, Person.ended_on.is_(None))
        .where(Absence.first_day <= today, Absence.last_day >= today, or_(heads.exists(), roles.exists()))
    )
    return session.scalars(away.order_by(Absence.last_day, Absence.id)).all()
