"""The blueprint of the room, and how a post looks in a list."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, url_for

from portal.authorisation import queries
from portal.authorisation.rules import days_in_words, lateness
from portal.foundation import clock
from portal.people.rules.calendar import OFFICE_HOURS, working_days_between
from portal.submissions.kinds import KINDS
from portal.submissions.rules import Status, author_shown_to

pages = Blueprint("authorisation", __name__)


def holder_in_words(person: Any, me: Any) -> str:
    """Who has it, as the reader would say it."""
    if person is None:
        return "Nobody yet"
    return "You" if person.id == me.id else str(person.title)


def rows_of(found: Iterable[tuple[Any, Any]], me: Any) -> list[dict[str, Any]]:
    """Posts as a list shows them, each with the step it waits at, if it waits."""
    pairs = list(found)
    away = queries.away_until({step.holder_id for _post, step in pairs if step is not None})
    return [row(post, step, me, away) for post, step in pairs]


def row(post: Any, step: Any, me: Any, away: Mapping[int, date]) -> dict[str, Any]:
    """A post as a list shows it. ``away`` says when those who hold posts and are away are back."""
    author = author_shown_to(me, post)
    shown = {
        "title": post.title or "Without a title",
        "kind": post.kind,
        "kind_name": KINDS[post.kind].name,
        "author": author.name or author.words,
        "unit": post.unit.name if author.name and post.unit else "",
        "value": post.reference,
    }
    return shown | (_waiting(step, me, away) if step is not None else _at_rest(post, me))


def _waiting(step: Any, me: Any, away: Mapping[int, date]) -> dict[str, Any]:
    today = clock.today()
    gone = working_days_between(clock.local(step.opened_at).date(), today, step.holder.works_on)
    late, back = lateness(step.due_on, today), away.get(step.holder_id)
    flags = [
        f"{days_in_words(late)} late" if late else "",
        f"Away until {clock.day_in_words(back)}" if back else "",
    ]
    return {
        "href": url_for("authorisation.decide", reference=step.reference),
        "holder": holder_in_words(step.holder, me),
        "age": days_in_words(gone) if gone else "Today",
        "limit": f"of {days_in_words(step.limit_days)}",
        "share": round(100 * gone / step.limit_days),
        "flag": ", ".join(filter(None, flags)),
    }


def _at_rest(post: Any, me: Any) -> dict[str, Any]:
    began = clock.local(post.sent_at).date() if post.sent_at else post.begun_on
    gone = working_days_between(began, clock.today(), OFFICE_HOURS.works_on)
    imported = post.status == Status.DRAFT
    mine = imported and post.imported_by_id == me.id
    endpoint = "submissions.edit" if mine else "posts.show"
    return {
        "href": url_for(endpoint, reference=post.reference),
        "holder": holder_in_words(post.holder, me),
        "age": days_in_words(gone) if gone else "Today",
        "limit": "imported, not sent yet" if imported else "since it was sent; back with its author",
        "flag": "",
    }
