"""The blueprint of the room, and how a post looks in a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.authorisation import queries
from portal.authorisation.rules import days_in_words, lateness
from portal.foundation import clock
from portal.foundation.access import me
from portal.people.rules.calendar import OFFICE_HOURS, WorksOn, working_days_between
from portal.people.rules.waits import working_days_in_words
from portal.submissions.kinds import KINDS
from portal.submissions.rules import AuthorShown, Status, author_shown_to

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


@dataclass(slots=True)
class Row:
    """A post as a list shows it; what it says nothing of is left out. ``components/queue.html`` says what each is."""

    title: str
    kind: str
    kind_name: str
    author: str
    unit: str
    value: str
    href: str = ""
    holder: str = ""
    age: str = ""
    limit: str = ""
    whole: str = ""
    share: int | None = None
    flag: str = ""
    reference: str = ""


def rows_of(found: Iterable[tuple[Any, Any]], person: Any) -> list[Row]:
    """Posts as a list shows them, each with the step it waits at, if it waits."""
    pairs = list(found)
    holders = {step.holder_id: step.holder for _post, step in pairs if step is not None}
    away = queries.away_until(holders)
    works_on = {key: holder.works_on for key, holder in holders.items()}
    titles = queries.titles_as_sent([post for post, _step in pairs])
    steps = url_for("authorisation.decide", reference="")  # the same before each reference: made once
    rows = []
    for post, step in pairs:
        author = author_shown_to(person, post)
        row = Row(
            title=titles.get(post.id, post.title) or "Without a title",
            kind=post.kind,
            kind_name=KINDS[post.kind].name,
            author=author.name or author.words,
            unit=post.unit.name if author.name and post.unit else "",
            value=post.reference,
        )
        if step is None:
            _at_rest(row, post, person, author)
        else:
            row.href = f"{steps}{step.reference}"
            _waiting(row, step, person, away, works_on[step.holder_id])
        rows.append(row)
    return rows


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


def _waiting(row: Row, step: Any, me: Any, away: Mapping[int, date], works_on: WorksOn) -> None:
    """Add what a list says of a post that waits at a step.

    ``away`` says when those who hold posts and are away are back, ``works_on`` on which days its holder works.
    """
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
    row.holder = holder_in_words(step.holder, me)
    row.age = f"For {days_in_words(time.held)}" if time.held else "New today"
    row.limit = time.left_in_words
    row.whole = f"Sent {working_days_in_words(time.waited)} ago" if time.waited > time.held else ""
    row.share = round(100 * time.held / time.allowed) if time.allowed else 100
    row.flag = ", ".join(filter(None, flags))


def _kept_by(post: Any, me: Any, author: AuthorShown) -> str:
    """With whom a post is that waits at no step: those who wrote it are named as they are shown to the reader."""
    wrote = {post.author_id, post.claimed_by_id, *(one.id for one in post.co_authors)}
    if post.holder_id == me.id or post.holder_id not in wrote:
        return holder_in_words(post.holder, me)
    if author.hidden:
        return "Its author"
    return author.name if post.holder_id == author.person_id else holder_in_words(post.holder, me)


def _at_rest(row: Row, post: Any, me: Any, author: AuthorShown) -> None:
    """Add what a list says of a post that waits at no step, by ``author`` as the reader is shown them."""
    began = clock.local(post.sent_at).date() if post.sent_at else post.begun_on
    gone = working_days_between(began, clock.today(), OFFICE_HOURS.works_on)
    imported = post.status == Status.DRAFT
    mine = imported and post.imported_by_id == me.id
    row.href = url_for("submissions.edit" if mine else "posts.show", reference=post.reference)
    row.holder = _kept_by(post, me, author)
    if imported:
        row.age = f"Imported, dated {clock.day_in_words(began)} {began.year}"
    else:
        row.age = f"Sent {f'{working_days_in_words(gone)} ago' if gone else 'today'}"
        row.value = ""  # what is back with its author is nobody's to take or to hand on
    row.limit = "not sent yet" if imported else "back with its author"
    row.flag = "In the library, on trust" if post.on_trust else ""
