"""What can be asked of newsletters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, false, func, or_, select
from sqlalchemy.orm import lazyload

from portal.following.models import Follow
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.implementation.models import Adoption
from portal.implementation.rules.ledger import EntryState, How
from portal.library import queries as library
from portal.library.models import Publication
from portal.library.queries import Card
from portal.library.rules import outcome_shown
from portal.newsletter import rules
from portal.newsletter.models import Newsletter, NewsletterEntry
from portal.newsletter.rules import Fact, Section, State
from portal.people import queries as people
from portal.people.models import Organisation, Person, RoleHeld, Unit
from portal.people.rules import ROLE_NAMES, Role
from portal.people.rules.calendar import months_after
from portal.promises import queries as promises
from portal.promises.rules import Part
from portal.submissions.models import Submission, found
from portal.submissions.rules import Reader, tokens_at

SHOWN = 60
LOOKED_AT = (
    600  # newsletters at most: ten years of an organisation whose editors write for others than the reader
)
READ_AT_MOST = 500


def newsletter(reference: str) -> Newsletter | None:
    """The newsletter with this reference."""
    return session.scalar(select(Newsletter).where(Newsletter.reference == read_reference(reference)))


def newsletters(person: Reader) -> list[Newsletter]:
    """What somebody may open, the newest first."""
    here = Newsletter.organisation_id == person.organisation_id
    # Of other organisations only what goes to followers is open: all else is looked at by nobody, and takes no room.
    to_followers = cast(Newsletter.audience, Text).contains(f'"{rules.FOLLOWERS}"')
    there = (Newsletter.state != State.DRAFT) & to_followers
    newest = (
        select(Newsletter)
        .where(or_(here, there))
        .options(lazyload(Newsletter.entries))
        .order_by(Newsletter.month.desc(), Newsletter.reference)
    )
    found: list[Newsletter] = []
    for place in range(0, LOOKED_AT, SHOWN):
        some = session.scalars(newest.limit(SHOWN).offset(place)).unique().all()
        found += [one for one in some if rules.may_read(person, one)]
        if len(found) >= SHOWN or len(some) < SHOWN:
            break
    return found[:SHOWN]


def months_to_write(person: Reader) -> list[date]:
    """The months of which somebody could begin a newsletter where they work."""
    mine = select(Newsletter.month).where(Newsletter.organisation_id == person.organisation_id)
    return rules.months_offered(clock.today(), set(session.scalars(mine)))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a newsletter as a reader sees it: the post, if it is of one, and what is said of it."""

    reference: str
    card: Card | None
    note: str


def parts(person: Reader, one: Newsletter) -> list[tuple[Section, list[Line]]]:
    """What is in a newsletter for this reader, section by section; a section of which nothing is left is not there.

    A line of a post that they may not read, or that left the library, goes with all that is said of it.
    """
    keys = [entry.submission_id for entry in one.entries if entry.submission_id is not None]
    return parts_from(one, library.cards(person, keys))


def parts_from(one: Newsletter, cards: Mapping[int, Card]) -> list[tuple[Section, list[Line]]]:
    """The same, from the posts that are theirs to read."""
    lines: dict[Section, list[Line]] = {section: [] for section in Section}
    for entry in one.entries:
        card = cards.get(entry.submission_id) if entry.submission_id is not None else None
        if card is not None or entry.submission_id is None:
            lines[Section(entry.section)].append(Line(entry.reference, card, entry.note))
    return [(section, some) for section, some in lines.items() if some]


def facts_of(home: Organisation, month: date) -> list[Fact]:
    """What happened in a month to items that everybody who works somewhere may read, and not only one unit of it."""
    until = months_after(month, 1)
    taken_up = _taken_up(home, month, until)
    new = and_(Publication.published_on >= month, Publication.published_on < until)
    there = select(
        Publication.submission_id, Publication.kind, Publication.title, Publication.published_on,
        Publication.declined, Publication.outcome, Publication.result, Submission.organisation_id,
    ).join(Publication.submission)  # fmt: skip
    readable = or_(
        Publication.visibility.in_(sorted(tokens_at(home))),
        (Submission.organisation_id == home.id) & ~Publication.visibility.startswith("unit:"),
    )
    there = there.where(readable, found(), Publication.retired_on.is_(None))
    there = there.where(or_(new, Publication.submission_id.in_(taken_up)))
    rows = session.execute(there.order_by(Publication.published_on.desc()).limit(READ_AT_MOST))
    return [
        Fact(
            row.submission_id,
            row.kind,
            row.title,
            row.organisation_id == home.id,
            row.published_on,
            outcome_shown(row.declined, row.outcome, row.result),
            taken_up.get(row.submission_id, ""),
        )
        for row in rows
    ]


