"""What moderators look at, and what whoever wrote something reads of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.conversation.models import Remark, Report
from portal.conversation.rules.moderating import State, may_hear, may_hide
from portal.conversation.rules.places import may_know_of_remark
from portal.foundation.database import session
from portal.foundation.keys import read_reference

LATELY = 20


@dataclass(frozen=True, slots=True)
class Reported:
    """Something that readers said should not stand there, and for which reasons. Who said so is not told."""

    remark: Remark
    reports: Sequence[Report]


def remark(reference: str) -> Remark | None:
    """What somebody said, by its reference."""
    return session.scalar(select(Remark).where(Remark.reference == read_reference(reference)))


def reports_of(remark: Remark) -> Sequence[Report]:
    """What readers said of it that no moderator has looked at."""
    open_ones = select(Report).where(Report.remark_id == remark.id, Report.settled.is_(False))
    return session.scalars(open_ones.order_by(Report.said_on, Report.id)).all()


def to_moderate(person: Any) -> list[Reported]:
    """What was reported and waits for this moderator, the oldest first."""
    waits = (
        select(Report)
        .where(Report.settled.is_(False))
        .join(Remark, Remark.id == Report.remark_id)
        .order_by(Report.said_on, Report.id)
    )
    by_remark: dict[int, list[Report]] = {}
    for one in session.scalars(waits):
        by_remark.setdefault(one.remark_id, []).append(one)
    found = _by_key(by_remark)
    return [Reported(found[key], some) for key, some in by_remark.items() if may_hide(person, found[key])]


def to_hear(person: Any) -> list[Remark]:
    """What its writers asked somebody else to look at again, and this moderator may."""
    waits = select(Remark).where(Remark.state == State.APPEALED).order_by(Remark.said_on, Remark.id)
    return [one for one in session.scalars(waits.options(*_WITH_PLACE)).unique() if may_hear(person, one)]


def decided_lately(person: Any) -> list[Remark]:
    """What this moderator hid or heard last, and may still know of."""
    own = (Remark.hidden_by_id == person.id) | (Remark.heard_by_id == person.id)
    lately = select(Remark).where(own).order_by(Remark.said_on.desc(), Remark.id).limit(LATELY)
    found = session.scalars(lately.options(*_WITH_PLACE)).unique()
    return [one for one in found if may_know_of_remark(person, one)]


_WITH_PLACE = (joinedload(Remark.submission), joinedload(Remark.want))


def _by_key(keys: Mapping[int, Any]) -> dict[int, Remark]:
    found = select(Remark).where(Remark.id.in_(keys)).options(*_WITH_PLACE)
    return {one.id: one for one in session.scalars(found).unique()}
