"""Who decides in whose place, as the pages of cover show it; and who asked not to decide on a post."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from portal.authorisation.models import Conflict
from portal.authorisation.queries.routes import configuration_of
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.people import queries as people
from portal.people.models import Delegation, Person
from portal.submissions.models import Submission


@dataclass(frozen=True, slots=True)
class Cover:
    """What one person has given away, and what was given to them."""

    person: Person

    @property
    def given(self) -> Sequence[Delegation]:
        """What they have given away, running and coming, the first one first."""
        return _from_today(Delegation.person_id == self.person.id)

    @property
    def taken(self) -> Sequence[Delegation]:
        """What colleagues have given to them, running and coming, the first one first."""
        return _from_today(Delegation.to_id == self.person.id)


def _from_today(whose: ColumnElement[bool]) -> Sequence[Delegation]:
    theirs = select(Delegation).where(whose, Delegation.last_day >= clock.today())
    return session.scalars(theirs.order_by(Delegation.first_day, Delegation.id)).all()


def cover_of(reference: str) -> Cover | None:
    """What the person with this reference has given away; nothing for leavers."""
    found = people.person(reference)
    return Cover(found) if found is not None and found.ended_on is None else None


def delegation(reference: str) -> Delegation | None:
    """What somebody has given away, by its reference."""
    return session.scalar(select(Delegation).where(Delegation.reference == read_reference(reference)))


def route_names(organisation_id: int) -> list[str]:
    """What the routes are called that posts of an organisation can take today, in their order."""
    return [route.name for route in configuration_of(organisation_id).routes]


def conflicts_of(post: Submission) -> Sequence[Conflict]:
    """Who asked not to decide on a post, and why: for innovation leads."""
    return session.scalars(
        select(Conflict).where(Conflict.submission_id == post.id).order_by(Conflict.day, Conflict.id)
    ).all()
