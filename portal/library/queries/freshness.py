"""What of the library is due or stale, whose it is, and what stands in the place of what was retired."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager, defer, joinedload, lazyload, load_only

from portal.foundation import clock
from portal.foundation.database import session
from portal.library.models import Keeping, Publication
from portal.library.queries.reading import item as item_of
from portal.library.rules import freshness as rules
from portal.library.rules import may_open
from portal.library.rules.freshness import GRACE, Standing
from portal.people.models import Person, RoleHeld
from portal.people.queries.holders import holders_in
from portal.people.rules import Role
from portal.submissions.models import Submission, wrote
from portal.submissions.rules import Reader, Status, author_shown_to, tokens_of

PER_PAGE = 50
ITS_AUTHOR = (
    "its author"  # where a reader decides on it, or on an update of it, without learning who wrote it
)

_PERSON = (lazyload(Person.roles_held), lazyload(Person.headships), lazyload(Person.grade))
# All that says who keeps an item, in one statement however many there are.
_KEPT = (
    select(Publication)
    .join(Publication.submission)
    .join(Keeping, Keeping.submission_id == Publication.submission_id)
    .options(
        defer(Publication.text),
        defer(Publication.sections),
        contains_eager(Publication.keeping).options(
            joinedload(Keeping.owner).options(*_PERSON), joinedload(Keeping.deputy).options(*_PERSON)
        ),
        contains_eager(Publication.submission).options(
            defer(Submission.body),
            defer(Submission.details),
            defer(Submission.share_check),
            joinedload(Submission.author).options(*_PERSON),
            joinedload(Submission.claimed_by).options(*_PERSON),
            joinedload(Submission.co_authors).options(
                load_only(Person.id, Person.name, Person.ended_on), lazyload(Person.unit), *_PERSON
            ),
            lazyload(Submission.topics),
        ),
    )
    .where(Submission.status == Status.PUBLISHED)
)


def to_be_asked(today: date, at_most: int) -> Sequence[Publication]:
    """Items whose owners are to be asked today, the longest due first. They are held until the transaction ends."""
    due = _KEPT.where(
        Publication.review_on <= today,
        Publication.retired_on.is_(None),
        or_(
            Keeping.asked_for.is_(None),
            Keeping.asked_for != Publication.review_on,
            Keeping.ask_on <= today,
        ),
    )
    first = due.order_by(Publication.review_on, Publication.submission_id).limit(at_most)
    return session.scalars(first.with_for_update(of=Keeping, skip_locked=True)).unique().all()


def kept_by(person: Reader) -> Sequence[Publication]:
    """The published items that somebody keeps by name, as owner or deputy, what is due first first."""
    named = or_(Keeping.owner_id == person.id, Keeping.deputy_id == person.id, wrote(person.id))
    found = session.scalars(_KEPT.where(named).order_by(Publication.review_on, Publication.reference))
    return [
        item
        for item in found.unique()
        if may_open(person, item)
        and any(one.id == person.id for one in rules.kept_by(rules.owner_of(item), rules.deputy_of(item)))
    ]


def is_due(item: Publication) -> bool:
    """Whether somebody is to say of an item now that it is still right."""
    return rules.standing(item.review_on, item.retired_on, clock.today()) in {Standing.DUE, Standing.STALE}


def waits_to_be_confirmed(submission_id: int) -> bool:
    """Whether the item of this post is due now."""
    found = session.execute(
        select(Publication.review_on, Publication.retired_on).where(
            Publication.submission_id == submission_id
        )
    ).one_or_none()
    return found is not None and rules.standing(*found, clock.today()) in {Standing.DUE, Standing.STALE}


def without_owner(organisation_id: int) -> int:
    """How many items of an organisation are due that nobody keeps by name."""
    due = _KEPT.where(
        Submission.organisation_id == organisation_id,
        Publication.review_on <= clock.today(),
        Publication.retired_on.is_(None),
    )
    return sum(rules.owner_of(item) is None for item in session.scalars(due).unique())


def who_leads(organisation_id: int) -> tuple[Sequence[Person], bool]:
    """Who answers for what nobody keeps, and whether they lead there: where nobody does, those who administer it."""
    leads = holders_in(organisation_id, Role.INNOVATION_LEAD)
    if leads:
        return leads, True
    administrators = holders_in(organisation_id, Role.ORGANISATION_ADMINISTRATOR)
    works = select(Person).join(RoleHeld).where(Person.ended_on.is_(None))
    anybody = works.where(RoleHeld.role == Role.SYSTEM_ADMINISTRATOR)
    return administrators or session.scalars(anybody).unique().all(), False


def successor_of(item: Publication) -> Publication | None:
    """The item to read instead of a retired one, where it is in the library now. Not all may read it."""
    key = item.keeping.successor_id
    reference = session.scalar(select(Submission.reference).where(Submission.id == key)) if key else None
    return item_of(reference) if reference else None


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of the report: an item, how it stands, and whose it is in words."""

    reference: str
    title: str
    kind: str
    organisation: str  # code
    organisation_name: str
    whose: str
    deputy: str
    confirmed_on: date
    review_on: date | None
    asked: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class Report:
    """What of an organisation, or of all, is stale: counts by organisation, and a page of lines."""

    counts: Mapping[tuple[str, str], Mapping[Standing, int]]  # by code and name
    lines: Sequence[Kept]
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // PER_PAGE))

    @property
    def sums(self) -> Mapping[Standing, int]:
        """The counts of all organisations together."""
        return {one: sum(each.get(one, 0) for each in self.counts.values()) for one in Standing}


