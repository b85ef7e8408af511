"""The blueprint of the room, and how a post looks in a list."""

from typing import Any

from flask import Blueprint, url_for

from portal.authorisation.rules import days_in_words, lateness, working_days_between
from portal.foundation import clock
from portal.submissions.kinds import KINDS
from portal.submissions.rules import Status, author_shown_to

pages = Blueprint("authorisation", __name__)


def holder_in_words(person: Any, me: Any) -> str:
    """Who has it, as the reader would say it."""
    if person is None:
        return "Nobody yet"
    return "You" if person.id == me.id else str(person.title)


def row(post: Any, step: Any, me: Any) -> dict[str, Any]:
    """A post as a list shows it. ``step`` is the one it waits at, if it waits."""
    author = author_shown_to(me, post)
    shown = {
        "title": post.title or "Without a title",
        "kind": post.kind,
        "kind_name": KINDS[post.kind].name,
        "author": author.name or author.words,
        "unit": post.unit.name if author.name and post.unit else "",
        "value": post.reference,
    }
    return shown | (_waiting(step, me) if step is not None else _at_rest(post, me))


def _waiting(step: Any, me: Any) -> dict[str, Any]:
    today = clock.today()
    gone = working_days_between(clock.local(step.opened_at).date(), today)
    late = lateness(step.due_on, today)
    return {
        "href": url_for("authorisation.decide", reference=step.reference),
        "holder": holder_in_words(step.holder, me),
        "age": days_in_words(gone) if gone else "Today",
        "limit": f"of {days_in_words(step.limit_days)}",
        "share": round(100 * gone / step.limit_days),
        "flag": f"{days_in_words(late)} late" if late else "",
    }


def _at_rest(post: Any, me: Any) -> dict[str, Any]:
    began = clock.local(post.sent_at).date() if post.sent_at else post.begun_on
    gone = working_days_between(began, clock.today())
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
