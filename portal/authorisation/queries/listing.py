"""What a list shows of the posts in it: read in a handful of statements, however many they are.

The statements are built once, and read as plain values: fifty posts and their steps as they are stored cost more than
all the rest of the page. Whom and what many rows have in common is loaded once and laid beside each of them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import selectinload

from portal.authorisation.models import Step
from portal.foundation.database import Keyed, session
from portal.people.models import NAMED_ONLY, Organisation, Person, Unit
from portal.people.rules import SomePerson
from portal.submissions.models import Submission, co_authors


class Named(NamedTuple):
    """Somebody who wrote a post with its author."""

    id: int
    name: str


@dataclass(slots=True, eq=False)
class ListedPost:
    """What a list shows of a post, and whoever asks who wrote it looks at: never its text, which may be long."""

    id: int
    reference: str
    kind: str
    title: str
    status: str
    version: int
    organisation_id: int
    unit_id: int | None
    author_id: int | None
    desk_key: str | None
    designation: str | None
    claimed_by_id: int | None
    confidential: bool
    about: Mapping[str, Any]
    imported_by_id: int | None
    authority: str
    holder_id: int | None
    show_grade: bool
    blind: bool
    on_trust: bool
    listed: bool
    begun_on: date
    sent_at: datetime | None
    # What many posts have in common is laid beside them.
    organisation: Any = None
    unit: Any = None
    author: Any = None
    claimed_by: Any = None
    holder: Any = None
    co_authors: Sequence[Named] = ()
    stored: Submission | None = field(default=None, repr=False)

    def is_blind_to(self, person: SomePerson) -> bool:
        """Whether its author is kept from this person: the stored post says so, loaded where that may be."""
        return self.stored is not None and self.stored.is_blind_to(person)


@dataclass(slots=True, eq=False)
class ListedStep:
    """What a list shows of a step."""

    id: int
    reference: str
    submission_id: int
    holder_id: int | None
    opened_at: datetime | None
    given_on: date | None
    due_on: date | None
    due_before: date | None
    escalations: int
    edit_until: date | None
    submission: ListedPost
    holder: Any = None


_OF_POST = tuple(name for name in ListedPost.__slots__ if name in Submission.__table__.c)
_OF_STEP = tuple(name for name in ListedStep.__slots__ if name in Step.__table__.c)
_POST = tuple(getattr(Submission, name) for name in _OF_POST)
_STEP = tuple(getattr(Step, name) for name in _OF_STEP)
_KEYS: BindParameter[Any] = bindparam("keys")
_PEOPLE = select(Person).where(Person.id.in_(_KEYS)).options(*NAMED_ONLY)
_UNITS = select(Unit).where(Unit.id.in_(_KEYS))
_ORGANISATIONS = select(Organisation).where(Organisation.id.in_(_KEYS))
_CO_AUTHORS = (
    select(co_authors.c.submission_id, Person.id, Person.name)
    .join(Person, Person.id == co_authors.c.person_id)
    .where(co_authors.c.submission_id.in_(_KEYS))
    .order_by(Person.name)
)
_POSTS = select(*_POST).where(Submission.id.in_(_KEYS))


def listed(steps: Select[Any]) -> Select[Any]:
    """A statement that selects steps, made one that reads of each what a list shows, and of its post."""
    return steps.join(Submission, Submission.id == Step.submission_id).with_only_columns(*_STEP, *_POST)


def read_steps(asked: Select[Any], told: Mapping[str, Any]) -> list[ListedStep]:
    """The steps that such a statement finds. Nobody stands beside them before ``complete``."""
    cut = len(_STEP)
    found = session.execute(asked, told)
    return [ListedStep(*row[:cut], submission=ListedPost(*row[cut:])) for row in found]  # type: ignore[misc]


def read_posts(keys: Collection[int]) -> list[ListedPost]:
    """The posts with these keys. Nobody stands beside them before ``complete``."""
    return [ListedPost(*row) for row in session.execute(_POSTS, {"keys": keys})] if keys else []


def complete(steps: Collection[ListedStep], resting: Collection[ListedPost] = ()) -> None:
    """Lay beside steps, and beside posts that wait at none, who has them, who wrote them and where."""
    posts = [*(step.submission for step in steps), *resting]
    if not posts:
        return
    waits: list[ListedStep | ListedPost] = [*steps, *resting]
    wrote = {post.author_id for post in posts} | {post.claimed_by_id for post in posts}
    people: Mapping[int | None, Person] = _by_key(_PEOPLE, {held.holder_id for held in waits} | wrote)
    with_them: dict[int, list[Named]] = defaultdict(list)
    for key, *person in session.execute(_CO_AUTHORS, {"keys": [post.id for post in posts]}):
        with_them[key].append(Named(*person))
    units: dict[int | None, Unit] = {person.unit_id: person.unit for person in people.values()}
    units |= _by_key(_UNITS, {post.unit_id for post in posts} - units.keys())
    homes: dict[int | None, Organisation] = {
        unit.organisation_id: unit.organisation for unit in units.values()
    }
    homes |= _by_key(_ORGANISATIONS, {post.organisation_id for post in posts} - homes.keys())
    blind = _blind([post.id for post in posts if post.blind])
    for held in waits:
        held.holder = people.get(held.holder_id)
    for post in posts:
        post.author, post.claimed_by = people.get(post.author_id), people.get(post.claimed_by_id)
        post.unit, post.organisation = units.get(post.unit_id), homes[post.organisation_id]
        post.co_authors, post.stored = with_them.get(post.id, ()), blind.get(post.id)


def _blind(keys: Collection[int]) -> Mapping[int | None, Submission]:
    """Posts that somebody decides without learning who wrote them, with the steps that say from whom it is kept."""
    if not keys:
        return {}
    steps = selectinload(Submission.steps)  # type: ignore[attr-defined] # the other end of Step.submission
    updates = selectinload(Submission.updated_by).selectinload(Submission.steps)  # type: ignore[attr-defined]
    asked = select(Submission).where(Submission.id.in_(_KEYS))
    said = (way.selectinload(Step.opinions) for way in (steps, updates))  # type: ignore[attr-defined]
    return _by_key(asked.options(*said), keys)


def _by_key(asked: Select[Any], keys: Iterable[int | None]) -> dict[int | None, Any]:
    """What is stored under these keys; none of them, and the database is not asked."""
    wanted = [key for key in keys if key is not None]
    found: Collection[Keyed] = session.scalars(asked, {"keys": wanted}).all() if wanted else ()
    return {one.id: one for one in found}
