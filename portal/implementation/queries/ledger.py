"""What the ledger of adoption holds: of one post, of many, and what waits for somebody's word."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import joinedload

from portal.authorisation.queries import LiveRoster
from portal.authorisation.queries.steps import case_of
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.implementation.models import Adoption
from portal.implementation.queries.owners import first_who_reads, readers_of
from portal.implementation.rules import ledger as rules
from portal.implementation.rules.ledger import EntryState, How, Place
from portal.people import queries as people
from portal.people.models import NAMED_ONLY, Organisation, Unit
from portal.people.rules import Role, holds
from portal.submissions.models import Submission
from portal.submissions.rules import Reader

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Ledger:
    """What is confirmed of one post: all entries, newest first, and those that hold today."""

    entries: Sequence[Adoption]

    @property
    def holding(self) -> Sequence[Adoption]:
        """Of each place the newest."""
        return rules.holding(self.entries)

    def shown(self, at_home: str) -> rules.Shown:
        """What use has shown, with what came of it at home."""
        return rules.shown_by_use(at_home, [one.result for one in self.holding])


def ledger_of(post: Submission) -> Ledger:
    """What is confirmed of a post."""
    of_post = select(Adoption).where(
        Adoption.submission_id == post.id, Adoption.state == EntryState.CONFIRMED
    )
    newest = of_post.order_by(Adoption.number.desc())
    lean = (joinedload(Adoption.organisation), joinedload(Adoption.unit).lazyload(Unit.organisation))
    return Ledger(session.scalars(newest.options(*lean)).all())


def places_using(keys: Collection[int]) -> Mapping[int, int]:
    """For those of these posts that are in use elsewhere, by confirmed entries: in how many places.

    Of each place the newest entry holds, and one that says that it stopped is no use any more.
    """
    if not keys:
        return {}
    newest = (
        select(Adoption.submission_id, func.max(Adoption.number).label("number"))
        .where(Adoption.submission_id.in_(keys), Adoption.state == EntryState.CONFIRMED)
        .group_by(Adoption.submission_id, Adoption.organisation_id, Adoption.unit_id)
        .subquery()
    )
    holds = and_(Adoption.submission_id == newest.c.submission_id, Adoption.number == newest.c.number)
    counted = select(Adoption.submission_id, func.count()).join(newest, holds)
    in_use = counted.where(Adoption.how != How.STOPPED).group_by(Adoption.submission_id)
    return {row[0]: row[1] for row in session.execute(in_use)}


def adoption(reference: str) -> Adoption | None:
    """One entry of the ledger."""
    return session.scalar(select(Adoption).where(Adoption.reference == read_reference(reference)))


def awaits_confirming(reference: str, person_id: int) -> bool:
    """Whether an entry waits for this person to say if it is right."""
    waits = select(Adoption.id).where(
        Adoption.reference == reference,
        Adoption.state == EntryState.WAITING,
        Adoption.holder_id == person_id,
    )
    return session.scalar(waits) is not None


def confirms(place: Place, post: Submission, noted_by: int) -> int | None:
    """Who is asked to confirm an entry today: not who wrote it down, nor who wrote the post."""
    case = case_of(post)
    unit = session.get(Unit, place.unit_id) if place.unit_id is not None else None
    case = replace(
        case,
        organisation_id=place.organisation_id,
        lineage=unit.lineage if unit is not None else (),
        barred=case.barred | {noted_by},
    )
    return first_who_reads(rules.asked_to_confirm(place.unit_id), case, readers_of(post), LiveRoster())


@dataclass(frozen=True, slots=True)
class Entries:
    """What waits for somebody's word, the oldest of it; and a page of what they wrote down themselves."""

    waiting: Sequence[Adoption]
    noted: Sequence[Adoption]
    number: int
    pages: int


def entries_of(person: Reader, number: int = 1) -> Entries:
    """What waits for somebody's word, oldest first; and what they wrote down themselves, newest first."""
    lean = (
        joinedload(Adoption.submission).lazyload(Submission.topics),
        joinedload(Adoption.noted_by).options(*NAMED_ONLY),
    )
    waiting = select(Adoption).where(_asks(person)).options(*lean)
    found = session.scalars(waiting.order_by(Adoption.noted_on, Adoption.reference).limit(PER_PAGE))
    own = select(Adoption).where(Adoption.noted_by_id == person.id)
    total = session.scalar(own.with_only_columns(func.count())) or 0
    pages = max(1, -(-total // PER_PAGE))
    number = min(number, pages)
    newest = own.options(*lean).order_by(Adoption.noted_on.desc(), Adoption.reference)
    noted = session.scalars(newest.offset((number - 1) * PER_PAGE).limit(PER_PAGE)).unique()
    return Entries(
        [one for one in found.unique() if rules.may_confirm(person, one)],
        [one for one in noted if rules.may_know_of(person, one)],
        number,
        pages,
    )


def count_to_confirm(person: Reader) -> int:
    """How many entries wait for somebody to say if they are right."""
    return session.scalar(select(func.count()).select_from(Adoption).where(_asks(person))) or 0


def _asks(person: Reader) -> ColumnElement[bool]:
    """Which entries wait for somebody: as ``rules.may_confirm`` has it, but for who wrote the post."""
    theirs: ColumnElement[bool] = Adoption.holder_id.in_({person.id, *person.deputises_for})
    here = Adoption.organisation_id == person.organisation_id
    if holds(person, Role.INNOVATION_LEAD):
        theirs = or_(theirs, here)
    elif person.headed_unit_ids:
        headed = session.scalars(select(Unit.path).where(Unit.id.in_(person.headed_unit_ids)))
        below = select(Unit.id).where(or_(false(), *(Unit.path.startswith(path) for path in headed)))
        theirs = or_(theirs, and_(here, Adoption.unit_id.in_(below)))
    stands_for = {person.id, *person.deputises_for}
    waits = (Adoption.state == EntryState.WAITING, Adoption.noted_by_id.not_in(stands_for))
    return and_(*waits, theirs)


def entries_for_leads(organisation_id: int) -> int:
    """How many entries of an organisation wait so long, or for nobody, that its innovation leads are asked."""
    waits = (Adoption.organisation_id == organisation_id, Adoption.state == EntryState.WAITING)
    counted = select(func.count()).select_from(Adoption).where(*waits, Adoption.passed_on)
    return session.scalar(counted) or 0


def places_of(person: Reader) -> list[tuple[str, str]]:
    """For which places somebody can write something down: value and words, their own unit first."""
    here = session.get_one(Organisation, person.organisation_id)
    own = person.unit.lineage[::-1]
    units = [
        unit for unit in people.units_of(here.id) if rules.may_note_for(person, Place(here.id, unit.id), own)
    ]
    units.sort(key=lambda unit: (own.index(unit.id) if unit.id in own else len(own), unit.name))
    return [(f"unit:{unit.reference}", unit.name) for unit in units] + [("all", f"{here.name}, as a whole")]


def place_typed(person: Reader, typed: str) -> Place | None:
    """The place that was chosen on a page; nothing for one that is not theirs to choose."""
    sort, _, which = typed.partition(":")
    unit = people.unit(which) if sort == "unit" else None
    if sort == "unit" and (unit is None or unit.closed_on is not None):
        return None
    place = Place(unit.organisation_id, unit.id) if unit is not None else Place(person.organisation_id)
    return place if rules.may_note_for(person, place, person.unit.lineage) else None
