"""What can be asked about how many people work where, and how many have been about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import distinct, func, select

from portal.foundation import clock
from portal.foundation.database import session
from portal.people.models import Establishment, Organisation, Person, SignIn, Unit
from portal.people.rules import SIGNED_IN_FOR_DAYS
from portal.people.rules.establishment import Band, Figures

WEEK = timedelta(days=7)


def figures_of(units: Sequence[Unit]) -> Figures:
    """The figures of these units of an organisation, by their references, in their order."""
    codes = {unit.id: unit.reference for unit in units}
    above = {unit.reference: codes.get(unit.parent_id or 0, "") for unit in units}
    heads: dict[str, dict[Band, int]] = {}
    rows = select(Establishment).where(Establishment.unit_id.in_(codes))
    for row in session.scalars(rows):
        heads.setdefault(codes[row.unit_id], {})[Band(row.band)] = row.headcount
    return Figures(above, heads)


@dataclass(frozen=True, slots=True)
class About:
    """How many people have an account, how many of them signed in within a week, and below how many it is quiet."""

    accounts: int
    week: int
    needed: int

    @property
    def quiet(self) -> bool:
        """Whether so few are about that somebody who posts now would stand out."""
        return self.week < self.needed


def small(organisations: Iterable[Organisation]) -> frozenset[int]:
    """The keys of those organisations in which fewer people have an account than their crowd: one would stand out."""
    crowds = {one.id: one.crowd for one in organisations}
    here = select(Unit.organisation_id, func.count()).join(Person, Person.unit_id == Unit.id)
    here = here.where(Unit.organisation_id.in_(crowds), Person.ended_on.is_(None))
    accounts = {row[0]: row[1] for row in session.execute(here.group_by(Unit.organisation_id))}
    return frozenset(key for key, crowd in crowds.items() if accounts.get(key, 0) < crowd)


def about(organisation: Organisation) -> About:
    """Who has been about in an organisation. A session is kept to the day, so no more than the day is known."""
    here = select(Person.id).join(Unit, Unit.id == Person.unit_id)
    here = here.where(Unit.organisation_id == organisation.id, Person.ended_on.is_(None))
    since = clock.today() - WEEK + timedelta(days=SIGNED_IN_FOR_DAYS)
    signed_in = select(func.count(distinct(SignIn.person_id))).where(
        SignIn.person_id.in_(here), SignIn.expires_on > since
    )
    accounts = session.scalar(select(func.count()).select_from(here.subquery())) or 0
    # In a smaller organisation half of its people are enough: it would else always be quiet.
    needed = min(organisation.quiet_below, accounts // 2)
    return About(accounts, session.scalar(signed_in) or 0, needed)
