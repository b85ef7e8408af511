"""What is asked of meetings: which there are, what is on an agenda for whoever reads it, and what could be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload, lazyload, selectinload

from portal.authorisation.queries.in_flight import titles_as_sent
from portal.authorisation.rules import reads_in_library
from portal.following.models import Want
from portal.following.rules.wants import may_see_want
from portal.foundation import clock
from portal.foundation.database import session
from portal.foundation.keys import read_reference
from portal.leadership.models import AgendaEntry, AgreedAction, Meeting
from portal.leadership.rules.meetings import may_read, may_read_decision, may_table, sees_thing
from portal.people.models import TITLE_ONLY
from portal.people.rules import Role, holds
from portal.submissions.models import Submission
from portal.submissions.rules import Reader

MEETINGS_SHOWN = 50
# All that ``may_know_of`` looks at in a post, in as many statements for many posts as for one.
OF_POST = (
    lazyload(Submission.topics),
    joinedload(Submission.author).options(*TITLE_ONLY),
    joinedload(Submission.claimed_by).options(*TITLE_ONLY),
    selectinload(Submission.former_authors).options(*TITLE_ONLY),
    selectinload(Submission.steps),  # type: ignore[attr-defined] # the other end of Step.submission
    selectinload(Submission.conflicts),  # type: ignore[attr-defined] # the other end of Conflict.submission
)
_THINGS = (
    joinedload(AgendaEntry.meeting),
    joinedload(AgendaEntry.submission).options(*OF_POST),
    joinedload(AgendaEntry.want),
)


def meeting(reference: str) -> Meeting | None:
    """The meeting with this reference."""
    return session.scalar(select(Meeting).where(Meeting.reference == read_reference(reference)))


def entry(reference: str) -> AgendaEntry | None:
    """The thing on an agenda with this reference."""
    return session.scalar(select(AgendaEntry).where(AgendaEntry.reference == read_reference(reference)))


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings that somebody may read: the next one first, and of those that are over the last."""

    coming: Sequence[Meeting]
    past: Sequence[Meeting]


def meetings(person: Reader) -> Meetings:
    """The meetings where somebody works that they may read."""
    here = select(Meeting).where(Meeting.organisation_id == person.organisation_id)
    if not holds(person, Role.INNOVATION_LEAD):  # what others have not shown takes no room in the list either
        here = here.where(or_(Meeting.shown, Meeting.called_by_id == person.id))
    next_first, last_first = (Meeting.held_on, Meeting.reference), (Meeting.held_on.desc(), Meeting.reference)
    today = clock.today()
    coming = here.where(Meeting.held_on >= today).order_by(*next_first).limit(MEETINGS_SHOWN)
    past = here.where(Meeting.held_on < today).order_by(*last_first).limit(MEETINGS_SHOWN)
    found = [[one for one in session.scalars(some) if may_read(person, one)] for some in (coming, past)]
    return Meetings(*found)


@dataclass(frozen=True, slots=True)
class Item:
    """Something on an agenda, as whoever reads it sees it: what it is called, and where it stands."""

    entry: AgendaEntry
    title: str
    href: str
    kind: str


def agenda(person: Reader, of: Meeting) -> list[Item]:
    """What is on an agenda for this reader, in its order. What they may not read is not there."""
    wanted = select(AgendaEntry).where(AgendaEntry.meeting_id == of.id).options(*_THINGS)
    found = session.scalars(wanted.order_by(AgendaEntry.place, AgendaEntry.reference)).unique()
    seen = [one for one in found if sees_thing(person, one)]
    sent = titles_as_sent([one.submission for one in seen if one.submission is not None])
    return [_item(person, one, sent.get(one.submission_id or 0, "")) for one in seen]


def _item(person: Reader, found: AgendaEntry, sent_as: str) -> Item:
    post = found.submission
    if post is None:
        want: Any = found.want  # the database holds that it is one or the other
        return Item(found, want.words, f"/wanted/{want.reference}", "")
    place = "library" if reads_in_library(person, post) else "submissions"
    return Item(found, sent_as or post.title, f"/{place}/{post.reference}", post.kind)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a meeting decided on something, as its page says it."""

    entry: AgendaEntry
    reads_meeting: bool


def decisions_on(person: Reader, post: Submission) -> list[Decision]:
    """What meetings decided on a post, the last first, for those who may read it there."""
    return _decisions(person, AgendaEntry.submission_id == post.id)


def decisions_on_want(person: Reader, want: Want) -> list[Decision]:
    """What meetings decided on what somebody asks for."""
    return _decisions(person, AgendaEntry.want_id == want.id)


def _decisions(person: Reader, which: ColumnElement[bool]) -> list[Decision]:
    found = (
        select(AgendaEntry).where(which, AgendaEntry.decision != "").options(joinedload(AgendaEntry.meeting))
    )
    rows = session.scalars(found.order_by(AgendaEntry.decided_on.desc(), AgendaEntry.reference))
    return [Decision(one, may_read(person, one.meeting)) for one in rows if may_read_decision(person, one)]


def thing_typed(person: Reader, typed: str) -> Submission | Want | None:
    """The post, or the wish, of this reference or address, if it can be on an agenda for this person."""
    reference = read_reference(typed.strip().rstrip("/").rpartition("/")[2])
    if not reference:
        return None
    posts = select(Submission).where(Submission.reference == reference).options(*OF_POST)
    post = session.scalars(posts).unique().one_or_none()
    if post is not None:
        return post if may_table(person, post) else None
    want = session.scalar(select(Want).where(Want.reference == reference))
    return want if want is not None and may_see_want(person, want) else None


def has_come_of(of: Meeting) -> tuple[bool, bool]:
    """Whether anything was decided in a meeting, and whether anything was agreed."""
    decided = select(AgendaEntry.id).where(AgendaEntry.meeting_id == of.id, AgendaEntry.decision != "")
    agreed = select(AgreedAction.id).where(AgreedAction.meeting_id == of.id)
    return session.scalar(decided.limit(1)) is not None, session.scalar(agreed.limit(1)) is not None


def is_agreed_on(of: AgendaEntry) -> bool:
    """Whether something was agreed on a thing on an agenda."""
    return session.scalar(select(AgreedAction.id).where(AgreedAction.entry_id == of.id).limit(1)) is not None