def _taken_up(home: Organisation, month: date, until: date) -> dict[int, str]:
    """Who took something up in a month by confirmed entries: what came from here, and whatever was taken up here."""
    confirmed = (
        select(Adoption)
        .join(Adoption.submission)
        .where(
            Adoption.state == EntryState.CONFIRMED,
            Adoption.how != How.STOPPED,
            Adoption.decided_on >= month,
            Adoption.decided_on < until,
            or_(Submission.organisation_id == home.id, Adoption.organisation_id == home.id),
        )
    )
    said: dict[int, set[str]] = {}
    for one in session.scalars(confirmed).unique():
        said.setdefault(one.submission_id, set()).add(one.organisation.name)
    return {key: f"Taken up at {' and at '.join(sorted(names))}." for key, names in said.items()}


def answered_in(home: Organisation, month: date) -> tuple[int, int]:
    """How many authors of a month had their first answer when it was promised, and of how many."""
    kept = promises.record_of(home, month, months_after(month, 1))
    first = next(one for one in kept if one.part is Part.ANSWERED)
    return first.kept, first.of


def audiences(one: Newsletter) -> list[tuple[str, str]]:
    """For whom a newsletter can be: value and words."""
    home = one.organisation
    units = [unit for unit in people.units_of(home.id) if unit.closed_on is None]
    return [
        (rules.EVERYBODY, f"Everybody at {home.name}"),
        (rules.FOLLOWERS, f"Those in other organisations too who follow what comes from {home.name}"),
        *((f"{rules.OF_UNIT}{unit.id}", unit.name) for unit in units),
        *((f"{rules.OF_ROLE}{role.value}", ROLE_NAMES[role]) for role in Role),
    ]


def audience_in_words(one: Newsletter) -> str:
    """For whom a newsletter is, as a sentence says it."""
    keys = rules.chosen_units(one.audience)
    names = {row.id: row.name for row in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(keys)))}
    return rules.audience_in_words(one.audience, one.organisation.short_name, names)


def recipients(one: Newsletter, *, followers: bool = True) -> Any:
    """Who is among those for whom a newsletter is and works here still, as a statement."""
    audience, home = one.audience, Unit.organisation_id == one.organisation_id
    chosen: list[ColumnElement[bool]] = [false()]
    if rules.EVERYBODY in audience:
        chosen.append(home)
    chosen += [home & Unit.path.contains(f"/{key}/") for key in sorted(rules.chosen_units(audience))]
    roles = rules.chosen_roles(audience)
    if roles:
        held = select(RoleHeld.person_id).where(RoleHeld.role.in_(sorted(roles)))
        chosen.append(home & Person.id.in_(held))
    if followers and rules.FOLLOWERS in audience:
        from_here = Follow.search == f"organisation={one.organisation.code}"
        chosen.append(Person.id.in_(select(Follow.person_id).where(from_here)))
    return select(Person).join(Unit, Person.unit_id == Unit.id).where(Person.ended_on.is_(None), or_(*chosen))


def is_recipient(one: Newsletter, person_id: int) -> bool:
    """Whether somebody is among those for whom a newsletter is now."""
    return (
        session.scalar(recipients(one).where(Person.id == person_id).with_only_columns(Person.id)) is not None
    )


def how_many(one: Newsletter) -> int:
    """How many people a newsletter is for where it is written. Who follows something is counted nowhere."""
    counted = recipients(one, followers=False).with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(counted) or 0


def going_out() -> Sequence[int]:
    """The keys of the newsletters that go out now."""
    return session.scalars(select(Newsletter.id).where(Newsletter.state == State.GOING_OUT)).all()


def entry_of(one: Newsletter, reference: str) -> NewsletterEntry | None:
    """One line of a newsletter, by its reference."""
    return next((entry for entry in one.entries if entry.reference == reference), None)
