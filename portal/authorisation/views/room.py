"""The blueprint of the room, and how a post looks in a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import queries
from portal.authorisation.rules import days_in_words, lateness, working_days_in_words
from portal.foundation import clock
from portal.foundation.access import me
from portal.people.rules.calendar import OFFICE_HOURS, WorksOn, working_days_between
from portal.submissions.kinds import KINDS
from portal.submissions.rules import Status, author_shown_to

pages = Blueprint("authorisation", __name__)


def holder_in_words(person: Any, me: Any) -> str:
    """Who has it, as the reader would say it."""
    if person is None:
        return "Nobody yet"
    return "You" if person.id == me.id else str(person.title)


def onwards(past: Any = None) -> ResponseReturnValue:
    """To the next post that waits for me, after the one at ``past``, or to the queue that is empty now."""
    following = queries.next_for(me(), past=past)
    if following is not None:
        return redirect(url_for("authorisation.decide", reference=following))
    return redirect(url_for("authorisation.queue"))


def rows_of(found: Iterable[tuple[Any, Any]], person: Any) -> list[dict[str, Any]]:
    """Posts as a list shows them, each with the step it waits at, if it waits."""
    pairs = list(found)
    holders = {step.holder_id: step.holder for _post, step in pairs if step is not None}
    away = queries.away_until(holders)
    works_on = {key: holder.works_on for key, holder in holders.items()}
    titles = queries.titles_as_sent([post for post, _step in pairs])
    return [row(post, step, person, away, titles.get(post.id, post.title), works_on) for post, step in pairs]


def row(
    post: Any,
    step: Any,
    me: Any,
    away: Mapping[int, date],
    title: str,
    works_on: Mapping[int, WorksOn],
) -> dict[str, Any]:
    """A post as a list shows it.

    ``away`` says when those who hold posts and are away are back, ``works_on`` on which days each of them works.
    """
    author = author_shown_to(me, post)
    shown = {
        "title": title or "Without a title",
        "kind": post.kind,
        "kind_name": KINDS[post.kind].name,
        "author": author.name or author.words,
        "unit": post.unit.name if author.name and post.unit else "",
        "value": post.reference,
    }
    return shown | (
        _waiting(step, me, away, works_on[step.holder_id]) if step is not None else _at_rest(post, me)
    )


@dataclass(frozen=True, slots=True)
class Timing:
    """The time of an open step in working days: how long its present holder has had it, and its author waited."""

    given_on: date
    due_on: date
    held: int
    allowed: int
    left: int
    late: int
    waited: int

    @property
    def left_in_words(self) -> str:
        """What is left of its holder's time; nothing where none is."""
        if self.late:
            return ""
        return f"{days_in_words(self.left)} left" if self.left else "due today"


def timing(step: Any, works_on: WorksOn) -> Timing:
    """How long whoever has a step, and works on these days, has had it: never the time it lay with others before."""
    today = clock.today()
    given_on = step.given_on or clock.local(step.opened_at).date()
    sent = clock.local(step.submission.sent_at or step.opened_at).date()
    return Timing(
        given_on,
        step.due_on,
        held=working_days_between(given_on, today, works_on),
        allowed=working_days_between(given_on, step.due_on, works_on),
        left=working_days_between(today, step.due_on, works_on),
        late=lateness(step.due_on, today),
        waited=working_days_between(sent, today, OFFICE_HOURS.works_on),
    )


def _waiting(step: Any, me: Any, away: Mapping[int, date], works_on: WorksOn) -> dict[str, Any]:
    time, back = timing(step, works_on), away.get(step.holder_id)
    flags = [
        f"{days_in_words(time.late)} late"
        if time.late
        else "Passed on: it was late"
        if step.escalations
        else "",
        "Its author has your change" if step.edit_until else "",
        "Its author is asked" if step.due_before else "",
        "In the library, on trust" if step.submission.on_trust else "",
        f"Away until {clock.day_in_words(back)}" if back else "",
    ]
    return {
        "href": url_for("authorisation.decide", reference=step.reference),
        "holder": holder_in_words(step.holder, me),
        "age": f"For {days_in_words(time.held)}" if time.held else "New today",
        "limit": time.left_in_words,
        "whole": f"Sent {working_days_in_words(time.waited)} ago" if time.waited > time.held else "",
        "share": round(100 * time.held / time.allowed) if time.allowed else 100,
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
        "age": f"Imported, dated {clock.day_in_words(began)} {began.year}"
        if imported
        else f"Sent {f'{working_days_in_words(gone)} ago' if gone else 'today'}",
        # What is back with its author is nobody's to take or to hand on.
        "value": post.reference if imported else "",
        "limit": "not sent yet" if imported else "back with its author",
        "flag": "In the library, on trust" if post.on_trust else "",
    }
