"""What can be asked of collections."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import lazyload

from portal.collections.models import Collection, Gathered
from portal.collections.rules import may_read
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.library import queries as library
from portal.library.queries import Card
from portal.submissions.models import Submission
from portal.submissions.rules import Reader


@dataclass(frozen=True, slots=True)
class Shelf:
    """A collection as a list shows it: how many of its items this reader may read."""

    collection: Collection
    items: int


def collection(reference: str) -> Collection | None:
    """The collection with this reference."""
    return session.scalar(select(Collection).where(Collection.reference == read_reference(reference)))


def collections(person: Reader) -> Sequence[Shelf]:
    """What this person may open, the service's own first, then by title, in the same few statements however many."""
    here = or_(Collection.for_all, Collection.organisation_id == person.organisation_id)
    found = [one for one in session.scalars(select(Collection).where(here)).unique() if may_read(person, one)]
    keys = {entry.submission_id for one in found for entry in one.entries}
    open_ = library.cards(person, sorted(keys))
    return [
        Shelf(one, sum(entry.submission_id in open_ for entry in one.entries))
        for one in sorted(found, key=lambda one: (one.organisation_id is not None, one.title.casefold()))
    ]


def contents(person: Reader, one: Collection) -> Sequence[tuple[Card, str]]:
    """What is in a collection, in its order, as far as this person may read it, with what is said of it there."""
    open_ = library.cards(person, [entry.submission_id for entry in one.entries])
    return [(open_[entry.submission_id], entry.note) for entry in one.entries if entry.submission_id in open_]


def holding(person: Reader, post: Submission) -> Sequence[Collection]:
    """The collections that this person may open which hold a post."""
    held = select(Collection).join(Gathered).where(Gathered.submission_id == post.id)
    found = session.scalars(held.order_by(Collection.title).options(lazyload(Collection.entries))).unique()
    return [one for one in found if may_read(person, one)]