def _seen_by(person: Reader) -> ColumnElement[bool]:
    """What somebody reads a report of: a lead all of their organisation's, the curator what they may read."""
    own = Submission.organisation_id == person.organisation_id
    if Role.NATIONAL_CURATOR not in person.roles:
        return own
    leads = Role.INNOVATION_LEAD in person.roles
    shared = own if leads else own & ~Publication.visibility.startswith("unit:")
    return or_(Publication.visibility.in_(sorted(tokens_of(person))), shared)


def _standing(today: date) -> ColumnElement[str]:
    return case(
        (Publication.retired_on.is_not(None), Standing.RETIRED.value),
        (Publication.review_on <= today - GRACE, Standing.STALE.value),
        (Publication.review_on <= today, Standing.DUE.value),
        else_=Standing.CURRENT.value,
    )


def report(person: Reader, show: Standing, organisation: str = "", page: int = 1) -> Report:
    """What stands like this and whose it is, a page of it, and the counts by organisation: two statements."""
    stands = _standing(clock.today())
    counted = (
        select(Publication.organisation, Publication.organisation_name, stands, func.count())
        .join(Publication.submission)
        .where(Submission.status == Status.PUBLISHED, _seen_by(person))
        .group_by(Publication.organisation, Publication.organisation_name, stands)
        .order_by(Publication.organisation_name)
    )
    counts: dict[tuple[str, str], dict[Standing, int]] = {}
    for code, name, how, number in session.execute(counted):
        counts.setdefault((code, name), {})[Standing(how)] = number
    total = sum(each.get(show, 0) for (code, _name), each in counts.items() if organisation in {"", code})
    page = max(1, min(page, -(-total // PER_PAGE)))
    lines = _lines(person, show, organisation).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    return Report(counts, [_line(person, item) for item in session.scalars(lines).unique()], total)


def whole_report(person: Reader, show: Standing, organisation: str = "") -> Iterator[Kept]:
    """All lines of a report, in one statement however many there are."""
    for item in session.scalars(_lines(person, show, organisation)).unique():
        yield _line(person, item)


def _lines(person: Reader, show: Standing, organisation: str) -> Select[Publication]:
    found = _KEPT.where(_seen_by(person), _standing(clock.today()) == show.value)
    if organisation:
        found = found.where(Publication.organisation == organisation)
    return found.order_by(Publication.review_on, Publication.reference)


def _line(person: Reader, item: Publication) -> Kept:
    owner, deputy, post = rules.owner_of(item), rules.deputy_of(item), item.submission
    return Kept(
        reference=item.reference,
        title=item.title,
        kind=item.kind,
        organisation=item.organisation,
        organisation_name=item.organisation_name,
        whose=whose(person, item, owner, hidden=post.blind),
        deputy="" if deputy is None or post.blind else deputy.name,
        confirmed_on=item.confirmed_on,
        review_on=item.review_on,
        asked=item.keeping.asked if item.keeping.asked_for == item.review_on else 0,
        standing=rules.standing(item.review_on, item.retired_on, clock.today()),
    )


def whose(person: Reader | None, item: Publication, owner: Any, *, hidden: bool) -> str:
    """Whom to ask about an item, in words. An author's name passes the one gate, and nobody's leads round it.

    ``hidden``: this reader, or in a list anybody, decides on it without learning who wrote it. Then nobody is named,
    for an owner who is no author is often a colleague of one.
    """
    if person is None:
        return item.organisation_name
    if owner is None:
        return f"the innovation lead of {item.organisation_name}"
    if hidden:
        return ITS_AUTHOR
    post: Any = item.submission
    author = author_shown_to(person, post)
    return author.name if owner.id == author.person_id else str(owner.name)
