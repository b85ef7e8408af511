"""What a list shows of the posts in it: loaded in a handful of statements, however many they are.

The statements are built once. Whom and what many rows have in common is loaded once and laid beside each of them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import contains_eager, defer, lazyload, load_only, selectinload
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.base import ExecutableOption

from portal.authorisation.models import Step
from portal.foundation.database import Keyed, session
from portal.people.models import Organisation, Person, Unit
from portal.submissions.models import Submission, co_authors

# What a list shows of a post: never its text, which may be long.
_COLUMNS = (
        Submission.reference, Submission.kind, Submission.title, Submission.status, Submission.author_id,
        Submission.desk_key, Submission.designation, Submission.claimed_by_id, Submission.external_id,
        Submission.authority, Submission.show_grade,
        Submission.organisation_id, Submission.unit_id, Submission.sent_at, Submission.begun_on,
        Submission.imported_by_id, Submission.holder_id, Submission.version, Submission.blind,
        Submission.on_trust, Submission.confidential,
    )  # fmt: skip
_KEYS: BindParameter[Any] = bindparam("keys")
_LIGHT = (lazyload(Person.roles_held), lazyload(Person.headships))
_PEOPLE = select(Person).where(Person.id.in_(_KEYS)).options(*_LIGHT)
_UNITS = select(Unit).where(Unit.id.in_(_KEYS))
_ORGANISATIONS = select(Organisation).where(Organisation.id.in_(_KEYS))
_CO_AUTHORS = (
    select(co_authors.c.submission_id, Person)
    .join(Person, Person.id == co_authors.c.person_id)
    .where(co_authors.c.submission_id.in_(_KEYS))
    .order_by(Person.name)
    .options(*_LIGHT)
)


def with_post(steps: Select[Any]) -> Select[Any]:
    """A statement that selects steps, with their posts: of both only what a list shows."""
    post = contains_eager(Step.submission)
    return steps.join(Submission, Submission.id == Step.submission_id).options(
        post.load_only(*_COLUMNS),
        *(post.lazyload(part) for part in (Submission.organisation, Submission.co_authors)),
        lazyload(Step.verdicts),
        *(defer(part) for part in (Step.question, Step.guidance, Step.checklist, Step.criteria, Step.edit)),
    )


def without_step() -> Sequence[ExecutableOption]:
    """Of a post only what a list shows."""
    return (
        load_only(*_COLUMNS),
        *(lazyload(part) for part in (Submission.organisation, Submission.co_authors)),
    )


def complete(steps: Collection[Step], resting: Collection[Submission] = ()) -> None:
    """Lay beside steps, and beside posts that wait at none, who has them, who wrote them and where."""
    posts = [*(step.submission for step in steps), *resting]
    if not posts:
        return
    waits: list[Step | Submission] = [*steps, *resting]
    holders = {held.holder_id for held in waits}
    people: Mapping[int, Person] = _by_key(_PEOPLE, holders | {post.author_id for post in posts})
    wrote: dict[int, list[Person]] = defaultdict(list)
    for key, person in session.execute(_CO_AUTHORS, {"keys": [post.id for post in posts]}):
        wrote[key].append(person)
    units = {person.unit_id: person.unit for person in people.values()}
    units |= _by_key(_UNITS, {post.unit_id for post in posts} - units.keys())
    homes = {unit.organisation_id: unit.organisation for unit in units.values()}
    homes |= _by_key(_ORGANISATIONS, {post.organisation_id for post in posts} - homes.keys())
    for held in waits:
        set_committed_value(held, "holder", people.get(held.holder_id or 0))
    for post in posts:
        set_committed_value(post, "author", people.get(post.author_id or 0))
        set_committed_value(post, "unit", units.get(post.unit_id or 0))
        set_committed_value(post, "organisation", homes[post.organisation_id])
        set_committed_value(post, "co_authors", wrote[post.id])
    _lay_steps_beside([post.id for post in posts if post.blind])


def _by_key(asked: Select[Any], keys: Collection[int | None]) -> dict[int, Any]:
    """What is stored under these keys; none of them, and the database is not asked."""
    wanted = [key for key in keys if key is not None]
    found: Collection[Keyed] = session.scalars(asked, {"keys": wanted}).all() if wanted else ()
    return {one.id: one for one in found}


def _lay_steps_beside(keys: Collection[int]) -> None:
    """Load the steps of posts that somebody decides without learning who wrote them: they say from whom it is kept."""
    if keys:
        blind = select(Submission).where(Submission.id.in_(keys))
        session.scalars(blind.options(*without_step(), selectinload(Submission.steps))).all()  # type: ignore[attr-defined]
