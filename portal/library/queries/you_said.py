"""What an organisation, or one of its units, did about what was said, as each reader may see it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from portal.feedback import queries as feedback
from portal.foundation.database import session
from portal.library.models import Publication
from portal.library.queries.cards import Card, cards, changed_since, closed_since
from portal.library.queries.tried import declined_because
from portal.library.rules.you_said import STATES_OF, Answer, has_page
from portal.people import queries as people
from portal.people.models import Organisation, Person, Unit
from portal.submissions.models import Submission, found
from portal.submissions.rules import Reader, tokens_of

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Home:
    """Whose answers are read: an organisation, or one unit of it with those below; and the units that have a page."""

    organisation: Organisation
    unit: Unit | None
    units: Sequence[Unit]


@dataclass(frozen=True, slots=True)
class Line:
    """One post: how it looks in a list, and what was said about it by whoever answers for it."""

    card: Card
    words: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What was done about what was said: counts by answer, and a page of one of them, newest first."""

    counts: Mapping[Answer, int]
    lines: Sequence[Line]
    number: int
    pages: int


def home_of(person: Reader, code: str, unit: str) -> Home:
    """The organisation with this code, else the reader's own; and its unit with this reference where it has a page.

    Only those who work there read by unit: to others a post says of which organisation its author is, and no more.
    """
    organisation = people.organisation(code) if code else None
    organisation = organisation or session.get_one(Organisation, person.organisation_id)
    units = _units_with_a_page(organisation) if organisation.id == person.organisation_id else []
    return Home(organisation, next((one for one in units if one.reference == unit), None), units)


def _units_with_a_page(organisation: Organisation) -> list[Unit]:
    units = people.units_of(organisation.id)
    working = select(Person.unit_id, func.count()).join(Unit, Person.unit_id == Unit.id)
    here = working.where(Unit.organisation_id == organisation.id, Person.ended_on.is_(None))
    counts = {row[0]: row[1] for row in session.execute(here.group_by(Person.unit_id))}
    in_all = {unit.id: 0 for unit in units}
    for unit in units:
        for key in unit.lineage:
            if key in in_all:
                in_all[key] += counts.get(unit.id, 0)
    return [unit for unit in units if has_page(in_all[unit.id], organisation.crowd)]


def answers(person: Reader, home: Home, show: Answer, number: int = 1) -> Answers:
    """What was done about what was said there, of what this reader may read: as many statements whatever there is."""
    tokens = tokens_of(person)
    own = and_(
        Submission.organisation_id == person.organisation_id, ~Publication.visibility.startswith("unit:")
    )
    there = (
        or_(Publication.visibility.in_(sorted(tokens)), own),
        Submission.organisation_id == home.organisation.id,
        Publication.submission_id.not_in(closed_since(changed_since(), tokens)),
        found(),
        *(_of_unit(home.unit) if home.unit is not None else ()),
    )
    answer = _answer()
    counted = select(answer, func.count()).join(Publication.submission).where(*there).group_by(answer)
    counts = {Answer(row[0]): row[1] for row in session.execute(counted)}
    pages = max(1, -(-counts.get(show, 0) // PER_PAGE))
    number = max(1, min(number, pages))
    newest = select(Publication.submission_id).join(Publication.submission)
    newest = newest.where(*there, answer == show.value)
    newest = newest.order_by(Publication.published_on.desc(), Publication.reference)
    keys = session.scalars(newest.offset((number - 1) * PER_PAGE).limit(PER_PAGE)).all()
    return Answers({one: counts.get(one, 0) for one in Answer}, _lines(person, keys), number, pages)


def _of_unit(unit: Unit) -> Collection[ColumnElement[bool]]:
    """What came from a unit and those below it. Nothing without a name, and nothing on which somebody decides blind.

    The page of a unit says of all on it where its author works.
    """
    below = select(Unit.id).where(Unit.path.startswith(unit.path))
    return Submission.unit_id.in_(below), Submission.desk_key.is_(None), Submission.blind.is_(False)


def _answer() -> ColumnElement[str]:
    """What was done about a post, as the database is asked it: ``rules.you_said.answer_of`` says it of one."""
    return case(
        (Publication.declined, Answer.NOT_DONE.value),
        *((Publication.outcome.in_(sorted(states)), answer.value) for answer, states in STATES_OF.items()),
        else_=Answer.OPEN.value,
    )


def _lines(person: Reader, keys: Sequence[int]) -> list[Line]:
    shown, kept = cards(person, keys), feedback.newest_outcomes(keys)
    declined = declined_because([key for key, card in shown.items() if card.declined])
    lines = []
    for key in keys:
        if key in shown:
            card = shown[key]
            why = declined[key][0] if card.declined and key in declined else ""
            lines.append(Line(card, why or (kept[key].note if key in kept and not card.declined else "")))
    return lines
