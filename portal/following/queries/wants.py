"""What is asked for, and what many looked for and nobody found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portal.following.models import LookedFor, Want
from portal.following.rules.wants import WantState
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.people import queries as people
from portal.people.models import Organisation
from portal.people.rules import SomePerson

SHOWN = 100
SETTLED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted: what waits for an answer, what many looked for in vain, and what was settled."""

    asked: Sequence[Want]
    looked_for: Sequence[LookedFor]
    settled: Sequence[Want]


def want(reference: str) -> Want | None:
    """What somebody asked for, by its reference."""
    return session.scalar(select(Want).where(Want.reference == read_reference(reference)))


def looked_for(reference: str) -> LookedFor | None:
    """Words that many looked for in vain, by their reference."""
    return session.scalar(select(LookedFor).where(LookedFor.reference == read_reference(reference)))


def looked_for_as(words: str) -> LookedFor | None:
    """These words, where enough people looked for them before."""
    return session.scalar(select(LookedFor).where(LookedFor.words == words))


def wants_of(person: SomePerson) -> Sequence[Want]:
    """What somebody asked for, newest first."""
    mine = select(Want).where(Want.asked_by_id == person.id)
    return session.scalars(mine.order_by(Want.asked_on.desc(), Want.id).limit(SHOWN)).unique().all()


def small_homes(wants: Iterable[Want]) -> frozenset[int]:
    """The organisations among those where these were asked in which too few have an account to hide anybody."""
    return people.small({want.organisation_id: want.organisation for want in wants}.values())


def is_small(home: Organisation) -> bool:
    """Whether too few have an account in an organisation to hide anybody."""
    return home.id in people.small([home])


def count_open() -> int:
    """How many things that are asked for wait for an answer."""
    return session.scalar(select(func.count()).select_from(Want).where(Want.state == WantState.OPEN)) or 0


def wanted() -> Wanted:
    """All that is wanted, newest first; of what is settled the last."""
    newest = select(Want).order_by(Want.asked_on.desc(), Want.id)
    waits = newest.where(Want.state == WantState.OPEN).limit(SHOWN)
    settled = newest.where(Want.state != WantState.OPEN).limit(SETTLED_SHOWN)
    many = select(LookedFor).order_by(LookedFor.last_on.desc(), LookedFor.words).limit(SHOWN)
    return Wanted(
        session.scalars(waits).unique().all(),
        session.scalars(many).all(),
        session.scalars(settled).unique().all(),
    )
